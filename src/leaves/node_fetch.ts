/** `fetch()` of Node, which has a promise made by hand: the request stands beside it in the scope of that call (Node 20). */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { variablesOf } from "../heap/scopes.ts";
import { ApiValue } from "./api_call.ts";
import { plainUrl } from "./api_targets.ts";
import type { NodeWait } from "./node_events.ts";

const FETCH = /^node:internal\/deps\/undici\//;

/** What a call of `fetch()` waits for, by the promises that it may have made; `undefined` for other promises. */
export function nodeFetchWait(graph: AwaitGraph, promises: readonly number[]): NodeWait | undefined {
  for (const promise of promises) {
    const request = requestBeside(graph, promise);
    if (request === undefined) continue;
    const method = request.property("method").text ?? "GET", { last } = request.property("urlList");
    const text = last.property("#context").property("href").text ?? last.text;
    const url = text === undefined ? undefined : plainUrl(text);
    const says = "fetch: waiting for a response";
    return url === undefined
      ? { kind: "op", description: says, details: {} }
      : { kind: "op", description: `${says} from ${method} ${url}`, details: { method, url } };
  }
  return undefined;
}

/** The inner request of the `Request` in a scope that has the promise with what settles it. */
function requestBeside(graph: AwaitGraph, promise: number): ApiValue | undefined {
  const { heap, functions } = graph;
  for (const { from: deferred, edge } of heap.retainers(promise)) {
    if (heap.type(deferred) !== "object" || heap.step(edge) !== "promise") continue;
    for (const { from: scope } of heap.retainers(deferred)) {
      if (!heap.name(scope).startsWith("system / Context")) continue;
      const isOfFetch = [...heap.retainers(scope)].some(({ from, edge }) =>
        heap.isField(edge, "context") && FETCH.test(functions.place(from)?.url ?? "")
      );
      const found = isOfFetch ? [...variablesOf(heap, scope)].find(({ name }) => name === "requestObject") : undefined;
      if (found === undefined) continue;
      const outer = new ApiValue(graph, found.to), state = outer.property("<symbol state>");
      return state.node >= 0 ? state : outer.property("#state");
    }
  }
  return undefined;
}
