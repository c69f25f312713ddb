/** Where messages of other threads come in: loops of the runtime, each of which waits for the next message (Deno 2.9.6). */
import type { AwaitGraph, Suspended } from "../heap/await_graph.ts";
import type { HeapGraph } from "../heap/heap_graph.ts";
import { numberOf } from "../heap/plain_values.ts";
import { isRuntimeCode } from "./own_code.ts";

/** A loop that waits for a message, or for the end of a worker. */
export interface Receive {
  /** The promise that the next message settles. */
  promise: number;
  /** Who sends: the thread that started this one, the worker with this number, or anyone who has the other end. */
  from: "parent" | number | "anyone";
}

/** Promises of operations have their number here. */
const OPERATION = "<symbol Deno.core.internalPromiseId>";

/** Module of the runtime, function, and who sends. */
const LOOPS: readonly (readonly [module: RegExp, name: RegExp, from: "parent" | "worker" | "anyone"])[] = [
  [/^ext:runtime_main\//, /^pollForMessages$/, "parent"],
  [/^ext:runtime\/.*workers/, /^#poll(?:Messages|Control)$/, "worker"],
  [/^(?:ext:deno_node\/.*|node:)worker_threads/, /^#poll(?:Messages|Control)$/, "worker"],
  [/^(?:ext:deno_node\/.*|node:)worker_threads/, /./, "anyone"],
  [/^ext:deno_web\/.*message_port/, /^$/, "anyone"],
  [/^ext:deno_(?:web|broadcast_channel)\/.*broadcast_channel/, /^recv$/, "anyone"],
];

/** The loops of a heap. */
export function receivesIn(graph: AwaitGraph): Receive[] {
  const found: Receive[] = [];
  for (const suspended of graph.suspended.values()) {
    const from = senderOf(graph, suspended);
    if (from !== undefined) found.push({ promise: suspended.awaits, from });
  }
  return found;
}

function senderOf({ heap, functions }: AwaitGraph, suspended: Suspended): Receive["from"] | undefined {
  const { closure, receiver, awaits } = suspended;
  const url = closure < 0 ? "" : functions.place(closure)?.url ?? "";
  if (numberOf(heap, awaits, OPERATION) === undefined) return undefined; // between two messages
  for (const [module, name, from] of LOOPS) {
    if (!module.test(url) || !name.test(heap.name(closure))) continue;
    if (from !== "worker") return from;
    return receiver < 0 ? undefined : numberOf(heap, receiver, "#id");
  }
  return undefined;
}

/**
 * What listens for events of a worker's global scope: messages of the thread that started it, and errors. When no message comes and
 * no code runs, the runtime calls none of these.
 */
export function globalListeners(graph: AwaitGraph): Set<number> {
  const { heap } = graph;
  const found = new Set<number>();
  for (const scope of globalScopes(heap)) {
    for (const { type, to } of heap.edges(scope)) {
      // The state of an event target stands behind a symbol without a name.
      const listeners = type === "property" && heap.type(to) === "object" ? heap.property(to, "listeners") : -1;
      if (listeners < 0) continue;
      for (const { to: list } of heap.edges(listeners)) {
        if (heap.type(list) !== "object" || heap.name(list) !== "Array") continue;
        found.add(list);
        for (const kept of keptElsewhere(graph, list)) found.add(kept);
      }
    }
  }
  return found;
}

/** What keeps the listeners of a list besides: the wrappers of `onmessage = …`, and the maps of those of a node:worker_threads port. */
function* keptElsewhere({ heap, functions }: AwaitGraph, list: number): Generator<number> {
  for (const { to } of heap.edges(list)) {
    const callback = heap.type(to) === "object" ? heap.property(to, "callback") : -1;
    if (callback < 0 || !isRuntimeCode(functions.place(callback)?.url ?? "")) continue;
    if (heap.name(callback) === "wrappedHandler") yield callback;
    for (const { from: table } of heap.retainers(callback)) {
      if (heap.type(table) !== "array") continue;
      for (const { from: map } of heap.retainers(table)) {
        if (heap.type(map) === "object" && /^(?:Safe)?Map$/.test(heap.name(map))) yield map;
      }
    }
  }
}

function* globalScopes(heap: HeapGraph): Generator<number> {
  const { nodeCount } = heap.snapshot;
  for (let node = 0; node < nodeCount; node++) {
    if (heap.type(node) === "object" && heap.name(node).startsWith("DedicatedWorkerGlobalScope")) yield node;
  }
}
