/**
 * The search for circles of waits beside the dump that it is part of: many tasks queue for one lock of the program, whose holder
 * works. Nothing is stuck, and that is all there is to find out.
 *
 * Run as `deno run --allow-all bench/locks.ts WAITERS GOAL`, the goal being a ratio.
 */
import { fileURLToPath } from "node:url";
import { extractAll } from "../mod.ts";
import { median, tell } from "./measurement.ts";

const ROUNDS = 5; // the first one compiles, and is dropped

/** Waiters in an array. */
class Mutex {
  #waiting: (() => void)[] = [];
  #isHeld = false;

  async lock(): Promise<void> {
    if (this.#isHeld) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isHeld = true;
  }

  unlock(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#isHeld = false;
  }
}

const waiters = Number(Deno.args[0]);
/** The floor is a process of its own. */
const isLocked = Deno.args[2] !== "free";
const hour = 3_600_000;
const mutex = new Mutex();
const replies: (() => void)[] = [];
const times: number[] = [];

/** One lock for all, or a promise for each: as many frames and promises. */
async function work(): Promise<void> {
  if (!isLocked) await reply();
  else await mutex.lock();
  await new Promise((resolve) => setTimeout(resolve, hour));
  mutex.unlock();
}

async function reply(): Promise<void> {
  await new Promise<void>((resolve) => replies.push(resolve));
}

for (let n = 0; n < waiters; n++) work();
setTimeout(runRound);

function runRound(): void {
  const start = performance.now();
  const dump = extractAll();
  times.push(performance.now() - start);
  if (dump.deadlocks.length > 0) throw new Error(`Cannot measure as something is stuck: ${dump.deadlocks[0]}`);
  if (times.length < ROUNDS) setTimeout(runRound);
  else if (isLocked) report();
  else {
    console.log(median(times.slice(1)));
    Deno.exit();
  }
}

async function report(): Promise<void> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", fileURLToPath(import.meta.url), String(waiters), "0", "free"],
    stdin: "null",
  }).output();
  tell([{
    what: `dump of ${waiters.toLocaleString("en")} tasks at one lock`,
    unit: "ms",
    ours: median(times.slice(1)),
    floor: Number(new TextDecoder().decode(stdout)),
    floorIs: "the same without a lock",
    compare: "ratio",
    goal: Number(Deno.args[1]),
  }]);
  Deno.exit();
}
