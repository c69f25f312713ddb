/** Everything that the dump of a program in another process needs, taken while it is attached to. */
import { safeText } from "../model/safe_text.ts";
import { lookAtThread } from "../target/busy_thread.ts";
import { acquireRemote, type InspectorSession, readTarget, type RemoteOptions } from "../target/remote.ts";
import type { Acquisition, RunningStack } from "../target/target.ts";
import { TargetError, type TargetErrorCode } from "../target/target_error.ts";
import type { SessionInTurns } from "../target/turns.ts";
import { acquireWorkers, type LookedAtWorker, type MissedWorker } from "../target/workers.ts";
import { restingThreads, type ThreadCircle } from "./thread_circles.ts";
import type { LoneStack } from "./running_thread.ts";
import { Threads } from "./threads.ts";

/** How a program is looked at. */
export interface ProgramOptions extends RemoteOptions {
  /** By `performance.now()`: when all must be done. */
  until: number;
}

/** What was acquired of a program. */
export interface AcquiredProgram {
  threads: Threads;
  missed: readonly MissedWorker[];
  notes: readonly string[];
  /** Threads that wait for each other. */
  circles: readonly ThreadCircle[];
  /** Milliseconds between the two looks that showed these. */
  apartMs: number;
}

/** What stops a look at the heap, while the stack that was seen before is still worth telling. */
const STACK_IS_LEFT: readonly TargetErrorCode[] = ["refused", "timeout", "protocol", "snapshot"];

/** Milliseconds in which a main thread that was busy may list its workers, which takes a turn of it. */
const LISTING_MS = 200;

/** Milliseconds after which a message that was sent before has come in. */
const UNDER_WAY_MS = 100;

/** Look at the main thread, then at each worker; at all of them once more where they seem to wait for each other. */
export async function acquireProgram(
  session: SessionInTurns,
  options: ProgramOptions,
): Promise<AcquiredProgram | LoneStack> {
  const { until, ...how } = options;
  const acquired = await acquireThreads(session, how, until);
  if ("reason" in acquired) return acquired;
  const { main, workers, missed, notes } = acquired;
  const threads = new Threads(main, workers);
  const program = { threads, missed, notes, circles: [], apartMs: 0 };
  const isBusy = threads.all().some(({ running }) => running !== undefined);
  if (workers.length === 0 || missed.length > 0 || isBusy) return program;
  try {
    const first = restingThreads(threads);
    if (first === undefined || first.circles.length === 0) return program;
    await new Promise((resolve) => setTimeout(resolve, UNDER_WAY_MS));
    const again = await acquireThreads(session, { ...how, withLocals: false }, until);
    if ("reason" in again || again.missed.length > 0) return { ...program, notes: [...notes, NO_SECOND_LOOK] };
    const second = restingThreads(new Threads(again.main, again.workers));
    if (second?.state !== first.state) return program;
    const confirmed = new Set(second.circles.map(({ key }) => key));
    const circles = first.circles.filter(({ key }) => confirmed.has(key));
    return { ...program, circles, apartMs: again.main.takenAt.getTime() - main.takenAt.getTime() };
  } catch (error) {
    return { ...program, notes: [...notes, `${NO_SECOND_LOOK} (${safeText(error)})`] };
  }
}

const NO_SECOND_LOOK = "Threads seem to wait for each other's messages, but could not be looked at twice to be sure.";

interface AcquiredThreads {
  main: Acquisition;
  workers: LookedAtWorker[];
  missed: MissedWorker[];
  notes: string[];
}

async function acquireThreads(
  session: SessionInTurns,
  how: RemoteOptions,
  until: number,
): Promise<AcquiredThreads | LoneStack> {
  const acquire = (from: InspectorSession, running?: RunningStack) =>
    acquireRemote(from, { ...how, running, timeoutMs: until - performance.now() });
  const main = await lookAtThread<Acquisition | LoneStack>(session.atOnce, {
    rest: () => acquire(session),
    async stopped(running, stopped) {
      const takenAt = new Date(), target = await readTarget(stopped, how);
      try {
        return await acquire(stopped, running);
      } catch (error) {
        if (!(error instanceof TargetError && STACK_IS_LEFT.includes(error.code))) throw error;
        return { running, target, takenAt, reason: error.message };
      }
    },
  });
  if ("reason" in main) return main;
  const { withLocals, maxHeap } = how;
  const { pid } = main.target;
  const timeoutMs = until - performance.now(), listingMs = main.running === undefined ? timeoutMs : LISTING_MS;
  const { workers, missed, notes } = await acquireWorkers(session, { pid, timeoutMs, withLocals, maxHeap, listingMs });
  return { main, workers, missed, notes };
}
