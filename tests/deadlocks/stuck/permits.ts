/** Permits, queues and signals: all are held by those who wait for one more, or each waits for what only the other does. */
import pLimit from "p-limit";
import { BoundedQueue, Channel, Latch, Lender, Pool, ReadWriteLock, Semaphore } from "../shapes.ts";

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

const two = new Semaphore(2);
async function takeAnother(): Promise<void> {
  await two.acquire();
  await pause();
  await two.acquire(); // <- permits permits
  two.release();
  two.release();
}

const nested = new Semaphore(3);
async function runNested(): Promise<void> {
  await nested.run(async () => {
    await pause();
    await nested.run(pause); // <- nested nested nested
  });
}

const pool = new Pool(2);
async function order(): Promise<void> {
  await pool.transaction(async () => {
    await pause();
    await pool.transaction(async () => {}); // <- pool pool
  });
}

const books = new Lender();
const pens = new Lender();
async function write(): Promise<void> {
  const book = await books.borrow();
  await pause();
  const pen = await pens.borrow(); // <- lenders
  books.giveBack(book);
  pens.giveBack(pen);
}
async function read(): Promise<void> {
  const pen = await pens.borrow();
  await pause();
  const book = await books.borrow(); // <- lenders
  books.giveBack(book);
  pens.giveBack(pen);
}

const limit = pLimit(1);
async function limited(): Promise<void> {
  await limit(async () => {
    await pause();
    await limit(pause); // <- p-limit
  });
}

const work = new Channel<number>();
const acknowledged = new Channel<number>();
async function produce(): Promise<void> {
  await pause();
  await acknowledged.receive(); // <- channels
  await work.send(1);
}
async function consume(): Promise<void> {
  await pause();
  await work.receive(); // <- channels
  await acknowledged.send(1);
}
const requests = new Channel<number>();
const replies = new Channel<number>();
async function client(): Promise<void> {
  await requests.send(1); // <- send-send
  await replies.receive();
}
async function server(): Promise<void> {
  await replies.send(1); // <- send-send
  await requests.receive();
}

const forward = new BoundedQueue();
const backward = new BoundedQueue();
async function ping(): Promise<void> {
  await forward.put(1);
  await forward.put(2); // <- bounded
  await backward.take();
}
async function pong(): Promise<void> {
  await backward.put(1);
  await backward.put(2); // <- bounded
  await forward.take();
}

/** Signals that each gives only after the other one. */
const ready = { left: Promise.withResolvers<void>(), right: Promise.withResolvers<void>() };
async function left(): Promise<void> {
  await ready.right.promise; // <- signals
  ready.left.resolve();
}
async function right(): Promise<void> {
  await ready.left.promise; // <- signals
  ready.right.resolve();
}

/** Signals with several functions, of which the first one is not the one that is used. */
function signal() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const close = resolve.bind(undefined), settle = resolve.bind(undefined);
  return { promise, close, settle };
}
const steps = { odd: signal(), even: signal() };
async function odd(): Promise<void> {
  await steps.even.promise; // <- settlers
  steps.odd.settle();
}
async function even(): Promise<void> {
  await steps.odd.promise; // <- settlers
  steps.even.settle();
}

const latch = new Latch(2);
const second = new Latch(1);
async function first(): Promise<void> {
  latch.countDown();
  await second.wait(); // <- latch
  latch.countDown();
}
async function last(): Promise<void> {
  await latch.wait(); // <- latch
  second.countDown();
}

const gates: Promise<void>[] = [];
/** The one who holds the gate waits for those who stand before it. */
async function gatekeeper(): Promise<void> {
  const gate = Promise.withResolvers<void>();
  gates.push(gate.promise);
  const visitors = [visit(gate.promise), visit(gate.promise)];
  await Promise.all(visitors);
  gate.resolve();
}
async function visit(gate: Promise<void>): Promise<void> {
  await gate; // <- gate
}

const document = new ReadWriteLock();
async function upgrade(): Promise<void> {
  await document.beginRead();
  await pause();
  await document.beginWrite(); // <- upgrade upgrade
  document.endRead();
}

/** No code leads to these. */
let kept: unknown;

export function start(): void {
  takeAnother();
  takeAnother();
  runNested();
  runNested();
  runNested();
  order();
  order();
  write();
  read();
  const limits = [limited()];
  produce();
  consume();
  client();
  server();
  ping();
  pong();
  left();
  right();
  odd();
  even();
  first();
  last();
  const gate = gatekeeper();
  upgrade();
  upgrade();
  kept = [limits, gate, gates];
  void kept;
}
