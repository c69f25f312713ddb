/** What holds of every form of output, whatever the model. */
import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { stripAnsiCode } from "@std/fmt/colors";
import fc from "fast-check";
import { COLOURED } from "../../src/format/colours.ts";
import { formatDump, formatDumpFlat } from "../../src/format/dump.ts";
import { formatFlat } from "../../src/format/flat.ts";
import { formatDumpGrouped } from "../../src/format/grouped.ts";
import { dumpToJson } from "../../src/format/json.ts";
import { type Palette, PLAIN } from "../../src/format/palette.ts";
import { DUMP_SCHEMA } from "../../src/format/schema.ts";
import { formatContext, formatFrame, formatStack, type TreeOptions } from "../../src/format/tree.ts";
import { Code } from "../../src/model/code.ts";
import { Context } from "../../src/model/context.ts";
import { Dump } from "../../src/model/dump.ts";
import { Frame } from "../../src/model/frame.ts";
import { Leaf } from "../../src/model/leaf.ts";
import { Stack } from "../../src/model/stack.ts";
import { violations } from "./json_schema.ts";

const CODE = Code.of({ url: "", name: "", scriptId: 0, startLine: 0, startColumn: 0 });

/** Stacks with all that can stand in them, `levels` deep. `text` makes the texts, `value` the objects of the program. */
function stacks(text: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>, levels = 2): fc.Arbitrary<Stack> {
  const contexts = levels === 0 ? fc.constant([]) : fc.array(contextsWith(text, value, levels), { maxLength: 2 });
  const frames = fc.record({
    url: text,
    line: fc.integer({ min: -2, max: 9 }),
    column: fc.nat(9),
    functionName: text,
    className: maybe(text),
    lineText: text,
    sourceLine: text.map((line) => () => line),
    hide: fc.boolean(),
    hideLine: fc.boolean(),
    contexts,
    locals: maybe(fc.dictionary(text, text, { maxKeys: 3 })).map((locals) => () => locals),
  }).map((init) => new Frame({ code: CODE, ...init }));
  return fc.record({
    root: fc.oneof(text, value),
    frames: fc.array(frames, { maxLength: 2 }),
    leaf: maybe(fc.oneof(leaves(text), fc.array(leaves(text), { maxLength: 2 }))),
    error: maybe(text.map((message) => new Error(message))),
    id: maybe(text),
  }).map((init) => new Stack(init));
}

function contextsWith(text: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>, levels: number): fc.Arbitrary<Context> {
  const inside = stacks(text, value, levels - 1);
  const children = levels === 1 ? inside : fc.oneof(inside, contextsWith(text, value, levels - 1));
  return fc.record({
    kind: fc.constantFrom("using", "combinator", "task-group"),
    obj: value,
    typeName: maybe(text),
    isAsync: fc.boolean(),
    isExiting: fc.boolean(),
    varName: maybe(text),
    startLine: maybe(fc.integer()),
    description: maybe(text),
    innerStack: maybe(inside),
    children: fc.array(children, { maxLength: 2 }),
    hide: fc.boolean(),
  }).map((init) => new Context(init));
}

function maybe<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

function leaves(text: fc.Arbitrary<string>): fc.Arbitrary<Leaf> {
  return fc.record({ kind: fc.constantFrom("promise", "reference", ""), description: text, ref: text })
    .map(({ kind, description, ref }) => new Leaf({ kind, description, details: { ref } }));
}

const ANY_TEXT = fc.string({ unit: "binary", maxLength: 12 });
const ASCII_TEXT = fc.string({ unit: "grapheme-ascii", maxLength: 12 });
const OPTIONS: fc.Arbitrary<TreeOptions> = fc.record({
  asciiOnly: fc.boolean(),
  showContexts: fc.boolean(),
  showHiddenFrames: fc.boolean(),
  showLocals: fc.boolean(),
});

function dumpOf(tasks: readonly Stack[]): Dump {
  const stats = { tasks: tasks.length, frames: 0, hiddenFrames: 0, snapshotBytes: 0 };
  return new Dump({ target: { kind: "process" }, takenAt: new Date(0), tasks, stats });
}

/** Every form of text for the stack and its parts. */
function drawings(stack: Stack, options: TreeOptions): string[][] {
  const { frames } = stack;
  return [
    formatStack(stack, options),
    formatFlat(stack, options),
    formatDump(dumpOf([stack, stack]), options),
    formatDumpFlat(dumpOf([stack]), options),
    formatDumpGrouped(dumpOf([stack, ...childrenOf(stack), stack]), options),
    ...frames.map((frame) => formatFrame(frame, options)),
    ...frames.flatMap((frame) => frame.contexts.map((context) => formatContext(context, options))),
  ];
}

function childrenOf({ frames }: Stack): Stack[] {
  const children = frames.flatMap(({ contexts }) => contexts.flatMap(({ children }) => children));
  return children.filter((child) => child instanceof Stack);
}

Deno.test("text is made of lines that end in a newline, whatever the model", () => {
  fc.assert(fc.property(stacks(ANY_TEXT, fc.anything()), OPTIONS, (stack, options) => {
    for (const line of drawings(stack, options).flat()) {
      assert(/^[\P{Cc}\t]*\n$/u.test(line), JSON.stringify(line));
    }
  }));
});

Deno.test("text is ASCII with asciiOnly where the model is", () => {
  fc.assert(fc.property(stacks(ASCII_TEXT, fc.constant(undefined)), OPTIONS, (stack, options) => {
    for (const line of drawings(stack, { ...options, asciiOnly: true }).flat()) {
      assert(/^[\x20-\x7e]*\n$/.test(line), JSON.stringify(line));
    }
  }));
});

Deno.test("text differs only in glyphs with asciiOnly", () => {
  fc.assert(fc.property(stacks(ASCII_TEXT, fc.constant(undefined)), OPTIONS, (stack, options) => {
    const unicode = formatStack(stack, { ...options, asciiOnly: false });
    assertEquals(formatStack(stack, { ...options, asciiOnly: true }).length, unicode.length);
  }));
});

Deno.test("text without its colours is the text without colours", () => {
  fc.assert(fc.property(stacks(ANY_TEXT, fc.anything()), OPTIONS, (stack, options) => {
    const coloured = drawings(stack, { ...options, palette: COLOURED });
    assertEquals(coloured.map((lines) => lines.map(stripAnsiCode)), drawings(stack, options));
  }));
});

Deno.test("the numbers of the groups add up to the tasks, whatever the model", () => {
  const few = fc.constantFrom("a", "b 1", "b 2", "app.ts");
  fc.assert(fc.property(fc.array(stacks(few, fc.constant(undefined)), { maxLength: 12 }), OPTIONS, (tasks, options) => {
    const tree: string[] = [], groups: string[] = [];
    formatDump(dumpOf(tasks), { ...options, palette: listening(tree) });
    formatDumpGrouped(dumpOf(tasks), { ...options, palette: listening(groups) });
    const numbers = groups.map((title) => Number(/^(\d+) x /.exec(title)?.[1] ?? 1));
    assertEquals(numbers.reduce((sum, number) => sum + number, 0), tree.length);
  }));
});

/** No colours, and the titles of tasks. */
function listening(titles: string[]): Palette {
  return {
    ...PLAIN,
    task: (text) => {
      if (!/:$|^~\d+ $|^ \(#.*\)$/.test(text)) titles.push(text);
      return text;
    },
  };
}

Deno.test("JSON fits the schema, whatever the model", () => {
  fc.assert(fc.property(stacks(ANY_TEXT, fc.anything()), fc.boolean(), (stack, showLocals) => {
    const json = JSON.parse(JSON.stringify(dumpToJson(dumpOf([stack]), { showLocals })));
    assertEquals(violations(json, DUMP_SCHEMA), []);
  }));
});

Deno.test("output grows with the model, not faster", () => {
  const small = diamonds(50);
  const large = diamonds(500);
  const sizeOf = (lines: string[]) => lines.join("").length;
  assertLessOrEqual(sizeOf(formatDump(dumpOf([large]))), 12 * sizeOf(formatDump(dumpOf([small]))));
  assertLessOrEqual(sizeOf(formatDumpFlat(dumpOf([large]))), 12 * sizeOf(formatDumpFlat(dumpOf([small]))));
  assertLessOrEqual(sizeOf(formatDumpGrouped(dumpOf([large]))), 12 * sizeOf(formatDumpGrouped(dumpOf([small]))));
  const jsonSize = (stack: Stack) => JSON.stringify(dumpToJson(dumpOf([stack]))).length;
  assertLessOrEqual(jsonSize(large), 12 * jsonSize(small));
});

/** Each level waits twice for the one below: 2^levels paths. */
function diamonds(levels: number): Stack {
  let stack = new Stack({ root: "level 0" });
  for (let level = 1; level <= levels; level++) {
    const contexts = [new Context({ kind: "combinator", description: "Promise.all", children: [stack, stack] })];
    const frame = new Frame({ code: CODE, url: "a.ts", line: 1, column: 1, functionName: "f", contexts });
    stack = new Stack({ root: `level ${level}`, frames: [frame] });
  }
  return stack;
}
