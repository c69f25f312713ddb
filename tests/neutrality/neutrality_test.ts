/** A program that is looked at does what it does when nobody looks. `deno task neutrality` tries more programs and more ways. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { compareEnds, compareGenerated, compareLooks, differenceOf, runPlan, UNDISTURBED } from "./compare.ts";
import { ENDS, type HowToLook, LOOKS } from "./plan.ts";

const isFull = Deno.env.has("STACKSCOPE_FULL");

Deno.test("random programs log the same events, in the same order, with and without dumps", async (t) => {
  const ways: readonly HowToLook[] = isFull
    ? LOOKS.filter((how) => how !== "none")
    : ["texts", "items", "signal", "trace all"];
  const { events, verdicts } = await compareLooks({ seed: 41, count: 12, dumps: 2, ways });
  assert(events > 300, String(events));
  for (const { how, seen, difference } of verdicts) {
    await t.step(how, () => {
      assertEquals({ difference, errors: seen.errors }, { difference: undefined, errors: [] });
      assert(seen.dumps > 0 && seen.frames > 0, JSON.stringify(seen));
    });
  }
});

Deno.test("random programs of the oracle log the same events, in the same order, with and without dumps", async (t) => {
  const ways: readonly HowToLook[] = isFull ? LOOKS.filter((how) => how !== "none") : ["extractAll", "trace sampled"];
  const { events, verdicts } = await compareGenerated({ seed: 43, count: 24, dumps: 1, ways, byPid: isFull });
  assert(events > 500, String(events));
  for (const { how, seen, difference } of verdicts) {
    await t.step(how, () => {
      assertEquals({ difference, errors: seen.errors }, { difference: undefined, errors: [] });
      assert(how === "none" || seen.dumps > 0 && seen.frames > 0, JSON.stringify(seen));
    });
  }
});

Deno.test("a process ends as it does when nobody looked: same status, same output", async (t) => {
  for (const [i, end] of ENDS.entries()) {
    if (!isFull && i % 2 === 0) continue;
    await t.step(end, async () => {
      const [{ seen, difference }] = await compareEnds(end, [i % 4 === 1 ? "extractAll" : "trace all"]);
      assertEquals(difference, undefined);
      assert(seen.dumps > 0 && seen.frames >= 4, JSON.stringify(seen));
    });
  }
});

Deno.test("a look that is not neutral is found", async () => {
  const plan = { ...UNDISTURBED, seeds: [41, 42, 43], turns: "immediate" } as const;
  const plain = await runPlan(plan);
  const rude = await runPlan({ ...plan, how: "rude", moments: [60] });
  assertStringIncludes(String(differenceOf(plain, rude)), "looked at");
  assertEquals(differenceOf(plain, plain), undefined);
  const { verdicts: [again, looked] } = await compareGenerated({ seed: 43, count: 12, dumps: 1, ways: ["rude"] });
  assertEquals(again.difference, undefined);
  assertStringIncludes(String(looked.difference), "looked at");
});
