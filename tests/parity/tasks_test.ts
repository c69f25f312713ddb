/** Conformance with section 5.3 of the parity spec: child tasks and test fixtures (`test_traceback.py`). */
import { assert, assertEquals } from "@std/assert";
import {
  type Context,
  elaborateContext,
  elaborateFrame,
  extract,
  extractAll,
  extractChild,
  Stack,
  unwrapStackItem,
} from "../../mod.ts";
import { assertStackMatches, type Entry } from "./assert_stack_matches.ts";
import { Task, TaskGroup } from "./group.ts";
import { Gate, SlowThing, Thing } from "./held.ts";

/** Teach the library what a task and a group of tasks are, as glue does. */
function withTasks(): Disposable {
  const hooks = new DisposableStack();
  hooks.use(unwrapStackItem.register(Task, (task) => task.done));
  hooks.use(elaborateContext.register(TaskGroup, (group, context) => {
    context.children = group.tasks.map((task) => extractChild(task, { forTask: true }));
  }));
  return hooks;
}

/** Names of child tasks with the functions in each. */
function childrenOf({ children }: Context): unknown[] {
  return children.map((child) => {
    assert(child instanceof Stack);
    return [(child.root as Task).name, child.frames.map(({ functionName }) => functionName)];
  });
}

Deno.test("conformance 5.3 test_trio_nursery [port]: two groups, one inside a resource; stubs or frames by the flag", async () => {
  using _tasks = withTasks();
  const gate = new Gate(), opened: TaskGroup[] = [];
  /** A resource that opens a group of its own, and shows that in its place. */
  class Opened implements AsyncDisposable {
    readonly group = new TaskGroup();
    async [Symbol.asyncDispose]() {
      await this.group[Symbol.asyncDispose]();
    }
  }
  async function sleeper() {
    await gate.passed;
  }
  async function nested() {
    await using inner = new TaskGroup();
    inner.start("grandkid", sleeper);
    await gate.passed;
  }
  async function main() {
    await using first = new TaskGroup();
    await using second = new Opened();
    opened.push(first, second.group);
    first.start("one", sleeper);
    first.start("two", nested);
    second.group.start("three", sleeper);
    await gate.passed;
  }
  const task = new Task("main").run(main);
  using _unwrapped = elaborateContext.register(Opened, ({ group }, context) => {
    context.obj = group;
    context.children = group.tasks.map((child) => extractChild(child, { forTask: true }));
  });
  const expected: Entry[] = [
    ["main", "await using first = new TaskGroup();", "first", "TaskGroup"],
    ["main", "await using second = new Opened();", "second", "TaskGroup"],
    ["main", "await gate.passed;"],
  ];
  const stubs = extract(task);
  assertStackMatches(stubs, expected, { leaf: "Promise" });
  assertEquals(stubs.frames[0].contexts.map(childrenOf), [[["one", []], ["two", []]], [["three", []]]]);
  const full = extract(task, { recurseChildTasks: true });
  assertStackMatches(full, expected, { leaf: "Promise" });
  const [first, second] = full.frames[0].contexts;
  assertEquals([first, second].map(childrenOf), [[["one", ["sleeper"]], ["two", ["nested"]]], [["three", [
    "sleeper",
  ]]]]);
  // The flag holds all the way down.
  const two = first.children[1];
  assert(two instanceof Stack);
  assertEquals(two.frames[0].contexts.map(childrenOf), [[["grandkid", ["sleeper"]]]]);
  gate.open();
  await task.done;
});

/** A fixture: a generator that sets something up, waits until its users are done, and tears it down. */
class Fixture {
  readonly #over = new Gate();
  readonly generator: AsyncGenerator<unknown>;

  constructor(readonly body: () => AsyncGenerator<unknown>) {
    this.generator = body();
  }

  async setUp(): Promise<void> {
    await this.generator.next();
  }

  /** Ends when the fixture has been torn down. */
  async serve(): Promise<void> {
    await this.untilOver();
    await this.generator.next();
  }

  async untilOver(): Promise<void> {
    await this.#over.passed;
  }

  /** Nobody uses it any longer. */
  release(): void {
    this.#over.open();
  }
}

Deno.test("conformance 5.3 test_pytest_trio_glue [adapt]: what fixtures and the test wait for, in five phases", async () => {
  const gates = Array.from({ length: 5 }, () => new Gate());
  async function* outer() {
    using held = new Thing("outer");
    await gates[0].passed;
    yield held;
    await gates[4].passed;
  }
  async function* inner() {
    await gates[1].passed;
    yield;
    await gates[3].passed;
  }
  async function test() {
    await gates[2].passed;
  }
  const fixtures = [new Fixture(outer), new Fixture(inner)];
  async function runTest() {
    for (const fixture of fixtures) await fixture.setUp();
    await test();
  }
  async function tearDown() {
    for (const fixture of fixtures.toReversed()) {
      fixture.release();
      await fixture.serve();
    }
  }
  // A fixture that waits for its users shows its generator, not what it waits by.
  const shown = new Map<Stack, string>();
  using _line = elaborateFrame.register(Fixture.prototype.untilOver, (frame) => {
    frame.hide = true;
  });
  using _serves = elaborateFrame.register(Fixture.prototype.serve, (frame, nextInner) => {
    frame.hideLine = true;
    const waits = nextInner as { functionName?: string };
    return waits?.functionName === "untilOver" ? fixtures[0].generator : undefined;
  });
  const held: Entry = ["outer", 'using held = new Thing("outer");', "held", "Thing"];
  const running = runTest();
  const setUp: Entry[] = [
    ["runTest", "for (const fixture of fixtures) await fixture.setUp();"],
    ["Fixture.setUp", "await this.generator.next();"],
  ];
  const settled = async (gate: Gate) => {
    gate.open();
    for (let turns = 0; turns < 20; turns++) await null;
  };
  assertStackMatches(extract(running), [...setUp, held, ["outer", "await gates[0].passed;"]], { leaf: "Promise" });
  await settled(gates[0]);
  assertStackMatches(extract(running), [...setUp, ["inner", "await gates[1].passed;"]], { leaf: "Promise" });
  const waiting = fixtures[0].serve();
  assertStackMatches(extract(waiting), [["Fixture.serve", ""], held, ["outer", "yield held;"]]);
  await settled(gates[1]);
  assertStackMatches(extract(running), [["runTest", "await test();"], ["test", "await gates[2].passed;"]], {
    leaf: "Promise",
  });
  await settled(gates[2]);
  await running;
  const ending = tearDown();
  await settled(new Gate());
  const serve: Entry[] = [["tearDown", "await fixture.serve();"], ["Fixture.serve", ""]];
  assertStackMatches(extract(ending), [...serve, ["inner", "await gates[3].passed;"]], { leaf: "Promise" });
  await settled(gates[3]);
  const last = extract(ending);
  assertStackMatches(last, [...serve, held, ["outer", "await gates[4].passed;"]], { leaf: "Promise" });
  shown.set(last, "torn down");
  await settled(gates[4]);
  await Promise.all([ending, waiting]);
});

Deno.test("conformance 5.3 test_pytest_trio_glue [adapt]: a hung step of a test shows where it waits", async (t) => {
  const gate = new Gate();
  let seen: string[] | undefined;
  const step = t.step("hangs", async function hangs() {
    const waits = gate.passed;
    queueMicrotask(() => {
      const waiting = extractAll().tasks.find((task) =>
        task.frames.some(({ functionName }) => functionName === "hangs")
      );
      seen = waiting?.frames.filter(({ hide }) => !hide).map(({ lineText }) => lineText);
      gate.open();
    });
    await waits;
  });
  await step;
  assertEquals(seen, ["await step;", "await waits;"]);
});

Deno.test("conformance 5.3 test_trio_nursery [port]: a task that is exiting its group is drawn without its code line", async () => {
  using _tasks = withTasks();
  const slow = new SlowThing();
  async function kid() {
    await slow[Symbol.asyncDispose]();
  }
  async function main() {
    await using group = new TaskGroup();
    group.start("kid", kid);
  }
  const task = new Task("main").run(main);
  await slow.entered;
  const stack = extract(task);
  assertEquals(stack.frames[0].contexts.map(({ isExiting }) => isExiting), [true]);
  assertEquals(stack.frames.map(({ functionName }) => functionName), ["main", "[Symbol.asyncDispose]"]);
  assertEquals(stack.frames[0].format().filter((line) => line.startsWith("└")), []);
  slow.letGo();
  await task.done;
});
