/** What a bench tells: a figure of ours, and its peer or floor, taken in the same run. */

/** One row of the table. */
export interface Measurement {
  what: string;
  unit: "ms" | "MB";
  ours: number;
  /** The peer or the floor that `ours` stands beside. */
  floor: number;
  /** What the floor is. */
  floorIs: string;
  /** `ours / floor`, or `ours - floor`. */
  compare: "ratio" | "difference";
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
