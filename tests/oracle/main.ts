/**
 * `deno task oracle [--runs=10000] [--seed=N]`: random programs that keep the truth about themselves, compared with dumps.
 * Prints what was tried and what failed.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { compareMany, type Tally } from "./compare_many.ts";

/** Programs of one process: their code stays in it. */
const PART = 500;

const { runs, seed, part } = parseArgs(Deno.args, {
  string: ["runs", "seed"],
  boolean: ["part"],
  default: { runs: "10000", seed: String(Date.now() % 1_000_000) },
});

if (part) {
  const tally = await compareMany(Number(seed), Number(runs));
  console.log(JSON.stringify(tally));
  Deno.exit(0); // timers of the programs may be left
}

const sum: Tally = { programs: 0, dumps: 0, facts: 0, wrong: 0, missing: 0, noted: 0, failed: 0, failures: [] };
console.log(`oracle: ${runs} random programs, --seed=${seed}`);
for (let done = 0; done < Number(runs); done += PART) {
  const own = Number(seed) + done / PART, count = Math.min(PART, Number(runs) - done);
  const args = ["run", "--allow-all", "--no-check", import.meta.url, "--part", `--seed=${own}`, `--runs=${count}`];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "inherit" });
  const { code, signal, stdout } = await child.output();
  const line = new TextDecoder().decode(stdout).trim().split("\n").at(-1) ?? "";
  if (code !== 0 || !line.startsWith("{")) {
    sum.failed++;
    console.log(`The process of --seed=${own} --runs=${count} ended with ${signal ?? code}.`);
    continue;
  }
  const { failures, ...counts } = JSON.parse(line) as Tally;
  for (const failure of failures) console.log(`\n${failure}`);
  for (const [name, count] of Object.entries(counts)) sum[name as keyof typeof counts] += count;
  console.log(describeTally(sum));
}
if (sum.failed > 0) Deno.exit(1);

function describeTally({ programs, dumps, facts, wrong, missing, noted, failed }: Tally): string {
  return `${programs} programs in ${dumps} dumps: ${facts} facts, ${wrong} wrong, ${missing} missing, ${noted} missing ` +
    `with a note; ${failed} programs failed`;
}
