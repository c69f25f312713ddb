/** Web streams: their state, and the function of the program that is at work for them. */
import { assert, assertEquals } from "@std/assert";
import { extract } from "../../src/extract/extract.ts";
import { Leaf } from "../../src/model/leaf.ts";
import { settle, statesOf } from "./item_states.ts";

/** A promise that the test keeps open, and opens at its end. */
class Gate implements Disposable {
  readonly #gate = Promise.withResolvers<void>();
  readonly promise = this.#gate.promise;
  [Symbol.dispose]() {
    this.#gate.resolve();
  }
}

/** The one leaf of what a promise waits for. */
function leafOf(promise: Promise<unknown>): Leaf {
  const { leaf, error } = extract(promise);
  assertEquals(error, undefined);
  assert(leaf instanceof Leaf);
  return leaf;
}

Deno.test("itemState() of a readable stream tells lock, queue, reads and the pull() at work", async () => {
  using gate = new Gate();
  let pulling: Promise<void> | undefined;
  const stream = new ReadableStream({
    pull(): Promise<void> {
      return pulling = (async function pullFromDatabase() {
        await gate.promise;
      })();
    },
  }, { highWaterMark: 3 });
  const reader = stream.getReader();
  const read = reader.read();
  await settle();
  const states = statesOf({ stream, reader });
  const details = { state: "readable", locked: true, queued: 0, highWaterMark: 3, readsWaiting: 1 };
  const description =
    "ReadableStream: readable, locked by a reader, 0 of 3 queued, 1 read waiting, pullFromDatabase() is at work";
  assertEquals(states.stream.leaf, { kind: "stream", description, details });
  assertEquals(states.reader.leaf, states.stream.leaf);
  assertEquals(states.stream.inward.length, 1);
  assert(states.stream.inward[0] === pulling, "the promise of pull() itself");
  gate[Symbol.dispose]();
  await settle();
  assertEquals(statesOf({ stream }).stream.inward, []);
  await reader.cancel();
  await read;
});

Deno.test("itemState() of streams that are closed, errored or idle says so and invents no work", () => {
  const states = statesOf({
    idle: new ReadableStream(),
    closed: new ReadableStream({ start: (controller) => controller.close() }),
    errored: new ReadableStream({ start: (controller) => controller.error(new RangeError("x")) }),
    sink: new WritableStream(),
    transform: new TransformStream(),
  });
  const words = Object.fromEntries(Object.entries(states).map(([name, { leaf }]) => [name, leaf?.description]));
  assertEquals(words, {
    idle: "ReadableStream: readable, not locked, 0 of 1 queued",
    closed: "ReadableStream: closed, not locked",
    errored: "ReadableStream: errored, not locked",
    sink: "WritableStream: writable, not locked, 0 of 1 queued",
    transform: "TransformStream: backpressure",
  });
  assertEquals(states.errored.leaf?.details.error, "RangeError");
  for (const { inward } of Object.values(states)) assertEquals(inward, []);
});

Deno.test("extract() of a read names the function at work: pull(), start(), transform(), or a generator", async () => {
  using gate = new Gate();
  async function* numbers() {
    await gate.promise;
    yield 1;
  }
  const pulled = new ReadableStream({ pull: () => gate.promise.then(() => {}) });
  const streams = {
    pull: new ReadableStream({
      async pull(controller) {
        await gate.promise;
        controller.close();
      },
    }),
    start: new ReadableStream({
      async start(controller) {
        await gate.promise;
        controller.close();
      },
    }),
    transform: ReadableStream.from([1]).pipeThrough(
      new TransformStream({
        async transform() {
          await gate.promise;
        },
      }),
    ),
    numbers: ReadableStream.from(numbers()),
  };
  const reads = Object.entries(streams).map(([name, stream]) => [name, stream.getReader().read()] as const);
  const plain = pulled.getReader();
  const waiting = plain.read();
  await settle();
  for (const [name, read] of reads) {
    const leaf = leafOf(read);
    assertEquals(leaf.kind, "stream");
    assertEquals(leaf.description, `ReadableStream: waiting for a chunk, ${name}() is at work`);
    assertEquals(leaf.details.atWork, name);
  }
  // A pull() that is no async function: nobody can be named.
  assertEquals(leafOf(waiting).description, "ReadableStream: waiting for a chunk");
  gate[Symbol.dispose]();
  await Promise.all(reads.map(([, read]) => read));
  await plain.cancel();
});

Deno.test("extract() of a read finds the source behind tee() and pipes", async () => {
  using gate = new Gate();
  const source = () =>
    new ReadableStream({
      async pull(controller) {
        await gate.promise;
        controller.close();
      },
    }, { highWaterMark: 0 });
  const [branch] = source().tee();
  const piped = source().pipeThrough(new TransformStream()).pipeThrough(new TransformStream({ transform() {} }));
  const reads = [branch.getReader().read(), piped.getReader().read()];
  await settle();
  for (const read of reads) {
    assertEquals(leafOf(read).description, "ReadableStream: waiting for a chunk, pull() is at work");
  }
  gate[Symbol.dispose]();
  await Promise.all(reads);
});

Deno.test("extract() of a loop over a stream waits for a chunk", async () => {
  using gate = new Gate();
  const stream = new ReadableStream({
    async pull(controller) {
      await gate.promise;
      controller.close();
    },
  });
  async function loop() {
    for await (const chunk of stream) void chunk;
  }
  const looping = loop();
  await settle();
  assertEquals(extract(looping).frames.filter(({ hide }) => !hide).map((frame) => frame.functionName), ["loop"]);
  assertEquals(leafOf(looping).description, "ReadableStream: waiting for a chunk, pull() is at work");
  gate[Symbol.dispose]();
  await looping;
});

Deno.test("extract() of the promise of a reader or writer for its end does not wait for a chunk", async () => {
  const { readable, writable } = new TransformStream();
  const reader = readable.getReader(), writer = writable.getWriter();
  assertEquals(leafOf(reader.closed).description, "ReadableStream: waiting for its end");
  assertEquals(leafOf(writer.closed).description, "WritableStream: waiting for its end");
  const closing = writer.close();
  await reader.read();
  await closing;
});

Deno.test("extract() of writes, of close() and of pipeTo() names the write() of the sink at work", async () => {
  using gate = new Gate();
  const sink = () =>
    new WritableStream({
      async write() {
        await gate.promise;
      },
    });
  const writer = sink().getWriter();
  const first = writer.write("x"), second = writer.write("y"), closing = writer.close();
  const piping = ReadableStream.from([1, 2, 3]).pipeTo(sink());
  await settle();
  const leaves = [first, second, closing, piping].map((promise) => leafOf(promise).description);
  assertEquals(leaves, [
    "WritableStream: the sink has not finished a write, write() is at work",
    "WritableStream: writes queued behind one that has not finished, write() is at work",
    "WritableStream: waiting to close, write() is at work",
    "pipeTo: the sink has not taken a chunk, write() is at work",
  ]);
  gate[Symbol.dispose]();
  await Promise.all([first, second, closing, piping]);
});

Deno.test("extract() of pipeTo() names the source when that is what it waits for", async () => {
  using gate = new Gate();
  async function* slow() {
    await gate.promise;
    yield 1;
  }
  const piping = ReadableStream.from(slow()).pipeTo(new WritableStream());
  await settle();
  assertEquals(leafOf(piping).description, "pipeTo: waiting for a chunk of the source, slow() is at work");
  gate[Symbol.dispose]();
  await piping;
});

Deno.test("extract() of pipeTo() into a transform that nobody reads does not blame the source", async () => {
  const { readable, writable } = new TransformStream<number, number>();
  const source = new ReadableStream<number>({ start: (controller) => controller.enqueue(1) });
  const piping = source.pipeTo(writable);
  piping.catch(() => {});
  await settle();
  assertEquals(leafOf(piping).description, "pipeTo: the sink has not taken a chunk");
  await readable.cancel();
});

Deno.test("itemState() says who holds the lock: pipeTo() or tee()", async () => {
  using gate = new Gate();
  const piped = new ReadableStream({
    async pull(controller) {
      await gate.promise;
      controller.close();
    },
  });
  const sink = new WritableStream(), teed = new ReadableStream();
  const branches = teed.tee();
  const piping = piped.pipeTo(sink);
  await settle();
  const states = statesOf({ piped, sink, teed });
  const locks = Object.values(states).map(({ leaf }) => /locked by ([^,]*)/.exec(leaf?.description ?? "")?.[1]);
  assertEquals(locks, ["pipeTo()", "pipeTo()", "tee()"]);
  gate[Symbol.dispose]();
  await piping;
  assertEquals(branches.length, 2);
});

Deno.test("itemState() of a transform without a reader has backpressure, and its writes wait", async () => {
  const transform = new TransformStream();
  const writer = transform.writable.getWriter();
  const writes = [writer.write(1), writer.write(2)];
  await settle();
  const states = statesOf({ transform, writable: transform.writable });
  assertEquals(states.transform.leaf?.description, "TransformStream: backpressure");
  assertEquals(states.writable.leaf?.details.writesWaiting, 2);
  assertEquals(states.writable.inward, []);
  const reader = transform.readable.getReader();
  await reader.read();
  await reader.read();
  await Promise.all(writes);
});
