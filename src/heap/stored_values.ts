/**
 * Plain values of an object in a heap: strings, numbers and booleans, from own data properties and from the entries of a Map. What
 * the snapshot does not hold is told as such: small integers and booleans in a Map, and strings that are a part of another string.
 */
import type { HeapGraph } from "./heap_graph.ts";
import { booleanIn, numberIn } from "./plain_values.ts";

/** A plain value, and the names that lead to it: none for the object itself, two at most. */
export interface StoredValue {
  readonly path: readonly string[];
  /** The value as text; `undefined` when the snapshot does not hold it. */
  readonly text: string | undefined;
  /** Node of a Map in a private field that has the value, where it is not the object itself. */
  readonly holder?: number;
}

/** Plain values that are read of one object. */
const MAX_VALUES = 200;
/** Properties or entries of one object that are looked at. */
const MAX_ENTRIES = 1000;
/** Parts that one string is put together of. */
const MAX_PARTS = 1000;
/** Characters of a string that are read: V8 itself writes no more of one that is in one piece. */
const MAX_CHARACTERS = 1024;

/** The plain values of an object and, one level deeper, of the objects in its properties; or the one that `node` itself is. */
export function storedValues(heap: HeapGraph, node: number): StoredValue[] {
  const own = plainValue(heap, node);
  if (own !== undefined) return [{ path: [], text: own.text }];
  if (heap.type(node) !== "object") return [];
  const found: StoredValue[] = [];
  const holder = honoVariables(heap, node);
  if (holder >= 0) {
    for (const { path, text } of storedValues(heap, holder)) if (path.length === 1) found.push({ path, text, holder });
  }
  let looked = 0;
  for (const [name, to] of entriesOf(heap, node)) {
    if (found.length >= MAX_VALUES || ++looked > MAX_ENTRIES) break;
    const value = to < 0 ? { text: undefined } : plainValue(heap, to);
    if (value !== undefined) found.push({ path: [name], text: value.text });
    else if (heap.type(to) === "object") {
      for (const [inner, at] of properties(heap, to)) {
        if (++looked > MAX_ENTRIES) break;
        const value = plainValue(heap, at);
        if (value !== undefined && found.length < MAX_VALUES) found.push({ path: [name, inner], text: value.text });
      }
    }
  }
  return found;
}

/** The text of a string; `undefined` for other nodes, and for strings whose characters are not in the snapshot. */
export function stringAt(heap: HeapGraph, node: number): string | undefined {
  const open = [node];
  let text = "";
  for (let parts = 0; open.length > 0 && text.length < MAX_CHARACTERS; parts++) {
    const next = open.pop() as number;
    const type = heap.type(next);
    if (type === "string") text += heap.name(next);
    else if (type !== "concatenated string" || parts >= MAX_PARTS) return undefined; // "sliced string": of what, not where
    else {
      let first = -1, second = -1;
      for (const { name, to } of heap.edges(next)) {
        if (name === "first") first = to;
        else if (name === "second") second = to;
      }
      if (first < 0 || second < 0) return undefined;
      open.push(second, first);
    }
  }
  return text;
}

/** The pairs of a Map, or the own data properties of another object. -1 for a value that is not in the snapshot. */
function entriesOf(heap: HeapGraph, node: number): Iterable<[name: string, to: number]> {
  return mapTable(heap, node) < 0 ? properties(heap, node) : mapEntries(heap, node);
}

/** The first pairs of a Map by node, whatever their keys are. */
export function* mapPairs(heap: HeapGraph, map: number): Generator<[key: number, value: number]> {
  const table = mapTable(heap, map);
  if (table < 0) return;
  const at = new Map<number, number>();
  for (const { type, name, to } of heap.edges(table)) {
    if (type === "internal" && at.set(Number(name), to).size > 3 * MAX_ENTRIES) break; // they are in order
  }
  const first = firstEntry(heap, table);
  if (first === undefined) return;
  for (const [index, key] of at) {
    if (index >= first && (index - first) % 3 === 0) yield [key, at.get(index + 1) ?? -1];
  }
}

/** A context of Hono, which its `contextStorage()` stores, keeps the variables of a request in a private Map. */
function honoVariables(heap: HeapGraph, node: number): number {
  const map = heap.name(node) === "Context" ? heap.property(node, "#var") : -1;
  return map >= 0 && mapTable(heap, map) >= 0 ? map : -1;
}

function* properties(heap: HeapGraph, node: number): Generator<[name: string, to: number]> {
  for (const { type, name, to } of heap.edges(node)) {
    if (type !== "property" || typeof name !== "string" || name === "__proto__") continue;
    if (/^(?:#|<symbol\b)/.test(name)) continue; // private fields, too, read like properties
    yield [name, to];
  }
}

function* mapEntries(heap: HeapGraph, map: number): Generator<[name: string, to: number]> {
  for (const [key, value] of mapPairs(heap, map)) {
    const name = stringAt(heap, key);
    if (name !== undefined) yield [name, value];
  }
}

function mapTable(heap: HeapGraph, node: number): number {
  if (heap.type(node) !== "object") return -1;
  const type = heap.instanceType(node);
  if (type === "" ? !/^(?:Map|AsyncContextFrame)$/.test(heap.name(node)) : type !== "JS_MAP_TYPE") return -1;
  for (const edge of heap.edges(node)) if (edge.type === "internal" && edge.name === "table") return edge.to;
  return -1;
}

/**
 * Where the entries of a Map's table begin: behind three numbers and the buckets. There are two entries of three words (key, value,
 * chain) to a bucket; so the length of the table tells how many buckets there are.
 */
function firstEntry(heap: HeapGraph, table: number): number | undefined {
  const buckets = ((heap.snapshot.nodeSize[table] - 16) / 8 - 3) / 7;
  return Number.isInteger(buckets) ? 3 + buckets : undefined;
}

/** The value of a node as text; `undefined` for what is no plain value. */
function plainValue(heap: HeapGraph, node: number): { text: string | undefined } | undefined {
  const type = heap.type(node);
  if (type.includes("string")) return { text: stringAt(heap, node) };
  if (type === "number") return { text: numberIn(heap, node)?.toString() };
  const flag = type === "object" ? undefined : booleanIn(heap, node);
  return flag === undefined ? undefined : { text: String(flag) };
}
