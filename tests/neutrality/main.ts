/**
 * Looks at random programs change nothing of what they do: `deno task neutrality`, of which `--help` lists the options. Many of the
 * oracle's programs in one process, undisturbed, and for each way to look once more; some by process id. Beside them programs that were written for this,
 * and the ends of processes, once. Prints what differed, and what was tried.
 *
 * @module
 */
import { taskOptions } from "../task_options.ts";
import { compareEnds, compareGenerated, compareLooks, compareLooksByPid, type Verdict } from "./compare.ts";
import { ENDS, LOOKS } from "./plan.ts";

/** Programs of one process. */
const BATCH = 100;
/** Batches, of which one is dumped by process id, too, and one is followed by programs that were written for this. */
const BY_PID = 5, OTHERS = 10;

const { runs, seed: first } = taskOptions({
  about: "Show that looking changes nothing of what programs do: the same random programs, looked at or not.\n" +
    "Prints each difference with the options that repeat it; ends with status 1 if there were any.",
  numbers: {
    runs: { about: "how many programs", default: 1000, least: 1 },
    seed: { about: "number of the first process (default: by chance)", default: Math.floor(Math.random() * 1e6) },
  },
});

const ways = LOOKS.filter((how) => how !== "none");
const traces = ways.filter((how) => how.startsWith("trace")), dumps = ways.filter((how) => !how.startsWith("trace"));
let failures = 0;
const tried = { processes: 0, events: 0, dumps: 0, frames: 0 };

function judge(what: string, { how, seen, difference }: Verdict): void {
  tried.processes++;
  tried.events += seen.events;
  tried.dumps += seen.dumps;
  tried.frames += seen.frames;
  if (seen.dumps === 0 && how !== "none") fail(what, how, "no dump was taken");
  for (const error of seen.errors) fail(what, how, `a public function threw ${error}`);
  if (difference !== undefined) fail(what, how, difference);
}

function fail(what: string, how: string, why: string): void {
  failures++;
  console.log(`${what}, ${how}: ${why}`);
}

function say(): string {
  return `${tried.processes} processes compared, ${tried.dumps} dumps saw ${tried.frames} frames at ${tried.events} events: ` +
    `${failures} differences`;
}

for (let done = 0, batch = 0; done < runs; done += BATCH, batch++) {
  const seed = first + batch, count = Math.min(BATCH, runs - done);
  const two = [dumps[batch % dumps.length], traces[batch % traces.length]];
  const { verdicts } = await compareGenerated({ seed, count, dumps: 2, ways: two, byPid: batch % BY_PID === 0 });
  for (const verdict of verdicts) judge(`--runs=${count} --seed=${seed}`, verdict);
  if (batch % OTHERS === 0) {
    for (const verdict of (await compareLooks({ seed, count: 12, dumps: 4, ways })).verdicts) {
      judge(`--runs=1 --seed=${seed}, programs written for this`, verdict);
    }
    judge(`--runs=1 --seed=${seed}, programs written for this, by process id`, await compareLooksByPid(seed));
  }
  console.log(`${done + count} programs of the oracle, ${say()}`);
}
for (const end of ENDS) {
  for (const verdict of await compareEnds(end, ways.filter((how) => how !== "signal"))) {
    judge(`a process that ends ${end}`, verdict);
  }
}
console.log(`${runs} programs of the oracle, ${ENDS.length} ways to end, from --seed=${first}: ${say()}`);
if (failures > 0) Deno.exit(1);
