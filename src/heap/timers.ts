/** The timers of Deno in a heap. */
import type { Functions } from "./functions.ts";
import type { HeapGraph } from "./heap_graph.ts";

/** Timers of one delay that are looked at. */
const MAX_TIMERS = 100_000;

/** Where this library is: its own timers wake nobody. */
const OWN = new URL("../", import.meta.url).href;

/**
 * Is any timer pending, also one that does not keep the program alive, also one of the runtime? Deno keeps them in rings, one for
 * each delay: an empty ring leads to itself (Deno 2.9.6). Where there are no such rings, none is found.
 */
export function hasPendingTimer({ heap, functions }: { heap: HeapGraph; functions: Functions }): boolean {
  const { nodeName, nodeType, nodeTypes } = heap.snapshot;
  const objects = nodeTypes.indexOf("object");
  let name = -1;
  for (let node = 0; node < nodeName.length; node++) {
    if (nodeType[node] !== objects) continue;
    if (name < 0 && heap.name(node) === "TimersList") name = nodeName[node];
    if (nodeName[node] !== name) continue;
    let hops = 0;
    for (let at = next(node); at >= 0 && at !== node && hops < MAX_TIMERS; at = next(at), hops++) {
      const callback = heap.property(at, "_onTimeout");
      if (callback < 0 || !functions.place(callback)?.url.startsWith(OWN)) return true;
    }
  }
  return false;

  function next(node: number): number {
    return heap.property(node, "_idleNext");
  }
}
