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
  return to >= 0 && heap.type(to) === "string" ? heap.name(to) : undefined;
}

/** Where a property of an object, or a variable of a scope, leads; -1 when there is none. */
export function valueOf(heap: HeapGraph, node: number, name: string): number {
  if (node < 0) return -1;
  for (const edge of heap.edges(node)) {
    if ((edge.type === "property" || edge.type === "context") && edge.name === name) return edge.to;
  }
  return -1;
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
