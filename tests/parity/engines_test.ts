/** Conformance with the parity spec: the two engines, and the parts of frame analysis (5.1, 5.3). */
import { assert, assertEquals, assertMatch, assertStrictEquals, assertThrows } from "@std/assert";
import { extract, extractOutermost, extractSince, type Stack } from "../../mod.ts";
import {
  analyzeUsingBlocks,
  contextsActiveInFrame,
  currentlyExitingContext,
  describeAssignmentTarget,
  frameCode,
  getCode,
  inspectFrame,
  parseHeapSnapshot,
  setTrickeryEnabled,
} from "../../lowlevel.ts";
import { chooseEngine } from "../../src/extract/engine.ts";
import { setTestedEngine } from "../../src/extract/engine_setting.ts";
import { parse } from "acorn";
import { fakeHeap } from "../fixtures/fake_heap.ts";
import { assertStackMatches } from "./assert_stack_matches.ts";
import { Gate, SlowThing, Thing } from "./held.ts";

/** The fixture that switches to the safe engine. */
function safely(): Disposable {
  return withEngine({ isHeapEngine: false });
}

function withEngine({ isHeapEngine }: { isHeapEngine: boolean }): Disposable {
  setTrickeryEnabled(isHeapEngine);
  return { [Symbol.dispose]: () => setTrickeryEnabled(undefined) };
}

async function leaves(slow: SlowThing): Promise<void> {
  {
    using left = new Thing("left");
    void left;
  }
  using stack = new DisposableStack();
  stack.use(new Thing("inside"));
  stack.defer(function close() {});
  await using exiting = slow;
  void exiting;
}

Deno.test("conformance 5.1 test_trickery_unavailable [adapt]: unknown V8, failing self-test, no permission, no details", async () => {
  const fails = [() => "no frame", () => {
    throw new Error("unknown layout");
  }];
  for (const test of fails) {
    setTestedEngine(undefined);
    try {
      const { walks, note } = chooseEngine({ v8: "99.9.1", test });
      assert(!walks);
      assertMatch(note ?? "", /safe engine.*V8 99\.9\.1.*self-test failed \((?:no frame|unknown layout)\)/);
    } finally {
      setTestedEngine(undefined);
    }
  }
  setTestedEngine(undefined);
  assertEquals(chooseEngine({ v8: "99.9.1", test: () => "" }), { walks: true });
  setTestedEngine(undefined);

  // Without permission for the inspector.
  const program = new URL("./programs/without_sys.ts", import.meta.url).pathname;
  const args = ["run", "--no-check", "--no-prompt", "--allow-read", program];
  const { stdout, success } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).output();
  assert(success);
  const seen = JSON.parse(new TextDecoder().decode(stdout));
  assertEquals(seen.frames, ["waits"]);
  assertEquals(seen.contexts, ["Thing"]);
  assertEquals(seen.error, null);
  assertEquals(seen.notes.filter((note: string) => note.includes("--allow-sys")).length, 1, seen.notes.join("\n"));

  function running() {
    const [frame] = extractSince(running).frames;
    assertThrows(() => inspectFrame(frame), Error, "frame details not supported");
  }
  running();
  assertThrows(() => setTrickeryEnabled("yes" as unknown as boolean), TypeError, "'enabled' must be a boolean");
});

Deno.test("conformance 5.1 test_contexts_by_referents [adapt]: the safe engine finds the disposable stack and the exiting resource", async () => {
  const slow = new SlowThing();
  const leaving = leaves(slow);
  await slow.entered;
  let stack: Stack;
  {
    using _safe = safely();
    stack = extract(leaving);
  }
  // Neither names nor lines, and what was left is not listed.
  assertStackMatches(stack, [
    ["leaves", "", undefined, "DisposableStack"],
    ["leaves", '# _.use(Thing { name: "inside", disposals: 0 })', "_[0]", "Thing"],
    ["leaves", "# _.defer(close)", "_[1]", "Function"],
    ["leaves", "", undefined, "SlowThing"],
    ["SlowThing.[Symbol.asyncDispose]", "await this.#gate.promise;"],
  ], { leaf: "Promise" });
  const [first, second] = stack.frames[0].contexts;
  // Python does not know the object of the exiting one here.
  assertEquals([first.isExiting, second.isExiting, second.obj === slow], [false, true, true]);
  slow.letGo();
  await leaving;
});

Deno.test("conformance 5.3 test_with_trickery_disabled [port]: the shape of what the safe engine gives", async () => {
  const gate = new Gate();
  async function holds() {
    using held = new Thing("held");
    await gate.passed;
    return held;
  }
  const running = holds();
  {
    using _safe = safely();
    const stack = extract(running);
    const [header, context, code] = stack.frames[0].format();
    assertMatch(header, /^holds in engines_test at .*engines_test\.ts:\d+:\d+\n$/);
    assertEquals([context, code], ["├ using <???>  # _: Thing\n", "└ await gate.passed;\n"]);
    // It says nothing of the resources of running frames.
    const here = function here() {
      using thing = new Thing();
      const [frame] = extractSince(here).frames;
      assertEquals(frame.contexts, []);
      return thing;
    };
    here();
  }
  {
    using _heap = withEngine({ isHeapEngine: true });
    assertEquals(extract(running).frames[0].contexts.map(({ varName }) => varName), ["held"]);
  }
  gate.open();
  await running;
});

Deno.test("conformance 5.1 test_unexpected_aexit_sequence [adapt]: a heap of unknown shape is refused, or nothing is found in it", () => {
  assertThrows(() => parseHeapSnapshot(new TextEncoder().encode('{"snapshot":{"meta":{}},"nodes":[1,2]}')), Error);
  assertThrows(() => parseHeapSnapshot(new Uint8Array()), Error);
  // Async functions of another layout: no closure, no registers, a reaction that leads nowhere.
  const view = parseHeapSnapshot(fakeHeap({
    root: { type: "synthetic", edges: [["element", 1, "promise"], ["element", 2, "suspended"]] },
    promise: { type: "object", name: "Promise", edges: [["internal", "reactions_or_result", "reaction"]] },
    reaction: { type: "native", name: "system / PromiseReaction", edges: [["internal", "unknown", "suspended"]] },
    suspended: { type: "object", name: "Generator", edges: [["internal", "parameters_and_registers", "promise"]] },
  }));
  assertEquals([view.nodeCount, view.suspended(), view.producerOf(1), view.waitersOf(1)], [4, [], undefined, []]);
});

Deno.test("conformance 5.1 contextsActiveInFrame() and currentlyExitingContext() agree with what extract() fills in", async () => {
  const slow = new SlowThing();
  const leaving = leaves(slow);
  await slow.entered;
  const [frame] = extract(leaving).frames;
  const found = contextsActiveInFrame(frame);
  const told = (contexts: readonly { varName?: string; isExiting: boolean; startLine?: number }[]) =>
    contexts.map(({ varName, isExiting, startLine }) => [varName, isExiting, startLine]);
  assertEquals(told(found), told(frame.contexts));
  assertEquals(found.map(({ children, description }) => [children.length, description]), [[0, undefined], [
    0,
    undefined,
  ]]);
  const analyzed = analyzeUsingBlocks(getCode(leaves));
  assertEquals([...analyzed.values()].map(({ varName, isAsync }) => [varName, isAsync]), [
    ["left", false],
    ["stack", false],
    ["exiting", true],
  ]);
  const exiting = currentlyExitingContext(frame);
  assertEquals([exiting?.isAsync, analyzed.get(exiting?.cleanupOffset ?? -1)?.varName], [true, "exiting"]);
  assertStrictEquals(frameCode(frame), getCode(leaves));
  slow.letGo();
  await leaving;
  assertEquals(contextsActiveInFrame(frame), []);
});

/** The target of an assignment, as syntax. */
function targetOf(text: string): unknown {
  const program = parse(`(${text} = value);`, { ecmaVersion: "latest" }) as unknown as {
    body: { expression: { left: unknown } }[];
  };
  return program.body[0].expression.left;
}

Deno.test("conformance 5.1 test_assignment_targets [adapt]: patterns, members and calls; what `using` can bind", () => {
  const same = [
    "a",
    "[a, b]",
    "[a, [b, ...rest]]",
    "{ a, b: c, ...others }",
    "a.b",
    "a.b[c]",
    "a[0]",
    'open("log").handle',
    "this.value",
  ];
  for (const text of same) assertEquals(describeAssignmentTarget(targetOf(text)), text);
  assertEquals(describeAssignmentTarget(targetOf("[c]")), "[c]");
  assertEquals(describeAssignmentTarget(targetOf("[a = 1]")), "[a]");
  for (const node of [{ type: "Literal", value: 1 }, undefined, null, 3]) {
    assertEquals(describeAssignmentTarget(node), undefined);
  }

  function* binds() {
    for (using each of [new Thing("a")]) {
      using one = new Thing("b"), two = new Thing("c");
      yield [each, one, two];
    }
  }
  const running = binds();
  running.next();
  assertEquals(extractOutermost(running).contexts.map(({ varName }) => varName), ["each", "one", "two"]);
  running.next();
});
