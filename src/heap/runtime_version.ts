/** Which runtime a heap is of: the versions that it tells its program stand in the heap as strings. */
import type { HeapGraph } from "./heap_graph.ts";
import { textOf } from "./plain_values.ts";

/** `"deno 2.9.6"`, `"node 20.20.2"`; `undefined` for a browser, and for what does not look like a version. */
export function runtimeOf(heap: HeapGraph): string | undefined {
  // `Deno.version` has these three, `process.versions` of Node these and many more. Deno has that one too, if it was asked for.
  return versionBeside(heap, "typescript", ["deno", "v8"]) ?? versionBeside(heap, "uv", ["node", "v8"]);
}

/** The text of the first of `names`, in an object that has all of them beside `key`. */
function versionBeside(heap: HeapGraph, key: string, names: readonly string[]): string | undefined {
  for (const object of heap.ownersOf(key)) {
    const texts = names.map((name) => textOf(heap, object, name));
    if (texts.every((text) => text !== undefined && /^\d+(?:\.\d+)+(?:[-+.\w]*)$/.test(text))) {
      return `${names[0]} ${texts[0]}`;
    }
  }
  return undefined;
}
