/**
 * `deno task oracle`, of which `--help` lists the options: random programs that keep the truth about themselves, compared with dumps.
 * Prints what was tried, what was compared, what failed, and how to repeat it.
 *
 * @module
 */
import { taskOptions } from "../task_options.ts";
import { addTally, BATCH, compareMany, newTally, type Tally } from "./compare_many.ts";
import { lacksTooMuch, lineOfTally, reportOfTally } from "./report.ts";

/** Programs of one process, which takes one dump: what waits in their modules stays in it, and the next dump would cost twice as much. */
const PART = BATCH;

const { runs, seed, part } = taskOptions({
  about: "Compare dumps of random programs with the truth that the programs keep about themselves.\n" +
    "Prints what was compared, and each difference with the options that repeat it, which ends with status 1.",
  numbers: {
    runs: { about: "how many programs", default: 10_000, least: 1 },
    seed: { about: "number of the first portion of programs (default: by the clock)", default: Date.now() % 1_000_000 },
  },
  switches: { part: "" }, // one portion, in this process
});

if (part) {
  try {
    const tally = await compareMany(seed, runs);
    console.log(JSON.stringify(tally));
  } catch (error) { // rejections are ignored, for the programs' sake
    console.error(error);
    Deno.exit(1);
  }
  Deno.exit(0); // timers of the programs may be left
}

const sum: Tally = newTally();
console.log(`oracle: ${runs} random programs, --seed=${seed}`);
for (let done = 0; done < runs; done += PART) {
  const own = seed + done / PART, count = Math.min(PART, runs - done);
  const args = ["run", "--allow-all", "--no-check", import.meta.url, "--part", `--seed=${own}`, `--runs=${count}`];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "inherit" });
  const { code, signal, stdout } = await child.output();
  const line = new TextDecoder().decode(stdout).trim().split("\n").at(-1) ?? "";
  if (code !== 0 || !line.startsWith("{")) {
    sum.failed++;
    console.log(`The process of --seed=${own} --runs=${count} ended with ${signal ?? code}.`);
    continue;
  }
  const tally: Tally = JSON.parse(line);
  for (const failure of tally.failures) console.log(`\n${failure}`);
  if (tally.failed > 0) console.log(`Again: deno task oracle --seed=${own} --runs=${count}`);
  addTally(sum, tally);
  console.log(lineOfTally(sum));
}
console.log(reportOfTally(sum));
if (lacksTooMuch(sum)) console.log("More than 1 in 1,000 facts are missing, though the notes of the dumps say why.");
if (sum.failed > 0 || lacksTooMuch(sum)) Deno.exit(1);
