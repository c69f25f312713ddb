/**
 * Files that are not what the program runs: changed since it loaded them, or transformed on the way, as test runners do. Their lines
 * are others than those that positions mean, so they are not read.
 */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { hasLength, isSourceText, type ScriptSource, scriptSource } from "../heap/script_source.ts";
import type { Doubt } from "../source/lines.ts";
import type { Acquisition } from "../target/target.ts";

/** Of TypeScript and JSX, V8 has what was emitted, or the text with spaces for the types. */
const EMITTED = /\.(?:[cm]?ts|[jt]sx)$/;

/** Compares files with the scripts of a heap. */
export function doubtOf(
  { heap, functions }: AwaitGraph,
  emittedLengths: Acquisition["emittedLengths"],
): Doubt {
  let scripts: Map<string, number[]> | undefined;
  return (url, text) => {
    if (scripts === undefined) {
      scripts = new Map();
      for (const [name, script] of functions.scripts()) scripts.set(name, [...scripts.get(name) ?? [], script]);
    }
    const sources = (scripts.get(url) ?? []).flatMap((script) => scriptSource(heap, script) ?? []);
    if (sources.length === 0 || EMITTED.test(url) && emittedLengths === undefined) return undefined;
    const emitted = EMITTED.test(url) ? emittedLengths?.(url) ?? [] : undefined;
    const isSame = emitted === undefined
      ? (source: ScriptSource) => isSourceText(text, source)
      : (source: ScriptSource) => [...emitted, text.length].some((length) => hasLength(source, length));
    return sources.some(isSame) ? undefined : "the program runs another text than the file has";
  };
}
