/** Which promises are pending, as V8 tells of each. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { denoCore } from "../heap/deno_core.ts";
import { InspectorSession } from "../heap/inspector_session.ts";
import type { LiveObjects } from "./live_objects.ts";

interface Core {
  /** State (0 for pending) and result. */
  getPromiseDetails(promise: object): [state: number, result: unknown];
}

/**
 * At a tenth of the cost of a heap snapshot: may a promise of this process be pending? When none is, no async function is suspended: each holds the promise of its result.
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

/**
 * Promises for which others wait that have settled, and whose nodes do not tell: V8 shows no small integer as a result. So those who
 * lost a race can be told from those that it waits for.
 */
export function settledWaiters({ heap, waiters }: AwaitGraph, live: LiveObjects): Set<number> {
  const settled = new Set<number>();
  const core = denoCore<Core>("getPromiseDetails");
  if (core === undefined) return settled;
  for (const waiting of waiters.values()) {
    for (const waiter of waiting) {
      if (waiter.kind !== "promise" || heap.field(waiter.promise, "reactions_or_result") >= 0) continue;
      const promise = live.object(waiter.promise);
      if (promise !== undefined && !isPending(core, promise)) settled.add(waiter.promise);
    }
  }
  return settled;
}

/** What only inherits from `Promise.prototype` is no promise. */
function isPending(core: Core, promise: object): boolean {
  try {
    return core.getPromiseDetails(promise)[0] === 0;
  } catch {
    return false;
  }
}
