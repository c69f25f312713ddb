/** What is active in one frame, for tools: without an extraction, and without running hooks. */
import type { Context } from "../model/context.ts";
import { Frame } from "../model/frame.ts";
import { InspectionWarning } from "../model/inspection_warning.ts";
import { safeText } from "../model/safe_text.ts";
import { SourceLines } from "../source/lines.ts";
import { activeBlocks, contextsOf } from "./contexts.ts";
import { asError } from "./extracting.ts";
import { frameNow } from "./frame_now.ts";
import { sourceOfFrame } from "./frame_source.ts";
import { tellInspection } from "./inspection_notes.ts";
import { checkOptions } from "../model/given.ts";
import { undisturbed } from "../model/own_language.ts";

/** What helps to find the contexts of a frame. */
export interface ActiveContextsOptions {
  /** The generator or the promise that owns the frame, where the frame does not tell (`Frame.origin`). */
  origin?: object;
  /** The frame that it is calling: tells which resource is being disposed of. */
  nextInner?: Frame;
}

/**
 * The `using` declarations that are active in a frame, outermost first, as they are found: no hook runs.
 *
 * A frame of a suspended function is looked for anew if the extraction that found it is over; has it gone on since, it has no
 * contexts. Of a running frame the source tells the names, and the resources are not known. What goes wrong is said in the notes of
 * the dump, or on stderr (see {@linkcode InspectionWarning}).
 *
 * @param frame the frame
 * @param options who owns it, and what it is calling
 * @returns the contexts; the last one may be exiting
 * @throws {TypeError} when `frame` is no frame
 * @example The resources of a suspended function
 * ```ts
 * import { extract } from "@stackscope/stackscope";
 * import { contextsActiveInFrame } from "@stackscope/stackscope/lowlevel";
 * import { assertEquals } from "@std/assert";
 *
 * const door = Promise.withResolvers<void>();
 * const lock = { [Symbol.dispose]() {} };
 * async function wait() {
 *   using held = lock;
 *   await door.promise;
 *   return held;
 * }
 *
 * const waiting = wait();
 * const [frame] = extract(waiting, { withContexts: false }).frames;
 * assertEquals(contextsActiveInFrame(frame).map(({ obj }) => obj), [lock]);
 *
 * door.resolve();
 * await waiting;
 * assertEquals(contextsActiveInFrame(frame), []); // it has ended
 * ```
 */
export function contextsActiveInFrame(frame: Frame, options: ActiveContextsOptions = {}): Context[] {
  checkOptions(options, "tell contexts");
  return undisturbed(() => {
    check(frame);
    const { origin, nextInner } = options;
    if (nextInner !== undefined) check(nextInner, "nextInner");
    const notes: string[] = [];
    const lines = new SourceLines();
    try {
      if (sourceOfFrame(frame) === undefined && origin === undefined) {
        return contextsOf(frame, nextInner, { lines, notes });
      }
      using now = frameNow(frame, origin, lines);
      return now === undefined ? [] : contextsOf(now.frame, nextInner, { lines, notes });
    } catch (thrown) {
      const error = asError(thrown);
      notes.push(`Inspection trickery failed on frame ${frame.functionName}: ${error.message}.`);
      return [];
    } finally {
      for (const note of notes) tellInspection(new InspectionWarning(note));
    }
  });
}

/** A dispose call that a frame is in. */
export interface ExitingContext {
  /** Its result is awaited. */
  isAsync: boolean;
  /** Which `using` declaration: a key of what {@linkcode analyzeUsingBlocks} gives; -1 when the source does not tell. */
  cleanupOffset: number;
}

/**
 * Whether a frame is inside a dispose call, at the end of a block with `using`.
 *
 * @param frame the frame
 * @param options who owns it, and what it is calling
 * @returns which declaration is being disposed of; `undefined` when none is
 * @throws {TypeError} when `frame` is no frame
 * @example A disposal that does not end
 * ```ts
 * import { extract } from "@stackscope/stackscope";
 * import { currentlyExitingContext } from "@stackscope/stackscope/lowlevel";
 * import { assertEquals } from "@std/assert";
 *
 * const door = Promise.withResolvers<void>();
 * async function leave() {
 *   await using _slow = { [Symbol.asyncDispose]: () => door.promise };
 * }
 *
 * const leaving = leave();
 * assertEquals(currentlyExitingContext(extract(leaving).frames[0])?.isAsync, true);
 *
 * door.resolve();
 * await leaving;
 * ```
 */
export function currentlyExitingContext(
  frame: Frame,
  options: ActiveContextsOptions = {},
): ExitingContext | undefined {
  return undisturbed(() => {
    const exiting = contextsActiveInFrame(frame, options).find(({ isExiting }) => isExiting);
    if (exiting === undefined) return undefined;
    const bindings = (activeBlocks(frame, new SourceLines()) ?? []).flatMap(({ block }) => block.bindings);
    const binding = bindings.findLast(({ varName, line }) => varName === exiting.varName && line === exiting.startLine);
    return { isAsync: exiting.isAsync, cleanupOffset: binding?.offset ?? -1 };
  });
}

function check(frame: unknown, name = "frame"): void {
  if (Frame.is(frame)) return;
  throw new TypeError(`Cannot look for contexts as '${name}' must be a frame: current value is ${safeText(frame)}`);
}
