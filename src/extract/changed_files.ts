/**
 * Files that are not what the program runs: changed since it loaded them, or transformed on the way, as test runners do. Their lines
 * are others than those that positions mean, so they are not read.
 */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { isSourceText, type ScriptSource, scriptSource } from "../heap/script_source.ts";
import type { Doubt } from "../source/lines.ts";
import type { Acquisition } from "../target/target.ts";

/** Of TypeScript and JSX, V8 has what was emitted. */
const EMITTED = /\.(?:[cm]?ts|[jt]sx)$/;

/** Compares files with the scripts of a heap. */
export function doubtOf(
  { heap, functions }: AwaitGraph,
  emittedLength: Acquisition["emittedLength"],
): Doubt {
  let scripts: Map<string, number[]> | undefined;
  return (url, text) => {
    if (scripts === undefined) {
      scripts = new Map();
      for (const [name, script] of functions.scripts()) scripts.set(name, [...scripts.get(name) ?? [], script]);
    }
    const sources = (scripts.get(url) ?? []).flatMap((script) => scriptSource(heap, script) ?? []);
    const isSame = EMITTED.test(url)
      ? ({ length }: ScriptSource) => length === undefined || length === (emittedLength?.(url) ?? length)
      : (source: ScriptSource) => isSourceText(text, source);
    return sources.length === 0 || sources.some(isSame) ? undefined : "the program runs another text than the file has";
  };
}
