/** What the heap has of functions that are about to go on, of their names, and of disposals under way. Tried with Deno 2.9.6 (V8 15.0). */
import { assert, assertEquals } from "@std/assert";
import { type HeapView, takeHeapView } from "../../lowlevel.ts";

/** Names of V8's own nodes in the queue of microtasks. */
function jobsIn(heap: HeapView, found: string): string[] {
  const names: string[] = [];
  for (let node = 0; node < heap.nodeCount; node++) {
    if (heap.type(node) !== "synthetic" || heap.name(node) !== "(Micro tasks)") continue;
    for (const { to } of heap.edges(node)) if (heap.name(to).includes(found)) names.push(heap.name(to));
  }
  return names;
}

Deno.test("V8 15.0: an await of what is settled puts the suspended function itself into the queue of microtasks; a computed name is a property of the function; entries stay in an AsyncDisposableStack while it is disposed of", async () => {
  const door = Promise.withResolvers<void>(), settled = Promise.resolve(), key = `made${1 + 1}`;
  const { [key]: made } = {
    async [key]() {
      await door.promise;
    },
  };
  await using stack = new AsyncDisposableStack();
  stack.defer(() => door.promise);
  stack.defer(() => {});
  const going = made(), disposing = stack.disposeAsync();
  for (let turn = 0; turn < 10; turn++) await null;
  const awaiting = (async () => await settled)();
  const heap = takeHeapView([made, stack]);

  assert(jobsIn(heap, "AsyncResumeTask").length >= 1);
  const [method, entries] = [made, stack].map((object) => heap.edges(heap.nodeOf(object) ?? -1));
  assertEquals(heap.name(heap.nodeOf(made) ?? -1), "");
  assertEquals(heap.name(method.find(({ type, name }) => type === "property" && name === "name")?.to ?? -1), key);
  const array = entries.find(({ type, name }) => type === "internal" && name === "stack")?.to ?? -1;
  const methods = heap.edges(array).filter(({ name, to }) => /^\d+$/.test(String(name)) && heap.type(to) === "closure");
  assertEquals(methods.length, 2, "the second one has been called already");

  door.resolve();
  await Promise.all([going, disposing, awaiting]);
});
