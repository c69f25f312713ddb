/**
 * What snapshots of heaps of different shapes really cost, beside what `src/heap/snapshot_cost.ts` tells beforehand: the most memory that a
 * dump took beyond what the process had, and the processor time of the bare snapshot. Each shape in a process of its own.
 *
 * Run as `deno run --allow-all --v8-flags=--expose-gc bench/heap_cost.ts [MB]`; it takes some minutes.
 */
import { fileURLToPath } from "node:url";
import v8 from "node:v8";
import { extractAll, setHeapLimit } from "../mod.ts";
import { heapFigures, snapshotCost } from "../src/heap/snapshot_cost.ts";
import { collectGarbage, outputOf, peakMemory, threadTime } from "./measurement.ts";

/** Makes the part of a heap with this number. */
type Make = (at: number) => unknown;

/** `each`: parts in one list. `longest`: references in the longest list or table of a heap of so many parts; default: as many as in a list. */
interface Shape {
  make: Make;
  each?: number;
  longest?: (parts: number) => number;
  /** Parts that the shape is made of at once, where not the size of the heap decides. */
  parts?: number;
}

const oneMap = new Map<unknown, unknown>(), oneWeakMap = new WeakMap<object, unknown>();
const oneObject: Record<string, unknown> = {};
const door = new Promise<void>(() => {});

class Order {
  id: number;
  customer = { name: "Ada" };
  lines: unknown[] = [];
  constructor(at: number) {
    this.id = at;
    this.lines.push({ at });
  }
}

async function handle(at: number): Promise<void> {
  await door;
  console.log(at);
}

const SHAPES: Record<string, Shape> = {
  "small objects": { make: (i) => ({ i, text: "a" }) },
  "objects of classes": { make: (i) => new Order(i) },
  "parsed JSON": {
    make: (i) => JSON.parse(`{"id":"n${i}","tags":["a${i}","b${i}"],"at":{"x":${i}.5,"y":1.5},"on":true}`),
  },
  "closures, each with a scope": { make: (i) => () => i },
  "classes": {
    make: (i) =>
      class {
        a() {
          return i;
        }
      },
    parts: 60_000,
  },
  "short strings": { make: (i) => `k${i}x`.split("").join("") },
  "strings of 10 KB": { make: (i) => `${i}`.padStart(10_000, "x").split("").join("") },
  "numbers": { make: (i) => i + 0.5, each: 100_000, longest: () => 0 },
  "arrays of 10 objects": { make: (i) => Array.from({ length: 10 }, () => ({ i })) },
  "one array of 200,000 objects": { make: (i) => ({ i }), each: 200_000, longest: () => 200_000, parts: 200_000 },
  "one array of 100,000 texts": { make: (i) => `k${i}`, each: 100_000, longest: () => 100_000, parts: 100_000 },
  "one object of 100,000 keys": {
    make: (i) => oneObject[`key${i}`] = { i },
    longest: () => 300_000,
    parts: 100_000,
  },
  "one Map of 200,000": { make: (i) => oneMap.set(`key${i}`, { i }), longest: () => 2 * oneMap.size, parts: 200_000 },
  "Maps of 20": { make: (i) => new Map(Array.from({ length: 20 }, (_, n) => [n, { i }])) },
  "one WeakMap": { make: (i) => weakly(oneWeakMap, i), longest: () => 0 },
  "WeakMaps of 20": {
    make: (i) => {
      const map = new WeakMap<object, unknown>();
      return [map, Array.from({ length: 20 }, () => weakly(map, i))];
    },
  },
  "typed arrays": { make: (i) => new Uint8Array([i, 1, 2]) },
  "promises": { make: () => Promise.withResolvers() },
  "suspended functions": { make: (i) => handle(i) },
  "timers": { make: (i) => setTimeout(() => i, 3_600_000), longest: (parts) => 2 * parts, parts: 60_000 },
};

function weakly(map: WeakMap<object, unknown>, i: number): object {
  const key = { i };
  map.set(key, { i });
  return key;
}

interface Found {
  used: number;
  memory: number;
  seconds: number;
  told: { memory: number; seconds: number };
}

const [first = "30", shape] = Deno.args;
if (shape === undefined) await all();
else setTimeout(() => measure(SHAPES[shape], Number(first)));

async function all(): Promise<void> {
  console.log("| Shape | Heap | Memory | told | Time | told |\n| --- | ---: | ---: | ---: | ---: | ---: |");
  for (const name of Object.keys(SHAPES)) {
    const { used, memory, seconds, told }: Found = JSON.parse(
      await outputOf(fileURLToPath(import.meta.url), first, name),
    );
    const ratio = (told: number, real: number) => `${(told / real).toFixed(1)} x`;
    console.log(
      `| ${name} | ${used.toFixed(0)} MB | ${memory.toFixed(0)} MB | ${ratio(told.memory, memory)} | ${
        seconds.toFixed(1)
      } s | ${ratio(told.seconds, seconds)} |`,
    );
  }
}

function measure({ make, each = 1000, longest = () => each, parts = Infinity }: Shape, megabytes: number): void {
  const kept: unknown[][] = [];
  let made = 0;
  while (made < parts && v8.getHeapStatistics().used_heap_size < megabytes * 1024 * 1024) {
    const list: unknown[] = [];
    for (let i = 0; i < each && made < parts; i++) list.push(make(made++));
    kept.push(list);
  }
  collectGarbage();
  const figures = heapFigures(v8), told = snapshotCost(figures, longest(made));
  setHeapLimit(Infinity);
  const before = resident();
  extractAll();
  const memory = peakMemory() - before;
  collectGarbage();
  const start = threadTime();
  v8.getHeapSnapshot().read();
  const found: Found = { used: figures.used, memory, seconds: (threadTime() - start) / 1000, told };
  console.log(JSON.stringify(found));
  Deno.exit(kept.length === 0 ? 1 : 0);
}

/** MB of memory that this process has now. */
function resident(): number {
  const [, pages] = Deno.readTextFileSync("/proc/self/statm").split(" ");
  return Number(pages) * 4096 / 1e6;
}
