/** What the fuzz found once, a test for each cause. */
import process from "node:process";
import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows, fail } from "@std/assert";
import { undisturbed } from "../../src/model/own_language.ts";
import { undisturbedSteps } from "../../src/model/steps.ts";
import { Queue } from "../../src/trace/queue.ts";
import {
  Context,
  extractAll,
  extractStack,
  formatList,
  formatStack,
  Leaf,
  setHeapLimit,
  Stack,
  StackSlice,
  trace,
  withTaskName,
  yieldsFrames,
} from "../../mod.ts";
import { FrameDetails, setTrickeryEnabled } from "../../lowlevel.ts";
import { pollute, remove, replace, trap, type Undo } from "./tampering.ts";
import { armedFor, armedMeanwhile } from "./traps.ts";

/** Do something while the language is changed. */
function within<Result>(undo: Undo, action: () => Result): Result {
  try {
    return action();
  } finally {
    undo();
  }
}

/** What of the program ran while the library did something. */
function ranDuring(undo: Undo, action: () => unknown): string[] {
  return within(undo, () => armedFor(action, { throwing: false })).sprung;
}

Deno.test("the parts that a constructor was not given are not looked for in Object.prototype", () => {
  const names = ["root", "frames", "leaf", "error", "obj", "description", "children", "limit", "outer", "stack"];
  const seen = () => undisturbed(() => {}); // constructors trust for 10 ms that the language is as it was when it was last compared
  const ran = ranDuring(pollute(Object.prototype, names), () => [
    seen(),
    new Stack(),
    new Leaf({ kind: "value", description: "" }),
    new Context(),
    new StackSlice(),
    new FrameDetails({ receiver: 1, stack: [], scopes: [], blocks: [] }),
  ]);
  assertEquals(ran, []);
  const stack = within(pollute(Object.prototype, names, "polluted"), () => (seen(), new Stack()));
  assertEquals([stack.root, stack.frames, stack.leaf, stack.error], [undefined, [], undefined, undefined]);
});

Deno.test("an argument is refused in the language of the library", () => {
  const calls: (() => unknown)[] = [
    () => withTaskName(1 as never, () => {}),
    () => withTaskName("", 1 as never),
    () => trace({ stacks: 1 as never }),
    () => yieldsFrames(1 as never),
    () => setTrickeryEnabled(1 as never),
  ];
  for (const call of calls) {
    const { sprung, thrown } = within(
      trap(globalThis, "TypeError", "TypeError"),
      () => armedFor(call, { throwing: true }),
    );
    assertEquals([sprung, thrown instanceof TypeError], [[], true], String(call));
  }
  assertEquals(ranDuring(trap(globalThis, "RangeError", "RangeError"), () => assertThrows(() => setHeapLimit(-1))), []);
});

Deno.test("a snapshot is read without a tick of the process", () => {
  const dump = within(
    replace(process, "nextTick", { get: () => fail("process.nextTick is read") }),
    () => extractAll(),
  );
  assert(dump.stats.snapshotBytes > 0, dump.notes.join(" "));
});

Deno.test("parts and options that are no object are refused in one clear line", () => {
  const stack = new Stack();
  const calls: readonly (readonly [call: () => unknown, message: string])[] = [
    [
      () => new Leaf(undefined as never),
      "Cannot make a leaf as its parts must be an object: current value is undefined",
    ],
    [() => new Stack(null as never), "Cannot make a stack as its parts must be an object: current value is null"],
    [() => stack.format(null as never), "Cannot draw as 'options' must be an object: current value is null"],
    [() => stack.asSummary(null as never), "Cannot summarize as 'options' must be an object: current value is null"],
    [() => extractAll(null as never), "Cannot extract as 'options' must be an object: current value is null"],
    [() => trace(null as never), "Cannot trace as 'options' must be an object: current value is null"],
  ];
  for (const [call, message] of calls) assertThrows(call, TypeError, message);
});

Deno.test("steps settle their promise in the language of the library", async () => {
  const result = { a: 1 };
  const undo = pollute(Object.prototype, ["then"]);
  try {
    const outcome = await armedMeanwhile(
      () =>
        undisturbedSteps(function* () {
          yield Promise.resolve();
          return result;
        }),
      { throwing: false },
    );
    assertEquals(outcome.sprung, []);
    assertStrictEquals(outcome.result, result);
  } finally {
    undo();
  }
  await assertRejects(() =>
    undisturbedSteps(() => {
      throw new RangeError("at once");
    }), RangeError);
});

Deno.test("the hooks of a trace set no element that an array inherits a setter for", () => {
  const ran = ranDuring(pollute(Array.prototype, ["0", "1", "2"]), () => {
    const queue = new Queue<number>();
    for (let i = 0; i < 3; i++) queue.append(i);
    queue.shift();
    return [queue.length, queue.first];
  });
  assertEquals(ran, []);
  using _trace = trace({ stacks: "all", atExit: false });
  assertEquals(ranDuring(pollute(Array.prototype, ["0", "1", "2"]), () => new Promise(() => {})), []);
});

Deno.test("the language is whole meanwhile: classes that Deno makes late, async disposable stacks, events", () => {
  const owners = [TextDecoder.prototype, TextEncoder.prototype, AsyncDisposableStack.prototype, EventTarget.prototype];
  for (const owner of owners) {
    const [key] = Reflect.ownKeys(owner).filter((key) => key !== "constructor");
    const before = Reflect.getOwnPropertyDescriptor(owner, key);
    const meanwhile = within(
      trap(owner, key, String(key)),
      () => undisturbed(() => Reflect.getOwnPropertyDescriptor(owner, key)),
    );
    assertEquals(meanwhile, before);
  }
});

Deno.test("what was given to all objects is away meanwhile, also where something else was deleted", () => {
  const has = () => "polluted" in {};
  const undo = [pollute(Object.prototype, ["polluted"], 1), remove(Object.prototype, ["toLocaleString"])];
  try {
    assertEquals([has(), undisturbed(has), has()], [true, false, true]);
  } finally {
    for (const each of undo) each();
  }
});

Deno.test("a summary of the library's own is formatted without asking the program how arrays are iterated", () => {
  const ran = ranDuring(trap(Array.prototype, Symbol.iterator, "iterator"), () => [
    undisturbed(() => {}),
    formatStack(),
    formatList(extractStack()),
  ]);
  assertEquals(ran, []);
});

Deno.test("a list is gone through where the program has deleted Symbol", () => {
  const undo = remove(globalThis, ["Symbol"]);
  const { thrown } = within(undo, () => armedFor(() => formatList({ length: 1 } as never), { throwing: false }));
  assert(thrown instanceof TypeError && thrown.message.startsWith("Cannot "), String(thrown));
});
