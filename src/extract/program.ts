/** Everything that the dump of a program in another process needs, taken while it is attached to. */
import { safeText } from "../model/safe_text.ts";
import type { CdpSession } from "../target/cdp.ts";
import { acquireRemote, type RemoteOptions } from "../target/remote.ts";
import type { Acquisition } from "../target/target.ts";
import { acquireWorkers, type LookedAtWorker, type MissedWorker } from "../target/workers.ts";
import { restingThreads, type ThreadCircle } from "./thread_circles.ts";
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

/** Milliseconds after which a message that was sent before has come in. */
const UNDER_WAY_MS = 100;

/** Look at the main thread, then at each worker; at all of them once more where they seem to wait for each other. */
export async function acquireProgram(session: CdpSession, options: ProgramOptions): Promise<AcquiredProgram> {
  const { until, ...how } = options;
  const { main, workers, missed, notes } = await acquireThreads(session, how, until);
  const threads = new Threads(main, workers);
  const program = { threads, missed, notes, circles: [], apartMs: 0 };
  if (workers.length === 0 || missed.length > 0) return program;
  try {
    const first = restingThreads(threads);
    if (first === undefined || first.circles.length === 0) return program;
    await new Promise((resolve) => setTimeout(resolve, UNDER_WAY_MS));
    const again = await acquireThreads(session, { ...how, withLocals: false }, until);
    if (again.missed.length > 0) return { ...program, notes: [...notes, NO_SECOND_LOOK] };
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

async function acquireThreads(session: CdpSession, how: RemoteOptions, until: number): Promise<AcquiredThreads> {
  const main = await acquireRemote(session, { ...how, timeoutMs: until - performance.now() });
  const { withLocals, maxHeap } = how;
  const { pid } = main.target;
  const timeoutMs = until - performance.now();
  const { workers, missed, notes } = await acquireWorkers(session, { pid, timeoutMs, withLocals, maxHeap });
  return { main, workers, missed, notes };
}
