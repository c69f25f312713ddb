/** `trace()`: what the public may ask of the trace engine. */
import { hookLists } from "../target/promise_hooks.ts";
import { record } from "../trace/engine.ts";
import { noteSpanNames } from "../trace/span_names.ts";
import { checkOptions } from "../model/given.ts";
import { undisturbed } from "../model/own_language.ts";
import { safeText } from "../model/safe_text.ts";

/** What is traced. */
export interface TraceOptions {
  /**
   * Of which promises the running stack is captured when they are made. It tells where something was created, which op a wait is
   * for, and where a function stands that can never resume.
   *
   * - `"sampled"`: of as many as 0.6 % of the time in which the program is busy allows, and while it makes few promises 0.1 % of all
   *   time, which is saved up. That is all of them in a program that makes some hundred promises in a second, and in a burst at its begin; in
   *   a busier one it is a part, of those that wait for what is not there yet.
   * - `"all"`: of each. Each costs some microseconds, which makes awaits a hundred times slower.
   * - `"none"`: of none. Only the ages of waits are known.
   *
   * Default: `"sampled"`. Of several traces the one that wants most counts.
   */
  stacks?: "all" | "sampled" | "none";
  /**
   * Print to stderr what is left undone when the program ends, as {@linkcode dumpOnExit} does. Where that is watching too, nothing is
   * printed twice. Default: true.
   */
  atExit?: boolean;
  /** Print at most so many lines then, as `maxLines` of `dumpOnExit()` says. Default: all lines. */
  maxLines?: number;
}

/** Begins to watch for the end. */
type ExitWatch = (options: Pick<TraceOptions, "maxLines">) => Disposable;

let watchExit: ExitWatch | undefined;

/** Let traces print what is left undone at the end. What prints stands above this part, and fills this slot. */
export function setExitWatch(watch: ExitWatch): void {
  watchExit = watch;
}

/** A trace that is on until it is disposed. */
export interface Trace extends Disposable {
  /** End the trace: from now on nothing is recorded. When it was the last one, what it knew of collected waits is forgotten. */
  [Symbol.dispose](): void;
}

/**
 * Record from now on what a heap cannot tell. Dumps and stacks of this process then have
 *
 * - how long each frame has waited (`Frame.age`), and how old the awaited promise is (`Leaf.age`);
 * - where the awaited promise was made (`Leaf.creation`), and for which op of the runtime (`Leaf.details.op`);
 * - functions that **can never resume**, as the promise that they await was collected while it was pending. No heap has them any
 *   more, so they stand as tasks of their own at the front of `Dump.tasks`, with a leaf of kind `"collected"`.
 *
 * A wait is among the last only when it was captured, when a garbage collection has taken it, which a dump begins with, and when
 * what it is for was not also held by the stack that ran. Who waits for the outermost function is told with it. The loser of a race
 * that is over is called harmless.
 *
 * Ages are known of another process that traces itself, too, when it is attached to. All else only within the process.
 *
 * Spans of Deno's telemetry are named in labels, as with {@linkcode noteSpanNames}. When the program ends with something undone, that
 * is printed.
 *
 * Each promise hook makes every `await` a little slower, so nothing is traced until this is called, and the hooks are taken out when the
 * last trace ends. That needs the permission `--allow-sys`: without it they stay and do nothing, for about 35 ns an `await`. A trace
 * sees this isolate, not its workers; and no promise of `node:vm` contexts.
 *
 * @param options what to record
 * @returns the trace; it ends when it is disposed
 * @throws {TypeError} when `stacks` is none of the three, or `maxLines` is no number
 * @throws {RangeError} when `maxLines` is not a positive integer
 * @throws {Error} when this runtime does not let itself be traced
 * @example Where a promise comes from
 * ```ts
 * import { extract, Leaf, trace } from "@stackscope/stackscope";
 * import { assert, assertEquals } from "@std/assert";
 *
 * using _trace = trace();
 * const waiting: (() => void)[] = [];
 * function makeJob() {
 *   return new Promise<void>((resolve) => waiting.push(resolve));
 * }
 * async function work(job: Promise<void>) {
 *   await job;
 * }
 *
 * const working = work(makeJob());
 * const { frames, leaf } = extract(working);
 * assert(frames[0].age !== undefined);
 * assert(leaf instanceof Leaf);
 * assertEquals(leaf.creation.findLast(({ hide }) => !hide)?.functionName, "makeJob");
 *
 * waiting.forEach((resolve) => resolve());
 * await working;
 * ```
 */
export function trace(options: TraceOptions = {}): Trace {
  checkOptions(options, "trace");
  return undisturbed(() => {
    const { stacks = "sampled", atExit = true, maxLines } = options;
    if (stacks !== "all" && stacks !== "sampled" && stacks !== "none") {
      throw new TypeError(
        `Cannot trace as 'stacks' must be "all", "sampled" or "none": current value is ${safeText(stacks)}`,
      );
    }
    using parts = new DisposableStack();
    if (atExit) parts.use(watchExit?.({ maxLines })); // first, as it may refuse the number of lines
    parts.defer(record({ stacks }, hookLists));
    parts.use(noteSpanNames());
    const begun = parts.move();
    return { [Symbol.dispose]: () => undisturbed(() => begun.dispose()) };
  });
}
