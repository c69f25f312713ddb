/** Which generators are driven by promises, as the texts of the handlers tell; these are suspended functions like any other. */
import type { AwaitGraph, Suspended } from "../heap/await_graph.ts";
import { type DrivenGenerator, drivenGenerators } from "../heap/driven_generators.ts";
import type { CodeTexts } from "./code_texts.ts";

/**
 * Let the driven generators of a heap be suspended functions: each waits for the promise whose handlers resume it.
 *
 * @param isSuspended tells that a generator stands at a `yield`: it has begun, and has not ended
 */
export function followDriven(graph: AwaitGraph, texts: CodeTexts, isSuspended: (generator: number) => boolean): void {
  for (const driven of drivenGenerators(graph)) {
    if (!isSuspended(driven.generator)) continue;
    const resume = resumingHandler(driven, texts);
    if (resume >= 0) follow(graph, driven, resume);
  }
}

/** The handler that calls `next`, where the other one calls `throw`; -1 where they do not. */
function resumingHandler({ handlers }: DrivenGenerator, texts: CodeTexts): number {
  const [a, b] = handlers;
  for (const [onFulfilled, onRejected] of [[a, b], [b, a]]) {
    if (!texts.of(onFulfilled)?.names.has("throw") && texts.of(onFulfilled)?.names.has("next")) {
      return texts.of(onRejected)?.names.has("throw") ? onFulfilled : -1;
    }
  }
  return -1;
}

function follow(graph: AwaitGraph, driven: DrivenGenerator, resume: number): void {
  const { heap, suspended, producers, waiters, derivations } = graph;
  const { generator, awaits, derived, results, asyncContext } = driven;
  const found: Suspended = {
    node: generator,
    kind: "driven",
    closure: heap.field(generator, "function"),
    receiver: heap.field(generator, "receiver"),
    awaits,
    resume,
    wait: -1,
    results: [...results],
    asyncContext,
  };
  suspended.set(generator, found);
  for (const promise of results) producers.set(promise, found);
  // The promise that `then` returned is a by-product, unless somebody waits for it.
  const others = (waiters.get(awaits) ?? []).filter((waiter) =>
    waiter.kind === "frame" || waiter.promise !== derived || waiters.has(derived)
  );
  waiters.set(awaits, [...others, { kind: "frame", suspended: found }]);
  if (!waiters.has(derived)) derivations.delete(derived);
}
