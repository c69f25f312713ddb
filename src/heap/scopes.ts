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

/** The variables of a scope, by name; `""` for names that V8 does not tell. */
export function* variablesOf(heap: HeapGraph, scope: number): Generator<{ name: string; to: number }> {
  if (scope < 0) return;
  const { firstEdge, edgeTo } = heap.snapshot;
  for (let edge = firstEdge[scope]; edge < firstEdge[scope + 1]; edge++) {
    const name = heap.variable(edge);
    if (name !== undefined) yield { name, to: withoutCell(heap, edgeTo[edge]) };
  }
}
