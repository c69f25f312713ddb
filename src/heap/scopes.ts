/** Scopes of functions in a heap. */
import type { HeapGraph } from "./heap_graph.ts";

/** The name of the function whose variables a scope has; `""` for a nameless one and for a block. */
export function functionOfScope(heap: HeapGraph, scope: number): string {
  for (const { type, name, to } of heap.edges(scope)) {
    if (type !== "internal" || name !== "scope_info") continue;
    for (const { from, edge } of heap.retainers(to)) {
      if (heap.string(heap.snapshot.edgeName[edge]) !== "name_or_scope_info") continue;
      return /^system \/ SharedFunctionInfo \/ (.+)$/.exec(heap.name(from))?.[1] ?? "";
    }
  }
  return "";
}
