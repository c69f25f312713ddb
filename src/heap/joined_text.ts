/** Strings in a heap whose text V8 has in parts, as `a + b` leaves them. */
import type { HeapGraph } from "./heap_graph.ts";
import { valueOf } from "./plain_values.ts";

/** Parts put together at most. */
const MAX_PARTS = 200;

/** The text of a string; `undefined` when it is no string, and when the snapshot lacks it: that of a slice of another string. */
export function textAt(heap: HeapGraph, node: number): string | undefined {
  if (node < 0) return undefined;
  let text = "";
  const open = [node];
  for (let parts = 0; open.length > 0; parts++) {
    const next = open.pop() as number;
    if (parts === MAX_PARTS) return undefined;
    if (heap.type(next) === "string") text += heap.name(next);
    else if (heap.type(next) === "concatenated string") {
      let first = -1, second = -1;
      for (const { name, to } of heap.edges(next)) {
        if (name === "first") first = to;
        else if (name === "second") second = to;
      }
      if (first < 0 || second < 0) return undefined;
      open.push(second, first);
    } else return undefined;
  }
  return text;
}

/** The string in a property or variable, also one in parts. */
export function joinedTextOf(heap: HeapGraph, node: number, name: string): string | undefined {
  return textAt(heap, valueOf(heap, node, name));
}
