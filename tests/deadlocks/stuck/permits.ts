/** Permits, queues and signals: all are held by those who wait for one more, or each waits for what only the other does. */
import pLimit from "p-limit";

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

class Semaphore {
  #waiting: (() => void)[] = [];
  #free: number;
  constructor(permits: number) {
    this.#free = permits;
  }
  acquire(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
  release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
  async run<T>(task: () => Promise<T>): Promise<T> {
    await this.acquire();
    try {
      return await task();
    } finally {
      this.release();
    }
  }
}

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

/** Connections that are lent. */
class Pool {
  #idle: { id: number }[];
  #queue: ((connection: { id: number }) => void)[] = [];
  constructor(size: number) {
    this.#idle = Array.from({ length: size }, (_, id) => ({ id }));
  }
  async #acquire(): Promise<{ id: number }> {
    const connection = this.#idle.pop();
    if (connection) return connection;
    return await new Promise((resolve) => this.#queue.push(resolve));
  }
  async transaction(body: (connection: { id: number }) => Promise<void>): Promise<void> {
    const connection = await this.#acquire();
    await body(connection);
    const next = this.#queue.shift();
    if (next) next(connection);
    else this.#idle.push(connection);
  }
}
const pool = new Pool(2);
async function order(): Promise<void> {
  await pool.transaction(async () => {
    await pause();
    await pool.transaction(async () => {}); // <- pool pool
  });
}

/** Lends and takes back. */
class Lender {
  items = [1];
  queue: ((item: number) => void)[] = [];
  borrow(): Promise<number> {
    const item = this.items.pop();
    return item === undefined ? new Promise((resolve) => this.queue.push(resolve)) : Promise.resolve(item);
  }
  giveBack(item: number): void {
    const next = this.queue.shift();
    if (next) next(item);
    else this.items.push(item);
  }
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

/** A channel without room: each side waits for the other one. */
class Channel<T> {
  senders: { value: T; resolve: () => void }[] = [];
  receivers: ((value: T) => void)[] = [];
  send(value: T): Promise<void> {
    const receiver = this.receivers.shift();
    if (receiver) {
      receiver(value);
      return Promise.resolve();
    }
    return new Promise((resolve) => this.senders.push({ value, resolve }));
  }
  receive(): Promise<T> {
    const sender = this.senders.shift();
    if (sender) {
      sender.resolve();
      return Promise.resolve(sender.value);
    }
    return new Promise((resolve) => this.receivers.push(resolve));
  }
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

/** A queue with room for one. */
class BoundedQueue {
  items: number[] = [];
  full: (() => void)[] = [];
  empty: (() => void)[] = [];
  async put(item: number): Promise<void> {
    while (this.items.length >= 1) await new Promise<void>((resolve) => this.full.push(resolve));
    this.items.push(item);
    this.empty.shift()?.();
  }
  async take(): Promise<number> {
    while (this.items.length === 0) await new Promise<void>((resolve) => this.empty.push(resolve));
    const item = this.items.shift() ?? 0;
    this.full.shift()?.();
    return item;
  }
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

/** A latch that a participant would count down only after having waited for it. */
class Latch {
  #count: number;
  #done = Promise.withResolvers<void>();
  constructor(count: number) {
    this.#count = count;
  }
  countDown(): void {
    if (--this.#count === 0) this.#done.resolve();
  }
  wait(): Promise<void> {
    return this.#done.promise;
  }
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

/** Readers and writers: who reads wants to write. */
class ReadWriteLock {
  #readers = 0;
  #writers: (() => void)[] = [];
  beginRead(): Promise<void> {
    this.#readers++;
    return Promise.resolve();
  }
  endRead(): void {
    if (--this.#readers === 0) this.#writers.shift()?.();
  }
  beginWrite(): Promise<void> {
    if (this.#readers === 0) return Promise.resolve();
    return new Promise((resolve) => this.#writers.push(resolve));
  }
}
const document = new ReadWriteLock();
async function upgrade(): Promise<void> {
  await document.beginRead();
  await pause();
  await document.beginWrite(); // <- upgrade upgrade
  document.endRead();
}

export function start(): unknown {
  takeAnother();
  takeAnother();
  runNested();
  runNested();
  runNested();
  order();
  order();
  write();
  read();
  const kept = [limited()];
  produce();
  consume();
  client();
  server();
  ping();
  pong();
  left();
  right();
  first();
  last();
  const gate = gatekeeper();
  upgrade();
  upgrade();
  return [kept, gate, gates];
}
