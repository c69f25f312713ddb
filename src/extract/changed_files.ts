/**
 * Files that are not what the program runs: changed since it loaded them, or transformed on the way, as test runners do. Their lines
 * are others than those that positions mean, so they are not read.
 */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { hasLength, isSourceText, type ScriptSource, scriptSource } from "../heap/script_source.ts";
import type { Doubt } from "../source/lines.ts";
import type { Acquisition, MappedTexts } from "../target/target.ts";

/** Of TypeScript and JSX, V8 has what was emitted, or the text with spaces for the types. */
const EMITTED = /\.(?:[cm]?ts|[jt]sx)$/;

/** Compares files with the scripts of a heap. */
export function doubtOf({ heap, functions }: AwaitGraph, mappedTexts: Acquisition["mappedTexts"]): Doubt {
  let scripts: Map<string, number[]> | undefined;
  return (url, text) => {
    if (EMITTED.test(url) && mappedTexts === undefined) return undefined;
    if (scripts === undefined) {
      scripts = new Map();
      for (const [name, script] of functions.scripts()) scripts.set(name, [...scripts.get(name) ?? [], script]);
    }
    const sources = (scripts.get(url) ?? []).flatMap((script) => scriptSource(heap, script) ?? []);
    const isSame = EMITTED.test(url) ? sameAsMapped(text, mappedTexts?.(url)) : sameAs(text);
    return sources.length === 0 || sources.some(isSame) ? undefined : "the program runs another text than the file has";
  };
}

function sameAs(text: string): (source: ScriptSource) => boolean {
  return (source) => isSourceText(text, source);
}

/** Without a map, types were replaced by spaces. A map may be older than the file. */
function sameAsMapped(text: string, mapped: MappedTexts | undefined): (source: ScriptSource) => boolean {
  const { emitted, original = text.length } = mapped ?? { emitted: [text.length] };
  // Of what Deno has in its map each byte is a character (Deno 2.9.6).
  const isOriginal = original === text.length || original === new TextEncoder().encode(text).length;
  return (source) => isOriginal && emitted.some((length) => hasLength(source, length));
}
