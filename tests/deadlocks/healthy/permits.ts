/** The patterns of `../stuck/permits.ts` and `../stuck/structure.ts` with one difference each, by which they go on. */
import pLimit from "p-limit";
import { EventEmitter } from "node:events";
import { BoundedQueue, Channel, Latch, Lender, Pool, ReadWriteLock, Semaphore } from "../shapes.ts";

const hour = 3_600_000;
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 5));
const long = () => new Promise<void>((resolve) => setTimeout(resolve, hour));

// 1 to 3: two want another permit, the third one works.
const three = new Semaphore(3);
async function another(): Promise<void> {
  await three.acquire();
  await pause();
  await three.acquire();
  three.release();
  three.release();
}
async function works(): Promise<void> {
  await three.acquire();
  await long();
  three.release();
}

// 4 to 6: nested runs, while one at work is not nested.
const nested = new Semaphore(3);
async function runNested(): Promise<void> {
  await nested.run(async () => {
    await pause();
    await nested.run(pause);
  });
}
async function runFlat(): Promise<void> {
  await nested.run(long);
}

// 7, 8: a pool with a transaction that ends.
const pool = new Pool(2);
async function order(): Promise<void> {
  await pool.transaction(async () => {
    await pause();
    await pool.transaction(async () => {});
  });
}
async function query(): Promise<void> {
  await pool.transaction(long);
}

// 9, 10: lenders, and a listener that brings another pen.
const books = new Lender();
const pens = new Lender();
async function write(): Promise<void> {
  const book = await books.borrow();
  await pause();
  const pen = await pens.borrow();
  books.giveBack(book);
  pens.giveBack(pen);
}
async function read(): Promise<void> {
  const pen = await pens.borrow();
  await pause();
  books.giveBack(await books.borrow());
  pens.giveBack(pen);
}

// 11, 12: p-limit of two, one of which works.
const limit = pLimit(2);
async function limited(): Promise<void> {
  await limit(async () => {
    await pause();
    await limit(pause);
  });
}
async function limitedWork(): Promise<void> {
  await limit(long);
}

// 13, 14: a channel with a third party, a timer.
const work = new Channel<number>();
const acknowledged = new Channel<number>();
async function produce(): Promise<void> {
  await acknowledged.receive();
  await work.send(1);
}
async function consume(): Promise<void> {
  await work.receive();
  await acknowledged.send(1);
}

// 15, 16: a queue that an emitter fills.
const jobs = new Channel<number>();
const source = new EventEmitter();
async function worker(): Promise<void> {
  for (;;) {
    const job = await jobs.receive();
    if (job < 0) await jobs.send(job + 1);
  }
}

// 17, 18: workers at rest, each would feed the other; nobody else would. Nobody is stuck: the work is done.
const here = new BoundedQueue();
const there = new BoundedQueue();
async function passOn(from: BoundedQueue, to: BoundedQueue): Promise<void> {
  for (;;) await to.put(await from.take() - 1);
}

// 19, 20: signals of which a timer gives one.
const ready = { left: Promise.withResolvers<void>(), right: Promise.withResolvers<void>() };
async function left(): Promise<void> {
  await ready.right.promise;
  ready.left.resolve();
}
async function right(): Promise<void> {
  await ready.left.promise;
  ready.right.resolve();
}

// 21, 22: a latch that also the server's request would count down.
/** Signals with several functions: a timer has the one that no other code uses. */
function signal() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const close = resolve.bind(undefined), settle = resolve.bind(undefined);
  return { promise, close, settle };
}
const steps = { odd: signal(), even: signal() };
async function odd(): Promise<void> {
  await steps.even.promise;
  steps.odd.settle();
}
async function even(): Promise<void> {
  await steps.odd.promise;
  steps.even.settle();
}

const latch = new Latch(2);
const second = new Latch(1);
async function first(): Promise<void> {
  latch.countDown();
  await second.wait();
  latch.countDown();
}
async function last(): Promise<void> {
  await latch.wait();
  second.countDown();
}

// 23: a gate whose keeper waits for visitors with a deadline.
async function gatekeeper(): Promise<void> {
  const gate = Promise.withResolvers<void>();
  gates.push(gate.promise);
  await Promise.race([visit(gate.promise), long()]);
  gate.resolve();
}
const gates: Promise<void>[] = [];
async function visit(gate: Promise<void>): Promise<void> {
  await gate;
}

// 24, 25: a reader that ends lets the writer in.
const page = new ReadWriteLock();
async function readPage(): Promise<void> {
  await page.beginRead();
  await long();
  page.endRead();
}
async function writePage(): Promise<void> {
  await pause();
  await page.beginWrite();
}

// 26 to 31: promises: own ones beside something that goes on.
let raced: Promise<void>;
async function race(): Promise<void> {
  await pause();
  await Promise.race([raced, long()]);
}
let anyOf: Promise<void>;
async function pickAny(): Promise<void> {
  await pause();
  await Promise.any([anyOf, long()]);
}
const begun: Record<string, Promise<unknown>> = {};
async function ask(): Promise<void> {
  await pause();
  await Promise.race([begun.answer, begun.stop]);
}
async function answer(): Promise<void> {
  await pause();
  await begun.ask;
}
async function memo(n: number): Promise<number> {
  await null;
  return n === 0 ? long().then(() => 0) : 1 + await memo(n - 1);
}
async function waitForMemo(): Promise<void> {
  await shared;
}
let shared: Promise<number>;

// 32: a deferred that is closed with what also a timer resolves.
const ring = Promise.withResolvers<void>();
async function waitForRing(): Promise<void> {
  await ring.promise;
}
async function closeRing(): Promise<void> {
  await turned;
  ring.resolve();
}
let turned: Promise<void>;

// 33, 34: generators that feed on a source.
async function* ticks(): AsyncGenerator<number> {
  for (;;) {
    await long();
    yield 1;
  }
}
async function* doubled(): AsyncGenerator<number> {
  for await (const n of ticks()) yield 2 * n;
}
async function count(): Promise<void> {
  for await (const _ of doubled());
}

// 35 to 40: waits of one.
async function sleeps(): Promise<void> {
  await long();
}
async function listens(target: EventTarget): Promise<void> {
  await new Promise((resolve) => target.addEventListener("go", resolve));
}
async function emitted(emitter: EventEmitter): Promise<void> {
  await new Promise((resolve) => emitter.once("go", resolve));
}
async function aborted(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
}
async function reads(stream: ReadableStream<number>): Promise<void> {
  for await (const _ of stream);
}
async function serves(server: Deno.HttpServer): Promise<void> {
  await server.finished;
}

// 41: an object that is stopped from outside.
class Service {
  #stopped = Promise.withResolvers<void>();
  async run(): Promise<void> {
    await this.#stopped.promise;
    await this.stop();
  }
  async stop(): Promise<void> {
    this.#stopped.resolve();
    await this.#stopped.promise;
  }
}
class Stoppable extends Service {
  override async run(): Promise<void> {
    await super.run();
  }
}

/** No code leads to these. */
let kept: unknown;

export function start(): void {
  another();
  another();
  works();
  runNested();
  runNested();
  runFlat();
  order();
  query();
  write();
  read();
  addEventListener("permits:pen", () => pens.giveBack(2));
  const limits = [limited(), limitedWork()];
  produce();
  consume();
  setTimeout(() => work.send(0), hour);
  worker();
  worker();
  source.on("job", (job: number) => void jobs.send(job));
  source.emit("ready");
  passOn(here, there);
  passOn(there, here);
  left();
  right();
  setTimeout(ready.left.resolve, hour);
  odd();
  even();
  setTimeout(steps.odd.close, hour);
  first();
  last();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    second.countDown();
    return new Response();
  });
  const gate = gatekeeper();
  readPage();
  writePage();
  raced = race();
  anyOf = pickAny();
  begun.stop = long();
  begun.ask = ask();
  begun.answer = answer();
  shared = memo(3);
  waitForMemo();
  turned = waitForRing();
  closeRing();
  setTimeout(ring.resolve, hour);
  count();
  sleeps();
  const target = new EventTarget();
  listens(target);
  const emitter = new EventEmitter();
  emitted(emitter);
  const controller = new AbortController();
  aborted(controller.signal);
  const { readable, writable } = new TransformStream<number>();
  reads(readable);
  serves(server);
  const service = new Stoppable();
  service.run();
  addEventListener("permits:stop", () => void service.stop());
  setInterval(() => (target.dispatchEvent(new Event("go")), emitter.emit("go"), controller.abort(), writable), hour);
  kept = [limits, gate, gates];
  void kept;
}
