import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { errorHeadline, safeText } from "../../src/model/safe_text.ts";
import { typeNameOf } from "../../src/model/type_name.ts";

/** Fails if any code of the program runs. */
function trap(): never {
  traps++;
  throw new Error("code of the program ran");
}
let traps = 0;
const CUSTOM_INSPECT: unique symbol = Symbol.for("Deno.customInspect");
const NODE_CUSTOM_INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom");

Deno.test("safeText() looks like Deno.inspect on plain values", () => {
  class Point {
    x = 1;
    #hidden = 2;
    get hidden(): number {
      return this.#hidden;
    }
  }
  class Named extends Map<unknown, unknown> {}
  const values: unknown[] = [
    undefined,
    null,
    true,
    0,
    -0,
    NaN,
    12n,
    "text",
    `with "quotes"`,
    `"both" 'kinds'`,
    "tab\tand\\",
    Symbol("sign"),
    Symbol.iterator,
    {},
    { a: 1, "b-c": "x", 3: [] },
    { nested: { deeper: { deep: { deepest: { end: { x: 1 } } } } } },
    [],
    [1, "2", [3]],
    [1, , 3],
    Object.assign([1], { extra: true }),
    new Array(3),
    Object.create(null),
    new Point(),
    new Map<unknown, unknown>([["a", 1], [{}, []]]),
    new Map(),
    new Named([[1, 2]]),
    new Set([1, "b"]),
    new WeakMap(),
    new WeakSet(),
    new Uint8Array([1, 2, 3]),
    new Date(0),
    new Date(NaN),
    /a\/b/giu,
    Object(1),
    Object("s"),
    () => {},
    function named() {},
    async function later() {},
    function* steps() {},
    async function* stream() {},
    class {},
    Point,
    Named,
    (function* () {})(),
    (async function* () {})(),
    [][Symbol.iterator](),
    Iterator.from([]).map((x) => x),
    new DisposableStack(),
    new AsyncDisposableStack(),
    Math,
  ];
  const inspected = (value: unknown) =>
    Deno.inspect(value, { breakLength: Infinity, compact: true, depth: 4 } as Deno.InspectOptions).replaceAll(
      /\s+/g,
      " ",
    );
  assertEquals(values.map(safeText), values.map(inspected));
});

Deno.test("safeText() tells what Deno.inspect would have to look up", async () => {
  const circular: Record<string, unknown> = { a: 1 };
  circular.self = [circular];
  assertEquals(safeText(circular), "{ a: 1, self: [ [Circular] ] }");
  assertEquals(safeText(Promise.resolve(1)), "Promise {}");
  assertEquals(safeText(new URL("http://localhost/")), "URL {}");
  assertEquals(safeText(new AbortController().signal), "AbortSignal {}");
  assertEquals(safeText(new TypeError("whee\nwhee")), "TypeError: whee\\nwhee");
  assertEquals(safeText(new (class Odd extends Error {})("whee")), "Odd: whee");
  assertEquals(safeText([new Error()]), "[ Error ]");
  assertEquals(safeText(new ArrayBuffer(3)), "ArrayBuffer { byteLength: 3 }");
  assertEquals(safeText(new SharedArrayBuffer(3)), "SharedArrayBuffer { byteLength: 3 }");
  assertEquals(safeText(await import("../../src/model/one_line.ts")), "[Module]");
  assertEquals(safeText({ a: new Array(1e9) }), "{ a: [ <100 empty items>, ... 999999900 more items ] }");
});

Deno.test("safeText() runs no getter, no trap, no conversion and no custom inspection", () => {
  const handler = new Proxy({}, { get: trap, has: trap }) as ProxyHandler<object>;
  const proxy = new Proxy({}, handler);
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  class Hostile {
    get [Symbol.toStringTag](): string {
      return trap();
    }
    get size(): number {
      return trap();
    }
    toString = trap;
    toJSON = trap;
    [Symbol.toPrimitive] = trap;
    [CUSTOM_INSPECT] = trap;
    [NODE_CUSTOM_INSPECT] = trap;
    static get name(): string {
      return trap();
    }
    static [Symbol.hasInstance] = trap;
  }
  class HostileMap extends Map<unknown, unknown> {
    override get size(): number {
      return trap();
    }
    override entries = trap;
    override forEach = trap;
    override [Symbol.iterator] = trap;
  }
  class HostileDate extends Date {
    override toISOString = trap;
    override valueOf = trap;
  }
  class HostileRegExp extends RegExp {
    override get source(): string {
      return trap();
    }
    override get flags(): string {
      return trap();
    }
    override get global(): boolean {
      return trap();
    }
  }
  class HostileError extends Error {
    override get name(): string {
      return trap();
    }
    override get message(): string {
      return trap();
    }
    override get stack(): string {
      return trap();
    }
  }
  class HostileArray extends Array<unknown> {
    override map = trap;
    override [Symbol.iterator] = trap;
  }
  class HostileFunction {
    static toString = trap;
    static [CUSTOM_INSPECT] = trap;
  }
  const hostile: unknown[] = [
    proxy,
    new Proxy(trap, handler),
    new Proxy([], handler),
    revoked.proxy,
    Object.create(proxy),
    Object.create({ constructor: proxy }),
    Object.create({ constructor: new Proxy(trap, handler) }),
    { toString: trap, valueOf: trap, [Symbol.toPrimitive]: trap, inside: proxy },
    Object.defineProperty({}, "x", { get: trap, set: trap, enumerable: true }),
    Object.defineProperty([], 0, { get: trap, enumerable: true }),
    Object.defineProperty({}, Symbol.toStringTag, { get: trap }),
    Object.defineProperty(() => {}, "name", { get: trap }),
    new Hostile(),
    Hostile,
    new HostileMap().set(1, 2),
    new HostileDate(0),
    new HostileRegExp("x", "g"),
    new HostileError(),
    HostileArray.of(1),
    HostileFunction,
    Object.assign(Object("s"), { toString: trap, valueOf: trap }),
    Object.assign(Promise.resolve(), { then: trap }),
    Object.assign(new Error("x"), { toString: trap, cause: proxy }),
  ];
  traps = 0;
  for (const value of [...hostile, hostile]) {
    const text = safeText(value);
    assert(text !== "" && !text.includes("unprintable"), text);
    typeNameOf(value);
    errorHeadline(value);
  }
  assertEquals(traps, 0);
  assertEquals(safeText(hostile[8]), "{ x: [Getter/Setter] }");
  assertEquals(safeText(proxy), "[Proxy]");
  assertEquals(safeText(new HostileMap().set(1, 2)).split(" ")[0], "HostileMap(1)");
});

Deno.test("safeText() survives patched intrinsics", () => {
  const { toISOString } = Date.prototype;
  const { getOwnPropertyDescriptor } = Object;
  const { entries } = Map.prototype;
  Date.prototype.toISOString = trap;
  Object.getOwnPropertyDescriptor = trap;
  Map.prototype.entries = trap;
  traps = 0;
  const text = safeText([new Date(0), new Map([[1, 2]]), { a: 1 }]);
  Date.prototype.toISOString = toISOString;
  Object.getOwnPropertyDescriptor = getOwnPropertyDescriptor;
  Map.prototype.entries = entries;
  assertEquals(text, "[ 1970-01-01T00:00:00.000Z, Map(1) { 1 => 2 }, { a: 1 } ]");
  assertEquals(traps, 0);
});

Deno.test("safeText() is one line of at most 200 characters", () => {
  assertEquals(safeText("x".repeat(1000)), `"${"x".repeat(199)}...`);
  assertEquals(safeText("x".repeat(198)), `"${"x".repeat(198)}"`);
  assertEquals(safeText("a\nb\r\u2028\x1b[31m\u202e\ud800"), `"a\\nb\\r\\u2028\\x1b[31m\\u202e\\ud800"`);
  assertEquals(safeText({ "a\nb": "\n" }), `{ "a\\nb": "\\n" }`);
  assertEquals(safeText("💚".repeat(1000)), `"${"💚".repeat(99)}...`);
  const huge = Array.from({ length: 1e5 }, (_, index) => ({ index }));
  assertEquals(safeText(huge).length, 203);
  fc.assert(
    fc.property(fc.anything({ withMap: true, withSet: true, withNullPrototype: true, withDate: true }), (value) => {
      const text = safeText(value);
      assert(text.length <= 203 && !/[\n\r]/.test(text), text);
    }),
  );
});

Deno.test("safeText() tells what cannot be printed", () => {
  let deep: unknown = [];
  for (let level = 0; level < 1e5; level++) deep = [deep];
  assertEquals(safeText(deep), "[ [ [ [ [ [Array] ] ] ] ] ]");
  assertEquals(typeNameOf(new Proxy({}, {})), "Proxy");
});

Deno.test("typeNameOf() names the constructor on the prototype chain", () => {
  const values: [unknown, string][] = [
    [null, "null"],
    [undefined, "undefined"],
    [1, "number"],
    [1n, "bigint"],
    ["", "string"],
    [Symbol(), "symbol"],
    [{}, "Object"],
    [Object.create(null), "Object"],
    [[], "Array"],
    [() => {}, "Function"],
    [async () => {}, "AsyncFunction"],
    [new DisposableStack(), "DisposableStack"],
    [new (class Conn {})(), "Conn"],
    [new (class extends Map {})(), "Map"],
    [Object.create({ constructor: { name: "Fake" } }), "Object"],
  ];
  assertEquals(values.map(([value]) => typeNameOf(value)), values.map(([, name]) => name));
});

Deno.test("errorHeadline() is name and message", () => {
  assertEquals(errorHeadline(new RangeError("too far")), "RangeError: too far");
  assertEquals(errorHeadline(new Error()), "Error");
  assertEquals(errorHeadline(Object.assign(new Error("x"), { name: "Odd" })), "Odd: x");
  assertEquals(errorHeadline(Object.assign(new Error("x"), { message: { a: 1 } })), "Error: { a: 1 }");
  assertEquals(errorHeadline("text"), `"text"`);
});
