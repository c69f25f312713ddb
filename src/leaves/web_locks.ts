/**
 * Who holds the locks of `navigator.locks`. The runtime keeps them outside the heap, but who has one waits, in a function of the
 * runtime, for the function that the program has given it, and that call has a `Lock` among its variables (Deno 2.9.6).
 */
import type { AwaitGraph, Suspended } from "../heap/await_graph.ts";
import type { HeapGraph } from "../heap/heap_graph.ts";
import { textOf } from "../heap/plain_values.ts";

/** A lock that is held. */
interface HeldLock {
  name: string;
  /** The function of the program that runs while it is held, or that waits for the end of that; `undefined` when unknown. */
  holder: Suspended | undefined;
}

const MODULE = /^ext:deno_web\/locks/;
/** Scopes around a function that are looked into. */
const MAX_SCOPES = 10;
/** Links of `then` that are followed. */
const MAX_LINKS = 10;

const known = new WeakMap<AwaitGraph, HeldLock[]>();

/** The functions that run under a lock: one, or several that share it. Other threads may hold it, too. */
export function holdersOfLock(graph: AwaitGraph, name: string): Suspended[] {
  let locks = known.get(graph);
  if (locks === undefined) known.set(graph, locks = heldLocks(graph));
  return locks.flatMap((lock) => lock.name === name && lock.holder !== undefined ? [lock.holder] : []);
}

function heldLocks(graph: AwaitGraph): HeldLock[] {
  const { heap, functions, suspended } = graph;
  const own = [...suspended.values()].filter(({ closure }) => MODULE.test(functions.place(closure)?.url ?? ""));
  // Whoever lost a lock that was stolen still runs, but its request has ended.
  const requests = own.filter(({ closure }) => heap.name(closure) === "request");
  const granted = new Map(requests.flatMap((request) => scopesOf(heap, request).map((scope) => [scope, request])));
  const found: HeldLock[] = [];
  for (const one of own) {
    if (requests.includes(one)) continue;
    for (const scope of scopesOf(heap, one)) {
      const request = granted.get(scope), name = request === undefined ? undefined : lockIn(heap, scope);
      if (request === undefined || name === undefined) continue;
      found.push({ name, holder: graph.producers.get(one.awaits) ?? awaiterOf(graph, request.results[0]) });
      break;
    }
  }
  return found;
}

/** The only function that awaits a promise, itself or by links of `then`. */
function awaiterOf({ waiters }: AwaitGraph, promise: number): Suspended | undefined {
  for (let at = promise, hops = 0; hops < MAX_LINKS; hops++) {
    const [waiter, ...more] = waiters.get(at) ?? [];
    if (waiter === undefined || more.length > 0) return undefined;
    if (waiter.kind === "frame") return waiter.suspended;
    at = waiter.promise;
  }
  return undefined;
}

/**
 * While a lock is held, the runtime waits for the first of two: its holder has ended, or the lock was stolen. What the holder will
 * settle, by the promise of that race; -1 for another promise.
 */
export function workUnderLock(graph: AwaitGraph, promise: number): number {
  const { combinators, functions, producers } = graph;
  const race = combinators.get(promise);
  if (race?.kind !== "race") return -1;
  const awaiter = awaiterOf(graph, promise);
  if (awaiter === undefined || !MODULE.test(functions.place(awaiter.closure)?.url ?? "")) return -1;
  const work = race.branches.filter((branch) => producers.has(sourceOf(graph, branch.promise)));
  return work.length === 1 ? work[0].promise : -1;
}

/** What a promise comes from, by links of `then`. */
function sourceOf({ derivations }: AwaitGraph, promise: number): number {
  let at = promise;
  for (let hops = 0; hops < MAX_LINKS; hops++) {
    const [link, ...more] = derivations.get(at) ?? [];
    if (link === undefined || more.length > 0) break;
    at = link.from;
  }
  return at;
}

/** The name of the lock that a variable of a scope has; the variables of this block have no names in a snapshot. */
function lockIn(heap: HeapGraph, scope: number): string | undefined {
  for (const { to } of heap.edges(scope)) {
    if (heap.type(to) !== "object" || heap.name(to) !== "Lock") continue;
    const name = textOf(heap, to, "<symbol [[name]]>");
    if (name !== undefined) return name;
  }
  return undefined;
}

/** The scopes that a suspended function is in, and those of its blocks. */
function scopesOf(heap: HeapGraph, { node }: Suspended): number[] {
  const found: number[] = [];
  const registers = heap.field(node, "parameters_and_registers");
  for (const { to } of registers < 0 ? [] : heap.edges(registers)) {
    if (heap.name(to).startsWith("system / Context")) found.push(to);
  }
  let scope = heap.field(node, "context");
  for (let hops = 0; scope >= 0 && hops < MAX_SCOPES; hops++) {
    found.push(scope);
    scope = heap.field(scope, "previous");
  }
  return found;
}
