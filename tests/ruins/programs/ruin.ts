/**
 * A program that ruins its heap in the way that its first argument names, looks at itself with `extractAll()` when the second one is
 * "itself", and goes on to its end.
 */
import { extractAll } from "../../../mod.ts";

const { getHeapStatistics } = process.getBuiltinModule("node:v8");
const door = Promise.withResolvers<void>();
const [name, looker] = Deno.args;

async function waits(): Promise<void> {
  await door.promise;
}

async function waitsFor(inner: PromiseLike<unknown>): Promise<void> {
  await inner;
}

/** Heap in use, in MB. */
function used(): number {
  return getHeapStatistics().used_heap_size / 1024 / 1024;
}

/** Arrays of numbers, until so many MB of the heap are in use: large, but no work for a snapshot. */
function fill(megabytes: number): unknown[] {
  const filling: unknown[] = [];
  while (used() < megabytes - 1) filling.push(new Array(100_000).fill(1.5));
  return filling;
}

/** In lists of a thousand: long ones cost far more. */
function many(count: number, make: (index: number) => unknown): unknown[][] {
  return Array.from(
    { length: Math.ceil(count / 1000) },
    (_, at) => Array.from({ length: 1000 }, (_, i) => make(1000 * at + i)),
  );
}

const RUINS: Record<string, () => unknown> = {
  healthy: () => undefined,
  "heap of 100 MB at 60 %": () => fill(60),
  "heap of 100 MB at 95 %": () => fill(95),
  "heap of 100 MB at 99 %": () => fill(99),
  "array of 12 million references": () => new Array(12_000_000).fill(door),
  "array of 10 million numbers": () => Array.from({ length: 10_000_000 }, (_, i) => i),
  "object with 10 million elements": () => {
    const object: Record<number, number> = {};
    for (let i = 0; i < 10_000_000; i++) object[i] = i;
    return object;
  },
  "string of 500 MB": () => new TextDecoder("latin1").decode(new Uint8Array(500 * 1024 * 1024).fill(97)),
  "heap of 2 GB": () => many(45_000_000, (i) => ({ i, text: "a" })),
  "chain of 20,000": () => chain(20_000),
  "chain of 1,000,000": () => chain(1_000_000),
  "300,000 tasks": () => many(300_000, waits),
  "1,000 reactions": () => react(1_000),
  "1,000,000 reactions": () => react(1_000_000),
  "1,000 timers": () => many(1_000, sleep),
  "1,000,000 timers": () => many(1_000_000, sleep),
  "circles of thenables and promises": () => circles(),
  "a storm of garbage": () => setInterval(() => many(100_000, (i) => ({ i })).length, 1),
};

function chain(length: number): Promise<void> {
  let innermost: Promise<void> = waits();
  for (let i = 1; i < length; i++) innermost = waitsFor(innermost);
  return innermost;
}

function react(count: number): void {
  for (let i = 0; i < count; i++) door.promise.then(() => i);
}

function sleep(): Promise<void> {
  return new Promise((resolve) => Deno.unrefTimer(setTimeout(resolve, 3_600_000)));
}

/** Promises that settle each other, thenables that lead to themselves and to each other. */
function circles(): unknown {
  const a = Promise.withResolvers<unknown>(), b = Promise.withResolvers<unknown>();
  a.promise.then(b.resolve);
  b.promise.then(a.resolve);
  const inner = Promise.withResolvers<unknown>();
  const own = waitsFor(thenable(inner.promise)); // waits for a thenable that waits for it
  own.then(inner.resolve);
  const first = Promise.withResolvers<unknown>(), second = thenable(first.promise);
  first.resolve(second); // a thenable that is resolved with itself
  return [waitsFor(a.promise), own, waitsFor(second), a, b];
}

function thenable(inner: PromiseLike<unknown>): PromiseLike<unknown> {
  return { then: inner.then.bind(inner) };
}

const kept: unknown[] = [waits(), RUINS[name]()];
if (looker === "itself") {
  const dump = extractAll();
  const { tasks, notes, stats } = dump;
  const lines = dump.tasks.length > 50_000 ? [] : String(dump).split("\n");
  console.log(
    JSON.stringify({ tasks: tasks.length, frames: stats.frames, notes, first: lines[0], lines: lines.length }),
  );
} else {
  const told = Promise.withResolvers<void>();
  Deno.addSignalListener("SIGTERM", told.resolve);
  console.log("ready");
  await told.promise;
}
door.resolve();
await kept[0];
console.log("end");
if (kept.length > 0) Deno.exit(0);
