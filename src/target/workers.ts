/**
 * The workers of another process, over the inspector session of its main thread: each is an isolate of its own, with the same
 * commands as the main thread.
 *
 * Deno registers every worker with the inspector of the main thread when it starts, workers of workers too, also when that inspector
 * is opened only later. `Target.getTargets` lists them, and a command with their `sessionId` reaches them: nothing has to be
 * enabled, so nothing stays behind. `NodeWorker.enable`, which Deno has too, cannot be undone there, and changes how workers answer
 * every other debugger. Node has only that, and ends it when we leave. (Tried with Deno 2.9.6 and Node 20.20.)
 *
 * A worker that is busy is stopped, as a main thread is (`busy_thread.ts`).
 *
 * One after the other, and one command at a time: Deno's inspector server loses its place in a long message of ours that comes in
 * while it sends something itself, and closes the socket.
 */
import { fileURLToPath } from "node:url";
import { shortUrl } from "../model/short_url.ts";
import { thrownText } from "../model/thrown_text.ts";
import { lookAtThread } from "./busy_thread.ts";
import type { Isolate } from "./cdp.ts";
import { acquireRemote } from "./remote.ts";
import type { Acquisition, RunningStack } from "./target.ts";
import { TargetError } from "./target_error.ts";
import type { IsolateInTurns, SessionInTurns } from "./turns.ts";

/** A worker that the inspector offers. */
export interface RemoteWorker {
  /** What the inspector calls it, for commands. */
  sessionId: string;
  /** Is it one of Node's? */
  isNodes: boolean;
  /** Its script. One that holds the script itself is cut. */
  url: string;
  /** Its number and name, where the inspector tells them: Node does, in Deno the heaps do. */
  identity?: { id: number; name: string };
  /** For commands to it. */
  isolate: IsolateInTurns;
}

/** One worker, and what was acquired of it. */
export interface LookedAtWorker {
  worker: RemoteWorker;
  acquisition: Acquisition;
}

/** A worker that could not be looked at, and why. */
export interface MissedWorker {
  worker: RemoteWorker;
  reason: string;
}

/** What was acquired of the workers of a program. */
export interface AcquiredWorkers {
  workers: LookedAtWorker[];
  missed: MissedWorker[];
  /** What concerns all of them. */
  notes: string[];
}

/** How workers are looked at. */
export interface WorkerOptions {
  pid?: number;
  /** Milliseconds for all of them. */
  timeoutMs: number;
  /** Milliseconds in which the main thread must list them; where it does not, there are none. Default: any. */
  listingMs?: number;
  /** Read parameters and locals too. */
  withLocals?: boolean;
  /** MB of used heap that are looked at in each. */
  maxHeap?: number;
}

/** What was asked for in a worker is held there under this name, as in `remote.ts`: its session outlives ours. */
const objectGroup = "stackscope";
/** Milliseconds in which a worker must begin to answer. */
const ANSWER_MS = 1000;
/** Milliseconds between two looks whether a worker that does not answer is still there. */
const PRESENCE_MS = 200;

const BLOCKED = "in a call of native code, which nothing can stop";
const UNLISTED = "the main thread is busy";
const LATE = "no answer in time: give a longer --timeout";
/** Deno sends what workers answer to the client that came first. */
const UNHEARD = "no answer: is another debugger attached?";

interface TargetInfo {
  targetId: string;
  type: string;
  url: string;
}

/** Look at all workers of a program. What goes wrong costs a note. */
export async function acquireWorkers(session: SessionInTurns, options: WorkerOptions): Promise<AcquiredWorkers> {
  const workers: LookedAtWorker[] = [];
  const missed: MissedWorker[] = [];
  const until = performance.now() + options.timeoutMs;
  const { timeoutMs, listingMs = timeoutMs } = options;
  let found: RemoteWorker[];
  try {
    found = await within(listingMs, UNLISTED, listWorkers(session));
  } catch (error) {
    if (listingMs < timeoutMs && error instanceof Error && error.message === UNLISTED) {
      return { workers, missed, notes: [] };
    }
    return { workers, missed, notes: [`Workers could not be looked at: ${reasonOf(error)}.`] };
  }
  for (const [at, worker] of found.entries()) {
    const left = until - performance.now();
    if (left <= 0) {
      for (const worker of found.slice(at)) missed.push({ worker, reason: LATE });
      break;
    }
    try {
      const acquisition = await acquireWorker(session, worker, { ...options, timeoutMs: left });
      workers.push({ worker, acquisition });
    } catch (error) {
      missed.push({ worker, reason: reasonOf(error) });
    }
  }
  if (found.some(({ isNodes }) => isNodes)) await session.send("NodeWorker.disable").catch(() => {}); // it may be gone
  return { workers, missed, notes: [] };
}

/** Look at one worker. */
export async function acquireWorker(
  session: SessionInTurns,
  worker: RemoteWorker,
  { pid, withLocals, timeoutMs, maxHeap }: WorkerOptions,
): Promise<Acquisition> {
  const { isolate, url } = worker;
  const look = async () => {
    await within(ANSWER_MS, UNHEARD, isolate.send("Runtime.getIsolateId"));
    await within(ANSWER_MS, BLOCKED, isolate.atOnce.send("Runtime.evaluate", { expression: "0", objectGroup }));
    const acquire = (from: Isolate, running?: RunningStack) =>
      acquireRemote(from, { kind: "worker", pid, title: url, withLocals, maxHeap, timeoutMs, running });
    const acquiring = lookAtThread(isolate.atOnce, {
      rest: () => acquire(isolate),
      stopped: (running, stopped) => acquire(stopped, running),
    });
    return await within(timeoutMs, LATE, acquiring);
  };
  return await whilePresent(session, worker, look());
}

/** The workers that run now. */
export async function listWorkers(session: SessionInTurns): Promise<RemoteWorker[]> {
  let infos: TargetInfo[] | undefined;
  try {
    infos = await targetsOf(session);
  } catch (error) {
    if (!(error instanceof TargetError) || error.code !== "protocol") throw error;
  }
  if (infos === undefined) return await listNodeWorkers(session);
  return infos.filter(({ type }) => type === "node_worker").map(({ targetId, url }) => ({
    sessionId: targetId,
    isNodes: false,
    url: scriptOf(url),
    isolate: session.isolate(targetId, "flat"),
  })).sort((a, b) => Number(a.sessionId) - Number(b.sessionId));
}

async function targetsOf(session: SessionInTurns): Promise<TargetInfo[]> {
  const { targetInfos } = await session.send<{ targetInfos: TargetInfo[] }>("Target.getTargets");
  return targetInfos;
}

/** Those of Node, which tells of each when asked to. */
async function listNodeWorkers(session: SessionInTurns): Promise<RemoteWorker[]> {
  const found: RemoteWorker[] = [];
  using _listening = session.on("NodeWorker.attachedToWorker", (params) => {
    const { sessionId, workerInfo } = params as { sessionId: string; workerInfo: { title: string; url: string } };
    const { title, url } = workerInfo;
    const isolate = session.isolate(sessionId, "wrapped");
    found.push({ sessionId, isNodes: true, url: scriptOf(url), identity: identityIn(title), isolate });
  });
  await session.send("NodeWorker.enable", { waitForDebuggerOnStart: false });
  return found;
}

/** `[worker 1] pool` */
function identityIn(title: string): RemoteWorker["identity"] {
  const [, id, name = ""] = /^\[worker (\d+)\](?: (.*))?$/s.exec(title) ?? [];
  return id === undefined ? undefined : { id: Number(id), name };
}

/** A worker that ends says so in Node. In Deno it is missing from the list. */
async function whilePresent<Result>(
  session: SessionInTurns,
  { sessionId, isNodes, isolate }: RemoteWorker,
  looking: Promise<Result>,
): Promise<Result> {
  const gone = Promise.withResolvers<never>();
  const tellGone = () => gone.reject(new TargetError("exited", "ended meanwhile"));
  let isOver = false;
  const timer = isNodes ? undefined : setInterval(async () => {
    const infos = await targetsOf(session).catch(() => undefined);
    if (!isOver && infos?.every(({ targetId }) => targetId !== sessionId)) tellGone();
  }, PRESENCE_MS);
  using _listening = session.on("NodeWorker.detachedFromWorker", (params) => {
    if (params.sessionId === sessionId) tellGone();
  });
  try {
    return await Promise.race([looking, gone.promise]);
  } finally {
    isOver = true;
    clearInterval(timer);
    isolate.send("Runtime.releaseObjectGroup", { objectGroup }).catch(() => {}); // it may be gone
    isolate.leave();
    looking.catch(() => {}); // nobody waits for it any more
  }
}

async function within<Result>(ms: number, late: string, asked: Promise<Result>): Promise<Result> {
  const patience = Promise.withResolvers<never>();
  const timer = setTimeout(() => patience.reject(new TargetError("timeout", late)), Math.max(1, ms));
  try {
    return await Promise.race([asked, patience.promise]);
  } finally {
    clearTimeout(timer);
    asked.catch(() => {}); // nobody waits for it any more
  }
}

/** The path of a worker's script, or its URL. */
function scriptOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return shortUrl(url);
  }
}

/** In few words: a note has them in brackets. */
function reasonOf(error: unknown): string {
  if (error instanceof TargetError) {
    if (error.code === "exited") return "ended meanwhile";
    if (error.code === "timeout" && ![BLOCKED, UNHEARD].includes(error.message)) return LATE;
  }
  return thrownText(error);
}
