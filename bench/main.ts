/**
 * All benches, each in a process of its own, and one table at the end; or those whose files are named: `deno task bench dump parse`.
 * `README.md` says how to read it.
 *
 * The exit status does not depend on the figures: what is not met says so, and a person judges.
 */
import { fileURLToPath } from "node:url";
import type { Measurement } from "./measurement.ts";

/** File and arguments of each bench. Goals are those of the design; where they do not stand here, the file knows them. */
const BENCHES: readonly (readonly [file: string, ...args: string[]])[] = [
  ["imported.ts"],
  ["import.ts"],
  ["dump.ts", "33", "1.3"],
  ["dump.ts", "100", "1.3"],
  ["naive.ts"],
  ["dump.ts", "10000", "2"],
  ["many_frames.ts"],
  ["locks.ts", "10000", "1.05"],
  ["parse.ts"],
  ["attach.ts"],
  ["busy.ts"],
  ["trace.ts"],
  ["trace_http.ts", "trace", "bare", "6"],
  ["trace_http.ts", "trace", "Hono", "6"],
  ["trace_found.ts"],
  ["peers.ts"],
];

const unknown = Deno.args.filter((name) => !BENCHES.some(([file]) => file === `${name}.ts`));
if (unknown.length > 0) {
  console.error(`Cannot run "${unknown[0]}" as there is no bench of that name`);
  Deno.exit(2);
}
const chosen = BENCHES.filter(([file]) => Deno.args.length === 0 || Deno.args.includes(file.replace(".ts", "")));

const measurements: Measurement[] = [];
const failures: string[] = [];
for (const [file, ...args] of chosen) {
  const name = [file, ...args].join(" ");
  console.error(`bench/${name} …`);
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      "--v8-flags=--expose-gc",
      fileURLToPath(new URL(file, import.meta.url)),
      ...args,
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (success) { for (const line of lines(stdout)) measurements.push(JSON.parse(line)); }
  else failures.push(name);
}
printTable(measurements.map(cells));
for (const name of failures) console.error(`bench/${name} failed`);
if (failures.length > 0) Deno.exit(1);

function lines(stdout: Uint8Array): string[] {
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}

function cells({ what, unit, ours, floor, floorIs, compare, goal, remark }: Measurement): string[] {
  const found = { ratio: ours / floor, difference: ours - floor, alone: ours }[compare];
  const write = (value: number) =>
    ({ ratio: `${value.toFixed(2)} x`, difference: `+${value.toFixed(1)} ${unit}`, alone: `${value} ${unit}` })[
      compare
    ];
  return [
    what,
    `${ours.toFixed(1)} ${unit}`,
    `${floor.toFixed(1)} ${unit}`,
    floorIs,
    compare === "alone" ? write(Math.round(found)) : write(found),
    goal === undefined ? "none set" : `under ${write(goal)}`,
    goal === undefined ? "-" : found < goal ? "met" : "NOT MET",
    remark ?? "",
  ];
}

function printTable(rows: readonly (readonly string[])[]): void {
  const all = [["what", "ours", "floor", "the floor is", "ours to floor", "goal", "met?", "remark"], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  for (const row of all) {
    const aligned = row.map((cell, column) =>
      /^[\d+.]/.test(cell) ? cell.padStart(widths[column]) : cell.padEnd(widths[column])
    );
    console.log(aligned.join("  ").trimEnd());
  }
}
