/**
 * The comparison that the conformance tests make. Ported from `assert_stack_matches` of stackscope's `test_traceback.py`.
 *
 * A stack is flattened to a list; the order is that of the summary with contexts. The list is made here from the fields of the
 * model, not by the summary, so that the summaries can be judged by it.
 */
import { assert, assertEquals, AssertionError } from "@std/assert";
import { Context, type Frame, type Leaf, type Stack } from "../../mod.ts";

/** Function, text of the line, name of the variable, name of the type: the last two for contexts only. */
export type Entry = readonly [fn: string, line: string, varName?: string | undefined, typeName?: string | undefined];

/** What stands beside the frames. */
export interface Beside {
  /** Type of the leaf object, `kind` of a leaf without one; of each for several. Default: there is none. */
  leaf?: string | readonly string[];
  /** Part of the text of the error; of each member for an `AggregateError`. Default: there is none. */
  error?: string | readonly string[];
  /** Hidden frames and contexts too. Default: false. */
  showHiddenFrames?: boolean;
  /** Leave contexts out, as the stack should have none drawn. Default: true. */
  showContexts?: boolean;
}

/** Fail unless the stack is as expected. Every stack also goes through every form of output. */
export function assertStackMatches(stack: Stack, expected: readonly Entry[], beside: Beside = {}): void {
  smoke(stack);
  const { showHiddenFrames = false, showContexts = true } = beside;
  const entries = flatten(stack, { showHiddenFrames, showContexts });
  try {
    assertEquals(entries, expected.map(padded));
    assertEquals(leafTypes(stack), beside.leaf);
    assertErrorMatches(stack.error, beside.error);
  } catch (problem) {
    throw new AssertionError(`${message(problem)}\n\nTo paste:\n${pasted(stack, entries)}\n\n${stack}`);
  }
}

/** Every form of output takes the stack, and the forms agree. */
function smoke(stack: Stack): void {
  assertEquals(String(stack), stack.format().join(""));
  assertEquals([...stack], [...stack.frames]);
  assertEquals(stack.length, stack.frames.length);
  const forms = [
    stack.format(),
    stack.format({ showContexts: false }),
    stack.format({ asciiOnly: true, showHiddenFrames: true }),
    stack.formatFlat(),
    stack.formatFlat({ showContexts: true }),
    ...stack.frames.flatMap((frame) => [frame.format(), ...frame.contexts.map((context) => context.format())]),
  ];
  for (const line of forms.flat()) {
    assertEquals(line.indexOf("\n"), line.length - 1, `one line: ${JSON.stringify(line)}`);
  }
  for (const line of forms[0]) assert(!/ \n$/.test(line), `no trailing spaces: ${JSON.stringify(line)}`);
  for (const frame of stack.frames) assertEquals(String(frame), frame.format().join(""));
  for (const showContexts of [false, true]) {
    const summary = stack.asSummary({ showContexts, captureLocals: true });
    assertEquals(structuredClone(summary).frames.length, summary.length);
    const names = flatten(stack, { showHiddenFrames: false, showContexts }).map(([fn]) => fn);
    // Without contexts the summary also has the frames that are exiting: they are told by their own record.
    if (showContexts || stack.frames.every(({ contexts }) => !contexts.at(-1)?.isExiting)) {
      assertEquals(Array.from(summary, ({ name }) => name.replace(/ \([^]*\)$/, "")), names);
    }
  }
}

interface Shown {
  showHiddenFrames: boolean;
  showContexts: boolean;
}

function flatten(stack: Stack, shown: Shown): Entry[] {
  return stack.frames.filter((frame) => shown.showHiddenFrames || !frame.hide).flatMap((frame) =>
    ofFrame(frame, shown)
  );
}

function ofFrame(frame: Frame, shown: Shown): Entry[] {
  const contexts = shown.showContexts ? frame.contexts : [];
  const own: Entry = [nameOf(frame), frame.hideLine && !shown.showHiddenFrames ? "" : frame.lineText];
  const last = frame.contexts.at(-1);
  const isExiting = last?.isExiting && (shown.showHiddenFrames || !last.hide);
  return [
    ...contexts.flatMap((context) => ofContext(context, frame, { ...shown, isChild: false })),
    ...(isExiting ? [] : [padded(own)]),
  ];
}

function ofContext(context: Context, frame: Frame, shown: Shown & { isChild: boolean }): Entry[] {
  if (context.hide && !shown.showHiddenFrames) return [];
  const { isChild } = shown;
  const line = isChild || context.kind === "combinator"
    ? `# ${context.description ?? ""}`
    : context.startLine === undefined
    ? ""
    : frame.sourceLine(context.startLine);
  const type = context.kind === "combinator" ? undefined : context.typeName ?? typeOf(context.obj);
  const inner = context.innerStack === undefined ? [] : flatten(context.innerStack, shown);
  const children = context.children.flatMap((child) =>
    child instanceof Context ? ofContext(child, frame, { ...shown, isChild: true }) : []
  );
  return [[nameOf(frame), line, context.varName, type], ...inner, ...children];
}

function padded([fn, line, varName, typeName]: Entry): Entry {
  return [fn, line, varName, typeName];
}

function nameOf({ className, functionName }: Frame): string {
  return className === undefined ? functionName : `${className}.${functionName}`;
}

function typeOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value === null) return "null";
  if (typeof value !== "object" && typeof value !== "function") return typeof value;
  return (value as { constructor?: { name?: string } }).constructor?.name || "Object";
}

function leafTypes({ leaf }: Stack): string | string[] | undefined {
  if (leaf === undefined) return undefined;
  const type = (one: Leaf) => one.obj === undefined ? one.kind : typeOf(one.obj) ?? one.kind;
  return Array.isArray(leaf) ? leaf.map(type) : type(leaf);
}

function assertErrorMatches(error: Error | undefined, expected: string | readonly string[] | undefined): void {
  if (expected === undefined) {
    if (error !== undefined) throw new AssertionError(`there is an error: ${message(error)}`);
    return;
  }
  if (typeof expected === "string") {
    assert(error !== undefined && message(error).includes(expected), `error ${message(error)} has no "${expected}"`);
    return;
  }
  assert(error instanceof AggregateError, `no AggregateError: ${message(error)}`);
  assertEquals(error.errors.length, expected.length, error.errors.map(message).join("\n"));
  expected.forEach((text, at) => assert(message(error.errors[at]).includes(text), message(error.errors[at])));
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function pasted(stack: Stack, entries: readonly Entry[]): string {
  const known = (entry: Entry) => entry[2] === undefined && entry[3] === undefined ? entry.slice(0, 2) : entry;
  const lines = entries.map((entry) =>
    `    [${known(entry).map((part) => part === undefined ? "undefined" : JSON.stringify(part)).join(", ")}],`
  );
  const leaf = leafTypes(stack), { error } = stack;
  const errors = error instanceof AggregateError ? error.errors.map(message) : error && message(error);
  const rest = [leaf && `leaf: ${JSON.stringify(leaf)}`, errors && `error: ${JSON.stringify(errors)}`].filter(Boolean);
  const beside = rest.length === 0 ? "" : `, { ${rest.join(", ")} }`;
  return `  assertStackMatches(stack, [\n${lines.join("\n")}\n  ]${beside});`;
}
