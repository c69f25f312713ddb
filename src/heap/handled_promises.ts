/** Which promises an object of the runtime waits for, by the functions that will be called. */
import type { AwaitGraph } from "./await_graph.ts";

/** Reactions before one in the list of its promise. */
const MAX_REACTIONS = 1_000;

/**
 * Pending promises with a handler in whose scope `object` stands, or in the scope of a function that the handler calls: what is
 * to be done with the object when they settle. Deno wraps some handlers of streams once (`uponPromise`).
 */
export function promisesHandledFor(graph: AwaitGraph, object: number): number[] {
  const found = new Set<number>();
  const closures = closuresOver(graph, object);
  for (const closure of closures) for (const outer of closuresOver(graph, closure)) closures.add(outer);
  for (const closure of closures) {
    for (const promise of promisesWithHandler(graph, closure)) found.add(promise);
  }
  return [...found];
}

/** Pending promises that will call this function. */
export function promisesWithHandler({ heap }: AwaitGraph, closure: number): number[] {
  const found: number[] = [];
  for (const { from } of heap.retainers(closure)) {
    if (!isReaction(from)) continue;
    let at = from;
    for (let hops = 0; at >= 0 && hops < MAX_REACTIONS; hops++) {
      let next = -1;
      for (const { from: outer, edge } of heap.retainers(at)) {
        if (heap.isField(edge, "reactions_or_result")) found.push(outer);
        else if (isReaction(outer)) next = outer;
      }
      at = next;
    }
  }
  return found;

  function isReaction(node: number): boolean {
    return heap.name(node) === "system / PromiseReaction" && heap.type(node) !== "string";
  }
}

/** Functions of the runtime in whose own scope a thing stands. */
function closuresOver({ heap, functions }: AwaitGraph, thing: number): Set<number> {
  const found = new Set<number>();
  for (const { from: scope } of heap.retainers(thing)) {
    if (heap.type(scope) !== "object" || !heap.name(scope).startsWith("system / Context")) continue;
    for (const { from: closure, edge } of heap.retainers(scope)) {
      if (!heap.isField(edge, "context") || heap.type(closure) !== "closure") continue;
      if (/^(?:ext|node):/.test(functions.place(closure)?.url ?? "")) found.add(closure);
    }
  }
  return found;
}
