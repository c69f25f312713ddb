/** The timers of Deno in a heap. */
import type { HeapGraph } from "./heap_graph.ts";

/**
 * Is any timer pending, also one that does not keep the program alive, also one of the runtime? Deno keeps them in rings, one for
 * each delay: an empty ring leads to itself (Deno 2.9.6). Where there are no such rings, none is found.
 */
export function hasPendingTimer(heap: HeapGraph): boolean {
  const { nodeName, nodeType, nodeTypes } = heap.snapshot;
  const objects = nodeTypes.indexOf("object");
  let name = -1;
  for (let node = 0; node < nodeName.length; node++) {
    if (nodeType[node] !== objects) continue;
    if (name < 0 && heap.name(node) === "TimersList") name = nodeName[node];
    if (nodeName[node] !== name) continue;
    const next = heap.property(node, "_idleNext");
    if (next >= 0 && next !== node) return true;
  }
  return false;
}
