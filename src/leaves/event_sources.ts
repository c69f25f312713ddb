/** Event targets, emitters and abort signals in a heap: who listens to what. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import type { HeapGraph } from "../heap/heap_graph.ts";
import { numberOf, textOf, valueOf } from "../heap/plain_values.ts";

/** What is known of an object that tells listeners about something. */
export interface EventSource {
  description: string;
  details: Record<string, string | number | boolean>;
}

/** How many types of events are named. */
const MAX_TYPES = 20;

/** An `AbortSignal`: aborted or not, when it will be, on which signals it depends, who would be told. */
export function signalState({ heap }: AwaitGraph, node: number): EventSource | undefined {
  const reason = valueOf(heap, node, "<symbol [[abortReason]]>");
  if (reason < 0 || heap.property(node, "<symbol [[abortAlgos]]>") < 0) return undefined;
  if (heap.instanceType(reason) !== "ODDBALL_TYPE" || heap.name(reason) !== "undefined") {
    // A `DOMException` has its name under a symbol.
    const name = textOf(heap, reason, "<symbol name>") ?? heap.name(reason);
    const why = heap.type(reason) === "object" ? name : heap.type(reason);
    return { description: `AbortSignal: aborted with ${why}`, details: { aborted: true, reason: why } };
  }
  const words = ["not aborted"];
  const details: EventSource["details"] = { aborted: false };
  const delay = delayOf(heap, node);
  if (delay !== undefined) {
    words.push(`aborts after ${delay} ms`);
    details.timeout = delay;
  }
  const sources = valueOf(heap, node, "<symbol [[sourceSignals]]>");
  if (sources >= 0 && heap.type(sources) === "object") {
    const signals = entriesOf(heap, sources).map((reference) => targetOf(heap, reference));
    const delays = signals.flatMap((signal) => delayOf(heap, signal) ?? []);
    const earliest = delays.length === 0 ? "" : `, one of which aborts after ${Math.min(...delays)} ms`;
    words.push(`depends on ${signals.length} signal${signals.length === 1 ? "" : "s"}${earliest}`);
    details.sources = signals.length;
  }
  const algorithms = entriesOf(heap, valueOf(heap, node, "<symbol [[abortAlgos]]>")).length;
  const listeners = listenersOf(heap, node).find(([type]) => type === "abort")?.[1] ?? 0;
  if (listeners > 0) words.push(`${listeners} listener${listeners > 1 ? "s" : ""}`);
  if (algorithms > 0) words.push(`${algorithms} operation${algorithms > 1 ? "s" : ""} of the runtime to abort`);
  const dependents = entriesOf(heap, valueOf(heap, node, "<symbol [[dependentSignals]]>"))
    .filter((reference) => targetOf(heap, reference) >= 0).length;
  if (dependents > 0) words.push(`${dependents} signal${dependents > 1 ? "s depend" : " depends"} on it`);
  if (listeners + algorithms + dependents === 0) words.push("nobody listens");
  return {
    description: `AbortSignal: ${words.join(", ")}`,
    details: { ...details, listeners, operations: algorithms, dependents },
  };
}

/** An `EventTarget` or a `EventEmitter` of `node:events`: the types of events that have listeners. */
export function listenerState({ heap }: AwaitGraph, node: number): EventSource | undefined {
  const isTarget = heap.property(node, "<symbol [[webidl.brand]]>") >= 0;
  const isEmitter = valueOf(heap, node, "_events") >= 0 && valueOf(heap, node, "_maxListeners") >= 0;
  if (!isTarget && !isEmitter) return undefined;
  const listeners = listenersOf(heap, node).filter(([, count]) => count > 0);
  if (isTarget && !isEmitter && listeners.length === 0 && !isEventTarget(heap, node)) return undefined;
  const named = listeners.slice(0, MAX_TYPES).map(([type, count]) => `"${type}"${count > 1 ? ` (${count})` : ""}`);
  const more = listeners.length - named.length;
  if (more > 0) named.push(`${more} more`);
  const words = [named.length === 0 ? "no listeners" : `listeners for ${named.join(", ")}`];
  const details: EventSource["details"] = { events: listeners.map(([type]) => type).join(", ") };
  for (const [key, side] of [["_readableState", "to be read"], ["_writableState", "to be written"]] as const) {
    const state = valueOf(heap, node, key);
    const length = numberOf(heap, state, "length"), room = numberOf(heap, state, "highWaterMark");
    if (length === undefined || room === undefined) continue;
    words.push(`${length} of ${room} ${side}`);
    details[key === "_readableState" ? "readableLength" : "writableLength"] = length;
  }
  return { description: `${heap.name(node)}: ${words.join(", ")}`, details };
}

/** Types of events in the order of their names, as the heap keeps no other, and how many listeners each has. */
function listenersOf(heap: HeapGraph, node: number): [type: string, count: number][] {
  const events = valueOf(heap, node, "_events");
  const lists = events >= 0 ? events : targetListeners(heap, node);
  const found: [string, number][] = [];
  for (const { type, name, to } of lists < 0 ? [] : heap.edges(lists)) {
    if (type !== "property" || name === "__proto__") continue;
    const isList = heap.type(to) === "object" && heap.name(to) === "Array";
    if (!isList && heap.type(to) !== "closure") continue;
    const count = isList ? [...heap.edges(to)].filter((edge) => edge.type === "element").length : 1;
    found.push([String(name).replace(/^<symbol (.*)>$/, "Symbol($1)"), count]);
  }
  return found.sort(([a], [b]) => a < b ? -1 : Number(a > b));
}

/** Deno keeps the listeners of an `EventTarget` under a symbol without a name, from the first one on. */
function targetListeners(heap: HeapGraph, node: number): number {
  for (const { type, name, to } of heap.edges(node)) {
    if (type !== "property" || name !== "<symbol>" && name !== "<symbol >") continue;
    if (heap.property(to, "assignedSlot") >= 0) return heap.property(to, "listeners");
  }
  return -1;
}

function isEventTarget(heap: HeapGraph, node: number): boolean {
  for (let object = heap.prototype(node), hops = 0; object >= 0 && hops < 20; hops++) {
    if (heap.property(object, "addEventListener") >= 0 && heap.property(object, "dispatchEvent") >= 0) return true;
    object = heap.prototype(object);
  }
  return false;
}

/** After how many milliseconds `AbortSignal.timeout()` aborts. */
function delayOf(heap: HeapGraph, signal: number): number | undefined {
  return numberOf(heap, valueOf(heap, signal, "<symbol [[timerId]]>"), "_idleTimeout");
}

/** What stands in a `Set`. */
function entriesOf(heap: HeapGraph, set: number): number[] {
  if (set < 0 || heap.type(set) !== "object") return [];
  for (const { name, to: table } of heap.edges(set)) {
    if (name !== "table") continue;
    const found: number[] = [];
    for (const edge of heap.edges(table)) {
      if (/^(?:object|closure)$/.test(heap.type(edge.to)) && edge.name !== "map") found.push(edge.to);
    }
    return found;
  }
  return [];
}

/** What a `WeakRef` refers to; -1 for nothing. */
function targetOf(heap: HeapGraph, reference: number): number {
  for (const { type, to } of heap.edges(reference)) {
    if (type === "weak" && heap.type(to) === "object") return to;
  }
  return -1;
}
