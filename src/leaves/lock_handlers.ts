/**
 * Who holds a lock as what the lock's own code waits for: `job().then(next)`. The lock goes on when that function ends, which
 * need not know of it.
 */
import type { AwaitGraph, Suspended } from "../heap/await_graph.ts";
import type { CodeTexts } from "./code_texts.ts";
import type { Locks } from "./locks.ts";
import { mentionedFunctions } from "./mentioned_functions.ts";

/** A lock that a function holds so. */
export interface HandledLock {
  lock: number;
  holder: Suspended;
  /** A text that may say which one of several in the lock it is; `""` where there is none. */
  key: string;
}

/** Promises that are made of each other. */
const MOST_PROMISES = 20;
/** Handlers that are read; more would take longer than the rest of the search. */
const MOST_HANDLERS = 2_000;

/** Find them, once the locks are read. */
export function* locksInHandlers(graph: AwaitGraph, texts: CodeTexts, locks: Locks): Generator<HandledLock> {
  const { heap, derivations } = graph;
  let handlers = 0;
  for (const [, list] of derivations) {
    for (const { from, handler } of list) {
      const holder = handler < 0 ? undefined : makerOf(graph, from);
      if (holder === undefined) continue;
      if (++handlers > MOST_HANDLERS) return;
      const found = new Set<number>(), keys = new Set<string>();
      for (const { text, variables } of mentionedFunctions(graph, texts, handler)) {
        for (const { to } of variables) {
          // Whoever only calls a method of the lock may want to take it.
          const steps = heap.type(to) === "object" ? locks.stepsOf(to) : undefined;
          if (steps !== undefined && [...steps].some((name) => text?.names.has(name))) found.add(to);
          else if (heap.type(to) === "string") keys.add(JSON.stringify(heap.name(to)));
        }
      }
      for (const lock of found) for (const key of keys.size === 0 ? [""] : keys) yield { lock, holder, key };
    }
  }
}

/** The suspended function with whose end a promise is settled. */
function makerOf({ producers, derivations }: AwaitGraph, promise: number): Suspended | undefined {
  let at = promise;
  for (let hops = 0; hops < MOST_PROMISES; hops++) {
    const maker = producers.get(at), from = derivations.get(at);
    if (maker !== undefined) return maker;
    if (from?.length !== 1) return undefined;
    at = from[0].from;
  }
  return undefined;
}
