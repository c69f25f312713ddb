/** Iterator helpers: V8 has the iterator within in hidden fields, which only the heap shows. */
import { assert, assertEquals } from "@std/assert";
import { statesOf } from "./item_states.ts";

function* count(): Generator<number> {
  yield 1;
  yield 2;
}

Deno.test("itemState() of an iterator helper leads to the generator within", () => {
  const generators = { map: count(), filter: count(), take: count(), drop: count(), flatMap: count() };
  const helpers = {
    map: generators.map.map((n) => n),
    filter: generators.filter.filter(() => true),
    take: generators.take.take(2),
    drop: generators.drop.drop(1),
    flatMap: generators.flatMap.flatMap(() => []),
  };
  const states = statesOf(helpers);
  for (const name of Object.keys(helpers) as (keyof typeof helpers)[]) {
    assertEquals(states[name].inward.length, 1, name);
    assert(states[name].inward[0] === generators[name], name);
    assertEquals(states[name].leaf, undefined);
  }
});

Deno.test("itemState() of a chain of helpers leads to the next helper", () => {
  const inner = count().map((n) => n);
  const { outer } = statesOf({ outer: inner.filter(() => true) });
  assert(outer.inward[0] === inner);
});

Deno.test("itemState() of flatMap() leads to the outer generator, then to the inner one", () => {
  const outer = count(), inner = count();
  const flat = outer.flatMap(() => inner);
  flat.next();
  const { inward } = statesOf({ flat }).flat;
  assertEquals(inward.length, 2);
  assert(inward[0] === outer && inward[1] === inner);
});

Deno.test("itemState() of Iterator.from() leads to the iterator of the program", () => {
  const own = { next: () => ({ value: 1, done: false }) };
  const { inward } = statesOf({ wrapped: Iterator.from(own as unknown as Iterator<number>) }).wrapped;
  assert(inward[0] === own);
});

Deno.test("itemState() takes a plain object for no helper", () => {
  assertEquals(statesOf({ plain: { underlying: count() } }).plain, { leaf: undefined, inward: [] });
});
