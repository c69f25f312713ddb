/** Waits for shared memory. V8 keeps their promises in a set of the realm until a thread notifies, or the time is up (V8 15.0). */
import type { AwaitGraph } from "../heap/await_graph.ts";

const known = new WeakMap<AwaitGraph, ReadonlySet<number>>();

/** Is it a promise that `Atomics.waitAsync()` gave? Any thread that shares the memory may settle it. */
export function isAtomicsWait(graph: AwaitGraph, promise: number): boolean {
  let promises = known.get(graph);
  if (promises === undefined) known.set(graph, promises = findWaits(graph));
  return promises.has(promise);
}

function findWaits({ heap }: AwaitGraph): Set<number> {
  const found = new Set<number>();
  for (const realm of heap.nodesNamed("system / NativeContext")) {
    const set = heap.field(realm, "atomics_waitasync_promises");
    for (const { to } of set < 0 ? [] : heap.edges(set)) {
      if (heap.type(to) === "object" && heap.name(to) === "Promise") found.add(to);
    }
  }
  return found;
}
