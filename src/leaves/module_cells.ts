/** Exported variables of modules: V8 keeps each in a cell, which the modules that import it share. */
import type { AwaitGraph } from "../heap/await_graph.ts";

/** Under which name each cell is exported, by node of the cell. */
export function exportedCells({ heap }: AwaitGraph): Map<number, string> {
  const found = new Map<number, string>();
  for (const node of heap.nodesNamed("system / SourceTextModule")) {
    if (heap.type(node) !== "native") continue;
    for (const [cell, label] of cellsOf({ heap }, node)) if (label !== "") found.set(cell, label);
  }
  return found;
}

/** The cells of a module: of its exports with their names, which stand before them in a table, and of its imports without. */
export function* cellsOf({ heap }: Pick<AwaitGraph, "heap">, module: number): Generator<[cell: number, label: string]> {
  for (const edge of heap.edges(module)) {
    if (edge.type !== "hidden" || heap.type(edge.to) !== "array") continue;
    let label = "";
    for (const { to } of heap.edges(edge.to)) {
      if (heap.type(to) === "string") label = heap.name(to);
      else if (heap.name(to) === "system / Cell") yield [to, label];
    }
  }
}

/** What stands in a cell; -1 for nothing. */
export function valueOfCell({ heap }: Pick<AwaitGraph, "heap">, cell: number): number {
  for (const { type, name, to } of heap.edges(cell)) if (type === "internal" && name === "value") return to;
  return -1;
}

/** The modules of a heap, by URL. */
export function moduleUrls({ heap, functions }: AwaitGraph): Map<string, number> {
  const found = new Map<string, number>();
  for (let node = 0; node < heap.snapshot.nodeCount; node++) {
    if (heap.type(node) !== "native" || heap.name(node) !== "system / SourceTextModule") continue;
    for (const { type, to } of heap.edges(node)) {
      if (type !== "hidden" || heap.field(to, "parameters_and_registers") < 0) continue;
      const url = functions.place(heap.field(to, "function"))?.url ?? "";
      if (url !== "") found.set(url, node);
    }
  }
  return found;
}
