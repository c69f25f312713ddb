/** Slices of the running stack. */
import type { Frame } from "../model/frame.ts";
import type { FrameRef, StackSlice } from "../model/stack_slice.ts";
import { clip, oneLine } from "../model/one_line.ts";
import { ownName } from "../model/type_name.ts";
import { Partial } from "./partial.ts";
import { isAt, isFrameRef } from "./running.ts";

/** The frames of a slice, outermost first. `running`: the running stack, innermost first. */
export function sliceFrames({ outer, inner, limit }: StackSlice, running: readonly Frame[]): Partial {
  let frames = running;
  if (inner !== undefined) {
    const at = frames.findIndex((frame) => isAt(frame, inner));
    if (at < 0) return new Partial([], new Error("Cannot extract the callers as the inner frame is not running here"));
    frames = frames.slice(at);
  }
  const end = outer ?? (typeof limit === "object" || typeof limit === "function" ? limit : undefined);
  if (end !== undefined) {
    const at = frames.findIndex((frame) => isAt(frame, end));
    if (at < 0) {
      const problem = outer === undefined
        ? `Cannot extract up to the limit as it is not an indirect caller of the inner frame: ${nameOfRef(end)}`
        : `Cannot extract from ${nameOfRef(end)} as it is not running here`;
      return new Partial(typeof end === "function" ? [] : [end], new Error(problem));
    }
    frames = frames.slice(0, at + 1);
  }
  const outermostFirst = frames.toReversed();
  if (typeof limit !== "number") return new Partial(outermostFirst);
  return new Partial(
    outer !== undefined && inner === undefined ? outermostFirst.slice(0, limit) : outermostFirst.slice(-limit),
  );
}

/** Refuse a limit that is no positive integer. */
export function checkLimit(limit: unknown): void {
  if (limit !== undefined && typeof limit !== "number" && !isFrameRef(limit)) {
    throw new TypeError(`Cannot extract as 'limit' must be a frame or an integer: current value is ${typeof limit}`);
  }
  if (typeof limit === "number" && (!Number.isInteger(limit) || limit <= 0)) {
    throw new RangeError(`Cannot extract as 'limit' must be a positive integer: current value is ${limit}`);
  }
}

function nameOfRef(ref: FrameRef): string {
  if (typeof ref !== "function") return clip(oneLine(ref.functionName));
  return clip(oneLine(ownName(ref))) || "an anonymous function";
}
