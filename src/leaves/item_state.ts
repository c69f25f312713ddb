/** What the heap tells of an object that is neither a promise nor a generator. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { listenerState, signalState } from "./event_sources.ts";
import { describeStream, streamOf, streamWait } from "./stream_state.ts";
import { limitState, queueState } from "./task_queues.ts";

/** An object described. */
export interface ItemState {
  /** Part of a leaf; absent where what lies inward says it all. */
  leaf?: { kind: string; description: string; details: Record<string, string | number | boolean> };
  /** Promises, generators and iterators by which it goes on, outermost first. */
  inward: number[];
}

/** Describe the object at a node: an iterator helper, a web stream, an abort signal, a queue of tasks, a source of events. */
export function itemState(graph: AwaitGraph, node: number): ItemState | undefined {
  const iterators = underlyingIterators(graph, node);
  if (iterators.length > 0) return { inward: iterators };
  if (streamOf(graph.heap, node) >= 0) {
    const { producers } = streamWait(graph, node);
    return leaf("stream", describeStream(graph, node), producers);
  }
  return leaf("signal", signalState(graph, node)) ??
    leaf("queue", limitState(graph, node) ?? queueState(graph, node)) ??
    leaf("event", listenerState(graph, node));
}

/** The iterators within what `map()`, `filter()`, `flatMap()`, `Iterator.from()`, … gave; V8 keeps them in hidden fields. */
export function underlyingIterators({ heap }: AwaitGraph, node: number): number[] {
  if (!/^JS_(?:ITERATOR_\w+_HELPER|VALID_ITERATOR_WRAPPER)_TYPE$/.test(heap.instanceType(node))) return [];
  const found: number[] = [];
  for (const { type, to } of heap.edges(node)) {
    // Beside them stand their `next` methods, the function given to the helper, and the list of `Iterator.concat()`. A
    // `flatMap()` that has not begun has the outer iterator in the place of the inner one.
    if (type === "hidden" && heap.type(to) === "object" && to !== node && !found.includes(to)) found.push(to);
  }
  return found;
}

function leaf(
  kind: string,
  state: { description: string; details: Record<string, string | number | boolean> } | undefined,
  inward: number[] = [],
): ItemState | undefined {
  return state === undefined ? undefined : { leaf: { kind, ...state }, inward };
}
