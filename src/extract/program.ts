/** Everything that the dump of a program in another process needs, taken while it is attached to. */
import type { CdpSession } from "../target/cdp.ts";
import { acquireRemote, type RemoteOptions } from "../target/remote.ts";
import type { Acquisition } from "../target/target.ts";
import { type AcquiredWorkers, acquireWorkers } from "../target/workers.ts";

/** How a program is looked at. */
export interface ProgramOptions extends RemoteOptions {
  /** By `performance.now()`: when all must be done. */
  until: number;
}

/** What was acquired of a program. */
export interface AcquiredProgram {
  main: Acquisition;
  workers: AcquiredWorkers;
}

/** Look at the main thread, then at each worker. */
export async function acquireProgram(session: CdpSession, options: ProgramOptions): Promise<AcquiredProgram> {
  const { until, ...how } = options;
  const main = await acquireRemote(session, how);
  const { pid } = main.target;
  const timeoutMs = until - performance.now();
  const workers = await acquireWorkers(session, { pid, timeoutMs, withLocals: options.withLocals });
  return { main, workers };
}
