/**
 * Values of a suspended function in a heap: its parameters, and the variables that stand in scopes because other functions use them.
 *
 * V8 keeps the parameters at the start of `parameters_and_registers`, in their order, whether the function will use them again or
 * not (V8 15.0; tests/assumptions/suspended_values_test.ts). A small integer among them has no edge. In the registers behind them
 * stands the generator object itself; nothing tells which variable the others are.
 */
import type { Suspended } from "./await_graph.ts";
import type { HeapGraph } from "./heap_graph.ts";
import { valueOf } from "./plain_values.ts";

/** Scopes around a function that are looked into. */
const MAX_SCOPES = 50;

/** The value of a parameter, counted from 0; -1 where it is unknown. */
export function parameterOf(heap: HeapGraph, { node }: Suspended, index: number): number {
  const values = heap.field(node, "parameters_and_registers");
  const name = String(index);
  for (const edge of values < 0 ? [] : heap.edges(values)) {
    if (edge.type !== "internal") continue;
    if (edge.to === node) return -1; // in the registers stands the generator object itself
    if (edge.name === name) return edge.to;
  }
  return -1;
}

/** Objects of a class among the parameters and registers. */
export function valuesOfClass(heap: HeapGraph, { node }: Suspended, className: string): number[] {
  const values = heap.field(node, "parameters_and_registers");
  const found = new Set<number>();
  for (const { type, to } of values < 0 ? [] : heap.edges(values)) {
    if (type === "internal" && heap.type(to) === "object" && heap.name(to) === className) found.add(to);
  }
  return [...found];
}

/** Where a variable of the function's own scopes leads, or, unless `isOwn`, one of a scope around it; -1 when it is in none. */
export function variableOf(heap: HeapGraph, suspended: Suspended, name: string, { isOwn }: { isOwn: boolean }): number {
  const around = suspended.closure < 0 ? -1 : heap.field(suspended.closure, "context");
  let scope = isOwn ? heap.field(suspended.node, "context") : around;
  for (let hops = 0; scope >= 0 && hops < MAX_SCOPES && !(isOwn && scope === around); hops++) {
    const found = valueOf(heap, scope, name);
    if (found >= 0) return found;
    scope = heap.field(scope, "previous");
  }
  return -1;
}
