/** Conformance with section 5.3 of the parity spec: suspended stacks, leaves (`test_traceback.py`). */
import { assert, assertEquals, assertMatch, assertStrictEquals, assertThrows } from "@std/assert";
import {
  elaborateFrame,
  extract,
  extractChild,
  extractOutermost,
  Leaf,
  type Stack,
  unwrapStackItem,
  yieldsFrames,
} from "../../mod.ts";
import { assertStackMatches, type Entry } from "./assert_stack_matches.ts";
import { Gate, settle, Thing } from "./held.ts";

function* generator(): Generator<number> {
  yield 1;
}

function begun(): Generator<number> {
  const running = generator();
  running.next();
  return running;
}

Deno.test("conformance 5.3 test_suspended [port]: a recursive async function, with and without contexts", async () => {
  const gate = new Gate();
  async function recurse(depth: number): Promise<void> {
    using held = new Thing();
    if (depth > 1) await recurse(depth - 1);
    else await gate.passed;
    void held;
  }
  const running = recurse(3);
  const held: Entry = ["recurse", "using held = new Thing();", "held", "Thing"];
  const calls: Entry[] = [
    ["recurse", "if (depth > 1) await recurse(depth - 1);"],
    ["recurse", "if (depth > 1) await recurse(depth - 1);"],
    ["recurse", "else await gate.passed;"],
  ];
  assertStackMatches(extract(running), calls.flatMap((call) => [held, call]), { leaf: "Promise" });
  const bare = extract(running, { withContexts: false });
  assertStackMatches(bare, calls, { leaf: "Promise" });
  assertEquals(bare.frames.map(({ contexts }) => contexts), [[], [], []]);
  gate.open();
  await running;
  assertStackMatches(extract(running), []);
});

Deno.test("conformance 5.3 test_suspended [port]: an async generator and the promise of its next() show the same", async () => {
  const gate = new Gate();
  async function* agen() {
    using held = new Thing();
    await gate.passed;
    yield held;
  }
  const running = agen();
  const next = running.next();
  for (const item of [running, next]) {
    assertStackMatches(extract(item), [
      ["agen", "using held = new Thing();", "held", "Thing"],
      ["agen", "await gate.passed;"],
    ], { leaf: "Promise" });
  }
  gate.open();
  await next;
  await running.return();
  for (const item of [running, next]) assertStackMatches(extract(item), []);
});

Deno.test("conformance 5.3 test_unknown_awaitable [port]: a thenable, a promise made by hand, a number are leaves", async () => {
  const waiting: (() => void)[] = [];
  const thenable = {
    then(resolve: () => void) {
      waiting.push(resolve);
    },
  };
  const { promise, resolve } = Promise.withResolvers<void>();
  async function awaitsThenable() {
    await thenable;
  }
  async function awaitsPromise() {
    await promise;
  }
  const running = [awaitsThenable(), awaitsPromise()];
  await settle();
  const [first, second] = running.map((item) => extract(item));
  assertEquals(first.frames.map(({ lineText }) => lineText), ["await thenable;"]);
  assertEquals([first.error, first.leaf instanceof Leaf], [undefined, true]);
  assertStackMatches(second, [["awaitsPromise", "await promise;"]], { leaf: "Promise" });
  assertStrictEquals((second.leaf as Leaf).obj, promise);
  assertStackMatches(extract(promise), [], { leaf: "Promise" });
  const number = extract(42);
  assertStackMatches(number, [], { leaf: "number" });
  assertEquals((number.leaf as Leaf).obj, 42);
  resolve();
  for (const letGo of waiting) letGo();
  await Promise.all(running);
});

Deno.test("conformance 5.3 test_cant_get_referents [adapt]: a promise whose owner cannot be found is itself the leaf", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const derived = promise.then(() => {});
  async function waits() {
    await derived;
  }
  const running = waits();
  const stack = extract(running);
  assertStackMatches(stack, [["waits", "await derived;"]], { leaf: "Promise" });
  const { leaf } = stack;
  assert(leaf instanceof Leaf && /promise/.test(leaf.description));
  resolve();
  await running;
});

Deno.test("conformance 5.3 test_multiple_leaves [port]: several items that are no frames give several leaves", () => {
  class Two {}
  using _hook = unwrapStackItem.register(Two, () => [begun(), 42, undefined, "hello", begun()]);
  const stack = extract(new Two());
  // What follows an item that is no frame is not looked into.
  assertStackMatches(stack, [["generator", "yield 1;"]], { leaf: ["number", "string", "Frame"] });
  assertEquals((stack.leaf as Leaf[]).slice(0, 2).map(({ obj }) => obj), [42, "hello"]);

  using _redirect = elaborateFrame.register(generator, () => [1, 2]);
  assertStackMatches(extract(begun()), [["generator", "yield 1;"]], { leaf: ["number", "number"] });
});

Deno.test("conformance 5.3 test_extract_outermost [port]: a frame, the error again, or what was reached", () => {
  const frame = extractOutermost(begun());
  const [header, code, ...more] = frame.format({ asciiOnly: true });
  assertMatch(header, /^generator in suspended_test at .*suspended_test\.ts:\d+:3\n$/);
  assertEquals([code, ...more], ["` yield 1;\n"]);
  class Fails {}
  class Reaches {}
  class FailsTwice {}
  using _fails = unwrapStackItem.register(Fails, () => {
    throw new RangeError("no luck");
  });
  using _reaches = unwrapStackItem.register(Reaches, () => "hello");
  using _failsTwice = unwrapStackItem.register(FailsTwice, () => [new Fails(), new Fails()]);
  assertThrows(() => extractOutermost(new Fails()), RangeError, "no luck");
  assertThrows(() => extractOutermost(new FailsTwice()), AggregateError, "multiple errors");
  const error = assertThrows(() => extractOutermost(new Reaches()), Error, "unwrapping only reached");
  assertMatch((error as Error).message, /reached "hello"/);
});

Deno.test("conformance 5.3 test_extract_child_invalid [port]: outside of a hook there is no child to extract", () => {
  assertThrows(() => extractChild(begun(), { forTask: false }), Error, "may only be called from within");
});

Deno.test("conformance 5.3 yieldsFrames() keeps what was yielded before an error", () => {
  class Torn {}
  using _hook = unwrapStackItem.register(
    Torn,
    yieldsFrames(function* () {
      yield begun();
      yield begun();
      throw new Error("torn");
    }),
  );
  const stack: Stack = extract(new Torn());
  assertStackMatches(stack, [["generator", "yield 1;"], ["generator", "yield 1;"]], { error: "torn" });
});
