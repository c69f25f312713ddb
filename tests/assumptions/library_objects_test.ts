/**
 * Names by which src/heap/{stream_state,handled_promises,event_sources,task_queues}.ts know objects of Deno and of libraries in a heap,
 * one test for each kind. Tried with Deno 2.9.6, p-limit 7.3.3, p-queue 10.0.0.
 */
import { assert, assertEquals } from "@std/assert";
import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import pLimit from "p-limit";
import PQueue from "p-queue";
import { type HeapView, takeHeapView } from "../../lowlevel.ts";

/** Wait for this many turns of the microtask queue: streams start in them. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await null;
}

function nodeOf(heap: HeapView, object: object): number {
  const node = heap.nodeOf(object);
  assert(node !== undefined);
  return node;
}

/** Where a property or variable leads. */
function at(heap: HeapView, node: number, name: string): number {
  const edges = heap.edges(node).filter(({ type }) => type === "property" || type === "context");
  const found = edges.find((edge) => edge.name === name);
  assert(found !== undefined, `no ${name} among ${edges.map((edge) => edge.name).join(", ")}`);
  return found.to;
}

/** Where a property of a stream leads whose key is named so in the standard. */
function slot(heap: HeapView, node: number, name: string): number {
  return at(heap, node, `<symbol [[${name}]]>`);
}

/** The number, text or oddball of a node. */
function plain(heap: HeapView, node: number): string {
  if (heap.type(node) !== "number") return heap.name(node);
  return heap.name(heap.edges(node).find(({ name }) => name === "value")?.to ?? -1);
}

/** The variables of the scope of a function. */
function variables(heap: HeapView, closure: number): { name: string; to: number }[] {
  const scope = heap.edges(closure).find(({ type, name }) => type === "internal" && name === "context")?.to ?? -1;
  return heap.edges(scope).filter(({ type }) => type === "context").map(({ name, to }) => ({ name: String(name), to }));
}

const classesIn = (heap: HeapView, closure: number) => variables(heap, closure).map(({ to }) => heap.name(to));

Deno.test("Deno 2.9.6: a ReadableStream keeps its state under symbols named as in the standard", async () => {
  const door = Promise.withResolvers<void>();
  const stream = new ReadableStream({ pull: () => door.promise }, { highWaterMark: 3 });
  const reader = stream.getReader();
  const read = reader.read();
  const bytes = new ReadableStream({ type: "bytes" });
  const byobReader = bytes.getReader({ mode: "byob" });
  const into = byobReader.read(new Uint8Array(1));
  const broken = new ReadableStream({ start: (controller) => controller.error(new RangeError("broken")) });
  await turns(5);
  const heap = takeHeapView([stream, reader, byobReader, broken]);
  const node = nodeOf(heap, stream);
  assertEquals(heap.name(node), "ReadableStream");
  assertEquals(plain(heap, slot(heap, node, "state")), "readable");
  assertEquals(slot(heap, node, "reader"), nodeOf(heap, reader));
  assertEquals(slot(heap, nodeOf(heap, reader), "stream"), node);
  const controller = slot(heap, node, "controller");
  assertEquals(slot(heap, controller, "stream"), node);
  assertEquals(["queueTotalSize", "strategyHWM"].map((name) => plain(heap, slot(heap, controller, name))), ["0", "3"]);
  assertEquals(heap.type(slot(heap, controller, "pullAlgorithm")), "closure");
  const requests = slot(heap, nodeOf(heap, reader), "readRequests");
  const intoRequests = slot(heap, nodeOf(heap, byobReader), "readIntoRequests");
  assertEquals([requests, intoRequests].map((queue) => plain(heap, at(heap, queue, "#size"))), ["1", "1"]);
  assertEquals(plain(heap, slot(heap, nodeOf(heap, broken), "state")), "errored");
  assertEquals(heap.name(slot(heap, nodeOf(heap, broken), "storedError")), "RangeError");
  await Promise.all([reader.cancel(), byobReader.cancel(), read, into]);
  door.resolve();
});

Deno.test("Deno 2.9.6: a WritableStream keeps its state under symbols named as in the standard", async () => {
  const door = Promise.withResolvers<void>();
  const stream = new WritableStream({ write: () => door.promise }, { highWaterMark: 2 });
  const writer = stream.getWriter();
  await turns(5);
  const writes = [writer.write(1), writer.write(2)];
  const heap = takeHeapView([stream, writer]);
  const node = nodeOf(heap, stream);
  assertEquals(heap.name(node), "WritableStream");
  assertEquals(["state", "backpressure"].map((name) => plain(heap, slot(heap, node, name))), ["writable", "true"]);
  assertEquals(slot(heap, node, "writer"), nodeOf(heap, writer));
  assertEquals(slot(heap, nodeOf(heap, writer), "stream"), node);
  assertEquals(heap.type(slot(heap, node, "inFlightWriteRequest")), "object");
  assertEquals(plain(heap, at(heap, slot(heap, node, "writeRequests"), "#size")), "1");
  const controller = slot(heap, node, "controller");
  assertEquals(["queueTotalSize", "strategyHWM"].map((name) => plain(heap, slot(heap, controller, name))), ["2", "2"]);
  assertEquals(heap.type(slot(heap, controller, "writeAlgorithm")), "closure");
  door.resolve();
  await Promise.all(writes);
});

Deno.test("Deno 2.9.6: a TransformStream has its sides under symbols, and stands in the scope of their algorithms", async () => {
  const transform = new TransformStream();
  await turns(5);
  const heap = takeHeapView([transform, transform.readable, transform.writable]);
  const node = nodeOf(heap, transform);
  assertEquals([heap.name(node), plain(heap, slot(heap, node, "backpressure"))], ["TransformStream", "true"]);
  for (const [side, algorithm] of [["readable", "pullAlgorithm"], ["writable", "writeAlgorithm"]] as const) {
    const stream = slot(heap, node, side);
    assertEquals(stream, nodeOf(heap, transform[side]));
    const closure = slot(heap, slot(heap, stream, "controller"), algorithm);
    assert(variables(heap, closure).some(({ to }) => to === node), algorithm);
  }
});

Deno.test("Deno 2.9.6: the scope of pipeTo() has its promise's Deferred, a reader, a writer; that of tee() three streams and a reader", async () => {
  const door = Promise.withResolvers<void>();
  const source = new ReadableStream({ pull: () => door.promise }, { highWaterMark: 0 });
  const sink = new WritableStream();
  const stop = new AbortController();
  const piping = source.pipeTo(sink, { signal: stop.signal });
  const teed = new ReadableStream();
  const [branch] = teed.tee();
  await turns(5);
  const heap = takeHeapView([piping, source, sink, teed, branch]);
  const deferred = heap.retainers(nodeOf(heap, piping)).find((node) => heap.name(node) === "Deferred");
  assert(deferred !== undefined);
  const scopes = heap.retainers(deferred).filter((node) => heap.name(node).startsWith("system / Context"));
  const found = scopes.map((scope) => heap.edges(scope).filter(({ type }) => type === "context").map(({ to }) => to));
  const scope = found.find((all) => all.some((node) => heap.name(node) === "ReadableStreamDefaultReader"));
  assert(scope !== undefined);
  const [reader] = scope.filter((node) => heap.name(node) === "ReadableStreamDefaultReader");
  const [writer] = scope.filter((node) => heap.name(node) === "WritableStreamDefaultWriter");
  assertEquals([reader, writer].map((node) => slot(heap, node, "stream")), [
    nodeOf(heap, source),
    nodeOf(heap, sink),
  ]);
  assert(scope.some((node) => heap.type(node) === "closure"), "a function of the runtime tells whose scope it is");
  const pull = slot(heap, slot(heap, nodeOf(heap, branch), "controller"), "pullAlgorithm");
  const classes = classesIn(heap, pull);
  assertEquals(classes.filter((name) => name === "ReadableStream").length, 3);
  assert(classes.includes("ReadableStreamDefaultReader"));
  door.resolve();
  stop.abort();
  await piping.catch(() => {});
});

/** The functions that are called when a promise settles, or one that derives from it. */
function handlersOf(heap: HeapView, promise: number): Set<number> {
  const seen = new Set([promise]);
  for (const node of seen) {
    const isReaction = heap.name(node) === "system / PromiseReaction", isPromise = heap.name(node) === "Promise";
    for (const { type, name, to } of heap.edges(node)) {
      if (isPromise ? name === "reactions_or_result" : isReaction && type === "hidden") seen.add(to);
    }
  }
  return new Set([...seen].filter((node) => heap.type(node) === "closure"));
}

Deno.test("Deno 2.9.6: the handlers of pull() and write() have the controller in their scope, those of start() and close() in that of a function in it", async () => {
  const door = Promise.withResolvers<void>();
  const promises = Array.from({ length: 4 }, () => door.promise.then(() => {}));
  const [pull, start, write, close] = promises;
  const pulling = new ReadableStream({ pull: () => pull }, { highWaterMark: 1 });
  const starting = new ReadableStream({ start: () => start });
  const writing = new WritableStream({ write: () => write });
  const closing = new WritableStream({ close: () => close });
  const writer = writing.getWriter();
  const work = [writer.write(1), closing.close()];
  await turns(8);
  const cases = [[pull, pulling, 1], [start, starting, 2], [write, writing, 1], [close, closing, 2]] as const;
  const heap = takeHeapView(cases.flatMap(([promise, stream]) => [promise, stream]));
  for (const [promise, stream, expected] of cases) {
    const node = nodeOf(heap, stream);
    // What is to be done with the stream itself will do, too.
    const wanted = [node, slot(heap, node, "controller")];
    let within = [...handlersOf(heap, nodeOf(heap, promise))], depth = 0;
    for (let found = false; !found && depth < 4; depth++) {
      const scope = within.flatMap((closure) => variables(heap, closure).map(({ to }) => to));
      found = scope.some((variable) => wanted.includes(variable));
      within = scope.filter((variable) => heap.type(variable) === "closure");
    }
    assertEquals([heap.name(node), depth], [heap.name(node), expected]);
  }
  door.resolve();
  await Promise.all(work);
});

Deno.test("Deno 2.9.6: an AbortSignal keeps its state under symbols, and its timer has `_idleTimeout`", () => {
  const stop = new AbortController();
  const timeout = AbortSignal.timeout(12_345);
  const any = AbortSignal.any([stop.signal, timeout]);
  const aborted = AbortSignal.abort();
  const heap = takeHeapView([timeout, any, aborted, stop.signal]);
  const reasons = [timeout, aborted].map((signal) => slot(heap, nodeOf(heap, signal), "abortReason"));
  assertEquals([heap.instanceType(reasons[0]), heap.name(reasons[0])], ["ODDBALL_TYPE", "undefined"]);
  assertEquals(plain(heap, at(heap, reasons[1], "<symbol name>")), "AbortError");
  const timer = slot(heap, nodeOf(heap, timeout), "timerId");
  assertEquals(plain(heap, at(heap, timer, "_idleTimeout")), "12345");
  slot(heap, nodeOf(heap, timeout), "abortAlgos");
  // Sets of weak references.
  const referred = (set: number) => {
    const table = heap.edges(set).find(({ name }) => name === "table")?.to ?? -1;
    const references = heap.edges(table).filter(({ to }) => heap.name(to) === "WeakRef");
    return references.flatMap(({ to }) => heap.edges(to).filter(({ type }) => type === "weak").map((edge) => edge.to));
  };
  const sources = referred(slot(heap, nodeOf(heap, any), "sourceSignals"));
  for (const signal of [timeout, stop.signal]) assert(sources.includes(nodeOf(heap, signal)));
  assert(referred(slot(heap, nodeOf(heap, stop.signal), "dependentSignals")).includes(nodeOf(heap, any)));
  stop.abort();
});

Deno.test("Deno 2.9.6: an EventTarget has its listeners by type under a symbol without a name, from the first on", () => {
  const target = new EventTarget(), quiet = new EventTarget();
  for (let count = 0; count < 2; count++) target.addEventListener("news", () => {});
  const heap = takeHeapView([target, quiet]);
  for (const each of [target, quiet]) slot(heap, nodeOf(heap, each), "webidl.brand");
  const data = at(heap, nodeOf(heap, target), "<symbol>");
  at(heap, data, "assignedSlot");
  const listeners = at(heap, at(heap, data, "listeners"), "news");
  assertEquals(heap.edges(listeners).filter(({ type }) => type === "element").length, 2);
  assert(!heap.edges(nodeOf(heap, quiet)).some(({ name }) => name === "<symbol>"));
});

Deno.test("Deno 2.9.6: an EventEmitter has `_events` and `_maxListeners`, a stream of Node `_readableState` and `_writableState`", () => {
  const emitter = new EventEmitter();
  emitter.on("one", () => {});
  for (let count = 0; count < 2; count++) emitter.on("two", () => {});
  const stream = new PassThrough({ highWaterMark: 5 });
  stream.write("abc");
  const heap = takeHeapView([emitter, stream]);
  const node = nodeOf(heap, emitter);
  at(heap, node, "_maxListeners");
  const events = at(heap, node, "_events");
  assertEquals(heap.type(at(heap, events, "one")), "closure");
  assertEquals(heap.name(at(heap, events, "two")), "Array");
  for (const [state, length] of [["_readableState", "3"], ["_writableState", "0"]] as const) {
    const side = at(heap, nodeOf(heap, stream), state);
    assertEquals(["length", "highWaterMark"].map((name) => plain(heap, at(heap, side, name))), [length, "5"]);
  }
  stream.destroy();
});

Deno.test("p-limit 7.3.3: a limit has activeCount, concurrency and queue as variables; the queue has #size", async () => {
  const door = Promise.withResolvers<void>();
  const limit = pLimit(1);
  const tasks = [1, 2, 3].map(() => limit(() => door.promise));
  await turns(5);
  const heap = takeHeapView([limit]);
  const scope = new Map(variables(heap, nodeOf(heap, limit)).map(({ name, to }) => [name, to]));
  assertEquals(["activeCount", "concurrency"].map((name) => plain(heap, scope.get(name) ?? -1)), ["1", "1"]);
  assertEquals(plain(heap, at(heap, scope.get("queue") ?? -1, "#size")), "2");
  door.resolve();
  await Promise.all(tasks);
});

Deno.test("p-queue 10.0.0: a queue has #pending, #concurrency, #isPaused and a #queue, whose #queue has an element for each task", async () => {
  const door = Promise.withResolvers<void>();
  const queue = new PQueue({ concurrency: 1 });
  const tasks = [1, 2, 3].map(() => queue.add(() => door.promise));
  await turns(5);
  const heap = takeHeapView([queue]);
  const node = nodeOf(heap, queue);
  const names = ["#pending", "#concurrency", "#isPaused"];
  assertEquals(names.map((name) => plain(heap, at(heap, node, name))), ["1", "1", "false"]);
  const list = at(heap, at(heap, node, "#queue"), "#queue");
  const waiting = heap.edges(list).filter(({ type, to }) => type === "element" && heap.type(to) === "object");
  assertEquals(waiting.length, 2);
  door.resolve();
  await Promise.all(tasks);
});
