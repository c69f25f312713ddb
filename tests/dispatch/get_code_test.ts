/** From functions to their code. */
import { assert, assertEquals, assertNotStrictEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { getCode } from "../../src/dispatch/get_code.ts";
import { Code } from "../../src/model/code.ts";

// deno-lint-ignore ban-types
type AnyFunction = Function;

const SOURCE = Deno.readTextFileSync(new URL(import.meta.url)).split("\n");

function declared(first: number): number {
  return first;
}
async function asynchronous() {}
function* generating() {}
async function* generatingLater() {}
const arrow = (first: number): number => first;
const expression = function () {};

class Implicit {
  field = 1;
  method() {}
}
class Explicit {
  static #made = 0;
  constructor() {
    Explicit.#made++;
  }
  method() {}
  static fixed() {}
  *[Symbol.iterator]() {}
  get value(): number {
    return 1;
  }
  set value(_value: number) {}
  #hidden() {}
  hidden(): AnyFunction {
    return this.#hidden;
  }
  handler = () => {};
}
const record = { short() {}, member: function () {} };

function outer() {
  function inner() {
    const deep = () => 1;
    return deep;
  }
  class Local {
    run(): AnyFunction {
      return function leap() {};
    }
    get value(): number {
      return 1;
    }
  }
  const sibling = async () => await 1;
  {
    // deno-lint-ignore no-inner-declarations
    function inBlock() {}
    return { inner, Local, sibling, inBlock };
  }
}

/** The line of this file on which a function of this code starts. */
function lineOf(code: Code): string {
  return SOURCE[code.startLine - 1].trim();
}

Deno.test("getCode() finds functions of every kind", () => {
  const things: [AnyFunction, string, string][] = [
    [declared, "declared", "function declared(first: number): number {"],
    [asynchronous, "asynchronous", "async function asynchronous() {}"],
    [generating, "generating", "function* generating() {}"],
    [generatingLater, "generatingLater", "async function* generatingLater() {}"],
    [arrow, "arrow", "const arrow = (first: number): number => first;"],
    [expression, "expression", "const expression = function () {};"],
    [Explicit.prototype.method, "method", "method() {}"],
    [Explicit.fixed, "fixed", "static fixed() {}"],
    [Explicit.prototype[Symbol.iterator], "[Symbol.iterator]", "*[Symbol.iterator]() {}"],
    [new Explicit().hidden(), "#hidden", "#hidden() {}"],
    [new Explicit().handler, "handler", "handler = () => {};"],
    [record.short, "short", "const record = { short() {}, member: function () {} };"],
    [record.member, "member", "const record = { short() {}, member: function () {} };"],
  ];
  for (const [fn, name, line] of things) {
    const code = getCode(fn);
    assertEquals([code.name, code.url, lineOf(code)], [name, import.meta.url, line]);
    assert(code.startColumn > 0 && code.scriptId > 0);
    assertStrictEquals(getCode(fn), code);
  }
  assertEquals(new Set(things.map(([fn]) => getCode(fn))).size, things.length);
});

Deno.test("getCode() takes a class for its constructor", () => {
  assertEquals([getCode(Implicit).name, lineOf(getCode(Implicit))], ["Implicit", "class Implicit {"]);
  assertEquals([getCode(Explicit).name, lineOf(getCode(Explicit))], ["Explicit", "constructor() {"]);
});

Deno.test("getCode() takes accessors as functions and as property descriptors", () => {
  const descriptor = Reflect.getOwnPropertyDescriptor(Explicit.prototype, "value");
  assertEquals(lineOf(getCode(descriptor)), "get value(): number {");
  assertStrictEquals(getCode(descriptor), getCode(descriptor?.get));
  assertEquals(lineOf(getCode({ get: undefined, set: descriptor?.set })), "set value(_value: number) {}");
});

Deno.test("getCode() takes a bound function for its target", () => {
  assertStrictEquals(getCode(declared.bind(null, 1).bind(null)), getCode(declared));
  assertStrictEquals(getCode(Explicit.prototype.method.bind(new Explicit())), getCode(Explicit.prototype.method));
});

Deno.test("getCode() takes a marked wrapper for what it wraps", () => {
  const mark = Symbol.for("stackscope.wrapped");
  const wrapper = Object.assign(() => {}, { [mark]: declared.bind(null, 1) });
  assertStrictEquals(getCode(wrapper), getCode(declared));
  assertStrictEquals(getCode(wrapper.bind(null)), getCode(declared));
  assertStrictEquals(getCode({ [mark]: wrapper }), getCode(declared));
});

Deno.test("getCode() ends when wrappers go round in a circle", () => {
  const circle: Record<symbol, unknown> = {};
  circle[Symbol.for("stackscope.wrapped")] = circle;
  assertThrows(() => getCode(circle), TypeError, "extract a code object");
});

Deno.test("getCode() gives a Code as it is", () => {
  const code = Code.of({ url: "", name: "x", scriptId: 1, startLine: 2, startColumn: 3 });
  assertStrictEquals(getCode(code), code);
});

Deno.test("getCode() tells evaluated functions apart, and has the name alone of native ones", () => {
  const [first, second] = [new Function("return 1"), new Function("return 2")];
  assertEquals(getCode(first).url, "");
  assertNotStrictEquals(getCode(first), getCode(second));
  const native = getCode(Array.prototype.map);
  assertEquals([native.name, native.url, native.startLine], ["map", "", 0]);
});

Deno.test("getCode() knows the file of a module that has run long ago", async () => {
  const { assertFalse } = await import("@std/assert");
  assert(getCode(assertFalse).url.includes("/assert/false."), getCode(assertFalse).url);
});

Deno.test("getCode() runs no getter and no trap", () => {
  const trap = () => {
    throw new Error("a trap was run");
  };
  const accessor = Object.defineProperty(() => {}, Symbol.for("stackscope.wrapped"), { get: trap });
  assertEquals(getCode(accessor).url, import.meta.url);
  const traps = Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((name) => [name, trap]));
  assertThrows(() => getCode(new Proxy(declared, traps)), TypeError, "extract a code object");
  assertThrows(() => getCode(new Proxy({}, traps)), TypeError, "extract a code object");
});

Deno.test("getCode() refuses what has no code", () => {
  for (const thing of [42, null, undefined, "declared", {}, [], Symbol(), { get: 1 }]) {
    assertThrows(() => getCode(thing), TypeError, "extract a code object");
  }
  assertThrows(() => getCode(42), TypeError, "42");
});

Deno.test("getCode() descends by names to the very code of the function", () => {
  const { inner, Local, sibling, inBlock } = outer();
  const deep = inner(), leap = new Local().run();
  const value = Reflect.getOwnPropertyDescriptor(Local.prototype, "value");
  const paths: [string[], unknown][] = [
    [["inner"], inner],
    [["inner", "deep"], deep],
    [["Local"], Local],
    [["Local", "run"], Local.prototype.run],
    [["Local", "run", "leap"], leap],
    [["Local", "value"], value],
    [["Local", "get value"], value],
    [["sibling"], sibling],
    [["inBlock"], inBlock],
  ];
  for (const [names, thing] of paths) assertStrictEquals(getCode(outer, ...names), getCode(thing), names.join());
  assertStrictEquals(getCode(Explicit, "method"), getCode(Explicit.prototype.method));
  assertStrictEquals(getCode(Explicit, "#hidden"), getCode(new Explicit().hidden()));
  assertStrictEquals(getCode(Explicit, "fixed"), getCode(Explicit.fixed));
  assertStrictEquals(getCode(Implicit, "method"), getCode(Implicit.prototype.method));
  assertStrictEquals(getCode(Local.prototype.run, "leap"), getCode(leap));
  assertStrictEquals(getCode(outer.bind(null), "inner"), getCode(inner));
});

Deno.test("getCode() descends from a Code", () => {
  const { inner, Local } = outer();
  assertStrictEquals(getCode(getCode(outer), "inner"), getCode(inner));
  assertStrictEquals(getCode(getCode(Local), "run", "leap"), getCode(new Local().run()));
  assertStrictEquals(getCode(getCode(Explicit), "method"), getCode(Explicit.prototype.method));
  const evaluated = new Function("return function inside() {}");
  assertStrictEquals(getCode(getCode(evaluated), "inside"), getCode(evaluated()));
  const foreign = Code.of({ url: "file:///x.ts", name: "x", scriptId: 1, startLine: 1, startColumn: 1 }, "elsewhere");
  assertThrows(() => getCode(foreign, "inside"), RangeError, "'inside' in 'x'");
  assertThrows(() => getCode(getCode(outer), "missing"), RangeError, "'missing' in 'outer'");
});

Deno.test("getCode() descends on one line, from methods, accessors and private methods", () => {
  // deno-fmt-ignore
  class Line { get a(): AnyFunction { return () => 1; } #b() { return function two() {}; } b(): AnyFunction { return this.#b; } }
  const accessor = Reflect.getOwnPropertyDescriptor(Line.prototype, "a");
  assertThrows(() => getCode(accessor, "missing"), RangeError);
  const hidden = new Line().b();
  assertStrictEquals(getCode(hidden, "two"), getCode(hidden()));
  assertStrictEquals(getCode(Line, "#b", "two"), getCode(hidden()));
});

Deno.test("getCode() takes the first of a name in the source", () => {
  function twice() {
    const first = function same() {};
    const second = function same() {};
    return [first, second];
  }
  const [first, second] = twice();
  assertStrictEquals(getCode(twice, "same"), getCode(first));
  assertNotStrictEquals(getCode(twice, "same"), getCode(second));
});

Deno.test("getCode() says which name it did not find, and where", () => {
  assertThrows(() => getCode(outer, "missing"), RangeError, "'missing' in 'outer'");
  assertThrows(() => getCode(outer, "inner", "missing"), RangeError, "'missing' in 'outer.inner'");
  assertThrows(() => getCode(outer, "deep"), RangeError, "'deep' in 'outer'"); // not directly inside
  assertThrows(() => getCode(Array.prototype.map, "x"), RangeError, "'x' in 'map'");
});

Deno.test("getCode() has the name alone without --allow-sys, asks for nothing, and matches no frame", async () => {
  const program = new URL("programs/without_sys.ts", import.meta.url).href;
  const { stdout, stderr } = await new Deno.Command("deno", { args: ["run", program] }).output();
  const [found, said] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals(JSON.parse(found || said), {
    outer: ["outer", "", 0],
    inner: "inner",
    missing: "RangeError",
    hidden: [false, false],
  });
});
