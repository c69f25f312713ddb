/** A heap snapshot of this process as a read-only graph, for other tools. */
import { captureHeap } from "../heap/await_walk.ts";
import { handedOver, type WalkModules } from "../heap/handed_over.ts";
import { HeapView } from "../heap/heap_view.ts";
import { hostProcess } from "../heap/host_process.ts";
import { InspectorSession } from "../heap/inspector_session.ts";
import { undisturbed } from "../model/own_language.ts";
import { checkOwnHeap } from "./local_heap.ts";

/**
 * Take a heap snapshot of this process and read it as a graph. The process stands still meanwhile: 150 ms for a small program.
 * Needs no permission. What is too
 * large to be looked at is refused as by `extractAll()`.
 *
 * @param objects objects to find again in it, by {@linkcode HeapView.nodeOf}
 * @returns the graph
 * @throws {Error} when the heap is too large, or too full: one line that says what to do
 * @example What a promise is to a suspended function
 * ```ts
 * import { takeHeapView } from "@stackscope/stackscope/lowlevel";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const door = Promise.withResolvers<void>();
 * async function passDoor() {
 *   await door.promise;
 * }
 *
 * const passing = passDoor();
 * const heap = takeHeapView([door.promise]);
 * const node = heap.nodeOf(door.promise);
 * assert(node !== undefined);
 * const [waiter] = heap.waitersOf(node);
 * assert("closure" in waiter);
 * assertEquals([waiter.kind, heap.name(waiter.closure)], ["function", "passDoor"]);
 *
 * door.resolve();
 * await passing;
 * ```
 */
export function takeHeapView(objects: readonly object[] = []): HeapView {
  return undisturbed(() => {
    const process = hostProcess();
    const modules = {
      v8: process.getBuiltinModule("node:v8"),
      vm: process.getBuiltinModule("node:vm"),
    } as unknown as WalkModules;
    check(modules);
    const handed = [...objects];
    const { snapshot, token } = captureHeap(
      // deno-lint-ignore ban-types -- any function or class, whatever it takes
      handed as Function[],
      modules,
      { walk: false },
    );
    const nodes = new Map<object, number>();
    const at = handedOver(snapshot, token);
    handed.forEach((object, index) => at[index] > 0 && nodes.set(object, at[index]));
    return HeapView.of(snapshot, nodes);
  });
}

/** The session is over before the snapshot: what it holds would stand in it. */
function check(modules: WalkModules): void {
  const session = InspectorSession.open();
  using open = typeof session === "string" ? undefined : session;
  checkOwnHeap(modules, open);
}
