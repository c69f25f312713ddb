/** Many random programs, in batches; what fails is made smaller. */
import fc from "fast-check";
import { compare, type Verdict } from "./compare.ts";
import { countConstructs } from "./constructs.ts";
import { type Instant, observe } from "./observe.ts";
import { type Program, programs } from "./program.ts";
import { pruned } from "./pruned.ts";
import { smallerPrograms } from "./smaller.ts";

/** Programs that stand in one dump. */
export const BATCH = 150;
/** Milliseconds that go into making one failure smaller, and programs in one dump of it. */
const SHRINKING = 30_000, CANDIDATES = 120;
/** Failures that are made smaller; of the others there is only a number. */
const SHRUNK = 3;

/** Numbers by name. */
export type Counts = Record<string, number>;

/** What was tried, and what came of it. */
export interface Tally {
  programs: number;
  wrong: number;
  missing: number;
  /** Missing, and the dump says why: by its note. */
  readonly notes: Counts;
  failed: number;
  /** Dumps, by the instant at which they were taken. */
  readonly dumps: Counts;
  /** Programs, by the turns that they had run. */
  readonly ages: Counts;
  /** What was compared, by what it is about. */
  readonly compared: Counts;
  /** What was not, by why. */
  readonly dropped: Counts;
  /** What the programs were made of, by name. */
  readonly constructs: Counts;
  /** Texts for people. */
  readonly failures: string[];
}

/** Nothing was tried yet. */
export function newTally(): Tally {
  const counts = { notes: {}, dumps: {}, ages: {}, compared: {}, dropped: {}, constructs: {} };
  return { programs: 0, wrong: 0, missing: 0, failed: 0, ...counts, failures: [] };
}

/** Add the second to the first. */
export function addTally(sum: Tally, more: Tally): void {
  for (const name of ["programs", "wrong", "missing", "failed"] as const) sum[name] += more[name];
  for (const name of ["notes", "dumps", "ages", "compared", "dropped", "constructs"] as const) {
    for (const [key, count] of Object.entries(more[name])) add(sum[name], key, count);
  }
  sum.failures.push(...more.failures);
}

function add(counts: Counts, key: string, count = 1): void {
  counts[key] = (counts[key] ?? 0) + count;
}

/** Run so many programs. The same seed gives the same ones. */
export async function compareMany(seed: number, runs: number): Promise<Tally> {
  const tally = newTally();
  const folder = await Deno.makeTempDir({ prefix: "stackscope-oracle-" });
  try {
    const samples = fc.sample(programs, { seed, numRuns: runs });
    for (let first = 0; first < runs; first += BATCH) {
      const batch = samples.slice(first, first + BATCH), instant = instantOf(seed, first / BATCH);
      const observation = await observe(batch, folder, instant);
      const { verdicts, errors } = compare(observation);
      add(tally.dumps, observation.at);
      for (const error of errors) {
        tally.failed++;
        tally.failures.push(`seed ${seed}, programs ${first} and more: ${error}`);
      }
      for (const [i, verdict] of verdicts.entries()) {
        const program = batch[i];
        count(tally, program, verdict);
        if (!isWrong(verdict)) continue;
        tally.failed++;
        if (tally.failures.length >= SHRUNK) continue;
        const small = await shrink(pruned(program), folder, instant);
        tally.failures.push(
          `seed ${seed}, program ${first + i}, ${JSON.stringify(instant)}:\n${small ?? describe(verdict)}`,
        );
      }
    }
    return tally;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Each batch has another one. */
function instantOf(seed: number, batch: number): Instant {
  const [kind, at] =
    fc.sample(fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 60 })), { seed: seed ^ (batch + 1), numRuns: 1 })[0];
  return kind === 0 ? { at: "end" } : kind === 1 ? { at: "step", step: at } : { at: "running", look: at % 4 };
}

function count(tally: Tally, program: Program, { truth, wrong, missing, noted, dropped }: Verdict): void {
  tally.programs++;
  tally.wrong += wrong.length;
  tally.missing += missing.length;
  for (const note of noted) add(tally.notes, note);
  add(tally.ages, program.age <= 30 ? String(program.age) : "quiet");
  for (const fact of truth) add(tally.compared, kindOf(fact));
  for (const why of dropped) add(tally.dropped, why);
  for (const [name, count] of countConstructs(program)) add(tally.constructs, name, count);
}

/** What a fact is about. */
export function kindOf(fact: string): string {
  if (fact.includes(" holds ")) return /\{/.test(fact) ? "disposable stacks" : "resources";
  const [, wait = ""] = / -> (.*)$/s.exec(fact) ?? [];
  if (wait === "-") return "waits for nothing of the program";
  if (wait.startsWith("import ")) return "waits for a module";
  if (wait.startsWith("~")) return "waits for a stream with a function at work";
  if (/^\w+\[/.test(wait)) return `waits for Promise.${/^\w+/.exec(wait)}`;
  return "waits for a function";
}

/** Does the dump differ from the truth? */
export function isWrong({ wrong, missing }: Verdict): boolean {
  return wrong.length + missing.length > 0;
}

/** The verdict for people: the program, and what differs. */
export function describe({ rendered, wrong, missing }: Verdict): string {
  const lists = [["in the dump alone", wrong], ["in the truth alone", missing]] as const;
  const texts = [...rendered.texts].map(([file, text]) => `// ${file}\n${text}`).join("\n");
  return `${texts}\n${lists.flatMap(([title, facts]) => facts.map((fact) => `  ${title}: ${fact}`)).join("\n")}\n`;
}

/** The smallest program found that fails as this one does; `undefined` when it does not fail alone. */
async function shrink(program: Program, folder: string, instant: Instant): Promise<string | undefined> {
  let smallest: string | undefined, candidates = [program];
  const end = performance.now() + SHRINKING;
  while (performance.now() < end && candidates.length > 0) {
    const tried = candidates.splice(0, CANDIDATES);
    const { verdicts } = compare(await observe(tried, folder, instant));
    const failing = verdicts.findIndex(isWrong);
    if (failing < 0) continue;
    smallest = `${JSON.stringify(tried[failing])}\n${describe(verdicts[failing])}`;
    candidates = smallerPrograms(tried[failing]);
  }
  return smallest;
}
