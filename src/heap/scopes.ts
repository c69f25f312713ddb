/** Scopes of functions in a heap: whose they are, and their variables. */
import type { HeapGraph } from "./heap_graph.ts";
import { withoutCell } from "./plain_values.ts";

/** The name of the function whose variables a scope has; `""` for a nameless one and for a block. */
export function functionOfScope(heap: HeapGraph, scope: number): string {
  for (const { type, name, to } of scope < 0 ? [] : heap.edges(scope)) {
    if (type !== "internal" || name !== "scope_info") continue;
    for (const { from, edge } of heap.retainers(to)) {
      if (heap.string(heap.snapshot.edgeName[edge]) !== "name_or_scope_info") continue;
      return /^system \/ SharedFunctionInfo \/ (.+)$/.exec(heap.name(from))?.[1] ?? "";
    }
  }
  return "";
}

/** The variables of a scope, by name. */
export function* variablesOf(heap: HeapGraph, scope: number): Generator<{ name: string; to: number }> {
  for (const { type, name, to } of scope < 0 ? [] : heap.edges(scope)) {
    if (type === "context") yield { name: String(name), to: withoutCell(heap, to) };
  }
}
