/** The promises that may be settled, and what then goes on. */
import type { AwaitGraph, Suspended } from "../heap/await_graph.ts";
import { resultsOf } from "../heap/results.ts";
import { RUNTIME } from "./live_names.ts";

/** What happens to what is found. */
export interface LivePromisesOptions {
  /** May one rejected branch end a `Promise.all`? Otherwise it must wait for all. */
  allMayFail: boolean;
  /** Is it settled only when those have ended who are known to hold it? */
  isOutside: (promise: number) => boolean;
  /** A handler may run. */
  reach: (node: number, how: number) => void;
  /** A suspended function may go on. */
  resume: (generator: number) => void;
}

/** Follows what hangs on promises. */
export class LivePromises {
  readonly #graph: AwaitGraph;
  readonly #options: LivePromisesOptions;
  readonly #live = new Set<number>();
  readonly #settledBranches = new Map<number, number>();

  constructor(graph: AwaitGraph, options: LivePromisesOptions) {
    this.#graph = graph;
    this.#options = options;
  }

  /** Nodes of promises that may be settled, and of suspended functions that may go on. */
  get live(): ReadonlySet<number> {
    return this.#live;
  }

  /** A search begins. */
  forget(): void {
    this.#live.clear();
    this.#settledBranches.clear();
  }

  /** A promise may be settled: all that hangs on it may run. */
  settle(promise: number): void {
    if (this.#live.has(promise)) return;
    if (this.#options.isOutside(promise)) return;
    this.#live.add(promise);
    const { heap, waiters, combinators } = this.#graph;
    for (const waiter of waiters.get(promise) ?? []) {
      if (waiter.kind === "frame") this.wake(waiter.suspended.node);
      else {
        const combinator = combinators.get(waiter.promise);
        if (combinator === undefined || this.#isEnough(waiter.promise)) this.settle(waiter.promise);
      }
    }
    const seen = new Set<number>();
    for (let reaction = heap.field(promise, "reactions_or_result"); reaction >= 0 && !seen.has(reaction);) {
      seen.add(reaction);
      let next = -1;
      if (heap.name(reaction) !== "system / PromiseReaction") break;
      for (const { type, to } of heap.edges(reaction)) {
        if (type !== "hidden") continue;
        if (heap.name(to) === "system / PromiseReaction") next = to;
        else if (heap.type(to) === "closure" && !/^Promise\w*Element/.test(this.#graph.functions.builtin(to))) {
          this.#options.reach(to, RUNTIME);
        }
      }
      reaction = next;
    }
  }

  #isEnough(target: number): boolean {
    const combinator = this.#graph.combinators.get(target);
    if (combinator === undefined) return true;
    const settled = (this.#settledBranches.get(target) ?? 0) + 1;
    this.#settledBranches.set(target, settled);
    if (combinator.kind === "race" || combinator.kind === "any") return true;
    if (combinator.kind === "all" && this.#options.allMayFail) return true;
    return settled >= combinator.branches.length;
  }

  /** A function may go on. */
  wake(generator: number): void {
    if (this.#live.has(generator)) return;
    this.#live.add(generator);
    const suspended: Suspended | undefined = this.#graph.suspended.get(generator);
    for (const promise of suspended?.results ?? resultsOf(this.#graph.heap, generator)) this.settle(promise);
    this.#options.resume(generator);
  }
}
