/** What hooks return, made safe to handle. */
import { isProxy } from "node:util/types";
import { isFrameIterator } from "../dispatch/yields_frames.ts";
import { asError } from "./extracting.ts";
import { Partial } from "./partial.ts";

/** Collect what a function under `yieldsFrames` yields; what came before an error stays. */
export function drain(results: unknown): unknown {
  if (!isFrameIterator(results)) return results;
  const drained = results.drain();
  return new Partial(drained.items, drained.failed ? asError(drained.error) : undefined);
}

/** A real array; `Array.isArray` throws for a revoked proxy, and a proxy would run its traps. */
export function isList(value: unknown): value is unknown[] {
  return !isProxy(value) && Array.isArray(value);
}
