/** V8's records of modules that have a body in the heap (V8 15.0): those that are done have given it up. */
import type { HeapGraph } from "./heap_graph.ts";

/** One of them. */
export interface ModuleRecord {
  /** Node of the generator that is its body. */
  readonly body: number;
  /** Once it has begun: nodes of the modules that import it, and can only begin when it has ended. */
  readonly importers: readonly number[];
}

/** By node of the record. */
export function moduleRecords(heap: HeapGraph): Map<number, ModuleRecord> {
  const found = new Map<number, ModuleRecord>();
  for (const node of heap.nodesNamed("system / SourceTextModule")) {
    if (heap.type(node) !== "native") continue;
    let body = -1;
    const importers: number[] = [];
    for (const to of heap.hidden(node)) {
      if (heap.field(to, "parameters_and_registers") >= 0) body = to;
      else if (heap.name(to) === "system / ArrayList") {
        for (const { to: importer } of heap.edges(to)) {
          if (heap.name(importer) === "system / SourceTextModule") importers.push(importer);
        }
      }
    }
    if (body >= 0) found.set(node, { body, importers });
  }
  return found;
}
