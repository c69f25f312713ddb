/**
 * Hostile values in hostile environments: `deno task fuzz`, of which `--help` lists the options. Ends when so many cases were tried.
 *
 * A case is one hostile value, in one place, under one public function. The functions of whole dumps (`extractAll()` and what draws its
 * result) look at all values in all places at once, and count as many cases; all other functions are called once for each case. Each
 * process has some values of its own and one environment, which the library met before or after it was loaded.
 *
 * @module
 */
import { taskOptions } from "../task_options.ts";
import { describe, runBatch } from "./batches.ts";
import { CALLS, DUMPS, FILES, LOOKS } from "./calls.ts";
import { ENVIRONMENTS } from "./environments.ts";
import type { Batch } from "./report.ts";
import { specsOf } from "./specs.ts";

const args = taskOptions({
  about: "Try hostile values under all public functions, in hostile environments.\n" +
    "Each failure is a line with the options that repeat it. Ends with status 1 if there were any.",
  numbers: {
    runs: { about: "how many cases: one value, in one place, under one function", default: 100_000, least: 1 },
    seed: { about: "number of the first process (default: by chance)", default: Math.floor(Math.random() * 1e6) },
    values: { about: "values of one process", default: 4, least: 1 },
    looks: { about: "functions that take a heap snapshot each, in one process", default: 2 },
    files: { about: "functions that read a file each, in one process", default: 2 },
  },
  words: {
    when: { about: "only environments that the library meets then", of: ["after", "before"] },
    environment: { about: "only this environment, once", of: ENVIRONMENTS.map(({ name }) => name) },
    only: { about: "only this function", of: Object.keys({ ...DUMPS, ...CALLS, ...LOOKS, ...FILES }) },
  },
  switches: { throwing: "only with traps that throw, too" },
});
const { runs, seed: first, values, looks, files } = args;

const chosen = ENVIRONMENTS.filter(({ name }) => args.environment === undefined || name === args.environment);
const plans = [false, true].flatMap((throwing) =>
  chosen.flatMap(({ name }) => (["after", "before"] as const).map((when) => ({ environment: name, when, throwing })))
).filter(({ when, throwing }) => (args.when === undefined || when === args.when) && (!args.throwing || throwing));
const tried = { cases: 0, dumps: 0, frames: 0, processes: 0 };
const failures = new Map<string, number>();
let shown = 0;
for (let i = 0; tried.cases < runs; i++) {
  const seed = args.environment === undefined ? first + i : first;
  const batch: Batch = {
    seed,
    specs: specsOf(seed, values),
    looks,
    files,
    only: args.only,
    ...plans[(args.environment === undefined ? seed : i) % plans.length], // a run does not get to all of them: begin elsewhere
  };
  const report = await runBatch(batch);
  tried.cases += report.cases;
  tried.dumps += report.dumps;
  tried.frames += report.frames;
  tried.processes++;
  if (tried.processes % 20 === 0) console.log(`${tried.cases} cases in ${tried.processes} processes ...`);
  for (const failure of report.failures) {
    const key = `${batch.environment}: ${failure.call}: ${failure.problem}`;
    if (!failures.has(key) && shown++ < 300) console.log(describe(batch, failure));
    failures.set(key, (failures.get(key) ?? 0) + 1);
  }
  if (args.environment !== undefined && i + 1 >= plans.length) break;
  if (tried.processes > 10_000) break; // each of them failed at once
}
const { cases, dumps, frames, processes } = tried;
console.log(
  `${cases} cases in ${processes} processes, ${ENVIRONMENTS.length} environments, from --seed=${first}: ${dumps} dumps saw ${frames} ` +
    `frames; ${failures.size} kinds of failures`,
);
if (failures.size > 0) Deno.exit(1);
