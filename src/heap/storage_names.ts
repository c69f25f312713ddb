/** What the program calls an `AsyncLocalStorage`: the name it was given, or the variable or property that holds it. */
import type { HeapGraph } from "./heap_graph.ts";
import { textOf } from "./plain_values.ts";

/** The name of a storage; `""` when nothing with a name holds it. What a module calls it comes first. */
export function storageName(heap: HeapGraph, storage: number): string {
  const given = textOf(heap, storage, "#name") || textOf(heap, storage, "name");
  if (given) return given;
  let property = "", variable = "";
  for (const { edge, from } of heap.retainers(storage)) {
    if (heap.name(from) === "system / Cell") {
      const name = exportName(heap, from);
      if (name !== "") return name;
    }
    const { type, name } = edgeOf(heap, edge);
    if (type === "context") {
      const scope = heap.field(from, "extension");
      if (scope >= 0 && heap.name(scope) === "system / SourceTextModule") return name;
      variable ||= name;
    } else if (type === "property" && !name.startsWith("<symbol ")) property ||= name.replace(/^#/, "");
  }
  return property || variable;
}

/** The name under which a module exports the variable in a cell: in its table, the cell stands behind the name. */
function exportName(heap: HeapGraph, cell: number): string {
  for (const { edge, from } of heap.retainers(cell)) {
    const index = Number(edgeOf(heap, edge).name);
    if (heap.type(from) !== "array" || !Number.isInteger(index)) continue;
    for (const { type, name, to } of heap.edges(from)) {
      if (type === "internal" && name === String(index - 1) && heap.type(to) === "string") return heap.name(to);
    }
  }
  return "";
}

function edgeOf(heap: HeapGraph, edge: number): { type: string; name: string } {
  const { edgeType, edgeTypes, edgeName } = heap.snapshot;
  const type = edgeTypes[edgeType[edge]];
  return { type, name: type === "element" || type === "hidden" ? "" : heap.string(edgeName[edge]) };
}
