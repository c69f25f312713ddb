/** Whether another process can be looked at, asked before its snapshot: nothing could stop that. */
import { hostProcess } from "../heap/host_process.ts";
import type { Snapshot } from "../heap/snapshot.ts";
import {
  dumpMemory,
  type HeapFigures,
  heapFigures,
  longestStore,
  reactionCount,
  STORE_TESTS,
} from "../heap/snapshot_cost.ts";
import { freeMemory } from "./free_memory.ts";
import { hasRoomForLists, heapLimit, type Refusal, refusalOf } from "./heap_limit.ts";
import { TargetError } from "./target_error.ts";

/** What a look may take, and of which process. */
export interface RemoteHeapOptions {
  kind: "pid" | "inspector" | "worker";
  pid?: number;
  /** MB of used heap. Default: that of `setHeapLimit()`. */
  maxHeap?: number;
  /** Milliseconds for all. Default: any. */
  timeoutMs?: number;
  /** What it stands still in. Garbage is then not collected: that takes a turn. */
  running?: object;
}

interface RemoteObject {
  objectId?: string;
  value?: unknown;
}

interface Answer {
  result: RemoteObject;
  objects: RemoteObject;
  internalProperties: { name: string; value: RemoteObject }[];
}

/** Sends a command, and throws when the target answers with an exception. */
type Call = (method: string, params: object) => Promise<unknown>;

const HINT = {
  limit: (megabytes: number) =>
    megabytes === Infinity ? "look in spite of it with --max-heap=any" : `allow it with --max-heap=${megabytes}`,
  time: (seconds: number) => `allow it with --timeout=${seconds}s`,
};

/** How long the collection of garbage may take in a target that has any time. */
const COLLECTING_MS = 60_000;

async function isDoneWithin(action: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const patience = Promise.withResolvers<boolean>();
  const isDone = false;
  const timer = setTimeout(() => patience.resolve(isDone), milliseconds);
  try {
    return await Promise.race([action.then(() => true), patience.promise]);
  } finally {
    clearTimeout(timer);
    action.catch(() => {}); // when it comes too late
  }
}

/**
 * Find out whether this process has room for the dump of a snapshot.
 *
 * @throws {TargetError} when not
 */
export function checkRoomFor(snapshot: Snapshot, maxHeap: number | undefined): void {
  const { room, limit } = heapFigures(hostProcess().getBuiltinModule("node:v8"));
  const needed = dumpMemory(snapshot);
  if (room >= needed || maxHeap === Infinity) return;
  throw new TargetError(
    "refused",
    `Cannot describe this heap as ${reactionCount(snapshot)} functions wait in it, whose dump may take ` +
      `${Math.ceil(needed)} MB, and this process has ${Math.floor(room)} MB left: start it with more ` +
      `(deno run --v8-flags=--max-old-space-size=${Math.ceil((limit + needed) / 1000) * 1000})`,
  );
}

/**
 * Find out whether the heap of another process may be looked at.
 *
 * @param modules handle of `{ v8, vm, types }` in the target
 * @throws {TargetError} when not: why, and how to change that
 */
export async function checkRemoteHeap(
  call: Call,
  modules: string | undefined,
  { kind, pid, maxHeap: limit = heapLimit(), timeoutMs, running }: RemoteHeapOptions,
): Promise<void> {
  if (limit === Infinity) return;
  let figures = await figuresOf();
  const free = kind === "pid" ? freeMemory(pid) : undefined; // an inspector may be on another machine, and a worker with it
  const judge = (longest?: number): Refusal | undefined =>
    refusalOf({ figures, limit, free, longest, timeoutMs, hint: HINT });
  let refusal = judge();
  if (refusal === undefined) return;
  const isCollected = running === undefined &&
    await isDoneWithin(call("HeapProfiler.collectGarbage", {}), (timeoutMs ?? COLLECTING_MS) / 3);
  if (isCollected) {
    figures = await figuresOf();
    refusal = judge();
  }
  if (isCollected && refusal?.isRough && hasRoomForLists(figures)) refusal = judge(await longest());
  if (refusal !== undefined) throw new TargetError("refused", `Cannot look into this heap as ${refusal.reason}`);

  async function figuresOf(): Promise<HeapFigures> {
    const { result } = await call("Runtime.callFunctionOn", {
      objectId: modules,
      functionDeclaration: `function () { return (${heapFigures})(this.v8); }`,
      returnByValue: true,
    }) as Answer;
    return result.value as HeapFigures;
  }

  async function longest(): Promise<number> {
    const objectGroup = "stackscope sizes";
    const sample = await call("Runtime.evaluate", { expression: "({})", objectGroup }) as Answer;
    const about = await call("Runtime.getProperties", { objectId: sample.result.objectId, ownProperties: true });
    const prototype = (about as Answer).internalProperties.find(({ name }) => name === "[[Prototype]]")?.value;
    const found = await call("Runtime.queryObjects", { prototypeObjectId: prototype?.objectId, objectGroup }) as Answer;
    const { result } = await call("Runtime.callFunctionOn", {
      objectId: found.objects.objectId,
      arguments: [{ objectId: modules }],
      functionDeclaration: `function ({ vm, types }) {
        const tests = vm.runInContext(${JSON.stringify(STORE_TESTS)}, vm.createContext({}))(types);
        return (${longestStore})([this], tests);
      }`,
      returnByValue: true,
    }) as Answer;
    await call("Runtime.releaseObjectGroup", { objectGroup });
    return Number(result.value);
  }
}
