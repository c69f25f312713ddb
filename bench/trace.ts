/**
 * The trace engine beside nothing, and beside other ways to know what is pending: Deno's own leak tracing, and promise hooks that
 * keep a `Set`. On a loop of awaits, on a loop of timers, and on HTTP servers under load.
 *
 * Promise hooks cannot be taken away again, so each way runs in processes of its own. Loops take turns by processes. Servers
 * run two at a time, one that traces and one that does not, under the same load, so that what else the machine does hits both.
 * Only processor time counts: what a load does to the time on the clock is much more than what is measured here. The loops run
 * and the servers are asked before they are measured, until what the engine has saved up for stacks is spent.
 */
import { fileURLToPath } from "node:url";
import { type Measurement, median, tell } from "./measurement.ts";
import { AWAITS, type Loops, TIMERS } from "./trace_loops.ts";
import { ServerProcess } from "./trace_load.ts";
import type { Handler } from "./trace_server.ts";
import { type Way, WAYS } from "./trace_ways.ts";

const PROCESSES = 3; // of each way
const WARM = 6000;
const BURST = 1000;
const BURSTS = 12; // of each server

const written = (count: number) => count.toLocaleString("en");

if (import.meta.main) {
  await compareLoops();
  for (const way of WAYS.slice(1)) tell([await compareServers(way, "bare")]);
  for (const way of ["trace", "ages only", "hooks alone"] as const) tell([await compareServers(way, "Hono")]);
  Deno.exit(); // connections may be open still
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

/** Milliseconds of processor time for as many requests as all bursts have. */
async function compareServers(way: Way, handler: Handler): Promise<Measurement> {
  const ratios: number[] = [], floors: number[] = [];
  for (let round = 0; round < PROCESSES; round++) {
    const traced = await ServerProcess.start(way, handler), bare = await ServerProcess.start("off", handler);
    try {
      const atOnce = (requests: number) => Promise.all([traced.burst(requests), bare.burst(requests)]);
      await atOnce(WARM);
      const ours: number[] = [], floor: number[] = [];
      for (let burst = 0; burst < BURSTS; burst++) {
        const [one, other] = await atOnce(BURST);
        ours.push(one);
        floor.push(other);
      }
      floors.push(BURSTS * median(floor));
      ratios.push(median(ours) / median(floor));
    } finally {
      await Promise.all([traced.stop(), bare.stop()]);
    }
  }
  return {
    what: `${written(BURSTS * BURST)} HTTP requests, ${handler}: ${way}`,
    unit: "ms",
    ours: median(ratios) * median(floors),
    floor: median(floors),
    floorIs: "without",
    compare: "ratio",
    goal: way === "trace" ? 1.05 : undefined,
    remark: `three pairs of processes: ${ratios.map((ratio) => ratio.toFixed(2)).join(", ")}`,
  };
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
