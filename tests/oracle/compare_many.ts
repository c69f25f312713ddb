/** Many random programs, in batches; what fails is made smaller. */
import fc from "fast-check";
import { compare, type Verdict } from "./compare.ts";
import { type Program, programs } from "./program.ts";
import { smallerPrograms } from "./smaller.ts";

/** Programs that stand in one dump. */
const BATCH = 100;
/** Turns after which nothing moves any more. */
const QUIET = 120;
/** Milliseconds that go into making one failure smaller, and programs in one dump of it. */
const SHRINKING = 15_000, CANDIDATES = 40;
/** Failures that are made smaller; of the others there is only a number. */
const SHRUNK = 3;

/** What was tried, and what came of it. */
export interface Tally {
  programs: number;
  dumps: number;
  facts: number;
  wrong: number;
  missing: number;
  /** Missing, and the dump says why. */
  noted: number;
  failed: number;
  /** Texts for people. */
  readonly failures: string[];
}

/** Run so many programs. The same seed gives the same ones. */
export async function compareMany(seed: number, runs: number): Promise<Tally> {
  const tally: Tally = { programs: 0, dumps: 0, facts: 0, wrong: 0, missing: 0, noted: 0, failed: 0, failures: [] };
  const folder = await Deno.makeTempDir({ prefix: "stackscope-oracle-" });
  try {
    const samples = fc.sample(programs, { seed, numRuns: runs });
    for (let first = 0; first < runs; first += BATCH) {
      // Every other batch is looked at in the middle of things.
      const turns = (first / BATCH) % 2 === 0 ? QUIET : ((seed >>> 0) + first) % 30;
      const { verdicts, errors } = await compare(samples.slice(first, first + BATCH), folder, turns);
      tally.dumps++;
      for (const error of errors) {
        tally.failed++;
        tally.failures.push(`seed ${seed}, programs ${first} and more: ${error}`);
      }
      for (const [i, verdict] of verdicts.entries()) {
        tally.programs++;
        tally.facts += verdict.facts;
        tally.wrong += verdict.wrong.length;
        tally.missing += verdict.missing.length;
        tally.noted += verdict.noted.length;
        if (!isWrong(verdict)) continue;
        tally.failed++;
        if (tally.failures.length >= SHRUNK) continue;
        const small = await shrink(samples[first + i], folder, turns);
        tally.failures.push(`seed ${seed}, program ${first + i}, ${turns} turns:\n${small ?? describe(verdict)}`);
      }
    }
    return tally;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Does the dump differ from the truth? */
export function isWrong({ wrong, missing }: Verdict): boolean {
  return wrong.length + missing.length > 0;
}

/** The verdict for people: the program, and what differs. */
export function describe({ rendered, wrong, missing }: Verdict): string {
  const lists = [["in the dump alone", wrong], ["in the truth alone", missing]] as const;
  return `${rendered.text}\n${
    lists.flatMap(([title, facts]) => facts.map((fact) => `  ${title}: ${fact}`)).join("\n")
  }\n`;
}

/** The smallest program found that fails as this one does; `undefined` when it does not fail alone. */
async function shrink(program: Program, folder: string, turns: number): Promise<string | undefined> {
  let smallest: string | undefined, candidates = [program];
  const end = performance.now() + SHRINKING;
  while (performance.now() < end && candidates.length > 0) {
    const tried = candidates.splice(0, CANDIDATES);
    const { verdicts } = await compare(tried, folder, turns);
    const failing = verdicts.findIndex(isWrong);
    if (failing < 0) continue;
    smallest = `${JSON.stringify(tried[failing])}\n${describe(verdicts[failing])}`;
    candidates = smallerPrograms(tried[failing]);
  }
  return smallest;
}
