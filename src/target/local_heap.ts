/** Whether this process can be looked at, asked before each look. */
import { isBoxedPrimitive, isMap, isProxy, isSet } from "node:util/types";
import { type AwaitGraph, readAwaitGraph } from "../heap/await_graph.ts";
import type { WalkModules } from "../heap/handed_over.ts";
import { hostProcess } from "../heap/host_process.ts";
import type { InspectorSession } from "../heap/inspector_session.ts";
import type { Snapshot } from "../heap/snapshot.ts";
import {
  dumpMemory,
  heapFigures,
  type HeapStatistics,
  longestStore,
  reactionCount,
  STORE_TESTS,
  type StoreTests,
} from "../heap/snapshot_cost.ts";
import { freeMemory } from "./free_memory.ts";
import { hasRoomForLists, heapLimit, type Refusal, refusalOf } from "./heap_limit.ts";

/** MB for the lists of all objects: at least, and for each MB of small objects. */
const LIST_ROOM = 24, LIST_SHARE = 0.3;

const HINT = { limit: (megabytes: number) => `raise the limit with setHeapLimit(${megabytes})` };
/** MB of the heap without which not even garbage can be collected to find out more. */
const BARE_ROOM = 4;

/**
 * Is there room in this heap to begin with? Asked before anything else is done.
 *
 * @throws {Error} when there is not
 */
export function checkOwnRoom(): void {
  if (heapLimit() === Infinity) return;
  const figures = heapFigures(hostProcess().getBuiltinModule("node:v8"));
  const refusal = figures.room >= BARE_ROOM
    ? undefined
    : refusalOf({ figures, limit: Number.MAX_VALUE, free: undefined, hint: HINT });
  if (refusal !== undefined) throw new Error(`Cannot look into this heap as ${refusal.reason}`);
}

/**
 * Can this heap be looked at, and is it too full to list all its objects? What is certain only after garbage is collected, or with a look at large
 * objects, is made so: not for a heap of which an estimate is enough.
 *
 * @throws {Error} when it is not to be looked at: why, and how to change that
 */
export function checkOwnHeap({ v8, vm }: WalkModules, session: InspectorSession | undefined): { isFull: boolean } {
  checkOwnRoom();
  let figures = heapFigures(v8);
  const limit = heapLimit(), free = limit === Infinity ? undefined : freeMemory();
  const judge = (longest?: number): Refusal | undefined => refusalOf({ figures, limit, free, longest, hint: HINT });
  let refusal = judge();
  if (refusal !== undefined && session !== undefined) {
    session.collectGarbage();
    figures = heapFigures(v8);
    refusal = judge();
    if (refusal?.isRough && hasRoomForLists(figures)) {
      const objects = session.objects();
      refusal = judge(longestStore([objects], storeTests(vm)));
      objects.length = 0; // the inspector holds the list, and so all that is in it would be held in the snapshot
    }
  }
  if (refusal !== undefined) throw new Error(`Cannot look into this heap as ${refusal.reason}`);
  return { isFull: figures.room < LIST_ROOM + LIST_SHARE * (figures.used - figures.large) };
}

/**
 * The await graph of a snapshot of this process.
 *
 * @throws {Error} when the heap has no room for what a dump makes of it
 */
export function readOwnGraph(snapshot: Snapshot, v8: HeapStatistics): AwaitGraph {
  const needed = dumpMemory(snapshot);
  const { room } = heapFigures(v8);
  if (room < needed && heapLimit() !== Infinity) {
    throw new Error(
      `Cannot look into this heap as ${reactionCount(snapshot)} functions wait in it, whose dump may take ` +
        `${Math.ceil(needed)} MB, and ${
          Math.floor(room)
        } MB are left: look from outside (dump-stacks ${hostProcess().pid})`,
    );
  }
  return readAwaitGraph(snapshot);
}

function storeTests(vm: WalkModules["vm"]): StoreTests {
  const make = vm.runInContext(STORE_TESTS, vm.createContext({}, {})) as (types: object) => StoreTests;
  return make({ isProxy, isMap, isSet, isBoxedPrimitive });
}
