/** Primitive values in a heap. A snapshot has the small integers of properties and variables, too, as nodes with a value. */
import type { HeapGraph } from "./heap_graph.ts";

/** The number in a property or variable. */
export function numberOf(heap: HeapGraph, node: number, name: string): number | undefined {
  const to = valueOf(heap, node, name);
  return to < 0 ? undefined : numberIn(heap, to);
}

/** The number that a node is. */
export function numberIn(heap: HeapGraph, node: number): number | undefined {
  if (heap.type(node) !== "number") return undefined;
  for (const edge of heap.edges(node)) {
    if (edge.name !== "value") continue;
    const number = Number(heap.name(edge.to));
    return Number.isNaN(number) ? undefined : number;
  }
  return undefined;
}

/** The boolean in a property or variable. */
export function booleanOf(heap: HeapGraph, node: number, name: string): boolean | undefined {
  const to = valueOf(heap, node, name);
  return to < 0 ? undefined : booleanIn(heap, to);
}

/** The boolean that a node is. */
export function booleanIn(heap: HeapGraph, node: number): boolean | undefined {
  const type = heap.instanceType(node);
  // Snapshots of Node before 24 do not tell the type: there `true` is a node of V8's own.
  const isOddball = type === "ODDBALL_TYPE" || (type === "" && heap.type(node) === "hidden");
  const text = isOddball ? heap.name(node) : "";
  return text === "true" ? true : text === "false" ? false : undefined;
}

/** The string in a property or variable. */
export function textOf(heap: HeapGraph, node: number, name: string): string | undefined {
  const to = valueOf(heap, node, name);
  return to < 0 ? undefined : stringAt(heap, to);
}

/** Characters of a text that V8 keeps in pieces, and pieces of it. */
const MAX_LENGTH = 10_000, MAX_PIECES = 200;

/** The text of a string; `undefined` for anything else, and for a slice of another string, as a snapshot does not tell which. */
export function stringAt(heap: HeapGraph, node: number): string | undefined {
  if (heap.type(node) === "string") return heap.name(node);
  if (heap.type(node) !== "concatenated string") return undefined;
  let text = "", pieces = 0;
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (heap.type(next) === "string") text += heap.name(next);
    else if (heap.type(next) !== "concatenated string" || ++pieces > MAX_PIECES) return undefined;
    if (text.length > MAX_LENGTH) return undefined;
    if (heap.type(next) === "string") continue;
    let first = -1, second = -1;
    for (const { name, to } of heap.edges(next)) {
      if (name === "first") first = to;
      else if (name === "second") second = to;
    }
    if (first < 0) return undefined;
    if (second >= 0) open.push(second);
    open.push(first);
  }
  return text;
}

/** Where a property of an object, or a variable of a scope, leads; -1 when there is none. */
export function valueOf(heap: HeapGraph, node: number, name: string): number {
  if (node < 0) return -1;
  const edge = heap.member(node, name);
  if (edge < 0) return -1;
  const { edgeTo, edgeType, edgeTypes } = heap.snapshot;
  return edgeTypes[edgeType[edge]] === "context" ? withoutCell(heap, edgeTo[edge]) : edgeTo[edge];
}

/** What a variable of a scope has: V8 keeps one that is assigned to again in a cell (`ContextCell`, V8 15.0). */
export function withoutCell(heap: HeapGraph, node: number): number {
  if (heap.type(node) !== "native" || heap.name(node) !== "system / ContextCell") return node;
  for (const { type, name, to } of heap.edges(node)) if (type === "hidden" && name === 0) return to;
  return node;
}

/** The objects of a class among the variables of a scope. */
export function classIn(heap: HeapGraph, scope: number, className: string): number[] {
  if (scope < 0 || !heap.name(scope).startsWith("system / Context")) return [];
  const found: number[] = [];
  for (const { type, to } of heap.edges(scope)) {
    if (type === "context" && heap.type(to) === "object" && heap.name(to) === className) found.push(to);
  }
  return found;
}
