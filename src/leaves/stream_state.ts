/**
 * Web streams in a heap: what one waits for, and whose code is at work for it. Deno keeps the state of streams in properties
 * whose keys are symbols named as in the standard (ext/web/06_streams.js, Deno 2.9.6); names of variables are minified there,
 * so scopes are told by the classes of what stands in them.
 */
import type { AwaitGraph } from "../heap/await_graph.ts";
import type { HeapGraph } from "../heap/heap_graph.ts";
import { promisesHandledFor } from "../heap/handled_promises.ts";
import { booleanOf, classIn, numberOf, textOf } from "../heap/plain_values.ts";

/** What a stream waits for. */
export interface StreamWait {
  /** Promises that functions of the program will settle, and that the stream waits for: of `pull()`, `write()`, … */
  producers: number[];
  /** Name of the function at work, as `pull`; `undefined` when there is none. */
  atWork: string | undefined;
}

const NOTHING: StreamWait = { producers: [], atWork: undefined };
/** Streams behind streams that are followed: pipes, branches, transforms. */
const MAX_HOPS = 50;

/** Where the property of a stream with this name in the standard leads, as `"reader"` for `[[reader]]`; -1 without one. */
export function slot(heap: HeapGraph, node: number, name: string): number {
  const to = node < 0 ? -1 : heap.property(node, `<symbol [[${name}]]>`);
  return to >= 0 && heap.type(to) === "object" ? to : -1;
}

/** The stream that a reader, writer or controller belongs to, or the stream itself; -1 for anything else. */
export function streamOf(heap: HeapGraph, node: number): number {
  if (isStream(heap, node)) return node;
  const stream = slot(heap, node, "stream");
  return stream >= 0 && isStream(heap, stream) ? stream : -1;
}

/** What a stream, a reader or a writer waits for: at its own source or sink, or at that of a stream that it is connected with. */
export function streamWait(graph: AwaitGraph, stream: number): StreamWait {
  const { heap } = graph;
  const seen = new Set<number>();
  for (let at = streamOf(heap, stream); at >= 0 && !seen.has(at) && seen.size < MAX_HOPS;) {
    seen.add(at);
    if (heap.name(at) === "TransformStream") at = slot(heap, at, "writable");
    const isReadable = heap.name(at) === "ReadableStream";
    const own = workFor(graph, slot(heap, at, "controller")) ?? (isReadable ? undefined : workFor(graph, at));
    if (own !== undefined) return own;
    at = isReadable ? behindReadable(graph, at) : behindWritable(graph, at);
  }
  return NOTHING;
}

/** What a call of `pipeTo()` waits for. */
type PipeWait = StreamWait & { phrase: string };

const pipeWaits = new WeakMap<AwaitGraph, Map<number, PipeWait | undefined>>();

/** What a call of `pipeTo()` waits for, by the promise that it gave: the sink when that is full, else the source. */
export function pipeWait(graph: AwaitGraph, promise: number): PipeWait | undefined {
  let known = pipeWaits.get(graph);
  if (known === undefined) pipeWaits.set(graph, known = new Map());
  // Thousands may wait for one promise, and thousands of things may refer to it.
  if (!known.has(promise)) known.set(promise, findPipeWait(graph, promise));
  return known.get(promise);
}

function findPipeWait(graph: AwaitGraph, promise: number): PipeWait | undefined {
  const { heap } = graph;
  for (const { from: deferred } of heap.retainers(promise)) {
    if (heap.name(deferred) !== "Deferred") continue;
    for (const { from: scope } of heap.retainers(deferred)) {
      const pipe = pipeIn(graph, scope);
      if (pipe === undefined) continue;
      // Into a transform that changes nothing Deno writes past the queue of the sink (2.9.6).
      const isFull = [pipe.sink, heap.property(pipe.sink, "<symbol [identityBypassTS]>")].some((side) =>
        side >= 0 && booleanOf(heap, side, "<symbol [[backpressure]]>") === true
      );
      return isFull
        ? { ...streamWait(graph, pipe.sink), phrase: "pipeTo: the sink has not taken a chunk" }
        : { ...streamWait(graph, pipe.source), phrase: "pipeTo: waiting for a chunk of the source" };
    }
  }
  return undefined;
}

/** The stream that a request to read or write, or another part of a stream, waits in; -1 when none is near. */
export function streamNear(graph: AwaitGraph, part: number): number {
  const { heap } = graph;
  const seen = new Set<number>();
  let level = [part];
  for (let depth = 0; depth < 5; depth++) {
    const outer: number[] = [];
    for (const node of level) {
      const stream = streamOf(heap, node);
      if (stream >= 0) return stream;
      for (const { from, edge } of heap.retainers(node)) {
        if (seen.has(from) || heap.type(from) !== "object" || heap.step(edge) === "") continue;
        if (graph.ignored.has(from) || heap.name(from).startsWith("system / ")) continue;
        seen.add(from);
        outer.push(from);
      }
    }
    level = outer;
  }
  return -1;
}

/** One line on the state of a stream, reader, writer or controller, and the same as plain data. */
export function describeStream(
  graph: AwaitGraph,
  node: number,
): { description: string; details: Record<string, string | number | boolean> } | undefined {
  const { heap } = graph;
  const stream = streamOf(heap, node);
  if (stream < 0) return undefined;
  const className = heap.name(stream);
  if (className === "TransformStream") {
    const isFull = booleanOf(heap, stream, "<symbol [[backpressure]]>") === true;
    const words = [isFull ? "backpressure" : "no backpressure", ...workWords(graph, stream)];
    return { description: `TransformStream: ${words.join(", ")}`, details: { backpressure: isFull } };
  }
  const controller = slot(heap, stream, "controller");
  const isReadable = className === "ReadableStream";
  const state = textOf(heap, stream, "<symbol [[state]]>") ?? "unknown";
  const owner = slot(heap, stream, isReadable ? "reader" : "writer");
  const queued = numberOf(heap, controller, "<symbol [[queueTotalSize]]>");
  const room = numberOf(heap, controller, "<symbol [[strategyHWM]]>");
  const requests = isReadable ? ["readRequests", "readIntoRequests"].map((name) => slot(heap, owner, name)) : [
    slot(heap, stream, "writeRequests"),
  ];
  const waiting = requests.reduce((sum, queue) => sum + (queue < 0 ? 0 : numberOf(heap, queue, "#size") ?? 0), 0) +
    (!isReadable && slot(heap, stream, "inFlightWriteRequest") >= 0 ? 1 : 0);
  const words = [state, owner < 0 ? "not locked" : `locked by ${lockedBy(graph, owner)}`];
  const details: Record<string, string | number | boolean> = { state, locked: owner >= 0 };
  if (/^(?:readable|writable)$/.test(state)) {
    if (queued !== undefined && room !== undefined) {
      words.push(`${queued} of ${room} queued`);
      Object.assign(details, { queued, highWaterMark: room });
    }
    if (waiting > 0) words.push(`${waiting} ${isReadable ? "read" : "write"}${waiting > 1 ? "s" : ""} waiting`);
    details[isReadable ? "readsWaiting" : "writesWaiting"] = waiting;
    words.push(...workWords(graph, stream));
  }
  const error = heap.property(stream, "<symbol [[storedError]]>");
  if (/^err/.test(state) && error >= 0) details.error = heap.name(error);
  return { description: `${className}: ${words.join(", ")}`, details };
}

function workWords(graph: AwaitGraph, stream: number): string[] {
  const { atWork } = streamWait(graph, stream);
  return atWork === undefined ? [] : [`${atWork}() is at work`];
}

/** What holds the lock: a reader or writer of the program, or one that the runtime took for `pipeTo()` or `tee()`. */
function lockedBy(graph: AwaitGraph, owner: number): string {
  const { heap } = graph;
  for (const { from: scope } of heap.retainers(owner)) {
    if (pipeIn(graph, scope) !== undefined) return "pipeTo()";
    if (classIn(heap, scope, "ReadableStream").length > 2) return "tee()";
  }
  return heap.name(owner).startsWith("Readable") ? "a reader" : "a writer";
}

/** The function of the program at work for a controller, or for a stream that is closing. */
function workFor(graph: AwaitGraph, part: number): StreamWait | undefined {
  const { functions } = graph;
  for (const promise of part < 0 ? [] : promisesHandledFor(graph, part)) {
    const found = producerOf(graph, promise);
    if (found === undefined) continue;
    const { closure, receiver } = found.producer;
    const method = closure >= 0 && receiver >= 0 ? functions.method(closure, receiver)?.name : undefined;
    return { producers: [found.promise], atWork: method ?? (functions.name(closure) || "<anonymous>") };
  }
  return undefined;
}

/** Back along `then` to the promise of a function of the program. */
function producerOf(graph: AwaitGraph, promise: number) {
  const seen = new Set<number>();
  for (let at: number | undefined = promise; at !== undefined && !seen.has(at);) {
    seen.add(at);
    const producer = graph.producers.get(at);
    if (producer !== undefined) {
      const url = producer.closure < 0 ? "" : graph.functions.place(producer.closure)?.url ?? "";
      if (!/^(?:ext|node):/.test(url)) return { promise: at, producer };
      at = producer.awaits;
    } else at = graph.derivations.get(at)?.[0].from;
  }
  return undefined;
}

/** The stream from which a readable one gets its chunks: the other side of a transform, or the stream that was teed. */
function behindReadable({ heap }: AwaitGraph, stream: number): number {
  const pull = heap.property(slot(heap, stream, "controller"), "<symbol [[pullAlgorithm]]>");
  const scope = pull < 0 ? -1 : heap.field(pull, "context");
  for (const transform of classIn(heap, scope, "TransformStream")) {
    if (slot(heap, transform, "readable") === stream) return slot(heap, transform, "writable");
  }
  for (const reader of classIn(heap, scope, "ReadableStreamDefaultReader")) {
    const source = slot(heap, reader, "stream");
    if (source >= 0 && source !== stream) return source;
  }
  return -1;
}

/**
 * What a writable stream without work of its own waits for. The side of a transform into which is written waits for a reader
 * while there is backpressure, so for where that reader pipes to; else for the stream that is piped into it.
 */
function behindWritable(graph: AwaitGraph, stream: number): number {
  const { heap } = graph;
  const write = heap.property(slot(heap, stream, "controller"), "<symbol [[writeAlgorithm]]>");
  for (const transform of classIn(heap, write < 0 ? -1 : heap.field(write, "context"), "TransformStream")) {
    if (slot(heap, transform, "writable") !== stream) continue;
    if (booleanOf(heap, transform, "<symbol [[backpressure]]>") !== true) break;
    return pipeOf(graph, slot(heap, slot(heap, transform, "readable"), "reader"))?.sink ?? -1;
  }
  return pipeOf(graph, slot(heap, stream, "writer"))?.source ?? -1;
}

/** The pipe for which the runtime took this reader or writer. */
function pipeOf(graph: AwaitGraph, owner: number): { source: number; sink: number } | undefined {
  if (owner < 0) return undefined;
  for (const { from: scope } of graph.heap.retainers(owner)) {
    const pipe = pipeIn(graph, scope);
    if (pipe !== undefined) return pipe;
  }
  return undefined;
}

/** Is this the scope of a call of `pipeTo()`? Then it has both streams, and the reader and writer that lock them. */
function pipeIn({ heap, functions }: AwaitGraph, scope: number): { source: number; sink: number } | undefined {
  const [reader = -1] = classIn(heap, scope, "ReadableStreamDefaultReader");
  const [writer = -1] = reader < 0 ? [] : classIn(heap, scope, "WritableStreamDefaultWriter");
  const source = slot(heap, reader, "stream"), sink = slot(heap, writer, "stream");
  if (source < 0 || sink < 0) return undefined;
  for (const { to } of heap.edges(scope)) {
    if (heap.type(to) === "closure") {
      return /^ext:/.test(functions.place(to)?.url ?? "") ? { source, sink } : undefined;
    }
  }
  return undefined;
}

function isStream(heap: HeapGraph, node: number): boolean {
  return node >= 0 && /^(?:Readable|Writable|Transform)Stream$/.test(heap.name(node)) &&
    slot(heap, node, "controller") >= 0;
}
