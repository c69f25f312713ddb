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

/** What V8 has of one script. */
interface Loaded {
  sources: readonly ScriptSource[];
  mapped: MappedTexts | undefined;
}

/** Compares files with the scripts of a heap; once the heap is let go of, only files that were asked for before. */
export class ChangedFiles {
  readonly #loaded = new Map<string, Loaded>();
  #heap: { graph: AwaitGraph; mappedTexts: Acquisition["mappedTexts"]; scripts?: Map<string, number[]> } | undefined;

  constructor(graph: AwaitGraph, mappedTexts: Acquisition["mappedTexts"]) {
    this.#heap = { graph, mappedTexts };
  }

  /** Why this is not the text of the script; `undefined` when it is, as far as one can tell. */
  readonly doubt: Doubt = (url, text) => {
    const loaded = this.remember(url);
    if (loaded === undefined || loaded.sources.length === 0) return undefined;
    const isSame = EMITTED.test(url) ? sameAsMapped(text, loaded.mapped) : sameAs(text);
    return loaded.sources.some(isSame) ? undefined : "the program runs another text than the file has";
  };

  /** A file may be read when the heap is gone. */
  remember(url: string): Loaded | undefined {
    const known = this.#loaded.get(url), heap = this.#heap;
    if (known !== undefined || heap === undefined) return known;
    const { graph: { heap: nodes, functions }, mappedTexts } = heap;
    if (EMITTED.test(url) && mappedTexts === undefined) return undefined;
    if (heap.scripts === undefined) {
      heap.scripts = new Map();
      for (const [name, script] of functions.scripts()) {
        heap.scripts.set(name, [...heap.scripts.get(name) ?? [], script]);
      }
    }
    const sources = (heap.scripts.get(url) ?? []).flatMap((script) => scriptSource(nodes, script) ?? []);
    const loaded = { sources, mapped: EMITTED.test(url) ? mappedTexts?.(url) : undefined };
    this.#loaded.set(url, loaded);
    return loaded;
  }

  /** Let go of the heap. */
  release(): void {
    this.#heap = undefined;
  }
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
