/** Promises of a heap, and the functions that settle them. */
import type { Functions } from "./functions.ts";
import type { HeapGraph } from "./heap_graph.ts";

const RESOLVER = /^PromiseCapabilityDefaultRe(?:solve|ject)$/;

/** Is this node a promise? */
export function isPromise(heap: HeapGraph, node: number): boolean {
  if (heap.type(node) !== "object") return false;
  if (heap.field(node, "reactions_or_result") >= 0) return true;
  const type = heap.instanceType(node);
  return type === "" ? heap.name(node) === "Promise" : type === "JS_PROMISE_TYPE";
}

/** Is this the name of the builtin behind the functions that `new Promise()` hands to its executor? */
export function isResolver(builtin: string): boolean {
  return RESOLVER.test(builtin);
}

/** The promise in the context of a builtin, such as a resolving function; -1 for none. */
export function promiseInContext(heap: HeapGraph, closure: number): number {
  const context = heap.field(closure, "context");
  for (const to of context < 0 ? [] : heap.hidden(context)) if (isPromise(heap, to)) return to;
  return -1;
}

/** The promise that a function resolves or rejects; -1 for any other node, and after the function was called. */
export function promiseOfResolver(
  { heap, functions }: { heap: HeapGraph; functions: Functions },
  node: number,
): number {
  if (heap.type(node) !== "closure" || !isResolver(functions.builtin(node))) return -1;
  return promiseInContext(heap, node);
}
