/**
 * Looks at random programs change nothing of what they do: `deno task neutrality [--runs=20] [--seed=N]`. A run is a dozen programs in
 * one process, undisturbed and once for each way to look; the ends of processes are tried once. Prints what was tried and what differed.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { compareAttached, compareEnds, compareLooks, type Verdict } from "./compare.ts";
import { ENDS, LOOKS } from "./plan.ts";

const { runs: runsText, seed: seedText } = parseArgs(Deno.args, { string: ["runs", "seed"] });
const runs = Number(runsText ?? 20), first = Number(seedText ?? Math.floor(Math.random() * 1e6));
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(first)) {
  console.error("Cannot try as --runs and --seed must be whole numbers");
  Deno.exit(2);
}

const ways = LOOKS.filter((how) => how !== "none");
const failures: string[] = [];
const tried = { events: 0, dumps: 0, frames: 0 };

function judge(what: string, { how, seen, difference }: Verdict): void {
  tried.events += seen.events;
  tried.dumps += seen.dumps;
  tried.frames += seen.frames;
  if (seen.dumps === 0) failures.push(`${what}, ${how}: no dump was taken`);
  for (const error of seen.errors) failures.push(`${what}, ${how}: a public function threw ${error}`);
  if (difference !== undefined) failures.push(`${what}, ${how}: ${difference}`);
}

for (let run = 0; run < runs; run++) {
  const seed = first + 100 * run + run;
  const { verdicts } = await compareLooks({ seed, count: 12, dumps: 4, ways });
  for (const verdict of verdicts) judge(`--runs=1 --seed=${seed}`, verdict);
  if (run % 5 === 0) judge(`--runs=1 --seed=${seed}, by process id`, await compareAttached(seed));
}
for (const end of ENDS) {
  for (const how of ways) if (how !== "signal") judge(`a process that ends ${end}`, await compareEnds(end, how));
}
console.log(
  `${runs} runs of 12 programs, each in ${ways.length} ways, from --seed=${first}; ${ENDS.length} ways to end: ` +
    `${tried.dumps} dumps saw ${tried.frames} frames at ${tried.events} events of the programs, ${failures.length} differences`,
);
for (const failure of failures) console.log(failure);
if (failures.length > 0) Deno.exit(1);
