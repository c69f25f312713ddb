import { assert, assertEquals } from "@std/assert";
import v8 from "node:v8";
import { readAwaitGraph } from "../../src/heap/await_graph.ts";
import { stringAt } from "../../src/heap/plain_values.ts";
import { parseSnapshot } from "../../src/heap/snapshot.ts";
import { parameterOf } from "../../src/heap/suspended_values.ts";

Deno.test("V8 15.0 keeps the parameters of a suspended function at the start of its registers, used or not", async () => {
  const gate = Promise.withResolvers<void>();
  const some = "some";
  async function named(_unused: string, captured: string, _number: number, ..._rest: string[]) {
    const _local = "local";
    await gate.promise;
    return () => captured;
  }
  async function none() {
    const local = some + "thing long enough for two pieces";
    await gate.promise;
    return local;
  }
  const waiting = [named("first", "second", 3, "rest"), none()];
  // deno-lint-ignore no-explicit-any
  const bytes: Uint8Array = (v8.getHeapSnapshot() as any).read();
  const { heap, suspended } = readAwaitGraph(parseSnapshot(bytes));
  const found = new Map([...suspended.values()].map((one) => [heap.name(one.closure), one]));
  const values = (name: string) => {
    const one = found.get(name);
    assert(one !== undefined);
    return [0, 1, 2].map((index) => {
      const node = parameterOf(heap, one, index);
      return node < 0 ? undefined : stringAt(heap, node);
    });
  };
  assertEquals(values("named"), ["first", "second", undefined]);
  assertEquals(values("none"), [undefined, undefined, undefined]);
  gate.resolve();
  await Promise.all(waiting);
});
