/**
 * What V8 puts into heap snapshots, and what it collects before, one test for each fact, tried with Deno 2.9.6 (V8 15.0). When an upgrade breaks one of these, the fact in
 * its name has changed, and what builds on it must be looked at: the number is the section of runtime-facts.md.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { findSourceMap } from "node:module";
import v8 from "node:v8";
import { fileURLToPath } from "node:url";
import { runCommand } from "../fixtures/child.ts";
import { handlersOf, look, reactionOf, to } from "./snapshot_look.ts";

// deno-lint-ignore no-explicit-any -- JSON of a snapshot
type Any = any;

const gate = () => Promise.withResolvers<unknown>();

Deno.test("[3.1] the stream of getHeapSnapshot() hands the whole JSON as one Uint8Array to push(); read() schedules a tick of node's, too", () => {
  const { core } = (Deno as Any)[(Deno as Any).internal];
  const stream = v8.getHeapSnapshot({ a: "😀 more than 16 bits" } as Any) as Any, chunks: (Uint8Array | null)[] = [];
  stream._read.call({ push: (chunk: Uint8Array | null) => chunks.push(chunk) });
  assert(!core.hasTickScheduled());
  const [bytes, end] = chunks;
  assert(bytes instanceof Uint8Array);
  assertEquals([chunks.length, end], [2, null]);
  assertEquals([bytes[0], bytes[bytes.length - 1]], ["{".charCodeAt(0), "}".charCodeAt(0)]);
  const { strings } = JSON.parse(new TextDecoder().decode(bytes));
  assert(strings.includes("\uf600 more than 16 bits"), "a character of more than 16 bits is one of its lower 16");
  assertEquals(stream.read(), bytes);
  assert(core.hasTickScheduled());
});

Deno.test("[3.1] in Node getHeapSnapshot().read() gives all of the JSON in Uint8Arrays, then null", async () => {
  const program = `const s = require("node:v8").getHeapSnapshot(), chunks = [];
    s._read.call({ push: () => console.log("pushed") });
    for (let chunk = s.read(); chunk !== null; chunk = s.read()) chunks.push(chunk);
    console.log(chunks.every((c) => c instanceof Uint8Array), JSON.parse(Buffer.concat(chunks)).strings.length > 0);`;
  const { stdout, stderr } = await runCommand("node", ["-e", program]);
  assertEquals([stdout, stderr], ["true true\n", ""]);
});

/** Prints: is all of the JSON there when `_read()` returns; how many ticks were queued meanwhile. */
const READ_UNTICKED = `const process = globalThis.process, v8 = process.getBuiltinModule("node:v8");
  let ticks = 0;
  process.nextTick = () => ticks++;
  const stream = v8.getHeapSnapshot({ exposeNumericValues: true }), chunks = [];
  stream.read = () => null;
  stream.push = (chunk) => (chunk !== null && chunks.push(chunk), true);
  stream._read(0);
  const text = chunks.map((chunk) => new TextDecoder().decode(chunk)).join("");
  console.log(JSON.parse(text).strings.length > 0, ticks);`;

for (const [program, args] of [["node", ["-e", READ_UNTICKED]], [Deno.execPath(), ["eval", READ_UNTICKED]]] as const) {
  const name = program === "node" ? "Node" : "Deno";
  Deno.test(`[3.1] in ${name} a snapshot's _read() pushes all of the JSON before it returns, without a tick`, async () => {
    const { stdout, stderr } = await runCommand(program, [...args]);
    assertEquals([stdout, stderr], ["true 0\n", ""]);
  });
}

Deno.test("[3.2] the fields of a snapshot", () => {
  const { json: { snapshot: { meta } } } = look();
  assertEquals(meta.node_fields, ["type", "name", "id", "self_size", "edge_count", "detachedness"]);
  assertEquals(meta.edge_fields, ["type", "name_or_index", "to_node"]);
  assertEquals(meta.location_fields, ["object_index", "script_id", "script_object_index", "line", "column"]);
  for (const type of ["hidden", "array", "string", "object", "code", "closure", "number", "native", "synthetic"]) {
    assert(meta.node_types[0].includes(type), type);
  }
  assertEquals(meta.edge_types[0], ["context", "element", "property", "internal", "hidden", "shortcut", "weak"]);
});

Deno.test("[3.3] a pending promise that is awaited leads to a native node 'system / PromiseReaction'", async () => {
  const opened = gate();
  const waits = (async () => void await opened.promise)();
  const heap = look({ "the awaited promise": opened.promise });
  const reaction = reactionOf(heap, heap.find("the awaited promise"));
  assertEquals([heap.type(reaction), heap.name(reaction)], ["native", "system / PromiseReaction"]);
  opened.resolve(1);
  await waits;
});

Deno.test("[3.3] a reaction has hidden edges to its handlers, to the next reaction and to the derived promise", async () => {
  const opened = gate();
  const derived = opened.promise.then(() => 1, () => 2);
  const waits = opened.promise.then(() => 3);
  const heap = look({ "the promise": opened.promise, "the derived promise": derived });
  const newest = reactionOf(heap, heap.find("the promise"));
  const oldest = heap.edges(newest).find((edge) => heap.name(edge.to) === "system / PromiseReaction");
  assert(oldest !== undefined);
  const edges = heap.edges(oldest.to);
  assertEquals(
    new Set([oldest, ...edges.filter(({ name }) => name !== "map")].map(({ type }) => type)),
    new Set(["hidden"]),
  );
  assertEquals(edges.filter((edge) => heap.type(edge.to) === "closure").length, 2);
  assert(edges.some((edge) => edge.to === heap.find("the derived promise")));
  opened.resolve(1);
  await Promise.all([derived, waits]);
});

Deno.test("[3.3] the closures of an await name themselves by their code, and share a context whose extension is the generator", async () => {
  const opened = gate();
  async function waiting(local: object) {
    await opened.promise;
    return local;
  }
  async function* yielding() {
    await opened.promise;
    yield 1;
  }
  const waits = [waiting({}), yielding().next()];
  const heap = look({ "the gate": opened.promise });
  const newest = reactionOf(heap, heap.find("the gate"));
  const oldest = heap.edges(newest).find((edge) => heap.name(edge.to) === "system / PromiseReaction")?.to ?? -1;
  for (const [reaction, kind, name] of [[oldest, "Function", "waiting"], [newest, "Generator", "yielding"]] as const) {
    const handlers = handlersOf(heap, reaction);
    assertEquals([...handlers.keys()].sort(), [
      `system / Code / Async${kind}AwaitRejectClosure (builtin)`,
      `system / Code / Async${kind}AwaitResolveClosure (builtin)`,
    ]);
    const contexts = [...handlers.values()].map((closure) => to(heap.edges(closure), "context"));
    assertEquals(contexts[0], contexts[1]);
    const generator = heap.edges(to(heap.edges(contexts[0]), "extension"));
    assertEquals(heap.name(to(generator, "function")), name);
    assertEquals(heap.type(to(generator, "parameters_and_registers")), "array");
  }
  opened.resolve(1);
  await Promise.all(waits);
});

Deno.test("[3.3] the closures of combinators and their partners", async () => {
  for (
    const [kind, handler, partner, isOneContext] of [
      ["all", "PromiseAllResolveElementClosure", "PromiseCapabilityDefaultReject", false],
      ["allSettled", "PromiseAllSettledResolveElementClosure", "PromiseAllSettledRejectElementClosure", true],
      ["any", "PromiseAnyRejectElementClosure", "PromiseCapabilityDefaultResolve", false],
      ["race", "PromiseCapabilityDefaultResolve", "PromiseCapabilityDefaultReject", true],
    ] as const
  ) {
    const opened = gate();
    const waits = (Promise[kind] as (all: unknown[]) => Promise<unknown>).call(Promise, [opened.promise]);
    const heap = look({ "the gate": opened.promise });
    const handlers = handlersOf(heap, reactionOf(heap, heap.find("the gate")));
    const named = [handler, partner].map((name) => `system / Code / ${name} (builtin)`);
    assertEquals([...handlers.keys()].sort(), named.toSorted(), kind);
    const [one, other] = named.map((name) => to(heap.edges(handlers.get(name) ?? -1), "context"));
    assertEquals(one === other, isOneContext, kind);
    opened.resolve(1);
    await waits;
  }
});

Deno.test("[3.3] the list of Promise.all is an array with one slot for each promise", async () => {
  const gates = Array.from({ length: 7 }, gate);
  const waits = Promise.all(gates.map(({ promise }) => promise));
  gates[2].resolve({});
  await null;
  const heap = look({ "the gate": gates[0].promise });
  const handlers = handlersOf(heap, reactionOf(heap, heap.find("the gate")));
  const element = handlers.get("system / Code / PromiseAllResolveElementClosure (builtin)") ?? -1;
  const lists = heap.edges(to(heap.edges(element), "context")).filter((edge) => heap.type(edge.to) === "array");
  assertEquals(lists.map((edge) => heap.size(edge.to)), [16 + 8 * 7]);
  gates.forEach(({ resolve }) => resolve(1));
  await waits;
});

Deno.test("[3.2] locations give the 0-based start of a function and its script", () => {
  function located() {}
  const heap = look({ "the function": located });
  const node = heap.find("the function");
  const { locations, snapshot: { meta } } = heap.json;
  const width = meta.node_fields.length;
  let found: number[] = [];
  for (let at = 0; at < locations.length; at += 5) {
    if (locations[at] === node * width) found = locations.slice(at, at + 5);
  }
  const [, id, script, line, column] = found;
  assert(id > 0);
  assertMatch(heap.name(script / width), /^system \/ Script/);
  assertEquals(heap.name(to(heap.edges(script / width), "name")), import.meta.url);
  const entry = findSourceMap(fileURLToPath(import.meta.url))?.findEntry(line, column) as Any;
  const source = Deno.readTextFileSync(new URL(import.meta.url)).split("\n");
  assertEquals(entry.originalLine, source.findIndex((text) => text.includes("function located()")));
});

Deno.test("[3.2] the elements of an array are edges with their indexes", () => {
  const list = Array.from({ length: 300 }, (_, i) => ({ i }));
  const heap = look({ "the list": list });
  const elements = heap.edges(heap.find("the list")).filter(({ type }) => type === "element");
  assertEquals(elements.map(({ name }) => name), list.map(({ i }) => i));
});

Deno.test("[3.2] a small integer in a property is a node 'smi number' with its value", () => {
  const heap = look({ "the number": 123 });
  const number = heap.find("the number");
  assertEquals([heap.type(number), heap.name(number)], ["number", "smi number"]);
  assertEquals(heap.name(to(heap.edges(number), "value")), "123");
});

Deno.test("[3.2] a text of the program can have the name of V8's own nodes, but not their type", () => {
  const heap = look({ "the text": ["system / ", "PromiseReaction"].join("") });
  assertMatch(heap.type(heap.find("the text")), /string/);
});

Deno.test("[5] a promise that nothing holds is collected by a snapshot, and what awaits it too", async () => {
  let collected = 0;
  const registry = new FinalizationRegistry<void>(() => collected++);
  async function stuck() {
    await new Promise(() => {});
  }
  (() => registry.register(stuck()))();
  await new Promise((resolve) => setTimeout(resolve));
  look();
  for (let turns = 0; turns < 1000 && collected === 0; turns++) await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(collected, 1);
});

Deno.test("[5] a chain in which the functions only refer to each other is collected by a snapshot", async () => {
  let collected = 0;
  const registry = new FinalizationRegistry<void>(() => collected++);
  (() => {
    let tail: Promise<void> = new Promise(() => {});
    const locked = async () => {
      const before = tail;
      tail = (async () => void await before)();
      await before;
    };
    for (let i = 0; i < 3; i++) registry.register(locked());
  })();
  await new Promise((resolve) => setTimeout(resolve));
  look();
  for (let turns = 0; turns < 1000 && collected < 3; turns++) await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(collected, 3);
});

Deno.test("[7] the functions that settle an operation's promise stand in an array that a context of Deno's core calls 'promiseRing'", async () => {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const accepted = listener.accept().then((connection) => connection.close(), () => {});
  const heap = look();
  const { edges, strings, snapshot: { meta } } = heap.json;
  const name = strings.indexOf("promiseRing"), context = meta.edge_types[0].indexOf("context");
  const rings = new Set<number>();
  for (let e = 0; e < edges.length; e += 3) {
    if (edges[e] === context && edges[e + 1] === name) rings.add(edges[e + 2] / meta.node_fields.length);
  }
  assertEquals([...rings].map(heap.name), ["Array"]);
  const [ring] = rings;
  // A slot holds a list of the resolving functions of the promise; their context leads to it.
  const within = (node: number) => heap.edges(node).filter(({ type }) => type === "element").map((edge) => edge.to);
  const functions = within(ring).flatMap(within).filter((node) => heap.type(node) === "closure");
  const settled = functions.flatMap((node) => heap.edges(to(heap.edges(node), "context")));
  assert(settled.some((edge) => heap.name(edge.to) === "Promise"));
  listener.close();
  await accepted;
});
