/**
 * A thousand tasks of many shapes, which start, wait and finish in an order that depends on a seed alone: what they wait for
 * is settled by the scheduler below, and on nothing else. Each event goes to stdout.
 *
 * The argument says how many dumps are taken on the way, out of the middle of what runs. Where a dump might be taken is
 * the same in every run, so whatever a dump changes in the order of things shows in the events.
 */
import { extractAll } from "../../../mod.ts";

const TASKS = 1000;
const AT_A_TIME = 60;
/** A task that fails early passes no place, so there are fewer places than tasks. */
const PLACES = 900;
const dumps = Number(Deno.args[0]);

interface Gate {
  open: () => void;
  refuse: (reason: Error) => void;
}

const events: string[] = [];
const gates: Gate[] = [];
/** One timer for all: several might come due together or apart, as time goes. */
const timerCallbacks: (() => void)[] = [];
const random = mulberry32(20251120);
const look = { places: 0, taken: 0, frames: 0, errors: 0 };
let lockTail: Promise<void> = Promise.resolve();
let started = 0, finished = 0, step = 0;
let latest: Promise<void> = Promise.resolve();

while (finished < TASKS) {
  step++;
  while (started < TASKS && started - finished < AT_A_TIME) start(started++);
  for (let count = 1 + random() * 4; count > 0 && gates.length > 0; count--) {
    const [gate] = gates.splice(Math.floor(random() * gates.length), 1);
    if (random() < 0.15) gate.refuse(new Error("refused"));
    else gate.open();
  }
  await new Promise<void>((resolve) =>
    setTimeout(() => {
      for (const callback of timerCallbacks.splice(0)) callback();
      resolve();
    })
  );
}
console.log(events.join("\n"));
console.error(JSON.stringify(look));

/** A place where a dump may be taken: dumps are spread evenly over them. */
function maybeDump(): void {
  const due = Math.floor(++look.places * dumps / PLACES) > look.taken && look.taken < dumps;
  if (!due) return;
  const dump = extractAll();
  look.taken++;
  look.frames += dump.stats.frames;
  look.errors += dump.tasks.filter((task) => task.error !== undefined).length;
  if (!String(dump).includes("runTask")) look.errors++;
}

type Log = (event: string) => void;

function start(id: number): void {
  const shapes = [
    nested,
    ofAll,
    ofAny,
    ofRace,
    ofAllSettled,
    viaGenerator,
    delegating,
    locked,
    disposing,
    chained,
    churning,
    fromMicrotask,
    fromTimer,
    afterAnother,
  ];
  const shape = shapes[Math.floor(random() * shapes.length)];
  latest = runTask(id, shape, latest);
}

async function runTask(
  id: number,
  shape: (log: Log, before: Promise<void>) => Promise<unknown>,
  before: Promise<void>,
): Promise<void> {
  const log: Log = (event) => void events.push(`${step} ${id} ${event}`);
  log(`starts ${shape.name}`);
  try {
    log(`ends with ${await shape(log, before)}`);
  } catch (error) {
    log(`fails with ${error instanceof AggregateError ? error.errors.join() : error}`);
  } finally {
    finished++;
  }
}

function gate(): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  gates.push({ open: resolve, refuse: reject });
  return promise;
}

async function nested(log: Log, _: unknown, depth = 3): Promise<number> {
  if (depth === 0) {
    await gate();
    maybeDump(); // in the middle of the innermost of four functions
    return 1;
  }
  const below = await nested(log, _, depth - 1);
  log(`is back at ${depth}`);
  return below + 1;
}

async function ofAll(log: Log): Promise<string> {
  maybeDump(); // before anything was awaited
  const results = await Promise.all([gate(), one(log, "a"), one(log, "b"), 3]);
  return String(results);
}

async function ofAny(log: Log): Promise<string> {
  const first = await Promise.any([one(log, "a"), one(log, "b"), gate()]);
  maybeDump();
  return String(first);
}

async function ofRace(log: Log): Promise<string> {
  try {
    return String(await Promise.race([one(log, "a"), gate()]));
  } finally {
    maybeDump();
  }
}

async function ofAllSettled(log: Log): Promise<string> {
  const results = await Promise.allSettled([one(log, "a"), gate(), one(log, "b")]);
  maybeDump();
  return results.map(({ status }) => status).join();
}

async function one(log: Log, name: string): Promise<string> {
  await gate();
  log(`has ${name}`);
  return name;
}

async function* items(log: Log): AsyncGenerator<number> {
  try {
    yield 1;
    await null;
    maybeDump(); // in an async generator that runs
    yield 2;
    await gate();
    yield 3;
  } finally {
    log("closes");
  }
}

async function viaGenerator(log: Log): Promise<number> {
  let sum = 0;
  for await (const item of items(log)) {
    log(`takes ${item}`);
    sum += item;
    if (sum === 3) await gate();
  }
  return sum;
}

async function* outerItems(log: Log): AsyncGenerator<number> {
  yield 0;
  yield* items(log);
}

async function delegating(log: Log): Promise<string> {
  const generator = outerItems(log);
  // Several requests at once: the generator keeps them in a queue.
  const requests = [generator.next(), generator.next(), generator.next(), generator.return(9)];
  const results = await Promise.allSettled(requests);
  return results.map((result) => result.status === "fulfilled" ? result.value.value : result.reason).join();
}

async function locked(log: Log): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const before = lockTail;
  lockTail = promise;
  await before;
  log("has the lock");
  try {
    maybeDump(); // others wait for us
    await gate();
  } finally {
    resolve();
  }
}

async function disposing(log: Log): Promise<void> {
  await using _ = {
    async [Symbol.asyncDispose]() {
      await null;
      maybeDump(); // in a disposal
      log("disposes");
    },
  };
  await gate();
}

function chained(log: Log): Promise<unknown> {
  return gate()
    .then(() => log("then"))
    .catch((error) => log(`catch ${error}`))
    .finally(() => maybeDump())
    .then(() => one(log, "after"));
}

async function churning(log: Log): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await null;
    if (turn === 10) maybeDump();
    if (turn % 5 === 0) log(`turn ${turn}`);
  }
  await gate();
}

async function fromMicrotask(log: Log): Promise<void> {
  queueMicrotask(() => {
    maybeDump();
    log("microtask");
  });
  await Promise.resolve();
  log("after the microtask");
  await gate();
}

async function fromTimer(log: Log): Promise<void> {
  await new Promise<void>((resolve) =>
    timerCallbacks.push(() => {
      maybeDump(); // from a timer: no async function runs
      log("timer");
      resolve();
    })
  );
  await gate();
}

async function afterAnother(log: Log, before: Promise<void>): Promise<void> {
  await before;
  maybeDump();
  log("after another");
}

/** A small generator of pseudo-random numbers, public domain. */
function mulberry32(seed: number): () => number {
  return () => {
    seed = (seed + 0x6D2B79F5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
