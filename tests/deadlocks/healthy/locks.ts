/** The patterns of `../stuck/locks.ts` with one difference each, by which they go on: after an hour, or when something happens. */
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

const hour = 3_600_000;
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 5));
const long = () => new Promise<void>((resolve) => setTimeout(resolve, hour));
const event = (type: string) => new Promise<void>((resolve) => addEventListener(type, () => resolve(), { once: true }));

// 1, 2: in the same order.
async function transfer(first: Account, second: Account): Promise<void> {
  await first.mutex.lock();
  await pause();
  await second.mutex.lock();
  await long();
  second.mutex.unlock();
  first.mutex.unlock();
}

// 3, 4: one of the two waits for a timer under its lock.
async function transferSlowly(first: Account, second: Account, work: () => Promise<void>): Promise<void> {
  await first.mutex.lock();
  try {
    await work();
    await second.mutex.lock();
    second.mutex.unlock();
  } finally {
    first.mutex.unlock();
  }
}

// 5 to 9: philosophers of whom one takes the right fork first, and eats.
async function dine(left: ArrayMutex, right: ArrayMutex): Promise<void> {
  await left.lock();
  await right.lock();
  await long();
  right.unlock();
  left.unlock();
}

// 10, 11: a lock that a timer breaks.
const broken = new ArrayMutex();
async function twice(): Promise<void> {
  await broken.lock();
  await pause();
  await broken.lock();
  broken.unlock();
  broken.unlock();
}

// 12, 13: in opposite order, but a listener gives one of them back.
const heard = [new ListMutex(), new ListMutex()];
async function listAB(): Promise<void> {
  const release = await heard[0].acquire();
  await pause();
  (await heard[1].acquire())();
  release();
}
async function listBA(): Promise<void> {
  const release = await heard[1].acquire();
  await pause();
  (await heard[0].acquire())();
  release();
}

// 14, 15: a chain whose turn ends with a timer.
const chain = new ChainMutex();
async function inTurn(): Promise<void> {
  const release = await chain.acquire();
  await long();
  release();
}

// 16, 17: callbacks in a chain, the first of which waits for an event.
const runner = new ChainRunner();
async function runEvent(): Promise<void> {
  await runner.run(() => event("locks:runner"));
}
async function runNext(): Promise<void> {
  await runner.run(pause);
}

// 18, 19: other keys in the other order.
const keyed = new KeyedMutex();
async function keys(first: string, second: string): Promise<void> {
  await keyed.lock(first);
  await pause();
  await keyed.lock(second);
  await long();
  keyed.unlock(second);
  keyed.unlock(first);
}

// 20, 21: guards that leave before the next one is taken.
const guarded = new GuardMutex();
async function guardTwice(): Promise<void> {
  {
    using _first = await guarded.guard();
    await pause();
  }
  using _second = await guarded.guard();
  await long();
}

// 22 to 24: callbacks under the lock; one works, the others queue.
const exclusive = new RunMutex();
async function underLock(work: () => Promise<void>): Promise<void> {
  await exclusive.runExclusive(async () => {
    await work();
  });
}

// 25, 26: closures over a lock, in opposite order, one with a deadline by race.
const door = closureLock();
const gate = closureLock();
async function doorFirst(): Promise<void> {
  await door.enter();
  await pause();
  await gate.enter();
  gate.leave();
  door.leave();
}
async function gateFirst(): Promise<void> {
  await gate.enter();
  await pause();
  await Promise.race([door.enter(), long()]);
  gate.leave();
}

// 27, 28: two functions; another one gives.
const [take, give] = functionLock();
async function takeTwice(): Promise<void> {
  await take();
  await pause();
  await take();
  give();
}
async function giveLater(): Promise<void> {
  await event("locks:give");
  give();
}

// 29: a lock that was given back before it is waited for again.
const printer = new Printer();
async function print(): Promise<void> {
  await printer.begin();
  await pause();
  printer.end();
  await printer.begin();
  await long();
  printer.end();
}
// 30: and who waits behind.
async function printNext(): Promise<void> {
  await pause();
  await pause();
  await printer.begin();
  printer.end();
}

// 31, 32: the holder waits for an operation.
const served = new ArrayMutex();
async function accept(listener: Deno.Listener): Promise<void> {
  await served.lock();
  try {
    (await listener.accept()).close();
  } finally {
    served.unlock();
  }
}
async function behindAccept(): Promise<void> {
  await served.lock();
  served.unlock();
}

// 33, 34: the holder waits for a worker's message, by a listener.
const posted = new ArrayMutex();
async function holdForMessage(port: MessagePort): Promise<void> {
  await posted.lock();
  await new Promise((resolve) => port.onmessage = resolve);
  posted.unlock();
}
async function behindMessage(): Promise<void> {
  await pause();
  await posted.lock();
  posted.unlock();
}

// 35, 36: an unlock by whoever comes, through a table of handlers.
const table = { lock: new ArrayMutex() };
const handlers: Record<string, () => void> = { free: () => table.lock.unlock() };
async function lockTwice(): Promise<void> {
  await table.lock.lock();
  await pause();
  await table.lock.lock();
  table.lock.unlock();
}
function dispatch(name: string): void {
  handlers[name]?.();
}

// 37: a signal handler frees a lock.
const freed = new RunMutex();
async function nestedRun(): Promise<void> {
  await freed.runExclusive(async () => {
    await pause();
    await freed.runExclusive(pause);
  });
}

// 38: a method called on an element of a list, by an interval.
const many = [new ArrayMutex(), new ArrayMutex()];
async function manyTwice(): Promise<void> {
  await many[1].lock();
  await pause();
  await many[1].lock();
  many[1].unlock();
}

/** No code leads to these. */
let kept: unknown;

export async function start(): Promise<void> {
  const [a, b, c, d] = ["a", "b", "c", "d"].map((owner) => new Account(owner));
  transfer(a, b);
  transfer(a, b);
  transferSlowly(c, d, pause);
  transferSlowly(d, c, long);
  const forks = Array.from({ length: 5 }, () => new ArrayMutex());
  for (let n = 0; n < 4; n++) dine(forks[n], forks[n + 1]);
  dine(forks[0], forks[4]);
  twice();
  setTimeout(() => broken.unlock(), hour);
  listAB();
  listBA();
  addEventListener("locks:list", () => heard[0].release());
  inTurn();
  inTurn();
  runEvent();
  runNext();
  keys("users", "orders");
  keys("users", "mail");
  guardTwice();
  guardTwice();
  underLock(long);
  underLock(pause);
  underLock(pause);
  doorFirst();
  gateFirst();
  takeTwice();
  giveLater();
  print();
  printNext();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  accept(listener);
  behindAccept();
  const { port1 } = new MessageChannel();
  holdForMessage(port1);
  behindMessage();
  lockTwice();
  addEventListener("locks:dispatch", (event) => dispatch(event.type));
  nestedRun();
  Deno.addSignalListener("SIGUSR2", () => freed.queue.shift()?.());
  manyTwice();
  setInterval(() => {
    for (const lock of many) lock.unlock();
  }, hour);
  await pause();
  kept = [a, b, c, d, forks, listener];
  void kept;
}
