/** Whether anything is pending, at a tenth of the cost of a heap snapshot. */
import { denoCore } from "../heap/deno_core.ts";
import { InspectorSession } from "../heap/inspector_session.ts";

interface Core {
  /** State (0 for pending) and result. */
  getPromiseDetails(promise: object): [state: number, result: unknown];
}

/**
 * May a promise of this process be pending? When none is, no async function is suspended: each holds the promise of its result.
 * Where it cannot be known, for want of `--allow-sys`, there may be one.
 */
export function mayHavePendingPromise(): boolean {
  const core = denoCore<Core>("getPromiseDetails");
  const session = core === undefined ? "not Deno" : InspectorSession.open();
  if (core === undefined || typeof session === "string") return true;
  using _ = session;
  try {
    return session.instancesOf(Promise.resolve()).some((promise) => isPending(core, promise));
  } catch {
    return true; // a program may have hardened what this needs
  }
}

/** What only inherits from `Promise.prototype` is no promise. */
function isPending(core: Core, promise: object): boolean {
  try {
    return core.getPromiseDetails(promise)[0] === 0;
  } catch {
    return false;
  }
}
