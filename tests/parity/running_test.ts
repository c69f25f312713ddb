/** Conformance with section 5.3 of the parity spec: the running stack (`test_traceback.py`). */
import { assertEquals, assertThrows } from "@std/assert";
import { customize, elaborateFrame, extract, extractSince, extractUntil, PRUNE, Stack, StackSlice } from "../../mod.ts";
import { assertStackMatches, type Entry } from "./assert_stack_matches.ts";
import { settle, Thing } from "./held.ts";
import { resource } from "./resource.ts";

/** What a function under test hands its stack to. */
type Take = (stack: Stack) => void;

/** The stack that `run` takes. */
function taken(run: (take: Take) => void): Stack {
  let stack = new Stack({ error: new Error("nothing was taken") });
  run((found) => stack = found);
  return stack;
}

const openInner = resource(function* openInner() {
  using stack = new DisposableStack();
  stack.use(new Thing());
  yield;
});

function outermost(take: Take) {
  using opened = openInner();
  middle(take);
  return opened;
}

function middle(take: Take) {
  {
    using left = new Thing();
    void left;
  }
  using held = new Thing(), other = new Thing();
  innermost(take);
  return [held, other];
}

function innermost(take: Take) {
  take(extractSince(outermost));
}

/** What running frames show of contexts is in the source: names and lines, but no objects. */
const RUNNING: readonly Entry[] = [
  ["outermost", "using opened = openInner();", "opened"],
  ["outermost", "middle(take);"],
  ["middle", "using held = new Thing(), other = new Thing();", "held"],
  ["middle", "using held = new Thing(), other = new Thing();", "other"],
  ["middle", "innermost(take);"],
  ["innermost", "take(extractSince(outermost));"],
];

Deno.test("conformance 5.3 test_running [port]: from a function to the caller, with contexts, hidden and pruned functions", () => {
  assertStackMatches(taken(outermost), RUNNING);
  {
    using _customized = customize(middle, { hide: true });
    assertStackMatches(taken(outermost), RUNNING.filter(([fn]) => fn !== "middle"));
    assertStackMatches(taken(outermost), RUNNING, { showHiddenFrames: true });
  }
  using _customized = customize(middle, { prune: true });
  assertStackMatches(taken(outermost), RUNNING.slice(0, -1));
});

Deno.test("conformance 5.3 test_running [port]: what runs and extracts itself ends at the caller of extract()", async () => {
  let stack: Stack | undefined;
  let self: unknown;
  function look() {
    stack = extract(self);
  }
  function* generator() {
    using held = new Thing();
    look();
    yield held;
  }
  async function later() {
    using held = new Thing();
    await null;
    look();
    return held;
  }
  async function* asyncGenerator() {
    using held = new Thing();
    await null;
    look();
    yield held;
  }
  const expected = (fn: string): Entry[] => [
    [fn, "using held = new Thing();", "held"],
    [fn, "look();"],
    ["look", "stack = extract(self);"],
  ];
  const running = self = generator();
  running.next();
  assertStackMatches(stack ?? new Stack(), expected("generator"));
  await (self = later());
  assertStackMatches(stack ?? new Stack(), expected("later"));
  const asyncRunning = asyncGenerator();
  self = asyncRunning;
  await asyncRunning.next();
  assertStackMatches(stack ?? new Stack(), expected("asyncGenerator"));
});

Deno.test("conformance 5.3 test_exiting [port]: what is being disposed of, on the running stack and suspended", async () => {
  class Told implements Disposable {
    constructor(readonly look: () => void) {}
    [Symbol.dispose]() {
      const { look } = this;
      look();
    }
  }
  let stack = new Stack();
  function fn() {
    using told = new Told(look);
    return told;
  }
  function look() {
    stack = extractSince(fn);
  }
  fn();
  assertStackMatches(stack, [
    ["fn", "using told = new Told(look);", "told", "Told"],
    ["Told.[Symbol.dispose]", "look();"],
    ["look", "stack = extractSince(fn);"],
  ]);
  assertEquals(stack.frames[0].contexts.map(({ isExiting }) => isExiting), [true]);

  const gate = Promise.withResolvers<void>();
  const odd = {
    async [Symbol.asyncDispose]() {
      await gate.promise;
    },
  };
  async function exiting() {
    using first = new Thing();
    await using second = odd;
    await null;
    return [first, second];
  }
  const leaving = exiting();
  await settle();
  const suspended = extract(leaving);
  assertStackMatches(suspended, [
    ["exiting", "using first = new Thing();", "first", "Thing"],
    ["exiting", "await using second = odd;", "second", "Object"],
    ["[Symbol.asyncDispose]", "await gate.promise;"],
  ], { leaf: "Promise" });
  const [first, second] = suspended.frames[0].contexts;
  // Unlike in Python the object is known.
  assertEquals([first.isExiting, second.isExiting, second.obj === odd], [false, true, true]);
  gate.resolve();
  await leaving;
});

Deno.test("conformance 5.3 test_exiting [port]: a disposable stack on its way out; native frames are hidden", () => {
  let stack = new Stack();
  function fn() {
    using held = new DisposableStack();
    held.defer(look);
  }
  function look() {
    stack = extractSince(fn);
  }
  fn();
  assertStackMatches(stack, [
    ["fn", "using held = new DisposableStack();", "held", "DisposableStack"],
    ["look", "stack = extractSince(fn);"],
  ]);
  assertEquals(stack.frames[0].contexts.map(({ isExiting }) => isExiting), [true]);
});

Deno.test("conformance 5.3 test_errors [port]: extractSince() and extractUntil() refuse what is no frame and no limit", () => {
  const since = extractSince as (outer: unknown) => Stack;
  const until = extractUntil as (inner: unknown, options?: unknown) => Stack;
  for (const wrong of [42, "fn", {}, null]) {
    assertThrows(() => since(wrong), TypeError, "must be a frame");
    assertThrows(() => until(wrong), TypeError, "must be a frame");
  }
  function here() {
    assertThrows(() => until(here, { limit: "hi" }), TypeError, "'limit' must be a frame or an integer");
    for (const limit of [1.5, 0, -1, NaN]) {
      assertThrows(() => until(here, { limit }), RangeError, "'limit' must be a positive integer");
    }
    assertThrows(() => until(here, { limit: outermost }), Error, "not an indirect caller");
    assertThrows(() => until(outermost), Error, "not running here");
  }
  here();
});

Deno.test("conformance 5.3 test_extract_until [port]: a count, a function and a frame cut the same", () => {
  let all = new Stack();
  const cut: Stack[] = [];
  function one() {
    two();
  }
  function two() {
    three();
  }
  function three() {
    all = extractUntil(three);
    const frame = all.frames[all.length - 2];
    cut.push(
      extractUntil(three, { limit: 2 }),
      extractUntil(three, { limit: two }),
      extractUntil(three, { limit: frame }),
    );
    cut.push(
      extract(new StackSlice({ inner: three, limit: 2 })),
      extractUntil(all.frames[all.length - 1], { limit: two }),
    );
    cut.push(extract(new StackSlice({ outer: two, limit: 1 })));
  }
  one();
  const names = all.frames.map(({ functionName }) => functionName);
  assertEquals(names.slice(-3), ["one", "two", "three"]);
  for (const stack of cut.slice(0, -1)) {
    assertEquals(stack.error, undefined);
    assertEquals(stack.frames.map(({ functionName }) => functionName), ["two", "three"]);
  }
  assertStackMatches(cut[5], [["two", "three();"]]);
});

Deno.test("conformance 5.3 test_elaborate_fails [port]: the frame is shown, the stack ends there, the error stays", () => {
  using _hidden = customize(middle, { hide: true });
  using _hook = elaborateFrame.register(middle, () => {
    throw new Error("whee");
  });
  assertStackMatches(taken(outermost), RUNNING.slice(0, -1), { error: "whee" });
});

Deno.test("conformance 5.3 test_greenlet [n/a, kept]: a redirect into what has ended gives just the frame", () => {
  function* ended() {
    yield;
  }
  const generator = ended();
  generator.next();
  generator.next();
  using _hook = elaborateFrame.register(innermost, () => generator);
  using _other = elaborateFrame.register(middle, () => undefined);
  assertStackMatches(taken(outermost), RUNNING);
  using _pruned = elaborateFrame.register(outermost, () => PRUNE);
  assertStackMatches(taken(outermost), RUNNING.slice(0, 2));
});
