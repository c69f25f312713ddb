/** Locks of many shapes, each taken twice by one, or in opposite order by two. The waits of one circle bear one mark. */

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

/** Waiters in an array, released by hand. */
class ArrayMutex {
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
class ListMutex {
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
class ChainMutex {
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
class ChainRunner {
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
class KeyedMutex {
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
class GuardMutex {
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
class RunMutex {
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
function closureLock() {
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
function functionLock(): [() => Promise<void>, () => void] {
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

class Account {
  readonly mutex = new ArrayMutex();
  constructor(readonly owner: string) {}
}

async function transfer(from: Account, to: Account): Promise<void> {
  await from.mutex.lock();
  await pause();
  await to.mutex.lock(); // <- accounts accounts
  to.mutex.unlock();
  from.mutex.unlock();
}

async function tryTransfer(from: Account, to: Account): Promise<void> {
  await from.mutex.lock();
  try {
    await pause();
    await to.mutex.lock(); // <- finally finally
    try {
      await pause();
    } finally {
      to.mutex.unlock();
    }
  } finally {
    from.mutex.unlock();
  }
}

async function dine(left: ArrayMutex, right: ArrayMutex): Promise<void> {
  await left.lock();
  await pause();
  await right.lock(); // <- philosophers philosophers philosophers philosophers philosophers
  right.unlock();
  left.unlock();
}

const a = new ListMutex();
const b = new ListMutex();
async function listAB(): Promise<void> {
  const releaseA = await a.acquire();
  await pause();
  const releaseB = await b.acquire(); // <- list
  releaseB();
  releaseA();
}
async function listBA(): Promise<void> {
  const releaseB = await b.acquire();
  await pause();
  const releaseA = await a.acquire(); // <- list
  releaseA();
  releaseB();
}

const chainA = new ChainMutex();
const chainB = new ChainMutex();
async function chain(first: ChainMutex, second: ChainMutex): Promise<void> {
  const releaseFirst = await first.acquire();
  await pause();
  const releaseSecond = await second.acquire(); // <- chain chain
  releaseSecond();
  releaseFirst();
}

const runnerA = new ChainRunner();
const runnerB = new ChainRunner();
function run(first: ChainRunner, second: ChainRunner): Promise<void> {
  return first.run(async () => {
    await pause();
    await second.run(pause); // <- runners runners
  });
}

const selfRunner = new ChainRunner();
async function nestedRun(): Promise<void> {
  await selfRunner.run(async () => {
    await selfRunner.run(pause); // <- nested-runner
  });
}

const keyed = new KeyedMutex();
async function withKeys(): Promise<void> {
  await keyed.lock("users");
  await pause();
  await keyed.lock("orders"); // <- keys
  keyed.unlock("orders");
  keyed.unlock("users");
}
async function withKeysTurned(): Promise<void> {
  await keyed.lock("orders");
  await pause();
  await keyed.lock("users"); // <- keys
  keyed.unlock("users");
  keyed.unlock("orders");
}

const guarded = new GuardMutex();
async function inner(): Promise<void> {
  using _inner = await guarded.guard(); // <- guard
  await pause();
}
async function outer(): Promise<void> {
  using _outer = await guarded.guard();
  await pause();
  await inner();
}

const guardA = new GuardMutex();
const guardB = new GuardMutex();
async function guardsAB(): Promise<void> {
  using _a = await guardA.guard();
  await pause();
  using _b = await guardB.guard(); // <- guards
}
async function guardsBA(): Promise<void> {
  using _b = await guardB.guard();
  await pause();
  using _a = await guardA.guard(); // <- guards
}

const settings = new RunMutex();
class Settings {
  async get(): Promise<number> {
    return await settings.runExclusive(() => Promise.resolve(1)); // <- reentrant
  }
  async rename(): Promise<void> {
    await settings.runExclusive(async () => {
      await this.get();
    });
  }
}

const runA = new RunMutex();
const runB = new RunMutex();
async function runBoth(first: RunMutex, second: RunMutex): Promise<void> {
  await first.runExclusive(async () => {
    await pause();
    await second.runExclusive(pause); // <- exclusive exclusive
  });
}

const door = closureLock();
const window = closureLock();
async function doorFirst(): Promise<void> {
  await door.enter();
  await pause();
  await window.enter(); // <- closures
  window.leave();
  door.leave();
}
async function windowFirst(): Promise<void> {
  await window.enter();
  await pause();
  await door.enter(); // <- closures
  door.leave();
  window.leave();
}

const [take, give] = functionLock();
async function takeTwice(): Promise<void> {
  await take();
  await pause();
  await take(); // <- functions
  give();
  give();
}

class Store {
  #lock = new ArrayMutex();
  async save(): Promise<void> {
    await this.#lock.lock();
    await this.#flush();
    this.#lock.unlock();
  }
  async #flush(): Promise<void> {
    await this.#lock.lock(); // <- private
    this.#lock.unlock();
  }
}

/** A class that is its own lock. */
class Printer {
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
    await this.begin(); // <- own-lock
    this.end();
  }
}

export async function start(): Promise<unknown> {
  const [ada, grace] = [new Account("Ada"), new Account("Grace")];
  transfer(ada, grace);
  transfer(grace, ada);
  const [joe, sue] = [new Account("Joe"), new Account("Sue")];
  tryTransfer(joe, sue);
  tryTransfer(sue, joe);
  const forks = Array.from({ length: 5 }, () => new ArrayMutex());
  for (let n = 0; n < 5; n++) dine(forks[n], forks[(n + 1) % 5]);
  listAB();
  listBA();
  chain(chainA, chainB);
  chain(chainB, chainA);
  run(runnerA, runnerB);
  run(runnerB, runnerA);
  nestedRun();
  withKeys();
  withKeysTurned();
  outer();
  guardsAB();
  guardsBA();
  new Settings().rename();
  runBoth(runA, runB);
  runBoth(runB, runA);
  doorFirst();
  windowFirst();
  takeTwice();
  const store = new Store();
  store.save();
  const printer = new Printer();
  printer.print();
  await pause();
  return [ada, grace, joe, sue, forks, store, printer];
}
