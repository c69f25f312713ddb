/** The entry points: stacks of one thing, of the running code, of everything. */
import { Context } from "../model/context.ts";
import { Dump } from "../model/dump.ts";
import type { Frame } from "../model/frame.ts";
import { InspectionWarning } from "../model/inspection_warning.ts";
import { checkOptions } from "../model/given.ts";
import { undisturbed } from "../model/own_language.ts";
import { safeText } from "../model/safe_text.ts";
import { Stack } from "../model/stack.ts";
import { isInstance } from "../model/type_name.ts";
import { type FrameRef, StackSlice } from "../model/stack_slice.ts";
import { dumpFrom } from "./dump.ts";
import { checkOwnRoom } from "../target/local_heap.ts";
import { asError, beginning, checkStack, currentExtraction, STACK_FULL, within } from "./extracting.ts";
import { Extraction, type StackOptions } from "./extraction.ts";
import { fill } from "./fill.ts";
import { tellInspection } from "./inspection_notes.ts";
import { LookSource } from "./items.ts";
import { isFrameRef } from "./running.ts";
import { checkLimit } from "./slice.ts";

/** Anything that may be given to `extract()`. */
export type StackItem = unknown;

/** Options of the extraction functions. */
export interface ExtractOptions {
  /** Fill `Frame.contexts`. Default: true. */
  withContexts?: boolean;
  /** Give child tasks with their frames; without, only their `root`. Default: false. */
  recurseChildTasks?: boolean;
  /**
   * Let all plain values of the async context be labels. Without, only those whose names tell that they identify the work, such as
   * `requestId`, `user.name` or `path`: stores often hold secrets, too. Default: false.
   */
  allLabels?: boolean;
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
  try {
    checkStack();
  } catch {
    return NO_ROOM.stack;
  }
  checkOptions(options, "extract");
  return undisturbed(() => {
    if (StackSlice.is(item)) checkLimit(item.limit);
    return extractUndisturbed(item, options);
  });
}

function extractUndisturbed(item: StackItem, options: ExtractOptions, stackOptions: StackOptions = {}): Stack {
  const { withContexts = true, recurseChildTasks = false } = options;
  const notes: string[] = [];
  let root: unknown;
  try {
    root = StackSlice.is(item) ? undefined : item;
    return beginning(() => {
      using looks = new LookSource(notes, options);
      const { lines } = looks;
      const extraction = new Extraction({ withContexts, recurseChildTasks, looks, lines, notes, scripts: [] });
      return extraction.stack(item, { id: "1", ...stackOptions });
    });
  } catch (error) {
    return new Stack({ root, error: asError(error) });
  } finally {
    for (const note of notes) tellInspection(new InspectionWarning(note)); // a stack has no place for notes
  }
}

/** Made beforehand: there is no room on the stack to make anything then. */
const NO_ROOM: { stack: Stack; dump: Dump } = {
  stack: new Stack({ root: undefined, error: new Error(STACK_FULL) }),
  dump: unread(STACK_FULL),
};

/** The dump of what could not be looked at. */
function unread(reason: string): Dump {
  return new Dump({
    target: { kind: "process" },
    takenAt: new Date(),
    tasks: [],
    stats: { tasks: 0, frames: 0, hiddenFrames: 0, snapshotBytes: 0 },
    notes: [`Nothing could be read: ${reason.replace(/\n[^]*$/, "")}.`], // Deno puts stacks into messages of its own
  });
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
  return undisturbed(() => {
    if (outerFrame !== undefined && !isFrameRef(outerFrame)) {
      throw new TypeError(
        `Cannot extract as 'outerFrame' must be a frame or a function: current value is ${typeof outerFrame}`,
      );
    }
    return extract(new StackSlice({ outer: outerFrame }), options);
  });
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
  checkOptions(options, "extract");
  return undisturbed(() => {
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
  });
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
  checkOptions(options, "extract");
  return undisturbed(() => {
    if (StackSlice.is(item)) checkLimit(item.limit);
    const stack = extractUndisturbed(item, options, { isOutermostOnly: true });
    const [frame] = stack.frames;
    if (frame !== undefined) return frame;
    if (stack.error !== undefined) throw stack.error;
    throw new Error(
      `Cannot extract a frame from ${safeText(item)} as unwrapping only reached ${reachedText(stack)}`,
    );
  });
}

/**
 * The stack of an item, for hooks: extracted with the options of the call that led to the hook.
 *
 * @param item what to look at, as for {@linkcode extract}
 * @param options `forTask`: the item is a task of its own. Then, unless the outer call has `recurseChildTasks`, the stack is a stub,
 *   with `root` only.
 * @returns the stack, outermost frame first
 * @throws {Error} outside of hooks
 * @example A group that shows its tasks
 * ```ts
 * import { elaborateContext, extract, extractChild } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * class Group implements AsyncDisposable {
 *   tasks: Promise<void>[] = [];
 *   async [Symbol.asyncDispose]() {
 *     await Promise.all(this.tasks);
 *   }
 * }
 * using _hook = elaborateContext.register(Group, (group, context) => {
 *   context.children = group.tasks.map((task) => extractChild(task, { forTask: true }));
 * });
 *
 * const door = Promise.withResolvers<void>();
 * async function kid() {
 *   await door.promise;
 * }
 * async function parent() {
 *   await using group = new Group();
 *   group.tasks.push(kid(), kid());
 *   await door.promise;
 * }
 *
 * const running = parent();
 * const [{ contexts: [group] }] = extract(running, { recurseChildTasks: true }).frames;
 * assertEquals(group.varName, "group");
 * assertEquals(group.children.length, 2);
 *
 * door.resolve();
 * await running;
 * ```
 */
export function extractChild(item: StackItem, options: { forTask: boolean }): Stack {
  return undisturbed(() => {
    const extraction = currentExtraction();
    if (extraction === undefined) {
      throw new Error(
        "Cannot extract a child as extractChild() may only be called from within a hook that extract() called",
      );
    }
    return extraction.child(item, { forTask: options.forTask });
  });
}

/**
 * Fill in what hooks know of a context: runs `elaborateContext` and `unwrapContext` on it until it is steady. For hooks that make
 * contexts of their own; outside of an extraction the default options apply, and errors are thrown.
 *
 * @param context the context, with its `obj`
 * @throws {Error} outside of an extraction: what a hook threw
 * @example A context for a resource
 * ```ts
 * import { Context, elaborateContext, fillContext } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * class Lock {
 *   constructor(readonly holder: string) {}
 * }
 * using _hook = elaborateContext.register(Lock, (lock, context) => {
 *   context.description = `lock held by ${lock.holder}`;
 * });
 *
 * const context = new Context({ obj: new Lock("worker 3") });
 * fillContext(context);
 * assertEquals(context.description, "lock held by worker 3");
 * ```
 */
export function fillContext(context: Context): void {
  undisturbed(() => fillUndisturbed(context));
}

function fillUndisturbed(context: Context): void {
  if (!isInstance(context, Context)) {
    throw new TypeError(`Cannot fill a context as 'context' must be one: current value is ${safeText(context)}`);
  }
  const extraction = currentExtraction();
  if (extraction !== undefined) {
    extraction.fill(context);
    return;
  }
  const notes: string[] = [];
  using looks = new LookSource(notes);
  const { lines } = looks;
  const own = new Extraction({ withContexts: true, recurseChildTasks: false, looks, lines, notes, scripts: [] });
  const errors: unknown[] = [];
  within(own, () =>
    fill(context, {
      save: (error) => errors.push(error),
      fill: (inner) => own.fill(inner),
      child: (item, options) => own.child(item, options),
      lookFor: (obj) => own.lookFor(obj),
      note: (text) => own.note(text),
    }));
  if (errors.length > 0) throw errors[0];
}

/**
 * All stacks of this process: every suspended async function, async generator and module. Takes a heap snapshot, during
 * which the process stands still. Sees only the isolate that calls it, not its workers.
 *
 * @param options what to fill in
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
export function extractAll(options: ExtractOptions = {}): Dump {
  checkOptions(options, "extract");
  return undisturbed(() => extractAllUndisturbed(options));
}

function extractAllUndisturbed(options: ExtractOptions): Dump {
  try {
    checkStack();
  } catch {
    return NO_ROOM.dump;
  }
  try {
    checkOwnRoom();
    const notes: string[] = [];
    return beginning(() => {
      using looks = new LookSource(notes, options);
      return dumpFrom(looks.all(), { looks, notes, options });
    });
  } catch (error) {
    return unread(asError(error).message);
  }
}

function reachedText({ leaf }: Stack): string {
  const leaves = leaf === undefined ? [] : Array.isArray(leaf) ? leaf : [leaf];
  return leaves.map(({ description, obj }) => description || safeText(obj)).join(", ") || "nothing";
}
