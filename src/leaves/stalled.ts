/** Whether the top-level await of a module can still go on by itself. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { isIdleModule } from "../heap/idle_generators.ts";
import { hasPendingTimer } from "../heap/timers.ts";
import { Holders } from "./holders.ts";

/**
 * Does a module wait for what neither a timer nor the runtime will settle? To be asked when no operation is pending and nothing keeps
 * the program alive: then nothing will settle it at all.
 *
 * @param parked what is suspended without a promise, see `idleGenerators()`: a module among it waits for what was collected
 */
export function hasStalledModule(graph: AwaitGraph, parked: Iterable<number> = []): boolean {
  if (hasPendingTimer(graph)) return false;
  for (const node of parked) if (isIdleModule(graph, node)) return true;
  const holders = new Holders(graph);
  for (const { kind, awaits } of graph.suspended.values()) {
    if (kind === "module" && !endsInRuntime(graph, holders, awaits)) return true;
  }
  return false;
}

/** Does something on the way inward wait for the runtime: for an operation, or for a module that is loading? */
function endsInRuntime(graph: AwaitGraph, holders: Holders, promise: number): boolean {
  const seen = new Set([promise]);
  for (const at of seen) {
    const inward = [
      graph.producers.get(at)?.awaits,
      ...graph.combinators.get(at)?.branches.map((branch) => branch.promise) ?? [],
      ...graph.derivations.get(at)?.map(({ from }) => from) ?? [],
    ].filter((next) => next !== undefined);
    if (inward.length === 0 && at >= 0 && holders.of(at).isOperation) return true;
    for (const next of inward) seen.add(next);
  }
  return false;
}
