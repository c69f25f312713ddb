/** The trace engine of this isolate. */
import { CoarseClock } from "./clock.ts";
import type { CollectedWait } from "./collected.ts";
import type { CallPlace } from "./call_place.ts";
import { MOST_CALLS, PromiseTrace, recordOf, type StackSampling } from "./promise_trace.ts";
import { InstalledHooks } from "./hooks.ts";
import { type HookLists, type RuntimeCore, runtimeCore } from "./runtime.ts";

/** What one trace records. */
export interface Recording {
  stacks: StackSampling;
}

const recordings = new Set<Recording>();
let clock: CoarseClock | undefined;
let promises: PromiseTrace | undefined;

/**
 * Record from here on; the returned function ends this recording. `listsOf` finds the lists of hooks in Deno's core. Throws when
 * this runtime cannot be traced.
 */
export function record(recording: Recording, listsOf: (core: RuntimeCore) => HookLists | undefined): () => void {
  const core = runtimeCore();
  if (typeof core === "string") throw new Error(`Cannot trace as ${core}`);
  clock ??= new CoarseClock(core, () => promises?.tend());
  promises ??= new PromiseTrace(clock, (hooks) => new InstalledHooks(core, () => listsOf(core), hooks));
  recordings.add(recording);
  update(promises);
  return () => {
    if (recordings.delete(recording) && promises !== undefined) update(promises);
  };
}

/** Milliseconds since traces began in this isolate; `undefined` when none ever did. */
export function traceTime(): number | undefined {
  return clock?.exact();
}

/** Before a snapshot: hold on to nothing of the program, so that the collection that begins it shows what is garbage. */
export function letGo(): void {
  promises?.letGo();
}

/** What was collected while it was pending, up to now. */
export function collectedWaits(): { waits: CollectedWait[]; forgotten: number } {
  return promises?.collectedWaits() ?? { waits: [], forgotten: 0 };
}

/** Is this the result of a function that `collectedWaits` has told of? Then it can never settle. */
export function isOfCollected(promise: object): boolean {
  return promises?.isOfCollected(promise) ?? false;
}

/** The running stack that made a promise, innermost call first; nothing where it was not captured. */
export function creationOf(promise: object): CallPlace[] {
  try {
    return recordOf(promise)?.calls?.inner(MOST_CALLS) ?? [];
  } catch {
    return []; // V8 cannot tell of a torn stack
  }
}

function update(promises: PromiseTrace): void {
  const wanted = [...recordings].map(({ stacks }) => stacks);
  if (wanted.length === 0) {
    promises.release();
    promises.stop();
  } else promises.start(wanted.includes("all") ? "all" : wanted.includes("sampled") ? "sampled" : "none");
}
