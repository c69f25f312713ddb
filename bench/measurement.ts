/** What a bench tells: a figure of ours, and its peer or floor, taken in the same run. */
import process from "node:process";

/** One row of the table. */
export interface Measurement {
  what: string;
  unit: "ms" | "MB" | "B" | "%";
  ours: number;
  /** The peer or the floor that `ours` stands beside. */
  floor: number;
  /** What the floor is. */
  floorIs: string;
  /** `ours / floor`, or `ours - floor`; or `ours` alone, where the goal is a limit that does not depend on the floor. */
  compare: "ratio" | "difference" | "alone";
  /** The most that the comparison may give; `undefined` where the design sets no goal. */
  goal: number | undefined;
  /** What tells a reader that the right thing was measured. */
  remark?: string;
}

/** The middle value: one slow round does not move it. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("Cannot take the median as there are no values");
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Processor time of this thread in milliseconds, which Linux counts in steps of 10. What else the machine does moves it much less
 * than the time on the clock; a thread that stands still for a snapshot waits for nothing, so on an idle machine they are the same.
 */
export function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Processor time of all threads of this process in milliseconds. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The most memory that this process has held so far, in MB; Linux only. */
export function peakMemory(): number {
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(Deno.readTextFileSync("/proc/self/status"));
  if (found === null) throw new Error("Cannot measure as /proc/self/status tells no peak of memory");
  return Number(found[1]) / 1000;
}

/** What a process of `deno run` with all permissions writes to stdout. */
export async function outputOf(file: string, ...args: readonly string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--v8-flags=--expose-gc", file, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot measure as the process failed: ${[file, ...args].join(" ")}`);
  return new TextDecoder().decode(stdout);
}

/** Collect all garbage. */
export function collectGarbage(): void {
  const gc: unknown = Reflect.get(globalThis, "gc");
  if (typeof gc !== "function") throw new Error("Cannot measure without --v8-flags=--expose-gc");
  gc();
}

/** Hand measurements to the process that started this one, or to whoever reads its stdout. */
export function tell(measurements: readonly Measurement[]): void {
  for (const measurement of measurements) console.log(JSON.stringify(measurement));
}

/** Milliseconds that a process of `deno` takes from start to end; its output is left unread. */
export async function timeProcess(args: readonly string[]): Promise<number> {
  const start = performance.now();
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn().status;
  if (!success) throw new Error(`Cannot measure as the process failed: deno ${args.join(" ")}`);
  return performance.now() - start;
}
