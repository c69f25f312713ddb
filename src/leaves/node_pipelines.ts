/** Calls of `pipeline()`, and of the methods of `Readable` that go over all of it, by the scopes that they left in the heap. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { variablesOf } from "../heap/scopes.ts";
import { callsAround } from "./node_calls.ts";
import { nodeClass } from "./node_classes.ts";
import type { NodeWait } from "./node_events.ts";
import { streamName } from "./node_targets.ts";

/** What the closures of the runtime on the way to a promise say of streams; `undefined` when they are of no such call. */
export function nodePipelineWait(graph: AwaitGraph, closures: readonly number[]): NodeWait | undefined {
  for (const closure of closures) {
    for (const { url, name, scope } of callsAround(graph, closure)) {
      if (name === "pipelineImpl" && url.endsWith("/pipeline.js")) {
        const target = streamsOf(graph, scope).join(" -> ");
        if (target !== "") return { kind: "stream", description: `stream pipeline: ${target}`, details: { target } };
      }
      if (name === "map" && url.endsWith("/operators.js")) {
        for (const { to } of variablesOf(graph.heap, scope)) {
          if (nodeClass(graph, to)?.line.includes("Readable") !== true) continue;
          const target = streamName(graph, to);
          if (target !== undefined) {
            return { kind: "stream", description: `${target}: waiting for data`, details: { target } };
          }
        }
      }
    }
  }
  return undefined;
}

/** The streams of a pipeline, from its source on: those that it would destroy, by the functions for that. */
function streamsOf(graph: AwaitGraph, scope: number): string[] {
  const { heap } = graph;
  for (const { to } of variablesOf(heap, scope)) {
    if (heap.type(to) !== "object" || heap.name(to) !== "Array") continue;
    const names: string[] = [];
    for (const { type, name, to: destroy } of heap.edges(to)) {
      if (type !== "element" || heap.type(destroy) !== "closure") continue;
      const call = callsAround(graph, destroy).find(({ name }) => name === "destroyer");
      const stream = call === undefined ? undefined : streamIn(graph, call.scope);
      if (stream !== undefined) names[Number(name)] = stream;
    }
    const known = names.filter((name) => name !== undefined);
    if (known.length > 0) return known;
  }
  return [];
}

function streamIn(graph: AwaitGraph, scope: number): string | undefined {
  for (const { to } of variablesOf(graph.heap, scope)) {
    const name = nodeClass(graph, to)?.line.includes("Stream") ? streamName(graph, to) : undefined;
    if (name !== undefined) return name;
  }
  return undefined;
}
