/**
 * From frames to plain records: one for each frame, and before it, where they are asked for, one for each of its
 * contexts, in the order in which an error would unwind them, reversed.
 */
import type { Context } from "./context.ts";
import { isWaiting, nameAndType, wordsOf } from "./context_text.ts";
import type { Frame } from "./frame.ts";
import { FrameSummary } from "./frame_summary.ts";
import { safeText } from "./safe_text.ts";
import type { Stack } from "./stack.ts";

/** Options of the summary of one frame. */
export interface FrameSummaryOptions {
  /** Capture the text of parameters and locals. Costly where they are many. Default: false. */
  captureLocals?: boolean;
}

/** Options of a summary with contexts. */
export interface ContextSummaryOptions extends FrameSummaryOptions {
  /** Keep the frames, contexts and lines that are marked as hidden. Default: false. */
  showHiddenFrames?: boolean;
}

/** Options of the summary of a stack. */
export interface StackSummaryOptions extends ContextSummaryOptions {
  /** Records for contexts, before the record of their frame. Default: false. */
  showContexts?: boolean;
}

/** The name of the one local that the record of a context has. */
const CONTEXT_LOCAL = "<context manager>";

const ofContexts = new WeakSet<FrameSummary>();

/** Is it the record of a context? */
export function isOfContext(record: FrameSummary): boolean {
  return ofContexts.has(record);
}

/** A frame, or a context in it, that has yet to be taken apart; or a record that is done. */
type Step = FrameSummary | { frame: Frame; context?: Context; isChild: boolean };

/** The frames of a stack of which there are records. */
export function summarizedFrames(stack: Stack, { showHiddenFrames }: ContextSummaryOptions): readonly Frame[] {
  return showHiddenFrames ? stack.frames : stack.frames.filter((frame) => !frame.hide);
}

/** The records of frames. Child stacks have none. Without recursion, and each context once: a model may be deep, or cyclic. */
export function* summaryRecords(frames: readonly Frame[], options: StackSummaryOptions = {}): Generator<FrameSummary> {
  const seen = new Set<Context>();
  const waiting: Step[] = [];
  pushFrames(waiting, frames);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next instanceof FrameSummary) yield next;
    else if (next.context === undefined) pushFrame(waiting, next.frame, options);
    else if (!seen.has(next.context) && isShown(next.context, options)) {
      seen.add(next.context);
      const record = contextRecord(next.context, next.frame, { ...options, isChild: next.isChild });
      ofContexts.add(record);
      yield record;
      pushInside(waiting, next.context, next.frame, options);
    }
  }
}

/** The record of one frame. `lookupLine` false: the line is looked up when the record is first asked for it. */
export function frameRecord(
  frame: Frame,
  options: ContextSummaryOptions & { lookupLine?: boolean } = {},
): FrameSummary {
  const { captureLocals, showHiddenFrames, lookupLine = true } = options;
  const isHidden = frame.hideLine && !showHiddenFrames;
  return new FrameSummary({
    url: frame.url,
    line: integer(frame.line),
    column: integer(frame.column),
    name: functionOf(frame),
    lineText: isHidden ? "" : lookupLine ? lineOf(() => frame.lineText) : undefined,
    lookupLine: false,
    locals: captureLocals ? localsOf(frame) : undefined,
  });
}

function contextRecord(
  context: Context,
  frame: Frame,
  { isChild, captureLocals }: ContextSummaryOptions & { isChild: boolean },
): FrameSummary {
  const known = nameAndType(context);
  const { startLine } = context;
  let lineText = "";
  if (isChild || isWaiting(context)) {
    const words = wordsOf(context);
    if (words !== "") lineText = `# ${words}`;
  } else if (startLine !== undefined) {
    lineText = lineOf(() => frame.sourceLine(startLine));
  }
  return new FrameSummary({
    url: frame.url,
    line: integer(startLine ?? frame.line),
    name: known === "" ? functionOf(frame) : `${functionOf(frame)} (${known})`,
    lineText,
    locals: captureLocals ? contextLocals(context) : undefined,
  });
}

function contextLocals(context: Context): Record<string, string> {
  const words = wordsOf(context);
  return words === "" ? {} : { [CONTEXT_LOCAL]: words };
}

/** The texts that the engine captured, as they are. */
function localsOf(frame: Frame): Record<string, string> | undefined {
  try {
    const locals = frame.locals();
    if (locals === undefined) return undefined;
    return Object.fromEntries(
      Object.entries(Object.getOwnPropertyDescriptors(locals))
        .filter(([, { enumerable }]) => enumerable)
        .map(([name, { value }]) => [name, typeof value === "string" ? value : safeText(value)]),
    );
  } catch (error) {
    return { "<locals>": `cannot be read: ${safeText(error)}` };
  }
}

function pushFrames(waiting: Step[], frames: readonly Frame[]): void {
  for (const frame of frames.toReversed()) waiting.push({ frame, isChild: false });
}

function pushFrame(waiting: Step[], frame: Frame, options: StackSummaryOptions): void {
  const last = options.showContexts ? frame.contexts.at(-1) : undefined;
  const isTold = last !== undefined && last.isExiting && isShown(last, options);
  if (!isTold) waiting.push(frameRecord(frame, options));
  if (!options.showContexts) return;
  for (const context of frame.contexts.toReversed()) waiting.push({ frame, context, isChild: false });
}

function pushInside(waiting: Step[], context: Context, frame: Frame, options: StackSummaryOptions): void {
  for (const child of context.children.toReversed()) {
    if ("children" in child) waiting.push({ frame, context: child, isChild: true });
  }
  if (context.innerStack !== undefined) pushFrames(waiting, summarizedFrames(context.innerStack, options));
}

function isShown(context: Context, { showHiddenFrames }: ContextSummaryOptions): boolean {
  return !context.hide || showHiddenFrames === true;
}

function functionOf({ className, functionName }: Frame): string {
  const name = functionName || "<anonymous>";
  return className === undefined ? name : `${className}.${name}`;
}

/** A hook may have set a position that is none. */
function integer(position: number): number {
  return Number.isInteger(position) ? position : 0;
}

/** A source that cannot be read is none. */
function lineOf(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
