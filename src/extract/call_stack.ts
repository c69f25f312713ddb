/** The running stack for those who know Python's `traceback`: walk it, summarize it, write it. */
import type { Frame } from "../model/frame.ts";
import { type FrameSummaryInit, setLineReader } from "../model/frame_summary.ts";
import type { FrameRef } from "../model/stack_slice.ts";
import { clip, oneLine } from "../model/one_line.ts";
import { StackSummary } from "../model/summary.ts";
import { ownName } from "../model/type_name.ts";
import { SourceLines } from "../source/lines.ts";
import { beginRunning, nextFrame } from "./iterate.ts";
import { isAt, isFrameRef } from "./running.ts";
import { checkOptions } from "../model/given.ts";
import { undisturbed } from "../model/own_language.ts";

/** Options of {@linkcode formatStack}. */
export interface FormatStackOptions {
  /** At most so many frames, the innermost ones: the means against deep recursion. Default: all. */
  limit?: number;
}

/** Options of {@linkcode extractStack}. */
export interface ExtractStackOptions extends FormatStackOptions {
  /** Capture the text of parameters and locals, where the frames know them. Costly where they are many. Default: false. */
  captureLocals?: boolean;
}

/**
 * The frames of the running stack, innermost first. Where the walk starts is settled by this call, not by the first step of
 * the iteration; frames are made as they are asked for.
 *
 * @param start a frame, or a function, of which the innermost call counts; `undefined` for the caller of this function
 * @returns the frames, which may be gone through several times
 * @throws {TypeError} when `start` is neither a frame nor a function
 * @throws {Error} when `start` is a function that is not running here
 * @example The nearest callers
 * ```ts
 * import { walkStack } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * function order() {
 *   return pay();
 * }
 * function pay() {
 *   return walkStack();
 * }
 *
 * const names = Array.from(order(), (frame) => frame.functionName);
 * assertEquals(names.slice(0, 2), ["pay", "order"]);
 * ```
 */
export function walkStack(start?: FrameRef): Iterable<Frame> {
  const first = startOf(start);
  return {
    *[Symbol.iterator]() {
      for (let frame = first; frame !== undefined; frame = nextFrame(frame)) yield frame;
    },
  };
}

/**
 * The running stack as plain data, innermost frame last.
 *
 * @param start where to end: a frame, or a function, of which the innermost call counts; `undefined` for the caller
 * @param options how many frames, and what of them
 * @returns the summary
 * @throws {TypeError} when `start` is neither a frame nor a function, or `limit` is not a number
 * @throws {RangeError} when `limit` is not a non-negative integer
 * @throws {Error} when `start` is a function that is not running here
 * @example How one came here
 * ```ts
 * import { extractStack } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * function order() {
 *   return pay();
 * }
 * function pay() {
 *   return extractStack(pay, { limit: 2 });
 * }
 *
 * assertEquals(Array.from(order(), ({ name }) => name), ["order", "pay"]);
 * ```
 */
export function extractStack(start?: FrameRef, options: ExtractStackOptions = {}): StackSummary {
  checkOptions(options, "summarize");
  return undisturbed(() => {
    const { limit, captureLocals } = options;
    const frames: Frame[] = [];
    for (let frame = startOf(start); frame !== undefined && frames.length !== limit; frame = nextFrame(frame)) {
      frames.push(frame);
    }
    const inward = StackSummary.extract(frames, { limit, captureLocals });
    return StackSummary.fromList(inward.frames.toReversed());
  });
}

/**
 * The running stack as text, innermost frame last.
 *
 * @param start where to end: a frame, or a function, of which the innermost call counts; `undefined` for the caller
 * @param options how many frames
 * @returns lines that end in a newline
 * @throws {TypeError} when `start` is neither a frame nor a function, or `limit` is not a number
 * @throws {RangeError} when `limit` is not a non-negative integer
 * @throws {Error} when `start` is a function that is not running here
 * @example A note on how one came here
 * ```ts
 * import { formatStack } from "@stackscope/stackscope";
 * import { assertStringIncludes } from "@std/assert";
 *
 * function pay() {
 *   return formatStack(pay, { limit: 1 }).join("");
 * }
 *
 * assertStringIncludes(pay(), "  at pay (");
 * ```
 */
export function formatStack(start?: FrameRef, options: FormatStackOptions = {}): string[] {
  checkOptions(options, "summarize");
  return undisturbed(() => {
    return extractStack(start, { limit: options.limit }).format();
  });
}

/**
 * Records of frames as text.
 *
 * @param summaries a summary, or records, or what a structured clone or JSON has made of either
 * @returns lines that end in a newline, one entry per record; of a run of equal entries the first three
 * @throws {TypeError} when a part of a record is of the wrong type
 * @throws {RangeError} when a position is not an integer
 * @example Records that were kept
 * ```ts
 * import { formatList } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * const kept = [{ url: "https://example.com/app.ts", line: 3, column: 5, name: "main", lineText: "await open();" }];
 * assertEquals(formatList(kept), ["  at main (https://example.com/app.ts:3:5)\n", "    await open();\n"]);
 * ```
 */
export function formatList(
  summaries: Iterable<FrameSummaryInit> | { readonly frames: Iterable<FrameSummaryInit> },
): string[] {
  return undisturbed(() => {
    return StackSummary.fromList(summaries).format();
  });
}

/** The frame of the running stack that a walk starts with. */
function startOf(start: FrameRef | undefined): Frame | undefined {
  return undisturbed(() => {
    if (start !== undefined && !isFrameRef(start)) {
      throw new TypeError(
        `Cannot walk the stack as 'start' must be a frame or a function: current value is ${typeof start}`,
      );
    }
    let frame = beginRunning(new SourceLines());
    if (start === undefined) return frame;
    while (frame !== undefined && !isAt(frame, start)) frame = nextFrame(frame);
    if (frame !== undefined) return frame;
    if (typeof start !== "function") return start; // of another stack, or of a call that is over
    const name = clip(oneLine(ownName(start))) || "an anonymous function";
    throw new Error(`Cannot walk the stack from '${name}' as it must be running here: it is not on the running stack`);
  });
}

let recent: WeakRef<SourceLines> | undefined;

/** Files are kept for the turn, so that one that many frames stand in is read once. */
setLineReader((url, line) => {
  let lines = recent?.deref();
  if (lines === undefined) recent = new WeakRef(lines = new SourceLines());
  return lines.line(url, line);
});
