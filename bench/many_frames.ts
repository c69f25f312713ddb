/**
 * 300,000 suspended frames: a dump, text included, beside the bare snapshot, in time and in the most memory that the process ever
 * held. Each in a process of its own, as a peak cannot be taken back. Once each: they take long enough to be no matter of chance.
 */
import { fileURLToPath } from "node:url";
import v8 from "node:v8";
import { outputOf, peakMemory, tell, threadTime } from "./measurement.ts";
import { startTasks } from "./suspended_tasks.ts";

const TASKS = 100_000, FRAMES = 3;

interface Figures {
  time: number;
  /** MB before, and at the peak. */
  before: number;
  peak: number;
  bytes: number;
}

if (Deno.args[0] === "bare") startAndTell(takeBare);
else if (Deno.args[0] === "dump") {
  const { extractAll } = await import("../mod.ts");
  startAndTell(() => {
    const dump = extractAll();
    const text = String(dump);
    if (dump.stats.frames !== TASKS * FRAMES || !text.includes("handleRequest")) {
      throw new Error(`Cannot measure as the dump has ${dump.stats.frames} frames:\n${text.slice(0, 500)}`);
    }
    return dump.stats.snapshotBytes;
  });
} else await compare();

function takeBare(): number {
  return v8.getHeapSnapshot().read().length;
}

/** From a timer, as `dump.ts` does. */
function startAndTell(take: () => number): void {
  startTasks(TASKS);
  setTimeout(() => {
    const before = peakMemory(), start = threadTime();
    const bytes = take();
    const figures: Figures = { time: threadTime() - start, before, peak: peakMemory(), bytes };
    console.log(JSON.stringify(figures));
  }, 100);
}

async function compare(): Promise<void> {
  const file = fileURLToPath(import.meta.url);
  const bare: Figures = JSON.parse(await outputOf(file, "bare"));
  const ours: Figures = JSON.parse(await outputOf(file, "dump"));
  const what = "dump of 300,000 frames", floorIs = "bare snapshot", compare = "ratio";
  const remark = `snapshot ${(bare.bytes / 1e6).toFixed(0)} MB`;
  tell([
    { what, unit: "ms", ours: ours.time, floor: bare.time, floorIs, compare, goal: 3, remark },
    {
      what: `${what}, peak of memory`,
      unit: "MB",
      ours: ours.peak,
      floor: bare.peak,
      floorIs,
      compare,
      goal: undefined,
      remark: `before: ${ours.before.toFixed(0)} MB`,
    },
  ]);
}
