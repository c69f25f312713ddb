/** The heap as a read-only graph, and who waits in it. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { parseHeapSnapshot, takeHeapView } from "../../lowlevel.ts";

Deno.test("takeHeapView() shows objects by nodes, edges and retainers", () => {
  class Account {
    owner = "Ada";
  }
  const account = new Account();
  const bank = { accounts: [account] };
  const heap = takeHeapView([account, bank]);
  const node = heap.nodeOf(account) ?? -1, outer = heap.nodeOf(bank) ?? -1;
  assertEquals([heap.type(node), heap.name(node), heap.instanceType(node)], ["object", "Account", "JS_OBJECT_TYPE"]);
  assert(heap.id(node) > 0 && heap.size(node) > 0);
  const owner = heap.edges(node).find(({ name }) => name === "owner");
  assertEquals([owner?.type, heap.name(owner?.to ?? -1)], ["property", "Ada"]);
  const list = heap.edges(outer).find(({ name }) => name === "accounts")?.to ?? -1;
  const holders = heap.retainers(node);
  assert(heap.edges(list).some(({ to }) => to === node || holders.includes(to)));
  assert(holders.every((holder) => heap.edges(holder).some(({ to }) => to === node)));
  assertEquals(heap.nodeOf({}), undefined);
  assert(heap.nodeCount > 10_000 && heap.edgeCount > heap.nodeCount);
});

Deno.test("takeHeapView() shows who waits for whom", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  async function inner(this: object) {
    await promise;
  }
  const owner = {};
  async function outer() {
    await inner.call(owner);
  }
  const running = outer();
  const derived = promise.then(() => {});
  const heap = takeHeapView([promise, running, derived, owner]);
  const waiters = heap.waitersOf(heap.nodeOf(promise) ?? -1);
  assertEquals(waiters.length, 2);
  const [first, second] = waiters;
  assert("closure" in first && "promise" in second && !("closure" in second));
  assertEquals([heap.name(first.closure), first.receiver], ["inner", heap.nodeOf(owner)]);
  assertEquals(second.promise, heap.nodeOf(derived));
  const producer = heap.producerOf(heap.nodeOf(running) ?? -1);
  assertEquals([producer?.kind, heap.name(producer?.closure ?? -1)], ["function", "outer"]);
  assertEquals(producer?.awaits, first.results[0]);
  assert(heap.suspended().some(({ node }) => node === first.node));
  assertEquals(heap.producerOf(heap.nodeOf(promise) ?? -1), undefined);
  first.results satisfies readonly number[];
  resolve();
  await Promise.all([running, derived]);
});

Deno.test("takeHeapView() refuses numbers that are no nodes", () => {
  const heap = takeHeapView();
  for (const node of [-1, 0.5, heap.nodeCount, NaN]) {
    assertThrows(() => heap.type(node), RangeError, `current value is ${node}`);
    assertThrows(() => heap.edges(node), RangeError);
    assertThrows(() => heap.waitersOf(node), RangeError);
  }
});

Deno.test("parseHeapSnapshot() reads a file, and says what is missing in one that it cannot read", async () => {
  const v8 = (globalThis as unknown as { process: { getBuiltinModule(name: string): unknown } }).process
    .getBuiltinModule("node:v8") as { getHeapSnapshot(): AsyncIterable<Uint8Array> };
  const chunks = await Array.fromAsync(v8.getHeapSnapshot());
  const bytes = new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
  const heap = parseHeapSnapshot(bytes);
  assert(heap.nodeCount > 10_000);
  assertEquals(heap.nodeOf({}), undefined);
  assertThrows(() => parseHeapSnapshot(bytes.subarray(0, 1_000)), Error, "Cannot read the heap snapshot");
  assertThrows(() => parseHeapSnapshot(bytes.subarray(0, bytes.length >> 1)), Error, "Cannot read the heap snapshot");
  assertThrows(() => parseHeapSnapshot("text" as unknown as Uint8Array), TypeError, "must be a Uint8Array");
});
