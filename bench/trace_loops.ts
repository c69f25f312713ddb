/** Loops in a process that traces itself in one way: `trace_loops.ts WAY`. Prints the processor time of each. */
import process from "node:process";
import { median, processorTime } from "./measurement.ts";
import { begin, type Way } from "./trace_ways.ts";

export const AWAITS = 1_000_000;
export const TIMERS = 10_000; // Deno's own tracing takes 50 us each
export const PENDING = 1_000_000;
const ROUNDS = 7;

/** Milliseconds; bytes of each pending promise. */
export interface Loops {
  awaits: number;
  calls: number;
  timers: number;
  bytes: number;
}

if (import.meta.main) {
  await begin(Deno.args[0] as Way);
  console.log(JSON.stringify(await measure()));
}

async function measure(): Promise<Loops> {
  const settled = Promise.resolve();
  const awaits = async () => {
    for (let i = 0; i < AWAITS; i++) await settled;
  };
  const callee = async () => {
    await null;
  };
  const calls = async () => {
    for (let i = 0; i < AWAITS; i++) await callee();
  };
  const timers = () => {
    for (let i = 0; i < TIMERS; i++) clearTimeout(setTimeout(() => {}, 1000));
  };
  return { awaits: await middle(awaits), calls: await middle(calls), timers: await middle(timers), bytes: bytes() };
}

/** The middle of several runs, after two that are left out: what the engine has saved up for stacks is spent there. */
async function middle(work: () => Promise<void> | void): Promise<number> {
  const times: number[] = [];
  for (let round = -2; round < ROUNDS; round++) {
    const start = processorTime();
    await work();
    if (round >= 0) times.push(processorTime() - start);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return median(times);
}

function bytes(): number {
  const collect: () => void = Reflect.get(globalThis, "gc");
  const pending: Promise<void>[] = new Array(PENDING);
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < PENDING; i++) pending[i] = new Promise(() => {});
  collect();
  const held = process.memoryUsage().heapUsed - before;
  return pending.length === PENDING ? held / PENDING : NaN;
}
