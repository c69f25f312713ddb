/** The queues of p-limit and p-queue in a heap: how many tasks run and wait. Tried: p-limit 7.3.3, p-queue 10.0.0. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import type { HeapGraph } from "../heap/heap_graph.ts";
import { booleanOf, numberOf, valueOf } from "../heap/plain_values.ts";

/** How a queue stands. */
export interface QueueState {
  description: string;
  details: Record<string, string | number | boolean>;
}

const P_LIMIT = /\/p-limit[@/]/;
const P_QUEUE = /\/p-queue[@/]/;
/** Steps from a waiting entry to the function that runs it. */
const MAX_STEPS = 8;

/** The state of a limit, by the function that `pLimit()` gave, or another function of its. */
export function limitState(graph: AwaitGraph, closure: number): QueueState | undefined {
  const { heap, functions } = graph;
  if (heap.type(closure) !== "closure" || !P_LIMIT.test(functions.place(closure)?.url ?? "")) return undefined;
  // What `pLimit()` has as variables stands in the scope of its inner functions, or around that.
  for (let scope = heap.field(closure, "context"), hops = 0; scope >= 0 && hops < 3; hops++) {
    const queue = valueOf(heap, scope, "queue");
    const running = numberOf(heap, scope, "activeCount"), limit = finite(numberOf(heap, scope, "concurrency"));
    const queued = numberOf(heap, queue, "#size");
    if (running !== undefined && queued !== undefined) {
      const most = limit === undefined ? "" : ` (limit ${limit})`;
      return {
        description: `p-limit: ${running} running, ${queued} queued${most}`,
        details: { running, queued, ...limit === undefined ? {} : { limit } },
      };
    }
    // What `limitFunction()` gives has the limit as a variable.
    const inner = valueOf(heap, scope, "limit");
    const state = inner >= 0 && inner !== closure ? limitState(graph, inner) : undefined;
    if (state !== undefined) return state;
    scope = heap.field(scope, "previous");
  }
  return undefined;
}

/** The state of the limit in whose queue an entry of this holder waits: a node of its list. */
export function limitOfEntry(graph: AwaitGraph, holder: number): QueueState | undefined {
  const { heap, functions } = graph;
  if (heap.name(holder) !== "Node") return undefined;
  let level = [valueOf(heap, holder, "value")];
  const seen = new Set<number>();
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const next: number[] = [];
    for (const node of level) {
      if (node < 0 || seen.has(node)) continue;
      seen.add(node);
      if (heap.type(node) === "closure" && P_LIMIT.test(functions.place(node)?.url ?? "")) {
        return limitState(graph, node);
      }
      next.push(...inward(graph, node));
    }
    level = next;
  }
  return undefined;
}

/** From an entry to its `run`; from a resolving function to the handlers of its promise; from a bound function to what it calls. */
function inward({ heap, functions }: AwaitGraph, node: number): number[] {
  if (heap.type(node) === "object" && heap.name(node) === "Object") return [valueOf(heap, node, "run")];
  const found: number[] = [];
  const isReaction = heap.name(node) === "system / PromiseReaction";
  for (const { type, name, to } of heap.edges(node)) {
    if (name === "bound_function" || isReaction && type === "hidden" && heap.type(to) === "closure") found.push(to);
  }
  if (heap.type(node) === "closure" && functions.builtin(node) === "PromiseCapabilityDefaultResolve") {
    for (const { type, to } of heap.edges(heap.field(node, "context"))) {
      const reaction = type === "hidden" ? heap.field(to, "reactions_or_result") : -1;
      if (reaction >= 0) found.push(reaction);
    }
  }
  return found;
}

/** The state of a `PQueue`. */
export function queueState(graph: AwaitGraph, node: number): QueueState | undefined {
  const { heap } = graph;
  const waiting = waitingIn(heap, valueOf(heap, node, "#queue"));
  const running = numberOf(heap, node, "#pending");
  if (waiting === undefined || running === undefined || !isOfQueue(graph, node)) return undefined;
  const limit = finite(numberOf(heap, node, "#concurrency")), isPaused = booleanOf(heap, node, "#isPaused") === true;
  const most = limit === undefined ? "" : ` of ${limit}`;
  const paused = isPaused ? ", paused" : "";
  return {
    description: `${heap.name(node)}: ${running} running${most}, ${waiting} waiting${paused}`,
    details: { running, waiting, ...limit === undefined ? {} : { limit }, isPaused },
  };
}

/** The state of the `PQueue` that this is the list of. */
export function queueOfList(graph: AwaitGraph, list: number): QueueState | undefined {
  // Asked first: a scope that many functions share is no list, and has many retainers.
  if (graph.heap.type(list) !== "object" || waitingIn(graph.heap, list) === undefined) return undefined;
  for (const { from, edge } of graph.heap.retainers(list)) {
    if (graph.heap.step(edge) === "#queue") return queueState(graph, from);
  }
  return undefined;
}

/** The queue that runs a task, and the promise of the task, by the suspended function of p-queue that waits for it. */
export function queueOfRun(graph: AwaitGraph, runner: number): QueueState & { task: number } | undefined {
  const { heap, functions } = graph;
  const suspended = graph.suspended.get(runner);
  if (suspended === undefined || !P_QUEUE.test(functions.place(suspended.closure)?.url ?? "")) return undefined;
  // `this` of the method around the arrow function stands in its scope, or around that.
  for (let scope = heap.field(suspended.closure, "context"), hops = 0; scope >= 0 && hops < 6; hops++) {
    for (const { type, to } of heap.edges(scope)) {
      const state = type === "context" && heap.type(to) === "object" ? queueState(graph, to) : undefined;
      if (state !== undefined) return { ...state, task: suspended.awaits };
    }
    scope = heap.field(scope, "previous");
  }
  return undefined;
}

/** No limit is `Infinity`. */
function finite(number: number | undefined): number | undefined {
  return number === Infinity ? undefined : number;
}

function waitingIn(heap: HeapGraph, list: number): number | undefined {
  const array = valueOf(heap, list, "#queue") >= 0 ? valueOf(heap, list, "#queue") : valueOf(heap, list, "_queue");
  if (array < 0) return undefined;
  // Entries before `#head` have been taken and are `undefined`.
  let count = 0;
  for (const { type, to } of heap.edges(array)) if (type === "element" && heap.type(to) === "object") count++;
  return count;
}

/** Is its class that of p-queue, or derived from it? */
function isOfQueue({ heap, functions }: AwaitGraph, node: number): boolean {
  for (let object = heap.prototype(node), hops = 0; object >= 0 && hops < 10; hops++) {
    const constructor = valueOf(heap, object, "constructor");
    if (constructor >= 0 && P_QUEUE.test(functions.place(constructor)?.url ?? "")) return true;
    object = heap.prototype(object);
  }
  return false;
}
