// deno-lint-ignore-file no-unused-vars -- what is declared with `using` is held, not used
/** Conformance with section 5.1 of the parity spec: contexts (`test_frames.py`). */
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { extract, extractOutermost, type Frame } from "../../mod.ts";
import { assertStackMatches } from "./assert_stack_matches.ts";
import { Gate, SlowThing, Thing } from "./held.ts";

/** What a context says of itself, without its object. */
function told(frame: Frame): unknown[] {
  return frame.contexts.map(({ varName, isAsync, isExiting, startLine }) => [
    varName,
    isAsync,
    isExiting,
    startLine === undefined ? undefined : frame.sourceLine(startLine),
  ]);
}

Deno.test("conformance 5.1 test_frame_not_started [port]: what has not begun has neither frames nor contexts", async () => {
  function* generator() {
    using thing = new Thing();
    yield thing;
  }
  async function* asyncGenerator() {
    using thing = new Thing();
    yield thing;
    await null;
  }
  for (const item of [generator(), asyncGenerator()]) assertStackMatches(extract(item), []);

  const begun = asyncGenerator();
  await begun.next();
  assertStackMatches(extract(begun), [
    ["asyncGenerator", "using thing = new Thing();", "thing", "Thing"],
    ["asyncGenerator", "yield thing;"],
  ]);
  await begun.return();
});

Deno.test("conformance 5.1 test_non_async_yf [port]: a yield* under `using` is not taken for a disposal", () => {
  const thing = new Thing();
  function* inner() {
    yield;
  }
  function* outer() {
    using held = thing;
    yield* inner();
    return held;
  }
  const running = outer();
  running.next();
  const stack = extract(running);
  assertStackMatches(stack, [
    ["outer", "using held = thing;", "held", "Thing"],
    ["outer", "yield* inner();"],
    ["inner", "yield;"],
  ]);
  const [context] = stack.frames[0].contexts;
  assertStrictEquals(context.obj, thing);
  assertEquals([context.isAsync, context.isExiting], [false, false]);
  running.return(thing);
  assertEquals(thing.disposals, 1);
});

Deno.test("conformance 5.1 test_aexit_extended_arg [adapt]: a function with more than 256 constants and registers", async () => {
  const count = 300;
  const values = Array.from({ length: count }, (_, at) => `  const v${at} = "s" + add(${at});`);
  const source = [
    "export async function large(add, slow, thing) {",
    ...values,
    "  using first = thing;",
    "  await using second = slow;",
    `  await null;`,
    `  add([${Array.from({ length: count }, (_, at) => `v${at}`).join(", ")}].length);`,
    "}",
  ].join("\n");
  const path = await Deno.makeTempFile({ suffix: ".js" });
  try {
    await Deno.writeTextFile(path, source);
    const { large } = await import(`file://${path}`);
    const slow = new SlowThing(), thing = new Thing();
    let last = 0;
    const done = large((at: number) => last = at, slow, thing);
    await slow.entered;
    const stack = extract(done);
    assertStackMatches(stack, [
      ["large", "using first = thing;", "first", "Thing"],
      ["large", "await using second = slow;", "second", "SlowThing"],
      ["SlowThing.[Symbol.asyncDispose]", "await this.#gate.promise;"],
    ], { leaf: "Promise" });
    assertStrictEquals(stack.frames[0].contexts[1].obj, slow);
    slow.letGo();
    await done;
    assertEquals(last, count);
  } finally {
    await Deno.remove(path);
  }
});

/** Five ways out of a block. Each gives what the program makes of it. */
const WAYS_OUT: Record<string, (slow: SlowThing) => Promise<unknown>> = {
  async constantReturn(slow) {
    {
      await using exiting = slow;
      return "constant";
    }
  },
  async computedReturn(slow) {
    {
      await using exiting = slow;
      return [exiting.name].join();
    }
  },
  async breaking(slow) {
    for (;;) {
      await using exiting = slow;
      break;
    }
    return "broken";
  },
  async raising(slow) {
    try {
      await using exiting = slow;
      throw new Error("raised");
    } catch (error) {
      return (error as Error).message;
    }
  },
  async fallingThrough(slow) {
    {
      await using exiting = slow;
    }
    return "fallen";
  },
};
const RESULTS = ["constant", "slow", "broken", "raised", "fallen"];

Deno.test("conformance 5.1 test_jump_out_of_context [port]: five ways out of `await using`", async () => {
  for (const [at, [name, way]] of Object.entries(WAYS_OUT).entries()) {
    const slow = new SlowThing();
    const leaving = way(slow);
    await slow.entered;
    const stack = extract(leaving);
    assertStackMatches(stack, [
      [name, "await using exiting = slow;", "exiting", "SlowThing"],
      ["SlowThing.[Symbol.asyncDispose]", "await this.#gate.promise;"],
    ], { leaf: "Promise" });
    assertEquals(told(stack.frames[0]), [["exiting", true, true, "await using exiting = slow;"]]);
    assertStrictEquals(stack.frames[0].contexts[0].obj, slow);
    slow.letGo();
    assertEquals(await leaving, RESULTS[at]);
  }
});

Deno.test("conformance 5.1 test_multiline_with [port]: the line of the keyword, of a further binding its own", async () => {
  const gate = new Gate(), slow = new SlowThing();
  function open<Value>(value: Value, ..._more: unknown[]): Value {
    return value;
  }
  // deno-fmt-ignore
  async function lines() {
    using plain = open(
        new Thing(),
        "more",
      ),
      second = open(new Thing());
    await using last = open(
      slow,
    );
    await gate.passed;
  }
  const running = lines();
  const names = [["plain", false], ["second", false], ["last", true]];
  const body = extract(running);
  assertEquals(body.frames[0].contexts.map(({ varName, isAsync }) => [varName, isAsync]), names);
  assertEquals(told(body.frames[0]).map((context) => (context as unknown[])[3]), [
    "using plain = open(",
    "second = open(new Thing());",
    "await using last = open(",
  ]);
  assertEquals(body.frames[0].lineText, "await gate.passed;");

  gate.open();
  await slow.entered;
  assertStackMatches(extract(running), [
    ["lines", "using plain = open(", "plain", "Thing"],
    ["lines", "second = open(new Thing());", "second", "Thing"],
    ["lines", "await using last = open(", "last", "SlowThing"],
    ["SlowThing.[Symbol.asyncDispose]", "await this.#gate.promise;"],
  ], { leaf: "Promise" });
  slow.letGo();
  await running;
});

Deno.test("conformance 5.1 test_context_all_exits_are_jumps [port]: a block that is only left by jumps", async () => {
  const gates = [new Gate(), new Gate()], slows = [new SlowThing("a"), new SlowThing("b")];
  async function jumping() {
    for (let turn = 0;; turn++) {
      await using slow = slows[turn];
      await gates[turn].passed;
      if (turn === 0) continue;
      if (turn === 1) return slow.name;
      throw new Error("never");
    }
  }
  const running = jumping();
  for (const turn of [0, 1]) {
    const inBody = extractOutermost(running);
    assertEquals(told(inBody), [["slow", true, false, "await using slow = slows[turn];"]]);
    assertEquals(inBody.lineText, "await gates[turn].passed;");
    gates[turn].open();
    await slows[turn].entered;
    const stack = extract(running);
    assertEquals(told(stack.frames[0]), [["slow", true, true, "await using slow = slows[turn];"]]);
    assertStrictEquals(stack.frames[0].contexts[0].obj, slows[turn]);
    const started = Promise.withResolvers<void>();
    slows[turn].letGo();
    queueMicrotask(() => started.resolve());
    await started.promise;
    for (let turns = 0; turns < 20; turns++) await null;
  }
  assertEquals(await running, "b");
});

Deno.test("conformance 5.1 test_acm_in_finally [port]: `await using` in `finally`, entered by next() and by throw()", async () => {
  for (const isThrown of [false, true]) {
    const gate = new Gate(), slow = new SlowThing();
    const generator = async function* generator() {
      try {
        yield 1;
      } finally {
        await using held = slow;
        await gate.passed;
        assert(held === slow);
      }
    };
    const running = generator();
    await running.next();
    const resumed = isThrown ? running.throw(new Error("thrown")) : running.next();
    const outcome = resumed.then(({ done }) => done, (error) => error.message);
    for (const item of [running, resumed]) {
      const stack = extract(item);
      assertStackMatches(stack, [
        ["generator", "await using held = slow;", "held", "SlowThing"],
        ["generator", "await gate.passed;"],
      ], { leaf: "Promise" });
      assertStrictEquals(stack.frames[0].contexts[0].obj, slow);
    }
    gate.open();
    await slow.entered;
    assertStackMatches(extract(running), [
      ["generator", "await using held = slow;", "held", "SlowThing"],
      ["SlowThing.[Symbol.asyncDispose]", "await this.#gate.promise;"],
    ], { leaf: "Promise" });
    slow.letGo();
    assertEquals(await outcome, isThrown ? "thrown" : true);
  }
});

Deno.test("conformance 5.1 test_dangling_frame [adapt]: a finished generator has no frames, its old frame no new contexts", () => {
  function* generator() {
    using thing = new Thing();
    yield thing;
  }
  const running = generator();
  running.next();
  assertEquals(told(extractOutermost(running)), [["thing", false, false, "using thing = new Thing();"]]);
  running.next();
  assertStackMatches(extract(running), []);
});
