// deno-lint-ignore-file -- these programs show forms, not manners
/** Several calls: nested, of the same function, recursive; each frame has its own resources. */
import type { ActiveList } from "../active_list.ts";

export async function threeDeep(t: ActiveList) { //= a b c d e
  async function middle() {
    await using c = t.ares("c"); //@ c in middle
    {
      using d = t.res("d"); //@ d in middle
      await leaf();
    }
  }
  async function leaf() {
    using e = t.res("e"); //@ e in leaf
    await t.hold();
    using f = t.res("f"); //@ f in leaf
  }
  using a = t.res("a"); //@ a in threeDeep
  using b = t.res("b"); //@ b in threeDeep
  await middle();
}

export async function threeDeepMiddleWithout(t: ActiveList) { //= a e
  async function middle() {
    {
      using c = t.res("c"); //@ c in middle
    }
    await leaf();
  }
  async function leaf() {
    using e = t.res("e"); //@ e in leaf
    await t.hold();
  }
  await using a = t.ares("a"); //@ a in threeDeepMiddleWithout
  await middle();
}

export async function innermostExits(t: ActiveList) { //= a b c!
  async function middle() {
    using b = t.res("b"); //@ b in middle
    await leaf();
  }
  async function leaf() {
    await using c = t.stuck("c"); //@ c in leaf
  }
  await using a = t.stuck("a"); //@ a in innermostExits
  await middle();
}

export async function passedOn(t: ActiveList) { //= a b
  async function leaf(b: unknown) {
    await t.hold();
    return b;
  }
  using a = t.res("a"); //@ a in passedOn
  using b = t.res("b"); //@ b in passedOn
  await leaf(b);
}

export async function sameNameInEachFrame(t: ActiveList) { //= r1 r2
  async function inner() {
    using r = t.res("r2"); //@ r as r2 in inner
    await t.hold();
  }
  using r = t.res("r1"); //@ r as r1 in sameNameInEachFrame
  await inner();
}

export function threeFunctions(t: ActiveList) { //= a | b c! | a2 b2
  async function one(t: ActiveList) {
    using a = t.res("a"); //@ a
    await t.hold();
  }
  async function exits(t: ActiveList) {
    using b = t.res("b"); //@ b
    await using c = t.stuck("c"); //@ c
  }
  async function two(t: ActiveList) {
    using a = t.res("a2"); //@ a as a2
    using b = t.res("b2"); //@ b as b2
    await t.hold();
  }
  t.also(exits);
  t.also(two);
  return one(t);
}

export function sameFunctionAtFourPlaces(t: ActiveList) { //= a | a b | a c | a d!
  async function run(t: ActiveList, place: number) {
    using a = t.res("a"); //@ a
    if (place === 0) await t.hold();
    {
      using b = t.res("b"); //@ b
      if (place === 1) await t.hold();
    }
    for (const i of [0, 1]) {
      await using c = t.ares("c"); //@ c
      if (place === 2 && i === 1) await t.hold();
    }
    await using d = t.stuck("d"); //@ d
  }
  for (const place of [1, 2, 3]) t.also((t) => run(t, place));
  return run(t, 0);
}

export function recursion(t: ActiveList) { //= a a a b
  async function down(t: ActiveList, n: number): Promise<void> {
    using a = t.res("a"); //@ a in down
    if (n > 0) return await down(t.deeper(), n - 1);
    using b = t.res("b"); //@ b in down
    await t.hold();
  }
  return down(t, 2);
}

export function recursionAtDifferentPlaces(t: ActiveList) { //= a a2 c
  async function down(t: ActiveList, n: number): Promise<void> {
    {
      using a = t.res("a"); //@ a in down
      if (n === 2) await down(t.deeper(), n - 1);
    }
    {
      await using c = t.ares("c"); //@ c in down
      if (n === 0) await t.hold();
    }
    using a = t.res("a2"); //@ a as a2 in down
    await down(t.deeper(), n - 1);
  }
  return down(t, 2);
}

export function mutualRecursion(t: ActiveList) { //= a b a b
  async function even(t: ActiveList, n: number): Promise<void> {
    using a = t.res("a"); //@ a in even
    await odd(t, n - 1);
  }
  async function odd(t: ActiveList, n: number): Promise<void> {
    await using b = t.ares("b"); //@ b in odd
    await (n > 0 ? even(t.deeper(), n - 1) : t.hold());
  }
  return even(t, 3);
}

export function recursiveGenerator(t: ActiveList) { //= a a a
  function* down(t: ActiveList, n: number): Generator<number> {
    using a = t.res("a"); //@ a in down
    if (n > 0) yield* down(t.deeper(), n - 1);
    yield n;
  }
  const generator = down(t, 2);
  generator.next();
  return generator;
}

export async function throughThen(t: ActiveList) { //= a b
  async function leaf() {
    using b = t.res("b"); //@ b in leaf
    await t.hold();
  }
  using a = t.res("a"); //@ a in throughThen
  await leaf().then(() => {}).finally(() => {});
}

export async function generatorInAsync(t: ActiveList) { //= a
  function* numbers() {
    using g = t.res("g"); //@ g in numbers
    yield 1;
  }
  using a = t.res("a"); //@ a in generatorInAsync
  for (const n of numbers()) {
    await null;
  }
  await t.hold();
}

export function twoGeneratorsOfOneFunction(t: ActiveList) { //= a | a b
  function* numbers(t: ActiveList): Generator<number> {
    using a = t.res("a"); //@ a
    yield 1;
    using b = t.res("b"); //@ b
    yield 2;
  }
  const started = (t: ActiveList, steps: number) => {
    const generator = numbers(t);
    for (let i = 0; i < steps; i++) generator.next();
    return generator;
  };
  t.also((t) => started(t, 2));
  return started(t, 1);
}
