/** The engines: which one looks, what the safe one tells, and what is said when the heap engine cannot work. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { extract, extractAll, extractSince } from "../../mod.ts";
import { setTrickeryEnabled } from "../../lowlevel.ts";
import { chooseEngine } from "../../src/extract/engine.ts";
import { checkEngine } from "../../src/extract/engine_check.ts";
import { setTestedEngine } from "../../src/extract/engine_setting.ts";
import type { Context } from "../../src/model/context.ts";

const doors: PromiseWithResolvers<void>[] = [];
function door(): PromiseWithResolvers<void> {
  const made = Promise.withResolvers<void>();
  doors.push(made);
  return made;
}

/** The fixture that stackscope's suite has: the safe engine for a while. */
function safely<Result>(action: () => Result): Result {
  const enabled = false;
  setTrickeryEnabled(enabled);
  try {
    return action();
  } finally {
    setTrickeryEnabled(undefined);
  }
}

Deno.test("the safe engine has the positions of the heap engine, and resources without names and lines", async () => {
  const { promise, resolve } = door();
  const resource = { [Symbol.dispose]() {} };
  async function leaf() {
    using held = resource;
    {
      using left = resource;
      void left;
    }
    await promise;
    return held;
  }
  async function* lines() {
    await leaf();
    yield 1;
  }
  async function work() {
    await using stack = new AsyncDisposableStack();
    stack.use(resource);
    stack.defer(function tidy() {});
    for await (const line of lines()) void line;
  }
  const working = work();
  const full = extract(working), safe = safely(() => extract(working));
  const places = ({ frames }: typeof full) =>
    frames.map(({ functionName, line, column }) => [functionName, line, column]);
  assertEquals(places(safe), places(full));
  assertEquals(full.frames.flatMap(({ contexts }) => contexts.map(({ varName }) => varName)), ["stack", "held"]);
  const contexts = safe.frames.flatMap((frame) => [...frame.contexts]);
  assertEquals(contexts.map(({ varName, startLine, isAsync }) => [varName, startLine, isAsync]), [
    [undefined, undefined, true],
    [undefined, undefined, false],
  ]);
  assertEquals(contexts[1].obj, resource);
  const children = contexts[0].children as Context[];
  assertEquals(children.map(({ varName }) => varName), ["_[0]", "_[1]"]);
  const text = String(safe);
  assertStringIncludes(text, "await using <???>  # _: AsyncDisposableStack\n");
  assertStringIncludes(text, "_.defer(tidy)  # _[1]: Function");
  resolve();
  await working;
});

Deno.test("the safe engine finds what is exiting, of a suspended function only", async () => {
  const { promise, resolve } = door();
  class Slow {
    async [Symbol.asyncDispose]() {
      await promise;
    }
  }
  async function leave() {
    using first = { [Symbol.dispose]() {} };
    await using slow = new Slow();
    void [first, slow];
  }
  const leaving = leave();
  const [{ contexts }] = safely(() => extract(leaving)).frames;
  assertEquals(contexts.map(({ isAsync, isExiting }) => [isAsync, isExiting]), [[false, false], [true, true]]);
  function running() {
    using held = { [Symbol.dispose]() {} };
    void held;
    return extractSince(running).frames[0].contexts.length;
  }
  assertEquals([running(), safely(running)], [1, 0]);
  resolve();
  await leaving;
});

Deno.test("the safe engine never lets V8 walk", async () => {
  const { promise, resolve } = door();
  async function work() {
    await promise;
  }
  const working = work();
  const vm = (globalThis as unknown as { process: { getBuiltinModule(name: string): unknown } }).process
    .getBuiltinModule("node:vm") as { runInContext: (...args: unknown[]) => unknown };
  const { runInContext } = vm;
  let walks = 0;
  vm.runInContext = (...args) => (walks++, runInContext(...args));
  try {
    safely(() => extractAll());
    assertEquals(walks, 0);
    extractAll();
    assertEquals(walks, 1);
  } finally {
    vm.runInContext = runInContext;
  }
  resolve();
  await working;
});

Deno.test("setTrickeryEnabled() takes a boolean or undefined", () => {
  assertThrows(() => setTrickeryEnabled(1 as unknown as boolean), TypeError, "'enabled' must be a boolean");
  assertEquals(chooseEngine(), { walks: true });
  const enabled = true;
  setTrickeryEnabled(enabled);
  assertEquals(chooseEngine({ v8: "99.0", test: () => "must not run" }), { walks: true });
  setTrickeryEnabled(undefined);
});

Deno.test("automatic: an unknown V8 is tested once, and a failing field is named in the dump", () => {
  try {
    let tests = 0;
    const test = (result: string) => () => (tests++, result);
    setTestedEngine(undefined);
    assertEquals(chooseEngine({ v8: "15.0.1-rusty", test: test("must not run") }), { walks: true });
    setTestedEngine(undefined);
    assertEquals(chooseEngine({ v8: "99.1.2", test: test("") }), { walks: true });
    assertEquals(chooseEngine({ v8: "99.1.2", test: test("not again") }), { walks: true });
    assertEquals(tests, 1);
    setTestedEngine(undefined);
    const { walks, note = "" } = chooseEngine({ v8: "99.1.2", test: test("waits: lines should be 3,4, is ,") });
    assert(!walks);
    assertStringIncludes(note, "The safe engine looked");
    assertStringIncludes(note, "on V8 99.1.2 the self-test failed (waits: lines should be 3,4, is ,)");
    assert(extractAll().notes.some((text) => text.includes("waits: lines should be 3,4")));
    setTestedEngine(undefined);
    const thrown = chooseEngine({
      v8: "99.1.2",
      test: () => {
        throw new Error("no eval");
      },
    });
    assertStringIncludes(thrown.note ?? "", "(no eval)");
  } finally {
    setTestedEngine(undefined);
  }
});

Deno.test("the self-test passes here, and names each field that is wrong", () => {
  assertEquals(checkEngine(), "");
  let seen: Parameters<NonNullable<Parameters<typeof checkEngine>[0]>>[0][] = [];
  assertEquals(checkEngine((promise) => void seen.push(promise)), "waits: no frame");
  assertEquals(seen.length, 1);
  seen = [];
});

Deno.test("without the permission for the inspector: one note, resources, and no invented names or lines", async () => {
  const program = new URL("./programs/no_inspector.ts", import.meta.url).pathname;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--allow-read",
      "--config",
      new URL("../../deno.json", import.meta.url).pathname,
      program,
    ],
  }).output();
  // `extract()` has no notes to put it in.
  const note =
    "Lines are those where each function starts, not those of its await: the permission --allow-sys is not granted.";
  assertEquals([code, new TextDecoder().decode(stderr)], [0, `InspectionWarning: ${note}\n`]);
  assertEquals(JSON.parse(new TextDecoder().decode(stdout)), {
    notes: [
      "Lines are those where each function starts, not those of its await: the permission --allow-sys is not granted.",
    ],
    contexts: [[null, null, false, false]],
    locals: null,
    refused: "Error: Cannot inspect the frame of work as it must be suspended in this process: " +
      "frame details not supported, it is not known where it is suspended",
  });
});
