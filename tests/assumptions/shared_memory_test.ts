import { assertEquals } from "@std/assert";
import v8 from "node:v8";
import { readAwaitGraph } from "../../src/heap/await_graph.ts";
import { parseSnapshot } from "../../src/heap/snapshot.ts";
import { isAtomicsWait } from "../../src/leaves/atomics.ts";

Deno.test("V8 15.0 keeps the promises of Atomics.waitAsync() in a set of the realm, until they settle", async () => {
  const cells = new Int32Array(new SharedArrayBuffer(4));
  const gate = Promise.withResolvers<void>();
  async function waits() {
    await Atomics.waitAsync(cells, 0, 0).value;
  }
  async function other() {
    await gate.promise;
  }
  const waiting = [waits(), other()];
  const told = () => {
    // deno-lint-ignore no-explicit-any
    const bytes: Uint8Array = (v8.getHeapSnapshot() as any).read();
    const graph = readAwaitGraph(parseSnapshot(bytes));
    return [...graph.suspended.values()].map(({ closure, awaits }) => [
      graph.heap.name(closure),
      isAtomicsWait(graph, awaits),
    ]).filter(([name]) => /^(?:waits|other)$/.test(String(name))).sort();
  };
  assertEquals(told(), [["other", false], ["waits", true]]);
  Atomics.notify(cells, 0);
  await waiting[0];
  assertEquals(told(), [["other", false]]);
  gate.resolve();
  await waiting[1];
});
