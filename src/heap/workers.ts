/** Workers in a heap: those that the program of this heap has started, and which one it is itself (Deno 2.9.6). */
import type { HeapGraph } from "./heap_graph.ts";
import { numberOf, textOf } from "./plain_values.ts";

/** A worker, seen from the isolate that started it. */
export interface WorkerObject {
  /** The `Worker`. */
  node: number;
  /** The number that Deno gave it, which is its `threadId` in `node:worker_threads`, too. */
  id: number;
  /** `""` where the program gave none. */
  name: string;
  /** Does it still run, as far as its parent knows? */
  isRunning: boolean;
}

/** The workers that were started from this heap and that something refers to. */
export function workersIn(heap: HeapGraph): WorkerObject[] {
  const found: WorkerObject[] = [];
  for (const node of objectsNamed(heap, /^(?:Worker|NodeWorker)$/)) {
    const id = numberOf(heap, node, "#id"), status = textOf(heap, node, "#status");
    if (id === undefined || status === undefined) continue; // a class of the program's
    found.push({ node, id, name: textOf(heap, node, "#name") ?? "", isRunning: status === "RUNNING" });
  }
  return found;
}

/** The number of the worker whose heap this is; `undefined` for a main thread. */
export function workerIdOf(heap: HeapGraph): number | undefined {
  let thread: number | undefined;
  for (const node of objectsNamed(heap, /^Object$/)) {
    if (heap.property(node, "runningOnMainThread") >= 0) {
      const id = numberOf(heap, node, "workerId");
      if (id !== undefined && id > 0) return id;
    } else if (thread === undefined && heap.property(node, "isMainThread") >= 0) {
      const id = numberOf(heap, node, "threadId");
      if (id !== undefined && id > 0) thread = id;
    }
  }
  return thread;
}

function* objectsNamed(heap: HeapGraph, pattern: RegExp): Generator<number> {
  const { nodeName, nodeType, nodeTypes, nodeCount } = heap.snapshot;
  const objects = nodeTypes.indexOf("object");
  const known = new Map<number, boolean>();
  for (let node = 0; node < nodeCount; node++) {
    if (nodeType[node] !== objects) continue;
    let matches = known.get(nodeName[node]);
    if (matches === undefined) known.set(nodeName[node], matches = pattern.test(heap.name(node)));
    if (matches) yield node;
  }
}
