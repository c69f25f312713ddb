/** Locks of many shapes, each taken twice by one, or in opposite order by two. The waits of one circle bear one mark. */
import {
  Account,
  ArrayMutex,
  ChainMutex,
  ChainRunner,
  closureLock,
  functionLock,
  GuardMutex,
  KeyedMutex,
  ListMutex,
  Printer,
  RunMutex,
} from "../shapes.ts";

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

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

class Ledger extends Printer {
  override async printHeader(): Promise<void> {
    await this.begin(); // <- own-lock
    this.end();
  }
}

/** No code leads to these. */
let kept: unknown;

export async function start(): Promise<void> {
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
  const printer = new Ledger();
  printer.print();
  await pause();
  kept = [ada, grace, joe, sue, forks, store, printer];
  void kept;
}
