/** A dump says what is true, of random programs. */
import { assert, assertEquals } from "@std/assert";
import { compare } from "./compare.ts";
import { addTally, BATCH, describe, isWrong, newTally, type Tally } from "./compare_many.ts";
import { COUNTEREXAMPLES } from "./counterexamples.ts";
import { observe } from "./observe.ts";
import { endWorker } from "./quiet_worker.ts";

/** `deno task oracle` tries 10,000, with another seed each time. */
const PROGRAMS = Deno.env.has("STACKSCOPE_FULL") ? 1_500 : 300, SEED = 20251121;

Deno.test("extractAll() says of random programs what they say of themselves", async () => {
  const tally = newTally();
  for (let seed = SEED; tally.programs < PROGRAMS; seed++) addTally(tally, await runPart(seed));
  const { failures, programs, compared, dropped } = tally;
  assertEquals(failures, [], `deno task oracle --seed=${SEED} --runs=${PROGRAMS}`);
  assertEquals(programs, PROGRAMS);
  // A comparison that looks at nothing would find nothing.
  assertEquals(Object.keys(compared).toSorted(), KINDS);
  assert(sum(compared) > 3 * PROGRAMS && sum(dropped) < sum(compared) / 3, JSON.stringify(tally));
});

/** One dump of many programs, in a process of its own: their modules never end. */
async function runPart(seed: number): Promise<Tally> {
  const main = new URL("main.ts", import.meta.url).href;
  const args = ["run", "--allow-all", "--no-check", main, "--part", `--runs=${BATCH}`, `--seed=${seed}`];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "inherit" }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Facts of all kinds must be among those that were compared. */
const KINDS = [
  "disposable stacks",
  "resources",
  "waits for Promise.all",
  "waits for Promise.allSettled",
  "waits for Promise.any",
  "waits for Promise.race",
  "waits for a function",
  "waits for a module",
  "waits for a stream with a function at work",
  "waits for nothing of the program",
];

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

Deno.test({
  name: "extractAll() says what is true of programs of which it once did not",
  sanitizeOps: false, // timers of the programs
  sanitizeResources: false,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "stackscope-oracle-" });
    try {
      const programs = COUNTEREXAMPLES.map(({ program }) => program);
      const { verdicts } = compare(await observe(programs, folder, { at: "end" }, { finish: true }));
      assertEquals(verdicts.filter(isWrong).map(describe), []);
      assertEquals(verdicts.filter(({ truth }) => truth.length === 0).map(describe), []);
    } finally {
      endWorker();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
