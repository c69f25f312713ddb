/**
 * What src/heap/{async_context,stored_values,storage_names,spans,unseen_values}.ts know of async contexts in a heap, one test for each
 * fact. Tried with Deno 2.9.6 (V8 15.0).
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { AsyncLocalStorage } from "node:async_hooks";
import { type HeapEdge, type HeapView, takeHeapView } from "../../lowlevel.ts";

const gate = Promise.withResolvers<void>();
async function wait(): Promise<void> {
  await gate.promise;
}

const storage = new AsyncLocalStorage<unknown>();
const store = { id: 1 };
const table = new Map<string, unknown>([["a", "one"], ["b", 2], ["c", true], ["d", 1.5]]);
const uuid = crypto.randomUUID();
const joined = `left side of a string ${Date.now()}`;
const texts = { uuid, joined, path: new URL("http://localhost/a/long/path/name?x").pathname };
const withStore = storage.run(store, wait), without = wait();
const heap: HeapView = takeHeapView([withStore, without, storage, store, table, texts]);

function nodeOf(object: object): number {
  const node = heap.nodeOf(object);
  assert(node !== undefined);
  return node;
}

/** What leads from the reaction that will resume the function of a promise. */
function reactionEdges(promise: object): HeapEdge[] {
  const frame = heap.producerOf(nodeOf(promise));
  assert(frame !== undefined);
  const handlers = new Set(
    heap.edges(frame.node).filter(({ type, to }) => type === "hidden" && heap.type(to) === "closure").map(({ to }) =>
      to
    ),
  );
  for (const handler of handlers) {
    for (const from of heap.retainers(handler)) {
      if (heap.name(from) === "system / PromiseReaction") return heap.edges(from);
    }
  }
  throw new Error("Cannot find the reaction");
}

function contextOf(promise: object): number | undefined {
  const objects = reactionEdges(promise).filter(({ type, to }) => type === "hidden" && heap.type(to) === "object");
  assert(objects.length <= 1);
  return objects[0]?.to;
}

function property(node: number, name: string): number {
  const found = heap.edges(node).find((edge) => edge.type === "property" && edge.name === name);
  assert(found !== undefined, name);
  return found.to;
}

Deno.test("a reaction has its async context by a hidden edge, and none where there is none", () => {
  assert(contextOf(withStore) !== undefined);
  assertEquals(contextOf(without), undefined);
});

Deno.test("an async context of Deno's has an element for each storage, the key of the store in a WeakMap", () => {
  const context = contextOf(withStore);
  assert(context !== undefined);
  const elements = heap.edges(context).filter(({ type }) => type === "element");
  assertEquals(elements.length, 1);
  const [{ name: id, to: key }] = elements;
  const variable = property(nodeOf(storage), "#variable");
  assertEquals(heap.name(variable), "AsyncVariable");
  const number = heap.edges(property(variable, "#id")).find(({ name }) => name === "value");
  assertEquals(Number(heap.name(number?.to ?? 0)), id);
  const weakTable = heap.edges(property(variable, "#data")).find(({ name }) => name === "table");
  assert(weakTable !== undefined);
  const entries = heap.edges(key).filter(({ type, name }) => type === "internal" && String(name).includes("WeakMap"));
  assertEquals(entries.map(({ to }) => to), [nodeOf(store)]);
  assertMatch(String(entries[0].name), new RegExp(`pair in WeakMap \\(table @${heap.id(weakTable.to)}\\)$`));
});

Deno.test("a storage has a given name and whether it is on as properties", () => {
  const node = nodeOf(storage);
  assertEquals([heap.name(property(node, "#name")), heap.name(property(node, "enabled"))], ["", "true"]);
});

Deno.test("the table of a Map has three words an entry behind its buckets, and no small integers nor booleans", () => {
  const array = heap.edges(nodeOf(table)).find(({ type, name }) => type === "internal" && name === "table");
  assert(array !== undefined);
  const buckets = ((heap.size(array.to) - 16) / 8 - 3) / 7;
  assertEquals(buckets, 2);
  const slots = heap.edges(array.to).filter(({ type, name }) => type === "internal" && /^\d+$/.test(String(name)));
  const named = slots.map(({ name, to }) => [Number(name) - 3 - buckets, heap.type(to)]);
  assertEquals(named, [[0, "string"], [1, "string"], [3, "string"], [6, "string"], [9, "string"], [10, "number"]]);
});

Deno.test("of a piece of a string the snapshot tells the whole, not which piece; of a joined one both parts", () => {
  const node = nodeOf(texts);
  for (const name of ["uuid", "path"]) {
    const piece = property(node, name);
    assertEquals([heap.type(piece), heap.name(piece)], ["sliced string", "(sliced string)"]);
    const fields = heap.edges(piece).filter(({ name }) => name !== "map").map(({ name }) => name);
    assertEquals(fields, ["length", "parent"]);
  }
  const whole = property(node, "joined");
  assertEquals(heap.type(whole), "concatenated string");
  const part = (name: string) => heap.edges(whole).find((edge) => edge.name === name)?.to ?? 0;
  assertEquals([part("first"), part("second")].map((part) => heap.name(part)).join(""), joined);
});

Deno.test("a span of Deno's telemetry is an object without its name; tracers and spans have methods that can be replaced", () => {
  const tracers = Object.getPrototypeOf(Deno.telemetry.tracerProvider.getTracer("test"));
  const { writable, configurable } = Object.getOwnPropertyDescriptor(tracers, "startSpan") ?? {};
  assertEquals([writable, configurable], [true, true]);
});

Deno.test("what waits is let go", async () => {
  gate.resolve();
  await Promise.all([withStore, without]);
});
