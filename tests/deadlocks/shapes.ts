/** Locks, semaphores and queues as programs write them: no two work alike. */

/** Waiters in an array, released by hand. */
export class ArrayMutex {
  #waiting: (() => void)[] = [];
  #isHeld = false;
  lock(): Promise<void> {
    if (this.#isHeld) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#isHeld = true;
    return Promise.resolve();
  }
  unlock(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#isHeld = false;
  }
}

/** Waiters in a linked list; acquire() gives a function that releases. */
export class ListMutex {
  head: { resolve(): void; next?: ListMutex["head"] } | undefined;
  tail: ListMutex["head"];
  isHeld = false;
  async acquire(): Promise<() => void> {
    if (this.isHeld) {
      await new Promise<void>((resolve) => {
        const entry = { resolve };
        if (this.tail) this.tail.next = entry;
        else this.head = entry;
        this.tail = entry;
      });
    }
    this.isHeld = true;
    return () => this.release();
  }
  release(): void {
    const first = this.head;
    if (first === undefined) {
      this.isHeld = false;
      return;
    }
    this.head = first.next;
    if (this.head === undefined) this.tail = undefined;
    first.resolve();
  }
}

/** A chain of promises; each turn ends by a function that the one in turn has. */
export class ChainMutex {
  #tail: Promise<void> = Promise.resolve();
  readonly turns = new Set<Promise<unknown>>();
  acquire(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const turn = this.#tail.then(() => resolve);
    this.turns.add(turn);
    this.#tail = promise;
    return turn;
  }
}

/** A chain of promises around a callback. */
export class ChainRunner {
  #tail: Promise<unknown> = Promise.resolve();
  readonly results = new Set<Promise<unknown>>();
  run<T>(critical: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(critical);
    this.results.add(result);
    this.#tail = result.catch(() => {});
    return result;
  }
}

/** A lock for each key. */
export class KeyedMutex {
  #waiting = new Map<string, (() => void)[]>();
  async lock(key: string): Promise<void> {
    const queue = this.#waiting.get(key);
    if (queue === undefined) this.#waiting.set(key, []);
    else await new Promise<void>((resolve) => queue.push(resolve));
  }
  unlock(key: string): void {
    const next = this.#waiting.get(key)?.shift();
    if (next) next();
    else this.#waiting.delete(key);
  }
}

/** A guard that a block disposes of. */
export class GuardMutex {
  #waiting: (() => void)[] = [];
  #isHeld = false;
  async guard(): Promise<Disposable> {
    while (this.#isHeld) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isHeld = true;
    return {
      [Symbol.dispose]: () => {
        this.#isHeld = false;
        this.#waiting.shift()?.();
      },
    };
  }
}

/** A callback under the lock. */
export class RunMutex {
  queue: (() => void)[] = [];
  locked = false;
  async runExclusive<T>(critical: () => Promise<T>): Promise<T> {
    while (this.locked) await new Promise<void>((resolve) => this.queue.push(resolve));
    this.locked = true;
    try {
      return await critical();
    } finally {
      this.locked = false;
      this.queue.shift()?.();
    }
  }
}

/** Nothing but closures. */
export function closureLock(): { enter(): Promise<void>; leave(): void } {
  const waiting: (() => void)[] = [];
  let isHeld = false;
  return {
    async enter() {
      if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
      isHeld = true;
    },
    leave() {
      const next = waiting.shift();
      if (next) next();
      else isHeld = false;
    },
  };
}

/** Two bare functions. */
export function functionLock(): [() => Promise<void>, () => void] {
  let waiting: PromiseWithResolvers<void>[] = [];
  let isHeld = false;
  async function take() {
    while (isHeld) {
      const entry = Promise.withResolvers<void>();
      waiting.push(entry);
      await entry.promise;
    }
    isHeld = true;
  }
  function give() {
    isHeld = false;
    const all = waiting;
    waiting = [];
    for (const { resolve } of all) resolve();
  }
  return [take, give];
}

export class Account {
  readonly mutex = new ArrayMutex();
  constructor(readonly owner: string) {}
}

/** A class that is its own lock. */
export class Printer {
  #busy = false;
  #line: (() => void)[] = [];
  async begin(): Promise<void> {
    if (this.#busy) await new Promise<void>((resolve) => this.#line.push(resolve));
    this.#busy = true;
  }
  end(): void {
    const next = this.#line.shift();
    if (next) next();
    else this.#busy = false;
  }
  async print(): Promise<void> {
    await this.begin();
    await this.printHeader();
    this.end();
  }
  async printHeader(): Promise<void> {
    await this.begin();
    this.end();
  }
}

export class Semaphore {
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

/** Connections that are lent. */
export class Pool {
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

/** Lends and takes back. */
export class Lender {
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

/** A channel without room: each side waits for the other one. */
export class Channel<T> {
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

/** A queue with room for one. */
export class BoundedQueue {
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

/** A latch that a participant would count down only after having waited for it. */
export class Latch {
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

/** Readers and writers: who reads wants to write. */
export class ReadWriteLock {
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
