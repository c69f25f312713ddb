/** Hostile values in hostile environments, in short; `deno task fuzz` tries 100,000 cases and says what one is. */
import { assert, assertEquals } from "@std/assert";
import * as lowlevel from "../../lowlevel.ts";
import * as mod from "../../mod.ts";
import { describe, runBatch } from "./batches.ts";
import { CALLS, DUMPS, FILES, LOOKS } from "./calls.ts";
import { judge } from "./judge.ts";
import type { Batch } from "./report.ts";
import { specsOf } from "./specs.ts";
import { armedFor, spring, trapped } from "./traps.ts";

const SEED = 20261121;
const plans: readonly Pick<Batch, "environment" | "when" | "throwing">[] = [
  { environment: "the whole language", when: "after", throwing: true },
  { environment: "Object.prototype polluted with parts of descriptors", when: "after", throwing: false },
];

for (const plan of plans) {
  Deno.test(`public functions stand hostile values, in this environment: ${plan.environment}`, async () => {
    const batch: Batch = { seed: SEED, specs: specsOf(SEED, 2), looks: 1, files: 1, ...plan };
    const { cases, dumps, frames, failures } = await runBatch(batch);
    assertEquals(failures.map((failure) => describe(batch, failure)), []);
    assert(cases > 300 && dumps === 1 && frames > 50, `${cases} cases, ${dumps} dumps, ${frames} frames`);
  });
}

Deno.test("the fuzz calls every public function and class", () => {
  const all = { ...CALLS, ...DUMPS, ...LOOKS, ...FILES };
  const calls = [...Object.keys(all), ...Object.values(all)].join("\n");
  const missing = Object.entries({ ...mod, ...lowlevel }).map(([name]) => name).filter((name) =>
    !new RegExp(`\\b${name}\\b`).test(calls)
  );
  assertEquals(missing, ["HeapView"]); // it is made by takeHeapView() and parseHeapSnapshot() alone
});

Deno.test("the fuzz finds a function that is careless", () => {
  // This file is no part of the library: what springs here has to say so itself.
  const trap = {
    get name(): string {
      spring("name is read");
      return "";
    },
  };
  const problems = (action: () => unknown) => judge(armedFor(action, { throwing: false }), "careless()");
  assertEquals(problems(() => 1), []);
  assertEquals(
    problems(() => {
      throw new TypeError("Cannot do it as it must be another");
    }),
    [],
  );
  assertEquals(problems(() => JSON.parse("{")).length, 1);
  assertEquals(
    problems(() => {
      throw new TypeError("Cannot do it\nas it has two lines");
    }).length,
    1,
  );
  assertEquals(
    problems(() => {
      throw "rubbish";
    }),
    ["threw no error but string"],
  );
  // Through a function of the library, as that is where the place is looked for.
  const frames = mod.FrameIterator.of({ next: () => (void trap.name, { done: true, value: undefined }) });
  assertEquals(problems(() => frames.drain()).map((problem) => problem.replace(/ < .*/, "")), ["ran: name is read"]);
  assertEquals(judge({ sprung: [], thrown: trapped }, "careless()").length, 1);
});
