/** What a trace adds to stacks: how long each wait lasts. */
import { extract, trace } from "../../mod.ts";
import { assert, assertEquals } from "@std/assert";

Deno.test("a frame tells how long it has waited, the outer one no less than the inner one", async () => {
  using _trace = trace();
  const first = Promise.withResolvers<void>(), second = Promise.withResolvers<void>();
  async function inner() {
    await first.promise;
    await second.promise;
  }
  async function outer() {
    await inner();
  }
  const running = outer();
  await new Promise((resolve) => setTimeout(resolve, 30));
  first.resolve();
  await new Promise((resolve) => setTimeout(resolve));
  const [outside, inside] = extract(running).frames.map(({ age }) => age);
  assert(outside !== undefined && inside !== undefined);
  assert(inside >= 0 && outside >= 25 && outside >= inside, `${outside} ${inside}`);
  second.resolve();
  await running;
});

Deno.test("after the last trace nothing is recorded", async () => {
  const door = Promise.withResolvers<void>();
  async function pass() {
    await door.promise;
  }
  const one = trace(), two = trace();
  one[Symbol.dispose]();
  one[Symbol.dispose]();
  const seen = pass();
  two[Symbol.dispose]();
  const unseen = pass();
  assert(extract(seen).frames[0].age !== undefined);
  assertEquals(extract(unseen).frames[0].age, undefined);
  door.resolve();
  await Promise.all([seen, unseen]);
});
