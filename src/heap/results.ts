/** What a function that can be suspended settles when it goes on. */
import type { HeapGraph } from "./heap_graph.ts";
import { isPromise } from "./resolvers.ts";

/** Most calls of `next()` that may be pending on one generator. */
const MOST_REQUESTS = 100_000;

/** The result of an async function, or those of the pending `next()` calls of an async generator, by its generator object. */
export function resultsOf(heap: HeapGraph, generator: number): number[] {
  const results: number[] = [];
  for (const to of heap.hidden(generator)) {
    if (isPromise(heap, to)) results.push(to);
    let request = isRequest(heap, to) ? to : -1;
    for (let hops = 0; request >= 0 && hops < MOST_REQUESTS; hops++) {
      let next = -1, result = -1;
      for (const edge of heap.edges(request)) {
        if (isPromise(heap, edge.to)) result = edge.to; // the last one: before it may stand a promise that was handed in
        else if (isRequest(heap, edge.to)) next = edge.to;
      }
      if (result >= 0) results.push(result);
      request = next;
    }
  }
  return results;
}

/** V8's own node of this name; a string of the program with the same text is none. */
function isRequest(heap: HeapGraph, node: number): boolean {
  const type = heap.type(node);
  return (type === "native" || type === "hidden") && heap.name(node) === "system / AsyncGeneratorRequest";
}
