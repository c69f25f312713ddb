/** A dump says what is true, of random programs. */
import { assertEquals } from "@std/assert";
import { compare } from "./compare.ts";
import { compareMany, describe, isWrong } from "./compare_many.ts";
import { COUNTEREXAMPLES } from "./counterexamples.ts";
import { observe } from "./observe.ts";
import { endWorker } from "./quiet_worker.ts";

/** `deno task oracle` tries 10,000. */
const PROGRAMS = 300;

Deno.test({
  name: "extractAll() says of random programs what they say of themselves",
  sanitizeOps: false, // timers of the programs
  sanitizeResources: false,
  fn: async () => {
    const seed = 20251121; // `deno task oracle` has another one each time
    const { failures, programs } = await compareMany(seed, PROGRAMS);
    endWorker();
    assertEquals(failures, [], `--seed=${seed}`);
    assertEquals(programs, PROGRAMS);
  },
});

Deno.test({
  name: "extractAll() says what is true of programs of which it once did not",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "stackscope-oracle-" });
    try {
      const { verdicts } = compare(await observe(COUNTEREXAMPLES.map(({ program }) => program), folder, { at: "end" }));
      endWorker();
      assertEquals(verdicts.filter(isWrong).map(describe), []);
      assertEquals(verdicts.filter(({ truth }) => truth.length === 0).map(describe), []);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
