/** `frame.locals()`: names and previews of the variables of suspended functions of this process. */
import { assert, assertEquals } from "@std/assert";
import { elaborateFrame, extract, extractAll, extractOutermost, extractSince, type Frame } from "../../mod.ts";
import { getCode } from "../../lowlevel.ts";
import { previewer } from "../../src/heap/preview.ts";
import { safeText } from "../../src/model/safe_text.ts";
import * as types from "node:util/types";

/** A promise that this module keeps, so that what awaits it is not collected. */
const doors: PromiseWithResolvers<void>[] = [];
function door(): PromiseWithResolvers<void> {
  const made = Promise.withResolvers<void>();
  doors.push(made);
  return made;
}

function localsOf(frame: Frame): [string, string][] | undefined {
  const locals = frame.locals();
  return locals && Object.entries(locals);
}

Deno.test("locals() has parameters, registers, captured variables and those not yet set, innermost scope first", async () => {
  const { promise, resolve } = door();
  async function work(first: number, { second }: { second: string }, ...rest: string[]) {
    const list = [first, 2];
    let empty;
    {
      const list = "inner";
      await promise;
      const late = () => list;
      late();
    }
    return [empty, list, second, rest];
  }
  const working = work(1, { second: "b" }, "c");
  assertEquals(
    localsOf(extract(working).frames[0]),
    [
      ["list", '"inner"'],
      ["late", "undefined"],
      ["empty", "undefined"],
      ["first", "1"],
      ["second", '"b"'],
      ["rest", '[ "c" ]'],
    ],
  );
  resolve();
  await working;
});

Deno.test("locals() says which captured variables are not set yet", async () => {
  const { promise, resolve } = door();
  async function work() {
    await promise;
    const late = 1;
    return () => late;
  }
  const working = work();
  assertEquals(localsOf(extract(working).frames[0]), [["late", "(not yet set)"]]);
  resolve();
  await working;
});

Deno.test("locals() of generators and async generators", async () => {
  const { promise, resolve } = door();
  function* numbers(from: number) {
    const step = { by: 2 };
    yield from;
    yield step;
  }
  async function* lines(name: string) {
    await promise;
    yield name;
  }
  const generator = numbers(5), asyncGenerator = lines("log");
  generator.next();
  const next = asyncGenerator.next();
  assertEquals(localsOf(extractOutermost(generator)), [["from", "5"], ["step", "{ by: 2 }"]]);
  assertEquals(localsOf(extract(next).frames[0]), [["name", '"log"']]);
  assertEquals(localsOf(extract(asyncGenerator).frames[0]), [["name", '"log"']]);
  resolve();
  await next;
  assertEquals(localsOf(extract(asyncGenerator).frames[0]), [["name", '"log"']]); // at a yield
});

Deno.test("locals() is read of the heap that is open, and later of a new one while the frame stays where it is", async () => {
  const { promise, resolve } = door();
  async function inner(value: string) {
    await promise;
    return value;
  }
  async function outer(value: string) {
    return await inner(value + "!");
  }
  const running = outer("x");
  const within: unknown[] = [];
  {
    using _hook = elaborateFrame.register(inner, (frame: Frame) => {
      within.push(localsOf(frame));
    });
    extract(running);
  }
  assertEquals(within, [[["value", '"x!"']]]);

  const { frames } = extract(running);
  assertEquals(frames.map(localsOf), [[["value", '"x"']], [["value", '"x!"']]]);
  await Promise.resolve(); // a new turn: another heap
  const again = extract(running).frames, unread = extract(running).frames;
  assertEquals(again.map(localsOf), [[["value", '"x"']], [["value", '"x!"']]]);

  resolve();
  await running;
  assertEquals(again.map(localsOf), [[["value", '"x"']], [["value", '"x!"']]], "what was read stays");
  assertEquals(unread.map(localsOf), [undefined, undefined], "it has ended");
});

Deno.test("locals() is undefined when the frame has gone on to another place", async () => {
  const first = door(), second = door();
  async function work(value: number) {
    await first.promise;
    await second.promise;
    return value;
  }
  const working = work(1);
  const [frame] = extract(working).frames;
  first.resolve();
  await first.promise;
  await Promise.resolve();
  assertEquals(frame.locals(), undefined);
  assertEquals(localsOf(extract(working).frames[0]), [["value", "1"]]);
  second.resolve();
  await working;

  function* count() {
    yield 1;
    yield 2;
  }
  const numbers = count();
  numbers.next();
  const one = extractOutermost(numbers);
  numbers.next();
  assertEquals(one.locals(), undefined);
});

Deno.test("locals() is undefined for running frames", () => {
  const { frames } = extractSince(undefined);
  assertEquals(frames.at(-1)?.locals(), undefined);
});

Deno.test("locals() of a dump's frames come from one more heap for all", async () => {
  const { promise, resolve } = door();
  async function worker(id: number) {
    await promise;
    return id;
  }
  const workers = [1, 2, 3].map(worker);
  const code = getCode(worker);
  const frames = extractAll().tasks.flatMap((task) => [...task.frames]).filter((frame) => frame.code === code);
  const v8 = (globalThis as unknown as { process: { getBuiltinModule(name: string): Record<string, unknown> } }).process
    .getBuiltinModule("node:v8") as { getHeapSnapshot: () => unknown };
  const { getHeapSnapshot } = v8;
  let snapshots = 0;
  v8.getHeapSnapshot = () => (snapshots++, getHeapSnapshot());
  try {
    assertEquals(frames.map((frame) => frame.locals()?.id).sort(), ["1", "2", "3"]);
  } finally {
    v8.getHeapSnapshot = getHeapSnapshot;
  }
  assertEquals(snapshots, 1);
  resolve();
  await Promise.all(workers);
});

Deno.test("locals() runs no code of the program", async () => {
  const ran: string[] = [];
  const spy = (what: string) => () => {
    ran.push(what);
    return undefined as never;
  };
  const traps = Object.fromEntries(
    Object.getOwnPropertyNames(Reflect).filter((name) => typeof Reflect.get(Reflect, name) === "function")
      .map((name) => [name, spy(`trap ${name}`)]),
  );
  class Loud {
    get field() {
      return spy("getter")();
    }
    get [Symbol.toStringTag]() {
      return spy("toStringTag")();
    }
    toString = spy("toString");
    toJSON = spy("toJSON");
    [Symbol.toPrimitive] = spy("toPrimitive");
  }
  Object.defineProperty(Loud, "name", { get: spy("static name") });
  Object.defineProperty(Loud.prototype, Symbol.for("Deno.customInspect"), { value: spy("inspect") });
  class LoudError extends Error {
    override get name() {
      return spy("error name")();
    }
    override get message() {
      return spy("error message")();
    }
  }
  const values = {
    loud: new Loud(),
    literal: Object.defineProperty({}, "own", { get: spy("own getter"), enumerable: true }),
    proxy: new Proxy({}, traps),
    callable: new Proxy(function () {}, traps),
    child: Object.create(new Proxy({}, traps)),
    made: { constructor: new Proxy(function () {}, traps) },
    error: new LoudError("x"),
    plainError: new TypeError("plain"),
    stackError: Object.defineProperty(new Error("own"), "stack", { get: spy("stack getter") }),
    map: new Map([[new Loud(), new Proxy({}, traps)]]),
    list: Object.defineProperty([1, 2], 0, { get: spy("element getter"), enumerable: true }),
  };
  const { promise, resolve } = door();
  async function hold(
    { loud, literal, proxy, callable, child, made, error, plainError, stackError, map, list }: typeof values,
  ) {
    await promise;
    return [loud, literal, proxy, callable, child, made, error, plainError, stackError, map, list];
  }
  async function onError(this: Error) {
    await promise;
    return this;
  }
  function* atYield(this: Error) {
    yield this;
  }
  const generator = atYield.call(new LoudError("receiver"));
  generator.next();
  const holding = hold(values), onReceiver = onError.call(new LoudError("receiver"));
  const prepare = Reflect.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  Object.defineProperty(Error, "prepareStackTrace", { get: () => spy("prepareStackTrace"), configurable: true });
  let locals, refused;
  try {
    locals = extract(holding).frames[0].locals();
    refused = [extract(onReceiver).frames[0].locals(), extract(generator).frames.length];
  } finally {
    if (prepare === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Object.defineProperty(Error, "prepareStackTrace", prepare);
  }
  assertEquals(ran, []);
  assertEquals(refused, [undefined, 1]);
  assertEquals(locals?.plainError, "TypeError: plain");
  assertEquals(locals?.proxy, "[Proxy]");
  assertEquals(locals?.literal, "{ own: [Getter] }");
  assertEquals(Object.keys(locals ?? {}).length, 11);
  resolve();
  await Promise.all([holding, onReceiver]);
});

Deno.test("locals() of a function with very many variables says how many are left out", async () => {
  const { promise, resolve } = door();
  const names = Array.from({ length: 60 }, (_, i) => `v${i}`);
  const make = new Function(
    "wait",
    `return (async (${names.join()}) => { await wait; return ${names.join("+")}; })(1)`,
  );
  const running = make(promise);
  const locals = extract(running).frames[0].locals() ?? {};
  assertEquals([Object.keys(locals).length, locals["..."]], [51, "10 more variables"]);
  resolve();
  await running;
});

Deno.test("a preview has the text that safeText() gives", () => {
  class Point {
    x = 1;
  }
  class Line extends Point {}
  const circle: Record<string, unknown> = { a: 1 };
  circle.self = circle;
  const values: unknown[] = [
    undefined,
    null,
    true,
    -0,
    12n,
    "it's",
    'say "it\'s"',
    "a\nb\u202e",
    Symbol("s"),
    [1, , 3],
    [],
    {},
    { a: { b: [1] }, "c d": Symbol.iterator, [Symbol("k")]: 1 },
    new Point(),
    Object.create(null),
    Point,
    Line,
    function named() {},
    () => {},
    async () => {},
    new Map<unknown, unknown>([["k", new Point()]]),
    new Set([1, "b"]),
    new Uint8Array([1, 2]),
    new Date(0),
    new Date(NaN),
    /a\/b/giv,
    new RangeError("bad\nthing"),
    circle,
    "x".repeat(300),
    Array.from({ length: 150 }, () => 0),
    (function (..._: unknown[]) {
      return arguments;
    })(1),
    Promise.resolve(1),
    new Proxy({}, {}),
  ];
  const preview = previewer(types);
  assertEquals(values.map(preview), values.map(safeText));
  assert(values.length > 30);
});
