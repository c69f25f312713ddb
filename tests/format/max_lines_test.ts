/** At most so many lines: the number is always kept, and what is left out adds up. */
import { assert, assertEquals, assertLessOrEqual, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { formatDump, formatDumpFlat } from "../../src/format/dump.ts";
import { formatFlat } from "../../src/format/flat.ts";
import { formatDumpGrouped } from "../../src/format/grouped.ts";
import { formatContext, formatFrame, formatStack } from "../../src/format/tree.ts";
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
    type Form = [format: (options: { maxLines?: number }) => string[], drawn: (lines: string[]) => Numbers];
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
