/** What steps on the way from a holder to a promise tell: keys of maps, types of events, timers that are over. */
import type { HeapGraph } from "../heap/heap_graph.ts";
import { booleanOf, stringAt } from "../heap/plain_values.ts";

/** Characters of a map's key that are shown. */
const MAX_KEY = 100;

/** Has this timer fired for the last time, or was it cleared? */
export function isOver(heap: HeapGraph, timer: number): boolean {
  return booleanOf(heap, timer, "_destroyed") === true && heap.property(timer, "_idleTimeout") >= 0;
}

/** The types of events in the order in which they tell what is waited for. */
export function rankOf(event: string): number {
  return event === "error" ? 2 : event === "close" ? 1 : 0;
}

/** Does it listen for nothing else, so that it only ends a wait with an error? */
export function listensForErrors({ events }: { events: readonly string[] }): boolean {
  return events.length > 0 && events.every((event) => event === "error" || event === "abort");
}

/** How the key of a map's entry reads, by the edge from the map's table to its value; the key stands right before that. */
export function entryKey(heap: HeapGraph, table: number, edge: number): string | undefined {
  const { edgeName, edgeTo, firstEdge } = heap.snapshot;
  const before = edge - 1;
  if (before < firstEdge[table] || Number(heap.string(edgeName[before])) !== Number(heap.string(edgeName[edge])) - 1) {
    return undefined; // a small integer has no edge
  }
  const text = stringAt(heap, edgeTo[before]);
  return text === undefined || text.length > MAX_KEY ? undefined : `[${JSON.stringify(text)}]`;
}
