/**
 * The flat form: like the stack of an error, one entry per frame, the outermost first. With contexts, each has an entry
 * of its own before the entry of its frame, in the order in which an error would unwind them, reversed.
 */
import type { Context } from "../model/context.ts";
import type { FormatOptions } from "../model/drawing.ts";
import type { Frame } from "../model/frame.ts";
import type { Stack } from "../model/stack.ts";
import { count, descriptionText, headerText, leafText, localLines, nameAndType } from "./describe.ts";
import { errorLines } from "./error_text.ts";
import { oneLine } from "./one_line.ts";
import { type Palette, PLAIN } from "./palette.ts";
import { codeOf, functionOf, isNative, positionIn, sourceOf } from "./place.ts";
import { safeText } from "./safe_text.ts";
import { childStacksOf, visibleFrames } from "./walk.ts";

/** How the flat form is written. Contexts are left out unless asked for. */
export interface FlatOptions extends Omit<FormatOptions, "asciiOnly"> {
  /** Colours. Default: none. */
  palette?: Palette;
}

/** One frame, or one context of a frame. */
export interface FlatEntry {
  /** Function, and what is known of the context. */
  name: string;
  /** `url:line:column`; `""` for native code. */
  place: string;
  /** Source line, or words after `# `; `""` for none. */
  text: string;
  /** `name = preview`, one by one. */
  locals: readonly string[];
}

const MOST_REPEATED = 3;

/** The flat form of a stack, as lines that end in a newline. */
export function formatFlat(stack: Stack, options: FlatOptions = {}): string[] {
  const left = childStacksOf(visibleFrames(stack, options), options).length;
  return [
    `${headerText(stack)}\n`,
    ...flatBody(stack, left === 0 ? "" : `(${count(left, "child task")} not shown)`, options),
  ];
}

/** What stands under the header: entries, leaf, a word about child tasks, error. */
export function flatBody(stack: Stack, aboutChildren: string, options: FlatOptions): string[] {
  const { palette = PLAIN } = options;
  const lines = entryLines(flatEntries(stack, options), palette);
  const leaf = leafText(stack);
  if (leaf !== "") lines.push(`  Target of innermost frame: ${palette.leaf(leaf)}\n`);
  if (aboutChildren !== "") lines.push(`  ${palette.text(aboutChildren)}\n`);
  if (stack.error !== undefined) {
    lines.push(palette.error("  Error while extracting stack:") + "\n");
    for (const line of errorLines(stack.error)) lines.push(palette.error(`  ${line}`) + "\n");
  }
  return lines;
}

/** The entries of a stack. Child stacks have none. Without recursion, as a model may be deep. */
export function flatEntries(stack: Stack, options: FlatOptions = {}): FlatEntry[] {
  const entries: FlatEntry[] = [];
  const seen = new Set<Context>();
  const waiting: (FlatEntry | Step)[] = [];
  pushFrames(waiting, visibleFrames(stack, options));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if ("name" in next) entries.push(next);
    else if (next.context === undefined) pushFrame(waiting, next.frame, options);
    else if (!seen.has(next.context) && isShown(next.context, options)) {
      seen.add(next.context);
      entries.push(contextEntry(next.context, next));
      pushInside(waiting, next.context, next.frame, options);
    }
  }
  return entries;
}

/** A frame, or a context in it, that has yet to be taken apart. */
interface Step {
  frame: Frame;
  context?: Context;
  isChild: boolean;
}

function pushFrames(waiting: (FlatEntry | Step)[], frames: readonly Frame[]): void {
  for (const frame of frames.toReversed()) waiting.push({ frame, isChild: false });
}

function pushFrame(waiting: (FlatEntry | Step)[], frame: Frame, options: FlatOptions): void {
  const last = options.showContexts ? frame.contexts.at(-1) : undefined;
  const isTold = last !== undefined && last.isExiting && isShown(last, options);
  if (!isTold) waiting.push(frameEntry(frame, options));
  if (!options.showContexts) return;
  for (const context of frame.contexts.toReversed()) waiting.push({ frame, context, isChild: false });
}

function pushInside(waiting: (FlatEntry | Step)[], context: Context, frame: Frame, options: FlatOptions): void {
  for (const child of context.children.toReversed()) {
    if ("children" in child) waiting.push({ frame, context: child, isChild: true });
  }
  if (context.innerStack !== undefined) pushFrames(waiting, visibleFrames(context.innerStack, options));
}

function frameEntry(frame: Frame, options: FlatOptions): FlatEntry {
  return {
    name: functionOf(frame),
    place: isNative(frame) ? "" : positionIn(urlOf(frame), frame.line, frame.column),
    text: codeOf(frame, options),
    locals: options.showLocals ? localLines(frame) : [],
  };
}

function contextEntry(context: Context, { frame, isChild }: Step): FlatEntry {
  const known = nameAndType(context);
  const line = context.startLine ?? frame.line;
  return {
    name: known === "" ? functionOf(frame) : `${functionOf(frame)} (${known})`,
    place: isNative(frame) ? "" : positionIn(urlOf(frame), line, 0),
    text: contextText(context, frame, isChild),
    locals: [],
  };
}

function contextText(context: Context, frame: Frame, isChild: boolean): string {
  const description = descriptionText(context);
  if (isChild || context.kind === "combinator") {
    const words = description || (context.obj === undefined ? "" : safeText(context.obj));
    return words === "" ? "" : `# ${words}`;
  }
  return context.startLine === undefined ? "" : sourceOf(frame, context.startLine);
}

function isShown(context: Context, options: FlatOptions): boolean {
  return !context.hide || options.showHiddenFrames === true;
}

function urlOf(frame: Frame): string {
  return frame.url === "" ? "<anonymous>" : oneLine(frame.url);
}

/** Lines of entries. Of a run of equal entries only the first few are written. */
function entryLines(entries: readonly FlatEntry[], palette: Palette): string[] {
  const lines: string[] = [];
  let repeated = 0;
  entries.forEach((entry, at) => {
    const isRepeated = at > 0 && entry.name === entries[at - 1].name && entry.place === entries[at - 1].place;
    if (!isRepeated) {
      pushRepetition(lines, repeated);
      repeated = 0;
    }
    repeated++;
    if (repeated > MOST_REPEATED) return;
    const place = entry.place === "" ? "" : ` (${palette.place(entry.place)})`;
    lines.push(`  at ${palette.name(entry.name)}${place}\n`);
    if (entry.text !== "") lines.push(`    ${palette.code(entry.text)}\n`);
    for (const local of entry.locals) lines.push(`      ${palette.code(local)}\n`);
  });
  pushRepetition(lines, repeated);
  return lines;
}

function pushRepetition(lines: string[], repeated: number): void {
  const left = repeated - MOST_REPEATED;
  if (left > 0) lines.push(`  [Previous line repeated ${count(left, "more time")}]\n`);
}
