/**
 * What stands between a promise and the object that fires an event or gives a value, in Node's own modules: the list of listeners of an
 * `EventTarget`, and the queues of `events.on()` and of `readline` (Node 20).
 */
import type { AwaitGraph } from "../heap/await_graph.ts";
import type { HeapGraph } from "../heap/heap_graph.ts";
import { stringAt } from "../heap/plain_values.ts";
import { eventTargetWords } from "./event_targets.ts";
import type { Holder, Holders } from "./holders.ts";
import { nodeClass } from "./node_classes.ts";
import type { NodeWait } from "./node_events.ts";

/** A queue of Node in its pieces. */
const QUEUE = /^Fixed(?:CircularBuffer|Queue)$/;
/** Pieces and queues in one another. */
const MAX_QUEUES = 4;
/** Listeners of one event that are looked at. */
const MAX_LISTENERS = 100;

/** Who stands behind a queue of Node; of `process.nextTick()` the queue itself. */
export function beyondQueues(holders: Holders, holder: Holder): Holder[] {
  if (!QUEUE.test(holder.className) || isOfTicks(holder)) return [holder];
  let found = [holder];
  for (let hops = 0; hops < MAX_QUEUES && found.some(({ className }) => QUEUE.test(className)); hops++) {
    found = found.flatMap((one) => QUEUE.test(one.className) ? holders.of(one.node).holders : [one]);
  }
  return found;
}

/** Is it what `process.nextTick()` will call? */
export function isOfTicks({ className, steps }: Holder): boolean {
  return className === "FixedCircularBuffer" && (steps.includes("callback") || steps.includes("args"));
}

/** The events for which listeners stand in the lists of an `EventTarget`; `once()` listens for an error, too. */
export function nodeListenerWait(graph: AwaitGraph, holders: readonly Holder[]): NodeWait | undefined {
  const { heap } = graph;
  const entries = holders.flatMap(({ node, className }) =>
    className === "Listener" && nodeClass(graph, node) !== undefined ? listenedTo(heap, node) ?? [] : []
  );
  const [first] = entries;
  if (first === undefined) return undefined;
  const events = new Set(entries.flatMap(({ event, target }) => target === first.target ? [event] : []));
  const types = [...events].sort((a, b) => Number(a === "error") - Number(b === "error"));
  const { name, more, details } = eventTargetWords(graph, first.target, heap.name(first.target));
  return {
    kind: "event",
    description: `${name}: waiting for event ${types.map((type) => JSON.stringify(type)).join(" or ")}${more}`,
    details: { ...details, event: types.join(", ") },
  };
}

/** Is it what an `EventTarget` keeps of a listener for an abort? Its function ends a wait with an error. */
export function isAbortListener(graph: AwaitGraph, { node, className }: Holder): boolean {
  return className === "Listener" && nodeClass(graph, node) !== undefined &&
    listenedTo(graph.heap, node)?.event === "abort";
}

/** What a listener is told of: it stands in a list, or is the head of one. */
function listenedTo(heap: HeapGraph, listener: number): Entry | undefined {
  let at = listener;
  for (let hops = 0; hops < MAX_LISTENERS; hops++) {
    const entry = entryOf(heap, at);
    if (entry !== undefined) return entry;
    const before = [...heap.retainers(at)].find(({ edge }) => heap.step(edge) === "next");
    if (before === undefined) return undefined;
    at = before.from;
  }
  return undefined;
}

interface Entry {
  event: string;
  /** Node of the target. */
  target: number;
}

/** Type of event and target, by the head of a list of listeners: a value in the target's map, whose key stands before it. */
function entryOf(heap: HeapGraph, head: number): Entry | undefined {
  const { edgeTo } = heap.snapshot;
  for (const { from: table, edge } of heap.retainers(head)) {
    const event = heap.type(table) === "array" ? stringAt(heap, edgeTo[edge - 1]) : undefined;
    for (const { from: map } of event === undefined ? [] : heap.retainers(table)) {
      for (
        const { from: target, edge: events } of heap.name(map) === "SafeMap" || heap.name(map) === "Map"
          ? heap.retainers(map)
          : []
      ) {
        if (event !== undefined && heap.step(events) === "[kEvents]") return { event, target };
      }
    }
  }
  return undefined;
}
