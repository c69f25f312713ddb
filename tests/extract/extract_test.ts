/** `extract()` and its relatives: items, running code, limits, errors. */
import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { extract, extractAll, extractOutermost, extractSince, extractUntil } from "../../src/extract/extract.ts";
import { nameOf } from "../../src/extract/waits.ts";
import { Leaf } from "../../src/model/leaf.ts";
import type { Stack } from "../../src/model/stack.ts";
import { StackSlice } from "../../src/model/stack_slice.ts";
import { runFixture } from "../fixtures/child.ts";
import { marksOf } from "../fixtures/marks.ts";

const marks = marksOf(new URL("../fixtures/permissions.ts", import.meta.url));

function names({ frames }: Stack): string[] {
  return frames.map(nameOf);
}

function inner(act: () => Stack): Stack {
  return act();
}

function middle(act: () => Stack): Stack {
  return inner(act);
}

function outer(act: () => Stack): Stack {
  return middle(act);
}

Deno.test("extract() of anything else has no frames and is its own leaf", () => {
  for (const item of [42, "text", null, undefined, {}, () => {}, Symbol("s")]) {
    const { frames, leaf, error, root } = extract(item);
    assertEquals({ frames, error, root }, { frames: [], error: undefined, root: item });
    assertInstanceOf(leaf, Leaf);
    assert(leaf.obj === item);
  }
});

Deno.test({
  name: "extract() of a proxy runs no trap",
  fn() {
    const trap = () => {
      throw new Error("a trap ran");
    };
    const handler = new Proxy({}, { get: trap });
    assertEquals(extract(new Proxy({}, handler)).error, undefined);
    assertEquals(extract(new Proxy(Promise.resolve(), handler)).error, undefined);
  },
});

Deno.test("extract() of a settled promise has no frames and no leaf", async () => {
  const rejected = Promise.reject(new Error("expected"));
  await rejected.catch(() => {});
  for (
    const promise of [Promise.resolve(42), Promise.resolve("text"), Promise.resolve(), Promise.resolve({}), rejected]
  ) {
    const { frames, leaf, error } = extract(promise);
    assertEquals({ frames, leaf, error }, { frames: [], leaf: undefined, error: undefined });
  }
});

Deno.test({
  name: "extract() of a promise that settled with V8's name of a reaction has no leaf",
  fn: () => assertEquals(extract(Promise.resolve("system / PromiseReaction")).leaf, undefined),
});

Deno.test("extract() of a pending promise that nothing settles has a leaf with the promise", () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { frames, leaf } = extract(promise);
  assertEquals(frames, []);
  assertInstanceOf(leaf, Leaf);
  assert(leaf.obj === promise);
  resolve();
});

Deno.test("extract() of an async function that runs shows its running frames", async () => {
  async function running(): Promise<Stack> {
    await null;
    return inner(() => extract(own));
  }
  const own: Promise<Stack> = running();
  const found = names(await own);
  assertEquals(found.slice(0, 2), ["running", "inner"]);
});

Deno.test({
  name: "extract() of a nameless function that runs shows a nameless running frame",
  async fn() {
    // deno-lint-ignore prefer-const
    let own: Promise<Stack>;
    own = (async () => {
      await null;
      return inner(() => extract(own));
    })();
    // Which of several nameless calls it is, V8 does not tell: the innermost one is taken, here that of the argument.
    assertEquals(names(await own).slice(0, 1), ["<anonymous>"]);
  },
});

Deno.test("extract() of a generator that runs shows its running frames", () => {
  function* running(): Generator<Stack> {
    yield inner(() => extract(own));
  }
  const own = running();
  const { value } = own.next();
  assertEquals(names(value).slice(0, 2), ["running", "inner"]);
});

Deno.test("extractSince() begins with the given function and ends with its caller", () => {
  const here = () => extractSince(outer);
  assertEquals(names(outer(here)), ["outer", "middle", "inner", "here"]);
});

Deno.test("extractSince() without a frame gives the whole running stack", () => {
  const here = () => extractSince(undefined);
  assertEquals(names(outer(here)).slice(-4), ["outer", "middle", "inner", "here"]);
});

Deno.test("extractSince() takes a frame of an earlier stack", () => {
  const here = () => {
    const whole = extractSince(undefined);
    const frame = whole.frames.find(({ functionName }) => functionName === "middle");
    assert(frame !== undefined);
    return extractSince(frame);
  };
  assertEquals(names(outer(here)), ["middle", "inner", "here"]);
});

Deno.test("extractSince() of a function that is not running has an error and no frames", () => {
  const { frames, error } = extractSince(outer);
  assertEquals(frames, []);
  assert(error?.message.includes("'outer'") || error?.message.includes("outer"), error?.message);
});

Deno.test("extractUntil() gives the callers of the frame, itself included", () => {
  const here = () => extractUntil(middle);
  assertEquals(names(outer(here)).slice(-2), ["outer", "middle"]);
});

Deno.test("extractUntil() limits to the innermost frames", () => {
  const here = () => extractUntil(inner, { limit: 2 });
  assertEquals(names(outer(here)), ["middle", "inner"]);
});

Deno.test("extractUntil() limits to a caller", () => {
  const here = () => extractUntil(inner, { limit: outer });
  assertEquals(names(outer(here)), ["outer", "middle", "inner"]);
});

Deno.test("extractUntil() throws when the limit is no caller of the frame", () => {
  const here = () => extractUntil(middle, { limit: inner });
  assertThrows(() => outer(here), Error, "is not an indirect caller");
});

Deno.test("extractUntil() throws for a limit that is no positive integer", () => {
  for (const limit of [0, -1, 1.5, NaN, Infinity]) {
    assertThrows(() => extractUntil(inner, { limit }), RangeError, "limit");
  }
});

Deno.test("the doors throw TypeError for what is no frame", () => {
  const wrong = "text" as unknown as () => void;
  assertThrows(() => extractSince(wrong), TypeError, "outerFrame");
  assertThrows(() => extractUntil(wrong), TypeError, "innerFrame");
  assertThrows(() => extractUntil(inner, { limit: wrong }), TypeError, "limit");
});

Deno.test("extract() of a StackSlice with an outer frame and a limit gives the outermost ones", () => {
  const here = () => extract(new StackSlice({ outer, limit: 2 }));
  assertEquals(names(outer(here)), ["outer", "middle"]);
});

Deno.test("extractOutermost() gives the first frame, or throws what was reached", async () => {
  const opened = Promise.withResolvers<void>();
  async function waits() {
    await opened.promise;
  }
  const promise = waits();
  assertEquals(nameOf(extractOutermost(promise)), "waits");
  opened.resolve();
  await promise;
  assertThrows(() => extractOutermost(42), Error, "only reached");
});

Deno.test("extract() with `withContexts: false` fills no contexts", async () => {
  const opened = Promise.withResolvers<void>();
  async function waits() {
    await Promise.all([opened.promise, opened.promise]);
  }
  const promise = waits();
  assertEquals(extract(promise).frames[0].contexts.length, 1);
  assertEquals(extract(promise, { withContexts: false }).frames[0].contexts, []);
  opened.resolve();
  await promise;
});

Deno.test("a dump leaves the order of microtasks as it is", async () => {
  const order: string[] = [];
  const opened = Promise.withResolvers<void>();
  const mark = (name: string) => () => void order.push(name);
  queueMicrotask(mark("first"));
  const done = opened.promise.then(mark("second"));
  opened.resolve();
  extractAll();
  order.push("dumped");
  queueMicrotask(mark("third"));
  await done;
  await null;
  assertEquals(order, ["dumped", "first", "second", "third"]);
});

Deno.test("a dump puts back what it replaces", () => {
  const prepare = () => "of the program";
  const before = [Reflect.ownKeys(globalThis).length, Object.getOwnPropertyDescriptor(process(), "nextTick")];
  Object.defineProperty(Error, "prepareStackTrace", { value: prepare, configurable: true, writable: true });
  try {
    extractAll();
    extractSince(undefined);
    assert(Reflect.get(Error, "prepareStackTrace") === prepare);
  } finally {
    Reflect.deleteProperty(Error, "prepareStackTrace");
  }
  assertEquals([Reflect.ownKeys(globalThis).length, Object.getOwnPropertyDescriptor(process(), "nextTick")], before);

  function process(): object {
    return Reflect.get(globalThis, "process");
  }
});

Deno.test("without --allow-sys functions show where they start, and a note says so", async () => {
  const { code, stdout, stderr } = await runFixture("permissions.ts", [], ["--allow-read"]);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  const { sys, place, text, notes } = JSON.parse(stdout);
  const start = marks.get("start");
  assertEquals({ sys, place, text }, { sys: "prompt", place: [start?.line, start?.column], text: start?.text });
  assert(notes.some((note: string) => note.includes("--allow-sys")), notes.join("\n"));
});

Deno.test("without --allow-read there are no source lines, and a note says so", async () => {
  const { code, stdout, stderr } = await runFixture("permissions.ts", [], ["--allow-sys"]);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  const { read, place, text, notes } = JSON.parse(stdout);
  const site = marks.get("site");
  assertEquals({ read, place, text }, { read: "prompt", place: [site?.line, site?.column], text: "" });
  assert(notes.some((note: string) => note.includes("no permission to read")), notes.join("\n"));
});

Deno.test("a module in top-level await is a task of its own", async () => {
  const { code, stdout, stderr } = await runFixture("top_level.ts");
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  const { frames, await: [line, column] } = JSON.parse(stdout);
  assertEquals(frames, [["<module>", line, column, "main module"], [
    "waits",
    frames[1][1],
    frames[1][2],
    "main module",
  ]]);
});
