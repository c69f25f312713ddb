import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { formatFlat } from "../../src/format/flat.ts";
import { Context } from "../../src/model/context.ts";
import type { Frame } from "../../src/model/frame.ts";
import { FrameSummary, type FrameSummaryInit, setLineReader } from "../../src/model/frame_summary.ts";
import { Stack } from "../../src/model/stack.ts";
import { StackSummary } from "../../src/model/summary.ts";
import { exampleStack, frame, resource, taskStack, undent } from "../format/models.ts";

/** Look lines up in a table for as long as the result is not disposed; `asked` are the places that were looked up. */
function lineTable(lines: Record<string, string>): Disposable & { asked: string[] } {
  const asked: string[] = [];
  setLineReader((url, line) => {
    asked.push(`${url}:${line}`);
    return lines[`${url}:${line}`] ?? "";
  });
  return { asked, [Symbol.dispose]: () => setLineReader(() => "") };
}

const PLAIN: FrameSummaryInit = { url: "file:///a.ts", line: 3, column: 5, name: "f", lineText: "await x;" };

Deno.test("new FrameSummary() looks its line up at once, and keeps it as a property of its own", () => {
  using table = lineTable({ "file:///a.ts:3": "await x;" });
  const summary = new FrameSummary({ url: "file:///a.ts", line: 3, name: "f" });
  assertEquals(table.asked, ["file:///a.ts:3"]);
  assertEquals(Object.keys(summary), ["url", "line", "column", "name", "locals", "lineText"]);
  assertEquals([summary.column, summary.locals, summary.lineText], [0, undefined, "await x;"]);
  assertEquals(table.asked.length, 1);
});

Deno.test("new FrameSummary() with lookupLine false looks its line up at the first use, once", () => {
  using table = lineTable({ "file:///a.ts:3": "await x;" });
  const summary = new FrameSummary({ url: "file:///a.ts", line: 3, name: "f", lookupLine: false });
  assertEquals([table.asked, Object.hasOwn(summary, "lineText")], [[], false]);
  assertEquals([summary.lineText, summary.lineText, table.asked.length], ["await x;", "await x;", 1]);
  assertEquals(structuredClone<{ lineText?: string }>(summary).lineText, "await x;");
});

Deno.test("new FrameSummary() takes a given line, stripped, and looks nothing up", () => {
  using table = lineTable({});
  assertEquals(new FrameSummary({ ...PLAIN, lineText: "  await x;\n" }).lineText, "await x;");
  assertEquals(new FrameSummary({ ...PLAIN, lineText: "" }).lineText, "");
  assertEquals(table.asked, []);
});

Deno.test("new FrameSummary() keeps a copy of the locals, as they are", () => {
  const locals = Object.fromEntries([["text", "'inner'"], ["__proto__", "null"]]);
  const summary = new FrameSummary({ ...PLAIN, locals });
  locals.text = "changed";
  assertEquals(Object.entries(summary.locals ?? {}), [["text", "'inner'"], ["__proto__", "null"]]);
  assertEquals(new FrameSummary({ ...PLAIN, locals: {} }).locals, {});
});

Deno.test("new FrameSummary() throws TypeError for a wrong type and RangeError for a wrong number", () => {
  const wrong = (part: object) => () => new FrameSummary({ ...PLAIN, ...part });
  for (const part of [{ url: 1 }, { line: "3" }, { column: null }, { name: undefined }, { lineText: 7 }]) {
    assertThrows(wrong(part), TypeError, `'${Object.keys(part)[0]}' must be`);
  }
  assertThrows(wrong({ locals: { x: 42 } }), TypeError, "'locals.x' must be a string: current value is 42");
  assertThrows(wrong({ locals: "x" }), TypeError, "'locals' must be a record of strings");
  assertThrows(() => new FrameSummary(undefined as unknown as FrameSummaryInit), TypeError, "must be an object");
  for (const line of [1.5, NaN, Infinity]) assertThrows(wrong({ line }), RangeError, `current value is ${line}`);
});

/** Frames that count how many of them were taken. */
function counted(times: number): { frames: Iterable<Frame>; taken: () => number } {
  let taken = 0;
  function* frames() {
    while (taken < times) yield frame(`f${++taken}`, `a.ts:${taken}:1`, `line ${taken};`);
  }
  return { frames: frames(), taken: () => taken };
}

Deno.test("StackSummary.extract() takes the frames in the given order, and no more than the limit", () => {
  for (const limit of [0, 2, 5]) {
    const { frames, taken } = counted(5);
    const summary = StackSummary.extract(frames, { limit });
    assertEquals(Array.from(summary, ({ name }) => name), ["f1", "f2", "f3", "f4", "f5"].slice(0, limit));
    assertEquals([summary.length, taken()], [limit, limit]);
  }
  const all = StackSummary.extract(counted(5).frames);
  assertEquals([all.length, all.at(-1)?.name, all.at(-1)?.lineText], [5, "f5", "line 5;"]);
});

Deno.test("StackSummary.extract() throws unless the limit is a non-negative integer", () => {
  for (const limit of [-1, 1.5, NaN, Infinity]) {
    const { frames, taken } = counted(5);
    assertThrows(() => StackSummary.extract(frames, { limit }), RangeError, `current value is ${limit}`);
    assertEquals(taken(), 0);
  }
  for (const limit of [true, "3", null]) {
    assertThrows(() => StackSummary.extract([], { limit: limit as unknown as number }), TypeError, "must be a number");
  }
});

Deno.test("StackSummary.extract() with lookupLines false reads no source", () => {
  using table = lineTable({ "a.ts:1": "looked up" });
  const unread = frame("f", "a.ts:1:1", "", {
    lineText: () => {
      throw new Error("the source was read");
    },
  });
  const summary = StackSummary.extract([unread], { lookupLines: false });
  assertEquals(table.asked, []);
  assertEquals(summary.at(0)?.lineText, "looked up");
});

Deno.test("StackSummary.extract() captures locals when asked, once", () => {
  let reads = 0;
  const locals = () => ({ name: "'q'", count: String(++reads) });
  const frames = [frame("f", "a.ts:1:1", "", { locals })];
  assertEquals(StackSummary.extract(frames).at(0)?.locals, undefined);
  const captured = StackSummary.extract(frames, { captureLocals: true });
  for (let times = 0; times < 2; times++) assertEquals(captured.at(0)?.locals, { name: "'q'", count: "1" });
  const none = frame("g", "a.ts:1:1", "", { locals: () => ({}) });
  assertEquals(StackSummary.extract([none], { captureLocals: true }).at(0)?.locals, {});
});

Deno.test("StackSummary.extract() runs nothing of what locals hold, and survives locals that cannot be read", () => {
  const ran: string[] = [];
  const odd = {
    get getter() {
      ran.push("getter");
      return "x";
    },
    object: { toString: () => ran.push("toString"), [Symbol.toPrimitive]: () => ran.push("toPrimitive") },
  } as unknown as Record<string, string>;
  const failing = frame("g", "a.ts:1:1", "", {
    locals: () => {
      throw new Error("gone");
    },
  });
  const summary = StackSummary.extract([frame("f", "a.ts:1:1", "", { locals: () => odd }), failing], {
    captureLocals: true,
  });
  assertEquals([ran, typeof summary.at(0)?.locals?.object], [[], "string"]);
  assertEquals(summary.at(1)?.locals, { "<locals>": "cannot be read: Error: gone" });
});

Deno.test("StackSummary survives a structured clone and JSON", () => {
  const summary = exampleStack("root").asSummary({ showContexts: true, captureLocals: true });
  const clone = structuredClone(summary);
  assertStrictEquals(Object.getPrototypeOf(clone), Object.prototype);
  assertEquals(clone.frames.map(({ lineText }) => lineText), Array.from(summary, ({ lineText }) => lineText));
  for (const copy of [clone, clone.frames, JSON.parse(JSON.stringify(summary)), [...summary], summary]) {
    const rebuilt = StackSummary.fromList(copy);
    assert(rebuilt instanceof StackSummary && rebuilt.at(0) instanceof FrameSummary);
    assertEquals(rebuilt, summary);
    assertEquals(rebuilt.format(), summary.format());
  }
});

Deno.test("StackSummary.fromList() makes no text twice, and looks up what was never looked up when it is used", () => {
  using table = lineTable({ "a.ts:1": "looked up" });
  const unread = new FrameSummary({ url: "a.ts", line: 1, name: "f", lookupLine: false, locals: { s: "'inner'" } });
  const rebuilt = StackSummary.fromList(structuredClone([unread]));
  assertEquals([rebuilt.at(0)?.locals, table.asked], [{ s: "'inner'" }, []]);
  assertEquals(rebuilt.at(0)?.lineText, "looked up");
  assertStrictEquals(StackSummary.fromList([unread]).at(0), unread);
});

Deno.test("StackSummary.fromList() throws for what is no list of records", () => {
  for (const list of [undefined, null, 42, "text", {}, { frames: 1 }]) {
    assertThrows(() => StackSummary.fromList(list as never), TypeError, "must be iterable");
  }
  assertThrows(() => StackSummary.fromList([{ url: "a.ts" }] as never), TypeError, "'line' must be a number");
});

Deno.test("StackSummary.format() writes entries, of equal ones the first three, and locals", () => {
  const record = (line: number, init: Partial<FrameSummaryInit> = {}) => ({ ...PLAIN, line, ...init });
  const locals = { id: "3", name: "'q'" };
  const summary = StackSummary.fromList([
    ...Array.from({ length: 5 }, () => record(1)),
    record(2, { lineText: "", locals }),
    record(3, { column: 0 }),
    record(7, { url: "" }),
    record(0, { url: "", column: 0, name: "Promise.all", lineText: "" }),
  ]);
  const entry = "  at f (file:///a.ts:1:5)\n    await x;\n";
  const others = `
      at f (file:///a.ts:2:5)
          id   = 3
          name = 'q'
      at f (file:///a.ts:3)
        await x;
      at f (<anonymous>:7:5)
        await x;
      at Promise.all
    `;
  const expected = `${entry.repeat(3)}  [Previous line repeated 2 more times]\n${indent(undent(others))}`;
  assertEquals(summary.format().join(""), expected);
  assertEquals(String(summary), expected);
});

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

Deno.test("StackSummary.format() keeps texts of the program on one line", () => {
  const summary = StackSummary.fromList([{
    ...PLAIN,
    name: "a\nb",
    lineText: "x\u2028y",
    locals: { "l\n": "\x1b[2J" },
  }]);
  for (const line of summary.format()) assertEquals(line.search(/[^\t -~]/), line.length - 1);
});

Deno.test("Stack.asSummary() gives the frames that are not hidden, without lines that are", () => {
  const stack = new Stack({
    frames: [
      frame("entry", "ext:core/mod.js:7:1", "run();", { hide: true }),
      frame("Queue.main", "app.ts:3:2", "await x;", { hideLine: true }),
    ],
  });
  const shown = stack.asSummary();
  assertEquals(Array.from(shown, ({ name, lineText }) => [name, lineText]), [["Queue.main", ""]]);
  assertEquals([shown.at(0)?.url, shown.at(0)?.line, shown.at(0)?.column], ["app.ts", 3, 2]);
  const all = stack.asSummary({ showHiddenFrames: true });
  assertEquals(Array.from(all, ({ name, lineText }) => [name, lineText]), [["entry", "run();"], [
    "Queue.main",
    "await x;",
  ]]);
});

Deno.test("Stack.asSummary() has no records for child tasks, and those of contexts when asked", () => {
  const stack = taskStack({ recursed: true });
  assertEquals(Array.from(stack.asSummary(), ({ name }) => name), ["main"]);
  assertEquals(Array.from(stack.asSummary({ showContexts: true }), ({ name }) => name), [
    "main (group: TaskGroup)",
    "main",
  ]);
});

Deno.test("Stack.asSummary() has the entries of the flat form", () => {
  const stack = exampleStack(undefined);
  for (const options of [{}, { showContexts: true }]) {
    const [_header, ...entries] = formatFlat(stack, options);
    assertEquals(stack.asSummary(options).format(), entries);
  }
});

Deno.test("Frame.asSummary() gives one record, even of a hidden frame", () => {
  const one = frame("f", "a.ts:1:1", "let x;", {
    hide: true,
    contexts: [new Context({ varName: "c", startLine: 1 })],
    locals: () => ({ x: "1" }),
  });
  const summary = one.asSummary({ captureLocals: true });
  assert(summary instanceof FrameSummary);
  assertEquals({ ...summary }, {
    url: "a.ts",
    line: 1,
    column: 1,
    name: "f",
    locals: { x: "1" },
    lineText: "let x;",
  });
  assertEquals(one.asSummary().locals, undefined);
});

Deno.test("Frame.asSummary() takes a position that a hook has spoiled as unknown", () => {
  const odd = frame("f", "a.ts:1:1", "");
  for (const [line, expected] of [[-100, -100], [NaN, 0], [1.5, 0]]) {
    odd.line = line;
    assertEquals(odd.asSummary().line, expected);
  }
});

Deno.test("Frame.asSummaryWithContexts() goes through contexts, their inner stacks and children, then the frame", () => {
  const [, example] = exampleStack(undefined).frames;
  const records = [...example.asSummaryWithContexts({ captureLocals: true })];
  assertEquals(records.map(({ name, line, lineText }) => [name, line, lineText]), [
    ["example (outer: GeneratorResource)", 22, "using outer = outerContext();"],
    ["outerContext (inner: GeneratorResource)", 17, "using inner = innerContext();"],
    ["innerContext (stack: DisposableStack)", 10, "using stack = new DisposableStack();"],
    ["innerContext (stack[0]: GeneratorResource)", 10, "# stack.use(nullContext(...))"],
    ["nullContext", 4, "yield;"],
    ["innerContext (stack[1]: Function)", 10, "# stack.defer(someCallback)"],
    ["innerContext", 13, `yield "inner";`],
    ["outerContext", 18, `yield "outer";`],
    ["example", 23, "yield;"],
  ]);
  assertEquals(records.slice(1, 4).map(({ locals }) => locals), [
    { "<context manager>": "innerContext(...)" },
    { "<context manager>": "DisposableStack {}" },
    { "<context manager>": "stack.use(nullContext(...))" },
  ]);
});

Deno.test("Frame.asSummaryWithContexts() leaves the frame out while its last context is exiting", () => {
  const names = (context: Context, showHiddenFrames = false) => {
    const exiting = frame("f", "a.ts:9:1", "}", { contexts: [context], hide: true });
    return Array.from(exiting.asSummaryWithContexts({ showHiddenFrames }), ({ name }) => name);
  };
  const init = { varName: "c", startLine: 2, isExiting: true };
  assertEquals(names(resource("Conn", init)), ["f (c: Conn)"]);
  assertEquals(names(resource("Conn", { ...init, hide: true })), ["f"]);
  const showHiddenFrames = true;
  assertEquals(names(resource("Conn", { ...init, hide: true }), showHiddenFrames), ["f (c: Conn)"]);
  assertEquals(names(resource("Conn", { ...init, isExiting: false })), ["f (c: Conn)", "f"]);
});

Deno.test("Frame.asSummaryWithContexts() knows no more of a context than there is", () => {
  const contexts = [new Context(), new Context({ obj: "text" }), new Context({ description: "a lock" })];
  const records = [...frame("f", "a.ts:9:1", "}", { contexts }).asSummaryWithContexts({ captureLocals: true })];
  assertEquals(records.map(({ name, line, lineText, locals }) => ({ name, line, lineText, locals })), [
    { name: "f", line: 9, lineText: "", locals: {} },
    { name: "f (_: string)", line: 9, lineText: "", locals: { "<context manager>": `"text"` } },
    { name: "f", line: 9, lineText: "", locals: { "<context manager>": "a lock" } },
    { name: "f", line: 9, lineText: "}", locals: undefined },
  ]);
});

Deno.test("Frame.asSummaryWithContexts() tells a context that contains itself once", () => {
  const circle = new Context({ varName: "c" });
  circle.children = [circle];
  circle.innerStack = new Stack({ frames: [frame("g", "a.ts:1:1", "", { contexts: [circle] })] });
  const records = frame("f", "a.ts:9:1", "}", { contexts: [circle] }).asSummaryWithContexts();
  assertEquals(Array.from(records, ({ name }) => name), ["f (c)", "g", "f"]);
});

Deno.test("a summary keeps nothing of the frame", () => {
  const summary = StackSummary.extract([frame("f", "a.ts:1:1", "x;", { locals: () => ({ a: "1" }), origin: {} })], {
    captureLocals: true,
  });
  const isObject = (part: unknown) => Object(part) === part;
  const parts = summary.frames.flatMap(Object.values).flatMap((part) => isObject(part) ? Object.values(part) : [part]);
  assertEquals(parts, ["a.ts", 1, 1, "f", "1", "x;"]);
});
