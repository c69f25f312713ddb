/** At most so many lines: the number is always kept, and what is left out adds up. */
import { assert, assertEquals, assertLessOrEqual, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { apart, underHeading } from "../../src/format/apart.ts";
import { formatDump, formatDumpFlat } from "../../src/format/dump.ts";
import { formatFlat } from "../../src/format/flat.ts";
import { formatDumpGrouped } from "../../src/format/grouped.ts";
import { formatContext, formatFrame, formatStack, type TreeOptions } from "../../src/format/tree.ts";
import { Context } from "../../src/model/context.ts";
import { Deadlock } from "../../src/model/deadlock.ts";
import { Dump, type DumpInit } from "../../src/model/dump.ts";
import type { Frame } from "../../src/model/frame.ts";
import { Stack } from "../../src/model/stack.ts";
import { assertDrawing, combinator, errorWithStack, frame, leaf, reference } from "./models.ts";

function dumpOf(tasks: readonly Stack[], init: Partial<DumpInit> = {}): Dump {
  const stats = { tasks: tasks.length, frames: 2 * tasks.length, hiddenFrames: 0, snapshotBytes: 0 };
  return new Dump({ target: { kind: "process" }, takenAt: new Date(0), tasks, stats, ...init });
}

const UNITS = ["deadlock", "task", "branch", "frame", "context", "runtime wait", "note"] as const;
type Numbers = Record<typeof UNITS[number], number>;

/** What the counts in these lines say that is left out. */
function leftOut(lines: readonly string[]): Numbers {
  const numbers = Object.fromEntries(UNITS.map((unit) => [unit, 0])) as Numbers;
  for (const line of lines) {
    const [, list = ""] = /\.\.\. (\d[^()]*)/.exec(line) ?? [];
    for (const [, number, name] of list.matchAll(/([\d,]+) (?:more )?([a-z ]+[a-z])/g)) {
      const unit = UNITS.find((unit) => [unit, `${unit}s`, `${unit}es`].includes(name));
      if (unit !== undefined) numbers[unit] += Number(number.replaceAll(",", ""));
      else assert(/^lines?$/.test(name), `"${name}" in ${line}`);
    }
  }
  return numbers;
}

/** What is drawn of a model whose names tell what is what: `T` a task, `B` a branch, `F` a frame, `C` a context. */
function drawn(lines: readonly string[]): Numbers {
  const count = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length;
  return {
    deadlock: count(/^Deadlock: /),
    task: count(/^(?:#\d+ )?T\d* ?/),
    branch: count(/^(?!#?\d* ?T).*\bB\d/),
    frame: count(/\bF\d* (?:in|\()/),
    context: count(/\bC\d/),
    "runtime wait": count(/^- R/),
    note: count(/^Note: /),
  };
}

/** The same in the flat form, in which a context has an entry like that of its frame, but without a column. */
function drawnFlat(lines: readonly string[]): Numbers {
  const numbers = { ...drawn(lines), frame: 0, context: 0 };
  let last: "frame" | "context" = "frame";
  for (const line of lines) {
    const entry = /^ {2}at F.*\(app\.ts:1(:1)?\)$/m.exec(line);
    const [, repeated] = /repeated (\d+) more/.exec(line) ?? [];
    if (entry !== null) last = entry[1] === undefined ? "context" : "frame";
    numbers[last] += repeated !== undefined ? Number(repeated) : Number(entry !== null);
  }
  return numbers;
}

function sum(a: Numbers, b: Numbers): Numbers {
  return Object.fromEntries(UNITS.map((unit) => [unit, a[unit] + b[unit]])) as Numbers;
}

const rarely = fc.integer({ min: 0, max: 9 }).map((number) => number === 0);

function branches(levels: number): fc.Arbitrary<Stack> {
  return fc.record({
    name: fc.nat(99),
    frames: fc.array(frames(levels), { maxLength: 3 }),
    waits: fc.boolean(),
    fails: rarely,
  }).map(({ name, frames, waits, fails }) =>
    new Stack({
      root: `B${name}`,
      frames,
      leaf: waits ? leaf("a wait") : undefined,
      error: fails ? errorWithStack("Odd: whee\n    at a.ts:1:1") : undefined,
    })
  );
}

function frames(levels: number): fc.Arbitrary<Frame> {
  return fc.record({
    name: fc.nat(9),
    text: fc.constantFrom("", "await x;"),
    contexts: levels === 0 ? fc.constant([]) : fc.array(contexts(levels - 1), { maxLength: 1 }),
    locals: fc.constantFrom(undefined, { a: "1", b: "2" }),
    hide: rarely,
  }).map(({ name, text, contexts, locals, hide }) =>
    frame(`F${name}`, "app.ts:1:1", text, { contexts, hide, locals: () => locals })
  );
}

function contexts(levels: number): fc.Arbitrary<Context> {
  const child = levels === 0 ? branches(0) : fc.oneof(branches(levels), contexts(levels - 1));
  return fc.record({
    kind: fc.constantFrom("combinator", "using"),
    name: fc.nat(99),
    children: fc.array(child, { maxLength: levels === 0 ? 6 : 3 }),
    hide: rarely,
  }).map(({ name, ...init }) => new Context({ description: `C${name}`, ...init }));
}

/** Tasks with what they have for themselves, and with what several have in common. */
const models: fc.Arbitrary<Stack[]> = fc.record({
  shared: branches(1),
  owns: fc.array(fc.record({ frames: fc.array(frames(2), { maxLength: 6 }), times: fc.nat(2) }), {
    minLength: 1,
    maxLength: 12,
  }),
}).map(({ shared, owns }) =>
  owns.map(({ frames, times }, at) => {
    const children = Array<Stack>(times).fill(shared);
    const contexts = times === 0 ? [] : [new Context({ kind: "combinator", description: "C1", children })];
    const last = frame("F1", "app.ts:1:1", "await y;", { contexts });
    return new Stack({ id: `${at}`, root: "T", frames: [...frames, last], leaf: leaf("a wait") });
  })
);

const OPTIONS = fc.record({ showLocals: fc.boolean(), showHiddenFrames: fc.boolean(), asciiOnly: fc.boolean() });
const MAX_LINES = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 120 }));

const around: fc.Arbitrary<Partial<DumpInit>> = fc.record({
  notes: fc.array(fc.constantFrom("a note", "a note of many words ".repeat(12)), { maxLength: 3 }),
  deadlocks: fc.array(
    fc.constant(
      new Deadlock({
        kind: "lock",
        description: "2 tasks wait for each other",
        certain: true,
        members: [0, 1].map((heldBy) => ({
          name: "go",
          stack: undefined,
          url: "app.ts",
          line: 1,
          column: 1,
          waitsFor: "a lock",
          heldBy: 1 - heldBy,
          taken: "",
        })),
      }),
    ),
    { maxLength: 3 },
  ),
});

const FORMS = [[formatDump, drawn], [formatDumpFlat, drawnFlat]] as const;

for (const [format, drawn] of FORMS) {
  Deno.test(`${format.name}() keeps maxLines, and what it leaves out adds up to what all lines have`, () => {
    fc.assert(fc.property(models, around, OPTIONS, MAX_LINES, (tasks, init, options, maxLines) => {
      const dump = dumpOf(tasks, init);
      const all = format(dump, options);
      const lines = format(dump, { ...options, maxLines });
      assertLessOrEqual(lines.length, maxLines);
      if (all.length <= maxLines) return assertEquals(lines, all);
      assertEquals(sum(drawn(lines), leftOut(lines)), drawn(all), lines.join(""));
    }));
  });
}

Deno.test("formatDumpGrouped() keeps maxLines, and what it leaves out adds up to what all lines have", () => {
  fc.assert(fc.property(models, around, OPTIONS, MAX_LINES, (tasks, init, options, maxLines) => {
    const dump = dumpOf(tasks, init);
    const lines = formatDumpGrouped(dump, { ...options, maxLines });
    assertLessOrEqual(lines.length, maxLines);
    const numbers = lines.slice(1).map((line) => /^(?:([\d,]+) x |#\d+ )T/.exec(line));
    const shown = numbers.reduce((sum, found) => sum + (found === null ? 0 : Number(found[1] ?? 1)), 0);
    assertEquals(shown + leftOut(lines).task, tasks.length, lines.join(""));
  }));
});

Deno.test("formatStack(), formatFrame(), formatContext() and formatFlat() keep maxLines, and what they leave out adds up", () => {
  fc.assert(fc.property(models, OPTIONS, MAX_LINES, ([stack], options, maxLines) => {
    const [first] = stack.frames;
    type Form = [format: (options: TreeOptions) => string[], drawn: (lines: string[]) => Numbers];
    const forms: Form[] = [
      [(options) => formatStack(stack, options), drawn],
      [(options) => formatFlat(stack, options), drawnFlat],
      [(options) => formatFrame(first, options), drawn],
      ...first.contexts.map((context): Form => [(options) => formatContext(context, options), drawn]),
    ];
    for (const [format, drawn] of forms) {
      const all = format(options);
      const lines = format({ ...options, maxLines });
      assertLessOrEqual(lines.length, maxLines);
      assertEquals(sum(drawn(lines), leftOut(lines)), drawn(all), lines.join(""));
    }
  }));
});

/** 60 functions deep. */
const deep = new Stack({
  id: "1",
  root: "main",
  frames: Array.from({ length: 60 }, (_, at) => frame(`step${at}`, `app.ts:${at + 1}:3`, `await step${at + 1}();`)),
  leaf: leaf("setTimeout 5000 ms"),
});

/** 200 branches. */
const wide = new Stack({
  id: "2",
  root: "all",
  frames: [
    frame("all", "app.ts:90:3", "await Promise.all(loads);", {
      contexts: [combinator("Promise.all: 200 pending", several(200, branch))],
    }),
  ],
});

function branch(at: number): Stack {
  const frames = [frame("load", "load.ts:5:3", "await fetch(url);")];
  return new Stack({ id: `2.${at}`, root: `[${at}] load`, frames, leaf: leaf("fetch http://x/") });
}

function worker(id: number, waitsFor = reference("1", "main at app.ts:1:3, drawn in #1")): Stack {
  const frames = [frame("worker", "w.ts:5:3", "await job();"), frame("job", "w.ts:9:3", "await lock;")];
  return new Stack({ id: String(id), root: "worker", frames, leaf: waitsFor });
}

function several<Item>(number: number, make: (index: number) => Item): Item[] {
  return Array.from({ length: number }, (_, index) => make(index));
}

Deno.test("formatDump() with maxLines draws both ends of a deep stack, and what it waits for", () => {
  assertDrawing(
    formatDump(dumpOf([deep]), { maxLines: 12 }),
    `
    process: 1 task waits in 2 frames

    #1 main
    ╠ step0 in app at app.ts:1:3
    ║ └ await step1();
    ╠ ... 56 more frames
    ╠ step57 in app at app.ts:58:3
    ╠ step58 in app at app.ts:59:3
    ║ └ await step59();
    ╠ step59 in app at app.ts:60:3
    ║ └ await step60();
    ╚ setTimeout 5000 ms
    `,
  );
});

Deno.test("formatDump() with maxLines draws the first branches, each with what it waits for", () => {
  assertDrawing(
    formatDump(dumpOf([wide]), { maxLines: 14 }),
    `
    process: 1 task waits in 2 frames

    #2 all
    ╠ all in app at app.ts:90:3
    ║ ├ Promise.all: 200 pending
    ║ ├── [0] load
    ║ │   ╠ load in load at load.ts:5:3
    ║ │   ║ └ await fetch(url);
    ║ │   ╚ fetch http://x/
    ║ ├── [1] load
    ║ │   ╠ load in load at load.ts:5:3
    ║ │   ╚ fetch http://x/
    ║ ├── ... 198 more branches, 198 frames
    ║ └ await Promise.all(loads);
    `,
  );
});

Deno.test("formatDump() with maxLines draws first the task for which others wait, and leaves room for one of another sort", () => {
  assertDrawing(
    formatDump(dumpOf([...several(500, (at) => worker(at + 3)), deep], { notes: ["a note"] }), { maxLines: 26 }),
    `
    process: 501 tasks wait in 1,002 frames

    #1 main
    ╠ step0 in app at app.ts:1:3
    ║ └ await step1();
    ╠ step1 in app at app.ts:2:3
    ║ └ await step2();
    ╠ ... 53 more frames
    ╠ step55 in app at app.ts:56:3
    ╠ step56 in app at app.ts:57:3
    ║ └ await step57();
    ╠ step57 in app at app.ts:58:3
    ║ └ await step58();
    ╠ step58 in app at app.ts:59:3
    ║ └ await step59();
    ╠ step59 in app at app.ts:60:3
    ║ └ await step60();
    ╚ setTimeout 5000 ms

    #3 worker
    ╠ worker in w at w.ts:5:3
    ╠ job in w at w.ts:9:3
    ╚ main at app.ts:1:3, drawn in #1

    Note: a note
    ... 499 more tasks, 998 frames
    `,
  );
});

Deno.test("formatDump() with maxLines does not point at what it leaves out", () => {
  const held = worker(3, reference("9", "main at app.ts:1:3, drawn in #9"));
  assertStringIncludes(
    formatDump(dumpOf([held, deep]), { maxLines: 8 }).join(""),
    "╚ main at app.ts:1:3, in #9, left out\n",
  );
  const contexts = [combinator("Promise.all: 1 pending", [branch(7)])];
  const frames = several(
    60,
    (at) => frame("go", `app.ts:${at}:1`, "", { contexts: at === 30 || at === 59 ? contexts : [] }),
  );
  const twice = new Stack({ id: "1", root: "go", frames });
  assertStringIncludes(formatDump(dumpOf([twice])).join(""), "║ ├ Promise.all: 1 pending (drawn above)\n");
  assertStringIncludes(
    formatDump(dumpOf([twice]), { maxLines: 20 }).join(""),
    "║ ├ Promise.all: 1 pending (left out)\n",
  );
});

Deno.test("formatDumpFlat() and formatDumpGrouped() with maxLines count what they leave out where it would stand", () => {
  const dump = dumpOf([...several(500, (at) => worker(at + 3)), deep]);
  assertDrawing(
    formatDumpFlat(dump, { maxLines: 9 }),
    `
    process: 501 tasks wait in 1,002 frames

    #1 main
      at step0 (app.ts:1:3)
      ... 58 more frames
      at step59 (app.ts:60:3)
        await step60();
      Target of innermost frame: setTimeout 5000 ms
    ... 500 more tasks, 1,000 frames
    `,
  );
  assertDrawing(
    formatDumpGrouped(dump, { maxLines: 14 }).slice(1),
    `

    #1 main, waiting in step59; 500 others wait for it
    ╠ step0 in app at app.ts:1:3
    ║ └ await step1();
    ╠ ... 56 more frames
    ╠ step57 in app at app.ts:58:3
    ║ └ await step58();
    ╠ step58 in app at app.ts:59:3
    ║ └ await step59();
    ╠ step59 in app at app.ts:60:3
    ║ └ await step60();
    ╚ setTimeout 5000 ms
    ... 500 more tasks, 1,000 frames
    `,
  );
});

Deno.test("formatDump() draws all lines where maxLines is enough, and refuses what is no number of lines", () => {
  const dump = dumpOf([deep, wide]);
  const all = formatDump(dump);
  assertEquals(formatDump(dump, { maxLines: all.length }), all);
  assertEquals(formatDump(dump, { maxLines: Infinity }), all);
  for (const maxLines of [0, -1, 1.5, NaN]) {
    assertThrows(() => formatDump(dump, { maxLines }), RangeError, "'maxLines' must be a positive integer");
  }
  const text = "40" as unknown as number;
  assertThrows(
    () => formatStack(deep, { maxLines: text }),
    TypeError,
    "'maxLines' must be a number: current value is string",
  );
});

Deno.test("what stands around a dump counts too", () => {
  const dump = dumpOf([deep, wide], { notes: ["The program ends with 2 tasks unfinished.", "a note"] });
  for (let maxLines = 1; maxLines < 30; maxLines++) {
    const lines = apart(dump, { maxLines }, (dump, options) => underHeading(dump, options, formatDump));
    assertLessOrEqual(lines.length, maxLines);
    assertEquals(lines[0].startsWith("The program ends"), maxLines > 5, lines.join(""));
    assertEquals(leftOut(lines).note + drawn(lines).note, maxLines > 5 ? 1 : 2);
  }
  const all = apart(dump, {}, (dump, options) => underHeading(dump, options, formatDump));
  assertEquals([all[0], all[1], all.at(-1)], ["The program ends with 2 tasks unfinished.\n", "\n", "\n"]);
});

Deno.test("formatDump() says what to do about lines that are left out", () => {
  const lines = formatDump(dumpOf([deep, wide]), { maxLines: 5, cutHint: "--max-lines=all prints all" });
  assertEquals(lines.at(-1), "... 1 more task, 60 frames (--max-lines=all prints all)\n");
});
