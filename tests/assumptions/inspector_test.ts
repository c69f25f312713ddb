/**
 * What src/heap/{inspector_session,frame_scopes,preview}.ts know of the inspector of this process, one test for each fact. Tried with
 * Deno 2.9.6 (V8 15.0).
 */
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import inspector from "node:inspector";
import { findSourceMap } from "node:module";
import process from "node:process";
import { fileURLToPath } from "node:url";
import v8 from "node:v8";
import { takeHeapView } from "../../lowlevel.ts";

// deno-lint-ignore no-explicit-any -- answers of the inspector
type Any = any;

/** A connection of its own, which shares nothing with `src/heap`. */
class Connection implements Disposable {
  readonly #session = new inspector.Session();

  constructor() {
    this.#session.connect();
  }

  /** Send one command; an error as answer is given back as it is. */
  post(method: string, params: object = {}): Any {
    let answer: Any;
    const { nextTick } = process;
    process.nextTick = ((callback: (...args: unknown[]) => void, ...args: unknown[]) => callback(...args)) as Any;
    try {
      this.#session.post(method as "Runtime.evaluate", params as never, (error, result) => answer = error ?? result);
    } finally {
      process.nextTick = nextTick;
    }
    assert(answer !== undefined, `${method} answers at once`);
    return answer;
  }

  /** A handle of an object that V8 may describe. */
  handle(object: object): string {
    return this.#withGlobal(object, () => this.post("Runtime.evaluate", { expression: "assumption" }).result.objectId);
  }

  /** The object of a handle. It is not described. */
  object(objectId: string): Any {
    let found: unknown;
    this.#withGlobal((object: unknown) => void (found = object), () => {
      this.post("Runtime.callFunctionOn", { objectId, functionDeclaration: "function () { assumption(this); }" });
    });
    return found;
  }

  properties(objectId: string): { result: Any[]; internalProperties: Any[] } {
    return this.post("Runtime.getProperties", { objectId, ownProperties: true });
  }

  internals(objectId: string): Map<string, Any> {
    return new Map(this.properties(objectId).internalProperties.map(({ name, value }) => [name, value]));
  }

  #withGlobal<Result>(value: unknown, run: () => Result): Result {
    Reflect.set(globalThis, "assumption", value);
    try {
      return run();
    } finally {
      Reflect.deleteProperty(globalThis, "assumption");
    }
  }

  /** Disconnect. */
  [Symbol.dispose]() {
    this.#session.disconnect();
  }
}

/** A handle of the suspended function of a promise, which no object of the program refers to. */
function handleOfFrame(connection: Connection, promise: Promise<unknown>): string {
  const heap = takeHeapView([promise]);
  const frame = heap.producerOf(heap.nodeOf(promise) ?? -1);
  assert(frame !== undefined, "the function is suspended");
  return connection.post("HeapProfiler.getObjectByHeapObjectId", { objectId: String(heap.id(frame.node)) })
    .result.objectId;
}

/** Run with an `Error.prepareStackTrace` of the program; the messages of the errors for which V8 calls it. */
function preparedWhile(run: () => void): string[] {
  const prepared: string[] = [];
  const before = Reflect.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  Reflect.defineProperty(Error, "prepareStackTrace", {
    value: ({ message }: Error) => void prepared.push(message),
    configurable: true,
  });
  try {
    run();
  } finally {
    if (before === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Reflect.defineProperty(Error, "prepareStackTrace", before);
  }
  return prepared;
}

Deno.test("V8 15.0: queryObjects(Object.prototype) lists functions, promises and generators too, not what has no such prototype", () => {
  using connection = new Connection();
  function* values() {
    yield 1;
  }
  async function* asyncValues() {
    yield await Promise.resolve(1);
  }
  const listed = [
    () => {},
    class {},
    new Promise(() => {}),
    values(),
    asyncValues(),
    {},
    [],
    new Map(),
    new Error("one"),
  ];
  const bare = Object.create(null);
  const { objects } = connection.post("Runtime.queryObjects", {
    prototypeObjectId: connection.handle(Object.prototype),
  });
  const found = new Set(connection.object(objects.objectId));
  assertEquals(listed.map((object) => found.has(object)), listed.map(() => true));
  assertEquals([bare, Object.create(bare), Object.prototype].map((object) => found.has(object)), [false, false, false]);
});

Deno.test("V8 15.0: V8 finds an object again by its id in a snapshot that was taken while a session is connected", () => {
  using connection = new Connection();
  const kept = { text: "kept" };
  const heap = takeHeapView([kept]);
  const id = String(heap.id(heap.nodeOf(kept) ?? -1));
  assertEquals(connection.post("HeapProfiler.getHeapObjectId", { objectId: connection.handle(kept) }), {
    heapSnapshotObjectId: id,
  });
  const { result } = connection.post("HeapProfiler.getObjectByHeapObjectId", { objectId: id });
  assert(connection.object(result.objectId) === kept);
});

Deno.test("V8 15.0: when any session disconnects, V8 forgets the ids of all objects, those of other sessions too", () => {
  using connection = new Connection();
  const kept = { text: "kept" };
  const takeSnapshot = () => (v8.getHeapSnapshot() as Any).read();
  const idOf = () => connection.post("HeapProfiler.getHeapObjectId", { objectId: connection.handle(kept) });
  takeSnapshot();
  const { heapSnapshotObjectId: id } = idOf();
  assertMatch(id, /^[1-9]\d*$/);
  const isFound = () => {
    const answer = connection.post("HeapProfiler.getObjectByHeapObjectId", { objectId: id });
    return !(answer instanceof Error) && connection.object(answer.result.objectId) === kept;
  };
  assert(isFound());
  new Connection()[Symbol.dispose]();
  assert(!isFound());
  assertEquals(idOf(), { heapSnapshotObjectId: "0" });
  takeSnapshot(); // new ids are given
  assert(!isFound());
});

Deno.test("V8 15.0: V8's description of an error runs the program's Error.prepareStackTrace, and getters", () => {
  using connection = new Connection();
  const called: string[] = [];
  class Talking extends Error {
    override get message() {
      called.push("message");
      return "";
    }
    override get name() {
      called.push("name");
      return "";
    }
  }
  const objectId = connection.handle([new Error("described")]);
  assertEquals(preparedWhile(() => connection.properties(objectId)), ["described"]);
  connection.properties(connection.handle([new Talking()]));
  assertEquals([...new Set(called)].sort(), ["message", "name"]);
});

Deno.test("V8 15.0: to show the internal properties of a generator V8 describes its receiver", () => {
  using connection = new Connection();
  function* method(this: unknown) {
    yield 1;
  }
  const objectId = connection.handle(method.call(new Error("receiver")));
  assertEquals(preparedWhile(() => connection.internals(objectId)), ["receiver"]);
});

Deno.test("V8 15.0: an object that is handed over by its handle is not described", () => {
  using connection = new Connection();
  const errors = [new Error("handed over")];
  const objectId = connection.handle(errors);
  let found: unknown;
  assertEquals(preparedWhile(() => found = connection.object(objectId)), []);
  assert(found === errors);
});

Deno.test("V8 15.0: [[Scopes]] of a suspended async function has the locals that are in registers", async () => {
  using connection = new Connection();
  const door = Promise.withResolvers<void>();
  const passed = { text: "passed" }, made = { text: "made" };
  async function waits(parameter: object) {
    const local = made;
    await door.promise;
    const later = { ...local, ...parameter };
    return later;
  }
  const waiting = waits(passed);
  const objectId = handleOfFrame(connection, waiting);
  // They are in registers: no context of the function's own has them.
  const heap = takeHeapView([waiting]);
  const frame = heap.producerOf(heap.nodeOf(waiting) ?? -1);
  const context = heap.edges(frame?.node ?? -1).find(({ name }) => name === "context")?.to ?? -1;
  assert(!heap.edges(context).some(({ type, name }) => type === "context" && name === "parameter"));

  const list = connection.object(connection.internals(objectId).get("[[Scopes]]").objectId);
  assertEquals(list[0].description, "Local (waits)");
  const { parameter, local } = Object.getOwnPropertyDescriptors(list[0].object) as Record<string, PropertyDescriptor>;
  assert(parameter.value === passed && local.value === made);
  door.resolve();
  await waiting;
});

Deno.test("V8 15.0: in [[Scopes]] a variable that is not set yet is refused with a ReferenceError where V8 checks it, else it is `undefined`", async () => {
  using connection = new Connection();
  const door = Promise.withResolvers<void>();
  async function checked() {
    await door.promise;
    const later = {};
    return () => later;
  }
  async function unchecked() {
    await door.promise;
    const later = {};
    return later;
  }
  const waiting = [checked(), unchecked()];
  const [refuses, gives] = waiting.map((promise) => {
    // The list has no prototype.
    const { object } = connection.object(
      connection.internals(handleOfFrame(connection, promise)).get("[[Scopes]]").objectId,
    )[0];
    return () => Object.getOwnPropertyDescriptor(object, "later");
  });
  const error = assertThrows(refuses, ReferenceError);
  assertEquals(error.message, "Cannot access 'later' from debugger");
  assertEquals(gives(), { value: undefined, writable: true, enumerable: true, configurable: true });
  door.resolve();
  await Promise.all(waiting);
});

Deno.test("V8 15.0: [[GeneratorLocation]] of a suspended async function, mapped, is the place in V8's own async stack", async () => {
  using connection = new Connection();
  const door = Promise.withResolvers<void>();
  async function outer() {
    const local = 1;
    await null;
    return [local, await inner()];
  }
  let stack = "", waiting: Promise<unknown> = Promise.resolve(), mapped: Any;
  async function inner() {
    await door.promise;
    stack = new Error("where").stack ?? "";
    const { lineNumber, columnNumber } = connection.internals(handleOfFrame(connection, waiting))
      .get("[[GeneratorLocation]]").value;
    mapped = findSourceMap(fileURLToPath(import.meta.url))?.findEntry(lineNumber, columnNumber);
  }
  waiting = outer();
  door.resolve();
  await waiting;
  const [, line, column] = /at async outer \(.*:(\d+):(\d+)\)/.exec(stack) ?? [];
  assertEquals([mapped.originalLine + 1, mapped.originalColumn + 1], [Number(line), Number(column)]);
  const text = Deno.readTextFileSync(new URL(import.meta.url)).split("\n")[mapped.originalLine];
  assertEquals(text.slice(mapped.originalColumn), "await inner()];");
});

Deno.test("V8 15.0: [[GeneratorState]] is 'suspended', 'running' or 'closed'", () => {
  using connection = new Connection();
  const states: string[] = [];
  const tell = () => states.push(connection.internals(connection.handle(generator)).get("[[GeneratorState]]").value);
  function* values() {
    tell();
    yield 1;
  }
  const generator = values();
  tell();
  generator.next();
  generator.next();
  tell();
  assertEquals(states, ["suspended", "running", "closed"]);
});
