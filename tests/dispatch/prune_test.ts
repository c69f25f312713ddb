/** The sentinel, marked iterators, and the map of identities. */
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { inspect } from "node:util";
import { IdentityMap } from "../../src/dispatch/identity_map.ts";
import { PRUNE } from "../../src/dispatch/prune.ts";
import { FrameIterator, isFrameIterator, yieldsFrames } from "../../src/dispatch/yields_frames.ts";

Deno.test("PRUNE has a readable text", () => {
  assertEquals([Deno.inspect(PRUNE), inspect(PRUNE), String(PRUNE), `${PRUNE}`], ["PRUNE", "PRUNE", "PRUNE", "PRUNE"]);
  assertEquals(Deno.inspect({ result: PRUNE }), "{ result: PRUNE }");
});

Deno.test("PRUNE is an empty array that cannot be changed", () => {
  assert(Array.isArray(PRUNE) && Object.isFrozen(PRUNE));
  assertEquals([PRUNE.length, Object.keys(PRUNE)], [0, []]);
});

Deno.test("IdentityMap tells keys by identity, in order, also after a key has changed", () => {
  const [first, second] = [{ name: "a" }, { name: "a" }];
  const map = new IdentityMap([[first, 1], [second, 2]]);
  first.name = "b";
  assertEquals([map.get(first), map.get(second), map.get({ name: "a" }), map.size], [1, 2, undefined, 2]);
  assertEquals([...map.values()], [1, 2]);
  assertStrictEquals([...map.keys()][0], first);
  map.delete(first);
  map.set(first, 3);
  assertEquals([...map.values()], [2, 3]);
});

Deno.test("yieldsFrames() marks its result, and keeps what was yielded before an error", () => {
  const error = new Error("no more");
  const hook = yieldsFrames(function* (count: number) {
    for (let item = 0; item < count; item++) yield item;
    if (count > 2) throw error;
  });
  const two = hook(2), three = hook(3);
  assert(isFrameIterator(two) && isFrameIterator(three));
  assertEquals(two.drain(), { items: [0, 1], failed: false });
  assertEquals(three.drain(), { items: [0, 1, 2], failed: true, error });
});

Deno.test("yieldsFrames() keeps an error that is undefined", () => {
  const hook = yieldsFrames(function* () {
    yield 1;
    throw undefined;
  });
  assertEquals(hook().drain(), { items: [1], failed: true, error: undefined });
});

Deno.test("yieldsFrames() ends an endless iterator", () => {
  const drained = yieldsFrames(function* () {
    while (true) yield 1;
  })().drain();
  assert(drained.failed && drained.items.length === 10_000);
});

Deno.test("isFrameIterator() runs no trap of a proxy", () => {
  const marked = FrameIterator.of([][Symbol.iterator]());
  const values = [marked, new Proxy(marked, {}), [], (function* () {})(), null, undefined, 1];
  assertEquals(values.map(isFrameIterator), [true, false, false, false, false, false, false]);
});

Deno.test("yieldsFrames() refuses what is no generator function", () => {
  const refuse = yieldsFrames as unknown as (fn: unknown) => () => unknown;
  for (const fn of [undefined, 1, {}, async () => {}, async function* () {}]) {
    assertThrows(() => refuse(fn), TypeError, "must be a generator function");
  }
  assertThrows(() => refuse(() => [1])(), TypeError, "must return an iterator");
});
