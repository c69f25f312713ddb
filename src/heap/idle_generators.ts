/** Async generators that wait for nothing: nobody has asked them for a value. */
import type { AwaitGraph, Suspended } from "./await_graph.ts";

/**
 * Async generators of the program on which no `next()` is pending: parked at a `yield`, not begun or finished. The heap does not
 * tell these apart. By node, with the id of the object.
 */
export function idleGenerators({ heap, functions, suspended }: AwaitGraph): Map<number, number> {
  const idle = new Map<number, number>();
  const { nodeCount, nodeType, nodeTypes } = heap.snapshot;
  const OBJECT = nodeTypes.indexOf("object");
  for (let n = 0; n < nodeCount; n++) {
    if (nodeType[n] !== OBJECT || suspended.has(n) || heap.field(n, "parameters_and_registers") < 0) continue;
    if (heap.instanceType(n) !== "JS_ASYNC_GENERATOR_OBJECT_TYPE") continue;
    const url = functions.place(heap.field(n, "function"))?.url ?? "ext:";
    if (!/^(?:ext|node):/.test(url)) idle.set(n, heap.id(n));
  }
  return idle;
}

/** The suspended function in whose registers an idle generator stands: who iterates it. `undefined` when there is none. */
export function iteratorOwner({ heap, suspended }: AwaitGraph, generator: number): Suspended | undefined {
  for (const { from: registers } of heap.retainers(generator)) {
    if (heap.type(registers) !== "array") continue;
    for (const { from, edge } of heap.retainers(registers)) {
      if (from === generator || !heap.isField(edge, "parameters_and_registers")) continue;
      const owner = suspended.get(from);
      if (owner !== undefined) return owner;
    }
  }
  return undefined;
}
