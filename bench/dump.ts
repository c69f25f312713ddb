/**
 * A dump of this process, text included, beside the bare heap snapshot that it cannot do without.
 *
 * Nothing that a round makes may be alive in the next round: it would stand in the next snapshot and be measured there.
 * So there is no top-level `await` (a suspended module keeps what its registers hold), each measured call is a function of
 * its own that returns numbers, and a timer starts each round. The garbage of one call is collected before the next is
 * measured, as a snapshot begins with a collection. Whether all this worked is told: the size of the first snapshot and
 * of the last.
 *
 * Run as `deno run --allow-all --v8-flags=--expose-gc bench/dump.ts TASKS GOAL`.
 */
import v8 from "node:v8";
import { extractAll } from "../mod.ts";
import { collectGarbage, median, tell, threadTime } from "./measurement.ts";
import { startTasks } from "./suspended_tasks.ts";

const ROUNDS = 8; // the first one compiles, and is dropped
const FRAMES = 3;

const tasks = Number(Deno.args[0]);
const bare = new Float64Array(ROUNDS), bareBytes = new Float64Array(ROUNDS), ours = new Float64Array(ROUNDS);
let round = 0;

startTasks(tasks);
setTimeout(runRound);

function runRound(): void {
  collectGarbage();
  takeBareSnapshot();
  collectGarbage();
  takeDump();
  if (++round < ROUNDS) setTimeout(runRound);
  else report();
}

function takeBareSnapshot(): void {
  const start = threadTime();
  const bytes: Uint8Array = v8.getHeapSnapshot().read();
  bare[round] = threadTime() - start;
  bareBytes[round] = bytes.length;
}

function takeDump(): void {
  const start = threadTime();
  const dump = extractAll();
  const text = String(dump);
  ours[round] = threadTime() - start;
  const { frames } = dump.stats;
  if (frames !== tasks * FRAMES || !text.includes("handleRequest") || !text.includes("waiting.push(resolve)")) {
    throw new Error(
      `Cannot measure as the dump has ${frames} frames and not ${tasks * FRAMES}:\n${text.slice(0, 500)}`,
    );
  }
}

function report(): void {
  const [first, last] = [bareBytes[1], bareBytes[ROUNDS - 1]].map((bytes) => `${(bytes / 1e6).toFixed(1)} MB`);
  tell([{
    what: `dump of ${tasks.toLocaleString("en")} tasks of ${FRAMES} frames`,
    unit: "ms",
    ours: median([...ours.subarray(1)]),
    floor: median([...bare.subarray(1)]),
    floorIs: "bare snapshot",
    compare: "ratio",
    goal: Number(Deno.args[1]),
    remark: `snapshot ${first}, in the last round ${last}`,
  }]);
}
