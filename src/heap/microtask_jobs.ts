/** What stands in the queue of microtasks: promises and functions that no reaction leads to any more, or not yet. */
import type { HeapGraph } from "./heap_graph.ts";

/** The jobs that matter to who waits for whom. */
export interface Jobs {
  /** Promises that are about to wait for another one, with which they were resolved. */
  adoptions: { promise: number; from: number }[];
  /** Generator objects of functions that are about to go on. */
  resuming: number[];
}

/** Read the nodes of the queue. */
export function readJobs(
  heap: HeapGraph,
  jobs: readonly number[],
  { isPromise, builtin }: { isPromise: (node: number) => boolean; builtin: (closure: number) => string },
): Jobs {
  const adoptions: Jobs["adoptions"] = [], resuming: number[] = [];
  for (const job of jobs) {
    if (heap.type(job) !== "native" && heap.type(job) !== "hidden") continue;
    const fields = [...heap.edges(job)].filter(({ type }) => type === "hidden").map(({ to }) => to);
    if (heap.name(job) === "system / PromiseResolveThenableJobTask") {
      // The one that was resolved stands before the one that it was resolved with.
      const [promise, from] = fields.filter(isPromise);
      if (from !== undefined) adoptions.push({ promise, from });
    } else if (heap.name(job) === "system / AsyncResumeTask") { // what it awaits was settled when it came there (V8 15.0)
      for (const node of fields) if (heap.field(node, "parameters_and_registers") >= 0) resuming.push(node);
    } else if (/^system \/ Promise(?:Fulfill|Reject)ReactionJobTask$/.test(heap.name(job))) {
      for (const closure of fields) {
        if (heap.type(closure) !== "closure" || !/^Async\w+(?:Await|Yield)\w*Closure$/.test(builtin(closure))) continue;
        const context = heap.field(closure, "context"), node = context < 0 ? -1 : heap.field(context, "extension");
        if (node >= 0 && heap.field(node, "parameters_and_registers") >= 0) resuming.push(node);
      }
    }
  }
  return { adoptions, resuming };
}
