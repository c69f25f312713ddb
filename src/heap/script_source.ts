/** What a heap has of the text of a script. A snapshot has the first 1,024 characters of a string, and its length. */
import type { HeapGraph } from "./heap_graph.ts";
import { numberIn } from "./plain_values.ts";

/** The text of a script, as V8 runs it, as far as it is known. */
export interface ScriptSource {
  /** How it begins. */
  readonly start: string;
  /** UTF-16 units in all; `undefined` where the heap does not tell. */
  readonly length: number | undefined;
  /** Bytes that the string takes; its length is not above that. */
  readonly size: number;
}

/** Header of a string, and what it is padded to. */
const HEADER = 16, PADDING = 8;
/** Smaller ones may be slices of others, or stand outside of the heap. */
const SMALLEST = 64;
/** Where a snapshot cuts may be in the middle of a character. */
const CERTAIN = 1000;
/** UTF-16 units of the text for which a snapshot may have one: of "😀" it has the lower 16 bits (V8 15.0). */
const MOST_UNITS = 2;

/** The text of a script; `undefined` where the heap has none. */
export function scriptSource(heap: HeapGraph, script: number): ScriptSource | undefined {
  const source = script < 0 ? -1 : heap.field(script, "source");
  if (source < 0) return undefined;
  if (heap.type(source) === "concatenated string") return { start: startOf(heap, source), length: undefined, size: 0 };
  if (heap.type(source) !== "string") return undefined;
  let length: number | undefined;
  for (const { type, name, to } of heap.edges(source)) {
    if (type === "internal" && name === "length") length = numberIn(heap, to);
  }
  return { start: heap.name(source).slice(0, CERTAIN), length, size: heap.snapshot.nodeSize[source] };
}

/** A string that the program put together of others may still be a tree of these. */
function startOf(heap: HeapGraph, concatenated: number): string {
  let start = "";
  const open = [concatenated];
  for (let node = open.pop(); node !== undefined && start.length < CERTAIN; node = open.pop()) {
    if (heap.type(node) === "string") {
      const text = heap.name(node);
      start += text.slice(0, CERTAIN);
      if (text.length > CERTAIN) break; // cut
    } else if (heap.type(node) === "concatenated string") {
      const parts = [...heap.edges(node)].filter(({ type }) => type === "internal");
      const part = (name: string) => parts.filter((edge) => edge.name === name).map(({ to }) => to);
      open.push(...part("second"), ...part("first"));
    } else break;
  }
  return start.slice(0, CERTAIN);
}

/** Can this be the text? It has the same start and the same length. */
export function isSourceText(text: string, source: ScriptSource): boolean {
  if (!hasLength(source, text.length)) return false;
  const { start } = source, begun = text.slice(0, MOST_UNITS * start.length);
  return comparable(begun).startsWith(comparable(start));
}

/** Can the text have so many UTF-16 units? */
export function hasLength({ length, size }: ScriptSource, wanted: number): boolean {
  return length !== undefined ? wanted === length : hasSize(wanted, size);
}

/** A string takes one byte for each character, or two. */
function hasSize(length: number, size: number): boolean {
  if (size < SMALLEST) return true;
  return [length, 2 * length].some((bytes) => bytes <= size && size <= bytes + HEADER + PADDING);
}

/** Snapshots of some versions have other characters for those that are not ASCII. */
function comparable(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, "").replaceAll("?", "");
}
