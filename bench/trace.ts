/**
 * The trace engine beside nothing, and beside other ways to know what is pending: Deno's own leak tracing, and promise hooks that
 * keep a `Set`. On a loop of awaits, on one of async calls and on one of timers. HTTP servers are in `trace_http.ts`.
 *
 * What V8 has compiled with promise hooks in stays so, and each way runs in processes of its own, which take turns. Only processor time counts.
 * The loops run before they are measured, until what the engine has saved up for stacks is spent.
 */
import { fileURLToPath } from "node:url";
import { type Measurement, median, tell } from "./measurement.ts";
import { AWAITS, type Loops, TIMERS } from "./trace_loops.ts";
import { type Way, WAYS } from "./trace_ways.ts";

const PROCESSES = 3; // of each way

const written = (count: number) => count.toLocaleString("en");

if (import.meta.main) {
  await compareLoops();
}

async function compareLoops(): Promise<void> {
  const loops = new Map<Way, Loops[]>(WAYS.map((way) => [way, []]));
  for (let round = 0; round < PROCESSES; round++) {
    for (const way of WAYS) loops.get(way)?.push(await runLoops(way));
  }
  const row = (what: keyof Loops, words: string, way: Way, goal?: number): Measurement => {
    const of = (way: Way) => median((loops.get(way) ?? []).map((loop) => loop[what]));
    const isSize = what === "bytes";
    return {
      what: `${words}: ${way}`,
      unit: isSize ? "B" : "ms",
      ours: of(way),
      floor: of("off"),
      floorIs: "without",
      compare: isSize ? "difference" : "ratio",
      goal: way === "trace" ? goal : undefined,
    };
  };
  const others = WAYS.slice(1);
  tell(others.map((way) => row("awaits", `${written(AWAITS)} awaits of a settled promise`, way, 4)));
  tell(others.map((way) => row("calls", `${written(AWAITS)} calls of an async function`, way, 4)));
  tell(others.map((way) => row("timers", `${written(TIMERS)} timers set and cleared`, way)));
  tell(others.map((way) => row("bytes", "memory of a pending promise", way, 64)));
}

async function runLoops(way: Way): Promise<Loops> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--v8-flags=--expose-gc", pathOf("./trace_loops.ts"), way],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot measure as the process failed: ${way}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
