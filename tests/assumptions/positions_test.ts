/**
 * Where V8 and Deno say that something stands, one test for each fact that src/source and src/extract/contexts.ts build on. Tried with
 * Deno 2.9.6 (V8 15.0).
 */
import { assert, assertEquals } from "@std/assert";
import { findSourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import { takeHeapView } from "../../lowlevel.ts";
import { InspectorSession } from "../../src/heap/inspector_session.ts";

const LINES = Deno.readTextFileSync(new URL(import.meta.url)).split("\n");

function openSession(): InspectorSession {
  const session = InspectorSession.open();
  assert(session instanceof InspectorSession, String(session));
  return session;
}

/** The rest of the line of this file at a 0-based place in the script as V8 runs it. */
function sourceAt(line: number, column: number): string {
  const entry = findSourceMap(fileURLToPath(import.meta.url))?.findEntry(line, column);
  assert(entry !== undefined && "originalLine" in entry);
  return LINES[entry.originalLine].slice(entry.originalColumn);
}

/** Has the map an entry for exactly this place? */
function hasEntry(line: number, column: number): boolean {
  const entry = findSourceMap(fileURLToPath(import.meta.url))?.findEntry(line, column);
  return entry !== undefined && "generatedLine" in entry && entry.generatedLine === line &&
    entry.generatedColumn === column;
}

/** `[[FunctionLocation]]` of a function. */
function locationOf(session: InspectorSession, fn: unknown): { lineNumber: number; columnNumber: number } {
  return session.internals(session.handle(fn)).get("[[FunctionLocation]]")?.value as ReturnType<typeof locationOf>;
}

/** The source at the place where an async function is suspended. */
function suspendedAt(session: InspectorSession, promise: Promise<unknown>): string {
  const heap = takeHeapView([promise]);
  const frame = heap.producerOf(heap.nodeOf(promise) ?? -1);
  assert(frame !== undefined, "the function is suspended");
  const { line, column } = session.generatorState(session.objectById(heap.id(frame.node)) ?? "");
  return sourceAt(line - 1, column - 1);
}

Deno.test("Deno 2.9.6: source maps have no entry for the parenthesis of a function: mapped [[FunctionLocation]] is name, key or keyword", () => {
  interface Erased {
    lines: "that are not in the script as V8 runs it";
  }
  function declared<Type>(a: Type & Erased): Type {
    return a;
  }
  const expression = function <Type>(a: Type) {
    return a;
  };
  const named = function own<Type>(a: Type) {
    return a;
  };
  class Class {
    constructor(readonly field: number) {}
    method<Type>(a: Type): Type {
      return a;
    }
    static async later(a: number): Promise<number> {
      return await a;
    }
    *values(a: number): Generator<number> {
      yield a;
    }
    get accessor(): number {
      return 1;
    }
  }
  const { method, values } = Class.prototype;
  const accessor = Object.getOwnPropertyDescriptor(Class.prototype, "accessor")?.get;
  using session = openSession();
  for (
    const [fn, text] of [
      [declared, "declared<Type>("],
      [expression, "function <Type>("],
      [named, "own<Type>("],
      [Class, "constructor("],
      [method, "method<Type>("],
      [Class.later, "later("],
      [values, "values("],
      [accessor, "accessor("],
    ] as const
  ) {
    const { lineNumber, columnNumber } = locationOf(session, fn);
    assertEquals(sourceAt(lineNumber, columnNumber).slice(0, text.length), text);
    assert(!hasEntry(lineNumber, columnNumber), text);
  }
});

Deno.test("Deno 2.9.6: source maps have an entry where an arrow function starts, and for the parenthesis behind a computed key or a private name", () => {
  const arrow = <Type>(a: Type): Type => a;
  class Class {
    ["comp" + "uted"](a: number): number {
      return a;
    }
    #own(a: string): string {
      return a;
    }
    static own = (object: Class) => object.#own;
  }
  const computed = Reflect.get(Class.prototype, "computed"), own = Class.own(new Class());
  using session = openSession();
  for (const [fn, text] of [[arrow, "<Type>(a:"], [computed, "(a: number)"], [own, "(a: string)"]] as const) {
    const { lineNumber, columnNumber } = locationOf(session, fn);
    assertEquals(sourceAt(lineNumber, columnNumber).slice(0, text.length), text);
    assert(hasEntry(lineNumber, columnNumber), text);
  }
});

Deno.test("V8 15.0: a function that leaves a block stands in its last statement, or in the initializer of its last declaration", async () => {
  const door = Promise.withResolvers<void>();
  const done: string[] = [];
  const resource = () => ({ [Symbol.asyncDispose]: () => door.promise });
  async function afterStatement() {
    await using _resource = resource();
    done.push("first");
    done.push("last");
  }
  async function afterDeclaration() {
    done.push("first");
    await using _resource = resource();
  }
  async function afterDeclarations() {
    await using _resource = resource(), _none = null;
  }
  async function afterInnerBlock() {
    for (const text of ["inner"]) {
      await using _resource = resource();
      if (text !== "") {
        done.push(text);
      }
    }
    done.push("behind");
  }
  async function returning() {
    await using _resource = resource();
    done.push("first");
    return done;
  }
  const leaving = [afterStatement(), afterDeclaration(), afterDeclarations(), afterInnerBlock(), returning()];
  using session = openSession();
  assertEquals(leaving.map((promise) => suspendedAt(session, promise)), [
    'push("last");',
    "resource();",
    "null;",
    "push(text);",
    "return done;",
  ]);
  door.resolve();
  await Promise.all(leaving);
});

Deno.test("Deno 2.9.6: an await in parentheses that Deno leaves out is placed at the parenthesis", async () => {
  const door = Promise.withResolvers<number>();
  async function operand() {
    const sum = (await door.promise) + 1;
    return sum;
  }
  async function callee() {
    return (await door.promise).toFixed();
  }
  const waiting = [operand(), callee()];
  using session = openSession();
  assertEquals(waiting.map((promise) => suspendedAt(session, promise)), [
    "(await door.promise) + 1;",
    "await door.promise).toFixed();",
  ]);
  door.resolve(1);
  await Promise.all(waiting);
});

Deno.test("V8 15.0: a heap snapshot has the queue of microtasks, and in a job the promise that is resolved stands first", () => {
  const inner = new Promise(() => {}), outer = new Promise((resolve) => resolve(inner));
  const heap = takeHeapView([inner, outer]);
  const nodes = [outer, inner].map((promise) => heap.nodeOf(promise) ?? -1);
  const job = heap.retainers(nodes[0]).find((node) => heap.name(node) === "system / PromiseResolveThenableJobTask");
  assert(job !== undefined);
  assertEquals(heap.retainers(job).map((node) => heap.name(node)), ["(Micro tasks)"]);
  assertEquals(heap.edges(job).map(({ to }) => to).filter((to) => nodes.includes(to)), nodes);
});

/** What a module with one `using` does with the method of its resource, as JavaScript that Deno does not touch. */
async function calledBy(rest: string, using = "using"): Promise<string[]> {
  const calls: string[] = [];
  const get = () => {
    calls.push("read");
    return () => void calls.push("called");
  };
  const resource = Object.defineProperty({}, using === "using" ? Symbol.dispose : Symbol.asyncDispose, { get });
  Reflect.set(globalThis, "assumption", resource);
  try {
    await import(`data:text/javascript,${encodeURIComponent(`${using} it = globalThis.assumption; ${rest}`)}`);
  } finally {
    Reflect.deleteProperty(globalThis, "assumption");
  }
  return calls;
}

Deno.test("V8 15.0: `using` in a module whose name is exported neither reads nor calls the dispose method", async () => {
  assertEquals(await calledBy("export { it };"), []);
  assertEquals(await calledBy("export { it as other };"), []);
  assertEquals(await calledBy("export { it };", "await using"), []);
  assertEquals(await calledBy("export default 1;", "await using"), ["read", "called"]);
  assertEquals(await calledBy("export default 1;"), ["read", "called"]);
  assertEquals(await calledBy("export const held = () => it;"), ["read", "called"]);
});
