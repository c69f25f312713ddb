/** Heap snapshots read with `JSON.parse`, for tests of what V8 puts into them: shares no code with `src/heap`. */
import { assert } from "@std/assert";
import v8 from "node:v8";

// deno-lint-ignore no-explicit-any -- JSON of a snapshot
type Any = any;

/** An edge of the snapshot; its node is an index. */
export interface Edge {
  type: string;
  name: string | number;
  to: number;
}

/** A snapshot read with `JSON.parse`: shares no code with `src/heap`. */
export function look(names: Record<string, unknown> = {}): {
  json: Any;
  type(node: number): string;
  name(node: number): string;
  size(node: number): number;
  edges(node: number): Edge[];
  find(key: string): number;
} {
  const json = JSON.parse(new TextDecoder().decode((v8.getHeapSnapshot() as Any).read()));
  const { snapshot: { meta }, nodes, edges, strings } = json;
  const width = meta.node_fields.length;
  const first: number[] = [0];
  for (let n = 0; n < nodes.length; n += width) first.push(first.at(-1) as number + nodes[n + 4]);
  const type = (n: number): string => meta.node_types[0][nodes[n * width]];
  const name = (n: number): string => strings[nodes[n * width + 1]];
  const edgesOf = (n: number): Edge[] =>
    Array.from({ length: first[n + 1] - first[n] }, (_, i) => {
      const at = 3 * (first[n] + i), kind = meta.edge_types[0][edges[at]];
      const isIndex = kind === "element" || kind === "hidden";
      return { type: kind, name: isIndex ? edges[at + 1] : strings[edges[at + 1]], to: edges[at + 2] / width };
    });
  const key = strings.indexOf(Object.keys(names)[0]);
  let holder = -1;
  for (let n = 0, at = 0; n < first.length - 1; n++) {
    for (; at < first[n + 1]; at++) {
      if (edges[3 * at + 1] === key && meta.edge_types[0][edges[3 * at]] === "property" && type(n) === "object") {
        holder = n;
      }
    }
  }
  assert(Object.keys(names).length === 0 || holder >= 0);
  return {
    json,
    type,
    name,
    size: (n) => nodes[n * width + 3],
    edges: edgesOf,
    find: (wanted) => to(edgesOf(holder), wanted),
  };
}

/** A snapshot that was read. */
export type Look = ReturnType<typeof look>;

/** Where the edge of that name leads. */
export function to(edges: Edge[], name: string | number): number {
  const found = edges.find((edge) => edge.name === name);
  assert(found !== undefined, `no edge '${name}' among ${edges.map((edge) => edge.name).join(", ")}`);
  return found.to;
}

/** The first reaction of a promise. */
export function reactionOf(heap: Look, promise: number): number {
  return to(heap.edges(promise).filter(({ type }) => type === "internal"), "reactions_or_result");
}

/** Handlers of a reaction by the name of their builtin code. */
export function handlersOf(heap: Look, reaction: number): Map<string, number> {
  const closures = heap.edges(reaction).filter((edge) => heap.type(edge.to) === "closure");
  return new Map(closures.map((edge) => [heap.name(to(heap.edges(edge.to), "code")), edge.to]));
}
