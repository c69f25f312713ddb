/**
 * Reading a snapshot of 10,000 tasks into columns, beside `JSON.parse` of the same bytes: time, and memory that the result
 * holds. Each time a snapshot is taken first and left alone, as one comes first in a dump: V8 throws compiled code away
 * with it, so our loops begin in the interpreter, and `JSON.parse` is native code that does not care. Which of the two
 * comes first changes from round to round.
 *
 * Run as `deno run --allow-all --v8-flags=--expose-gc bench/parse.ts`.
 */
import process from "node:process";
import v8 from "node:v8";
import { parseSnapshot } from "../src/heap/snapshot.ts";
import { median, tell } from "./measurement.ts";
import { startTasks } from "./suspended_tasks.ts";

const ROUNDS = 8; // the first one compiles, and is dropped

startTasks(10_000);
const bytes: Uint8Array = v8.getHeapSnapshot().read();
const parseOurs = () => parseSnapshot(bytes);
const parsePeer = () => JSON.parse(new TextDecoder().decode(bytes));

const memory = { ours: memoryOf(parseOurs), peer: memoryOf(parsePeer) };
const times: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
for (let round = 0; round < ROUNDS; round++) {
  if (round % 2 === 0) times.ours.push(timeOf(parseOurs));
  times.peer.push(timeOf(parsePeer));
  if (round % 2 === 1) times.ours.push(timeOf(parseOurs));
}
const floorIs = "JSON.parse", compare = "ratio", goal = 1;
tell([
  {
    what: "parse of a snapshot, time",
    unit: "ms",
    ours: median(times.ours.slice(1)),
    floor: median(times.peer.slice(1)),
    floorIs,
    compare,
    goal,
    remark: `of ${(bytes.length / 1e6).toFixed(1)} MB`,
  },
  {
    what: "parse of a snapshot, memory held",
    unit: "MB",
    ours: memory.ours,
    floor: memory.peer,
    floorIs,
    compare,
    goal,
    remark: "beside the bytes themselves",
  },
]);

function timeOf(parse: () => unknown): number {
  v8.getHeapSnapshot().read();
  collectGarbage();
  const start = performance.now();
  parse();
  return performance.now() - start;
}

/** MB that the result holds. The parse before it takes what is made once. */
function memoryOf(parse: () => unknown): number {
  parse();
  const before = memoryUsed();
  const kept = [parse()];
  const held = memoryUsed() - before;
  kept.length = 0; // up to here the result was alive
  return held / 1e6;
}

function memoryUsed(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external; // typed arrays count as external
}

function collectGarbage(): void {
  const gc: unknown = Reflect.get(globalThis, "gc");
  if (typeof gc !== "function") throw new Error("Cannot measure without --v8-flags=--expose-gc");
  gc();
  gc(); // memory outside of the heap is given back after the collection that finds it free
}
