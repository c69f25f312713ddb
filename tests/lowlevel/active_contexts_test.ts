/** `contextsActiveInFrame()`, `currentlyExitingContext()`, `analyzeUsingBlocks()`, and names from variables. */
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { Code, type Context, elaborateContext, extract, extractOutermost, extractSince, Frame } from "../../mod.ts";
import {
  analyzeUsingBlocks,
  contextsActiveInFrame,
  currentlyExitingContext,
  describeAssignmentTarget,
  getCode,
} from "../../lowlevel.ts";
import { contextsOf } from "../../src/extract/contexts.ts";
import { sourceOfFrame } from "../../src/extract/frame_source.ts";
import { SourceLines } from "../../src/source/lines.ts";

const doors: PromiseWithResolvers<void>[] = [];
function door(): PromiseWithResolvers<void> {
  const made = Promise.withResolvers<void>();
  doors.push(made);
  return made;
}
const resource = { [Symbol.dispose]() {} };

function summaryOf(contexts: readonly Context[]) {
  return contexts.map(({ varName, isAsync, isExiting, obj }) => ({ varName, isAsync, isExiting, obj }));
}

Deno.test("contextsActiveInFrame() gives what extract() gives before hooks, and nothing once the frame has ended", async () => {
  const { promise, resolve } = door();
  async function work() {
    using first = resource;
    {
      await using second = new AsyncDisposableStack();
      second.use(resource);
      await promise;
    }
    void first;
  }
  const working = work();
  let filled = 0;
  using _hook = elaborateContext.register(AsyncDisposableStack, () => {
    filled++;
  });
  const [frame] = extract(working, { withContexts: false }).frames;
  const contexts = contextsActiveInFrame(frame);
  assertEquals(filled, 0);
  assertEquals(contexts.map(({ varName, isAsync }) => [varName, isAsync]), [["first", false], ["second", true]]);
  assertEquals(contexts[1].children, []);
  assertStrictEquals(contexts[0].obj, resource);
  assertEquals(contexts.map(({ startLine }) => startLine), extract(working).frames[0].contexts.map((c) => c.startLine));
  resolve();
  await working;
  assertEquals(contextsActiveInFrame(frame), []);
});

Deno.test("contextsActiveInFrame() of a dangling frame: a generator that has ended has no contexts", () => {
  function* work() {
    using held = resource;
    yield held;
  }
  const generator = work();
  generator.next();
  const frame = extractOutermost(generator);
  assertEquals(contextsActiveInFrame(frame).map(({ varName }) => varName), ["held"]);
  generator.return();
  assertEquals(contextsActiveInFrame(frame), []);
});

Deno.test("contextsActiveInFrame() finds by its origin a frame that does not know it", async () => {
  const { promise, resolve } = door();
  async function work() {
    using held = resource;
    await promise;
    return held;
  }
  const working = work();
  const { code, url, line, column, functionName } = extract(working).frames[0];
  const copy = new Frame({ code, url, line, column, functionName });
  assertEquals(summaryOf(contextsActiveInFrame(copy, { origin: working })), [
    { varName: "held", isAsync: false, isExiting: false, obj: resource },
  ]);
  resolve();
  await working;
});

Deno.test("contextsActiveInFrame() of a running frame: names without resources, exiting by the next frame inward", () => {
  let found: [Context[], Context[], ReturnType<typeof currentlyExitingContext>] | undefined;
  const leaving = {
    [Symbol.dispose]() {
      const { frames } = extractSince(work, { withContexts: false });
      found = [
        contextsActiveInFrame(frames[0]),
        contextsActiveInFrame(frames[0], { nextInner: frames[1] }),
        currentlyExitingContext(frames[0], { nextInner: frames[1] }),
      ];
    },
  };
  function work() {
    using gone = leaving;
    void gone;
  }
  work();
  assert(found !== undefined);
  assertEquals(found[0].map(({ varName, isExiting }) => [varName, isExiting]), [["gone", false]]);
  assertEquals(found[1].map(({ varName, isExiting }) => [varName, isExiting]), [["gone", true]]);
  assertEquals(found[2], { isAsync: false, cleanupOffset: [...analyzeUsingBlocks(getCode(work)).keys()][0] });
});

Deno.test("currentlyExitingContext() names the declaration whose disposal is awaited, in each way out of a block", async () => {
  const { promise, resolve } = door();
  const slow = { [Symbol.asyncDispose]: () => promise };
  async function fallsThrough() {
    using first = resource;
    await using second = slow;
    void [first, second];
  }
  async function lastIsDeclaration() {
    using first = resource;
    void first;
    await using _third = slow;
  }
  async function returns() {
    await using second = slow;
    return [1, second];
  }
  async function throws() {
    await using second = slow;
    throw new Error("x", { cause: second });
  }
  async function breaks() {
    for (;;) {
      await using second = slow;
      if (second) break;
    }
  }
  const exiting = {
    fallsThrough: "second",
    lastIsDeclaration: "_third",
    returns: "second",
    throws: "second",
    breaks: "second",
  };
  const functions = { fallsThrough, lastIsDeclaration, returns, throws, breaks };
  const running: Promise<unknown>[] = [];
  for (const [name, fn] of Object.entries(functions)) {
    const promise = fn();
    running.push(promise.catch(() => {}));
    const [frame] = extract(promise, { withContexts: false }).frames;
    const found = currentlyExitingContext(frame);
    const declared = [...analyzeUsingBlocks(getCode(fn))].find(([offset]) => offset === found?.cleanupOffset)?.[1];
    assertEquals([found?.isAsync, declared?.varName], [true, exiting[name as keyof typeof exiting]], name);
    const contexts = contextsActiveInFrame(frame);
    assertEquals(contexts.map(({ startLine }) => typeof startLine), contexts.map(() => "number"), name);
    assertEquals(contexts.filter(({ isExiting }) => isExiting).length, 1, name);
  }
  resolve();
  await Promise.all(running);
});

Deno.test("currentlyExitingContext() is undefined for a frame within its block", async () => {
  const { promise, resolve } = door();
  async function work() {
    await using held = { [Symbol.asyncDispose]: () => promise };
    await promise;
    return held;
  }
  const working = work();
  assertEquals(currentlyExitingContext(extract(working).frames[0]), undefined);
  resolve();
  await working;
});

Deno.test("contexts of code without a readable source are named by the one variable that holds the resource", async () => {
  const { promise, resolve } = door();
  const other = { [Symbol.dispose]() {} };
  const make = new Function(
    "shared",
    "other",
    "wait",
    `return (async (alias) => {
      using held = other;
      using second = alias;
      await wait;
      return [held, second];
    })(shared)`,
  );
  const running = make(resource, other, promise);
  const [{ contexts }] = extract(running).frames;
  assertEquals(contexts.map(({ varName, startLine, obj }) => [varName, startLine, obj]), [
    ["held", undefined, other],
    [undefined, undefined, resource], // two variables hold it
  ]);
  resolve();
  await running;
});

Deno.test("an unknown layout gives a note, and the resources that can still be had", async () => {
  const { promise, resolve } = door();
  async function work() {
    using held = resource;
    await promise;
    return held;
  }
  const working = work();
  let found: { names: unknown[]; notes: string[] } | undefined;
  class Torn extends SourceLines {
    override text(): string {
      throw new Error("torn");
    }
  }
  const { lookAt } = await import("../../src/extract/frames.ts");
  const { acquireLocal } = await import("../../src/target/local.ts");
  {
    using look = lookAt(acquireLocal({ items: [working] }), new Torn());
    const suspended = look.graph.producers.get(look.live?.node(working) ?? -1);
    assert(suspended !== undefined);
    const frame = look.frames.of(suspended);
    const notes: string[] = [];
    const contexts = contextsOf(frame, undefined, { lines: look.lines, notes });
    found = { names: contexts.map(({ varName, obj }) => [varName, obj]), notes };
    assert(sourceOfFrame(frame) !== undefined);
  }
  assertEquals(found.names, [[undefined, resource]]);
  assertEquals(found.notes, ["Inspection trickery failed on frame work: Error: torn."]);
  resolve();
  await working;
});

Deno.test("analyzeUsingBlocks() lists the declarations of one function by the offset of their names", async () => {
  async function work(list: Disposable[]) {
    using a = list[0], b = list[1];
    for (using each of list) {
      await using inner = each;
      void inner;
    }
    const nested = () => {
      using hidden = a;
      return hidden;
    };
    return [nested, b];
  }
  const blocks = analyzeUsingBlocks(getCode(work));
  assertEquals([...blocks.values()].map(({ varName, isAsync }) => [varName, isAsync]), [
    ["a", false],
    ["b", false],
    ["each", false],
    ["inner", true],
  ]);
  const text = await Deno.readTextFile(new URL(import.meta.url));
  for (const [offset, { varName = "", startLine = 0 }] of blocks) {
    assertEquals(text.slice(offset, offset + varName.length), varName);
    assert(/\busing\b/.test(text.split("\n")[startLine - 1]));
  }
  assertEquals(analyzeUsingBlocks(getCode(work)), blocks);
  assert(analyzeUsingBlocks(getCode(work)) !== blocks, "what a caller changes stays with it");
});

Deno.test("analyzeUsingBlocks() says what it cannot read", () => {
  assertThrows(() => analyzeUsingBlocks(getCode(new Function("return 1"))), Error, "its source must be known");
  assertThrows(() => analyzeUsingBlocks({} as Code), TypeError, "'code' must be a Code");
  const missing = Code.of({ url: "file:///missing.ts", name: "f", scriptId: 1, startLine: 1, startColumn: 1 });
  assertThrows(() => analyzeUsingBlocks(missing), Error, "file:///missing.ts cannot be read");
});

Deno.test("contextsActiveInFrame() and currentlyExitingContext() refuse what is no frame", () => {
  assertThrows(() => contextsActiveInFrame(42 as unknown as Frame), TypeError, "'frame' must be a frame");
  assertThrows(() => currentlyExitingContext({} as Frame), TypeError, "'frame' must be a frame");
});

Deno.test("describeAssignmentTarget() of what stackscope's test_assignment_targets has", async () => {
  // deno-lint-ignore no-import-prefix
  const { parse } = await import("npm:acorn@8.19.0");
  const describe = (source: string) => {
    const [statement] = parse(source, { ecmaVersion: "latest", sourceType: "module" }).body as unknown as {
      expression: { left: unknown };
    }[];
    return describeAssignmentTarget(statement.expression.left);
  };
  assertEquals(
    [
      "x = 1",
      "[a, b] = c",
      "[a, [b, ...rest]] = c",
      "a.b.c = 1",
      "a[0] = 1",
      'a["k"].b = 1',
      "f(1).x = 1",
      "this.x = 1",
      "({ a, b: c.d } = e)",
    ].map(describe),
    [
      "x",
      "[a, b]",
      "[a, [b, ...rest]]",
      "a.b.c",
      "a[0]",
      'a["k"].b',
      "f(1).x",
      "this.x",
      "{ a, b: c.d }",
    ],
  );
  assertEquals(describe("a[b ? 1 : 2] = 1"), undefined);
});
