/** The entry points: stacks of one thing, of the running code, of everything. */
import { isGeneratorObject, isPromise } from "node:util/types";
import { Dump } from "../model/dump.ts";
import type { Frame } from "../model/frame.ts";
import { Leaf } from "../model/leaf.ts";
import { Stack } from "../model/stack.ts";
import { type FrameRef, StackSlice } from "../model/stack_slice.ts";
import { SourceLines } from "../source/lines.ts";
import { acquireLocal } from "../target/local.ts";
import { dumpFrom } from "./dump.ts";
import { generatorStack, promiseStack } from "./items.ts";
import { isAt, isFrameRef, runningFrames } from "./running.ts";

/** Anything that may be given to `extract()`. */
export type StackItem = unknown;

/** Options of the extraction functions. */
export interface ExtractOptions {
  /** Fill `Frame.contexts`. Default: true. */
  withContexts?: boolean;
}

/** Options of `extractUntil()`. */
export interface ExtractUntilOptions extends ExtractOptions {
  /** At most so many frames, the innermost ones; or the outermost frame to show. */
  limit?: number | FrameRef;
}

/**
 * The stack of a promise, a generator, an async generator or a {@linkcode StackSlice}. Anything else has no frames and is its own
 * leaf. Does not throw because of what it looks at: errors go to `Stack.error`.
 *
 * Of a promise: the async function whose result it is, and what that one awaits, down to the leaf. A promise that has
 * settled, and a generator that has not begun or has ended, have neither frames nor leaf. Each call but one for a
 * `StackSlice` takes a heap snapshot, during which the process stands still.
 *
 * @param item what to look at
 * @param options what to fill in
 * @returns the stack, outermost frame first
 * @throws {RangeError} when the `limit` of a `StackSlice` is a number and not a positive integer
 * @example What a promise waits for
 * ```ts
 * import { extract } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * const reply = Promise.withResolvers<string>();
 * async function ask() {
 *   return await reply.promise;
 * }
 * async function greet() {
 *   return `Hello, ${await ask()}`;
 * }
 *
 * const greeting = greet();
 * assertEquals(extract(greeting).frames.map((frame) => frame.functionName), ["greet", "ask"]);
 *
 * reply.resolve("Ada");
 * assertEquals(await greeting, "Hello, Ada");
 * ```
 */
export function extract(item: StackItem, options: ExtractOptions = {}): Stack {
  if (StackSlice.is(item)) return sliceStack(item);
  let stack: Stack;
  try {
    stack = isPromise(item)
      ? promiseStack(item)
      : isGeneratorObject(item)
      ? generatorStack(item)
      : new Stack({ root: item, leaf: new Leaf({ kind: "object", description: "", obj: item }) });
  } catch (error) {
    stack = new Stack({ root: item, error: error instanceof Error ? error : new Error(String(error)) });
  }
  if (options.withContexts === false) { for (const frame of stack.frames) frame.contexts = []; }
  return stack;
}

/**
 * The running stack from `outerFrame` to the caller. A function is told by its name; the innermost call of it counts.
 *
 * @param outerFrame where to begin; `undefined` for the bottom of the stack
 * @param options what to fill in
 * @returns the stack, outermost frame first; without frames and with an `error` when `outerFrame` does not run
 * @throws {TypeError} when `outerFrame` is neither a frame nor a function
 * @example From a function inward
 * ```ts
 * import { extractSince } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * function order() {
 *   return pay();
 * }
 * function pay() {
 *   return extractSince(order);
 * }
 *
 * assertEquals(order().frames.map((frame) => frame.functionName), ["order", "pay"]);
 * ```
 */
export function extractSince(outerFrame: FrameRef | undefined, options: ExtractOptions = {}): Stack {
  if (outerFrame !== undefined && !isFrameRef(outerFrame)) {
    throw new TypeError(
      `Cannot extract as 'outerFrame' must be a frame or a function: current value is ${typeof outerFrame}`,
    );
  }
  return extract(new StackSlice({ outer: outerFrame }), options);
}

/**
 * The callers of `innerFrame`, itself included. Behind an `await` these are the awaiting functions, as far as V8 tells.
 *
 * @param innerFrame where to end: a frame, or a function, of which the innermost call counts
 * @param options where to begin, and what to fill in
 * @returns the stack, outermost frame first
 * @throws {TypeError} when `innerFrame` is neither a frame nor a function, or `limit` is neither of these nor a number
 * @throws {RangeError} when `limit` is a number and not a positive integer
 * @throws {Error} when `innerFrame` does not run, or `limit` is a frame that did not call it
 * @example The nearest caller
 * ```ts
 * import { extractUntil } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * function order() {
 *   return pay();
 * }
 * function pay() {
 *   return extractUntil(pay, { limit: 2 });
 * }
 *
 * assertEquals(order().frames.map((frame) => frame.functionName), ["order", "pay"]);
 * ```
 */
export function extractUntil(innerFrame: FrameRef, options: ExtractUntilOptions = {}): Stack {
  const { limit } = options;
  if (!isFrameRef(innerFrame)) {
    throw new TypeError(
      `Cannot extract as 'innerFrame' must be a frame or a function: current value is ${typeof innerFrame}`,
    );
  }
  if (typeof limit === "number" ? false : limit !== undefined && !isFrameRef(limit)) {
    throw new TypeError(`Cannot extract as 'limit' must be a frame or an integer: current value is ${typeof limit}`);
  }
  checkLimit(limit);
  const stack = extract(new StackSlice({ inner: innerFrame, limit }), options);
  if (stack.error !== undefined && typeof limit !== "number") throw stack.error;
  return stack;
}

/**
 * The outermost frame of `item`, alone.
 *
 * @param item what to look at, as for {@linkcode extract}
 * @param options what to fill in
 * @returns the frame
 * @throws {Error} when there is none: the error that was met, or one that says what was reached
 * @example Where a generator is suspended
 * ```ts
 * import { extractOutermost } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * function* count() {
 *   yield 1;
 *   yield 2;
 * }
 *
 * const numbers = count();
 * numbers.next();
 * assertEquals(extractOutermost(numbers).functionName, "count");
 * ```
 */
export function extractOutermost(item: StackItem, options: ExtractOptions = {}): Frame {
  const stack = extract(item, options);
  const [frame] = stack.frames;
  if (frame !== undefined) return frame;
  if (stack.error !== undefined) throw stack.error;
  throw new Error(`Cannot extract a frame as unwrapping only reached ${[stack.leaf ?? "nothing"].flat().join(", ")}`);
}

/**
 * All stacks of this process: every suspended async function, async generator and module. Takes a heap snapshot, during
 * which the process stands still. Sees only the isolate that calls it, not its workers.
 *
 * @returns the trees, from those that nobody awaits inward
 * @example Which functions wait
 * ```ts
 * import { extractAll } from "@stackscope/stackscope";
 * import { assertArrayIncludes } from "@std/assert";
 *
 * const door = Promise.withResolvers<void>();
 * async function passDoor() {
 *   await door.promise;
 * }
 *
 * const passing = passDoor();
 * const names = extractAll().tasks.map((task) => task.frames.at(-1)?.functionName);
 * assertArrayIncludes(names, ["passDoor"]);
 *
 * door.resolve();
 * await passing;
 * ```
 */
export function extractAll(): Dump {
  try {
    return dumpFrom(acquireLocal());
  } catch (error) {
    return new Dump({
      target: { kind: "process" },
      takenAt: new Date(),
      tasks: [],
      stats: { tasks: 0, frames: 0, hiddenFrames: 0, snapshotBytes: 0 },
      notes: [`Nothing could be read: ${error instanceof Error ? error.message : String(error)}.`],
    });
  }
}

function sliceStack({ outer, inner, limit }: StackSlice): Stack {
  checkLimit(limit);
  let frames = runningFrames(new SourceLines());
  let error: Error | undefined;
  if (inner !== undefined) {
    const at = frames.findIndex((frame) => isAt(frame, inner));
    if (at < 0) error = new Error("Cannot extract the callers as the inner frame is not running here");
    frames = at < 0 ? [] : frames.slice(at);
  }
  const end = outer ?? (typeof limit === "object" || typeof limit === "function" ? limit : undefined);
  if (end !== undefined && error === undefined) {
    const at = frames.findIndex((frame) => isAt(frame, end));
    if (at >= 0) frames = frames.slice(0, at + 1);
    else {
      error = new Error(
        outer === undefined
          ? `Cannot extract up to the limit as it is not an indirect caller of the inner frame: ${nameOfRef(end)}`
          : `Cannot extract from ${nameOfRef(end)} as it is not running here`,
      );
      frames = [];
    }
  }
  frames.reverse();
  if (typeof limit === "number") {
    frames = outer !== undefined && inner === undefined ? frames.slice(0, limit) : frames.slice(-limit);
  }
  return new Stack({ frames, error });
}

function checkLimit(limit: unknown): void {
  if (typeof limit === "number" && (!Number.isInteger(limit) || limit <= 0)) {
    throw new RangeError(`Cannot extract as 'limit' must be a positive integer: current value is ${limit}`);
  }
}

function nameOfRef(ref: FrameRef): string {
  if (typeof ref !== "function") return ref.functionName;
  return String(Reflect.getOwnPropertyDescriptor(ref, "name")?.value || "an anonymous function");
}
