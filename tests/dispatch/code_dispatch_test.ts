/** Hooks by code and by pattern. */
import { assert, assertEquals, assertNotStrictEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { codeDispatch } from "../../src/dispatch/code_dispatch.ts";
import type { CodePlace } from "../../src/dispatch/code_pattern.ts";
import { getCode } from "../../src/dispatch/get_code.ts";
import { Code } from "../../src/model/code.ts";

/** What is dispatched on in these tests: a code, and where it stands. */
interface Call extends CodePlace {
  code: Code;
}

const URL = "file:///app/cart.ts";

function codeOf(init: Partial<Code>): Code {
  return Code.of({ url: URL, name: "pay", scriptId: 3, startLine: 7, startColumn: 2, ...init });
}

function callOf(code: Code, place: Partial<CodePlace> = {}): Call {
  return { code, url: code.url, functionName: code.name, ...place };
}

function dispatcher() {
  return codeDispatch((call: Call) => call.code, (_call: Call, log: string[]): unknown => void log.push("default"), {
    name: "hook",
    describe: (call) => call,
  });
}

const PAY = callOf(codeOf({}), { className: "Cart", moduleName: "cart" });

Deno.test("codeDispatch() runs the default implementation alone when nothing is registered", () => {
  const seen: unknown[] = [];
  const dispatch = codeDispatch(
    (): Code => {
      throw new Error("asked for a code");
    },
    (...args: [string, number]) => (seen.push(...args), "by default"),
  );
  assertEquals([dispatch("a", 1), seen], ["by default", ["a", 1]]);
});

Deno.test("codeDispatch() runs the default implementation first, then all hooks in order; the first result counts", () => {
  const dispatch = dispatcher();
  dispatch.register(PAY.code, (_call, log) => void log.push("a"));
  dispatch.register({ module: URL, name: "pay" }, (_call, log) => (log.push("b"), "b"));
  dispatch.register(PAY.code, (_call, log) => (log.push("c"), "c"));
  const log: string[] = [];
  assertEquals(dispatch(PAY, log), "b");
  assertEquals(log, ["default", "a", "b", "c"]);
});

Deno.test("codeDispatch() takes the result of the default implementation when no hook has one", () => {
  const dispatch = codeDispatch((code: Code) => code, () => "by default");
  dispatch.register(PAY.code, () => {});
  assertEquals(dispatch(PAY.code), "by default");
  dispatch.register(PAY.code, () => "hook");
  assertEquals([dispatch(PAY.code), dispatch(codeOf({ startLine: 8 }))], ["hook", "by default"]);
});

Deno.test("codeDispatch() ends at a hook that throws, and passes the error on", () => {
  const dispatch = dispatcher();
  const error = new Error("no"), log: string[] = [];
  dispatch.register(PAY.code, () => {
    throw error;
  });
  dispatch.register(PAY.code, (_call, log) => void log.push("after"));
  assertStrictEquals(assertThrows(() => dispatch(PAY, log)), error);
  assertEquals(log, ["default"]);
});

Deno.test("codeDispatch() refuses the promise of an async hook", () => {
  const dispatch = dispatcher();
  const undo = dispatch.register(PAY.code, async () => {
    await Promise.reject(new Error("dropped"));
  });
  assertThrows(() => dispatch(PAY, []), TypeError, "hooks are synchronous");
  undo[Symbol.dispose]();
  const item = Promise.resolve(1);
  dispatch.register(PAY.code, () => item);
  assertStrictEquals(dispatch(PAY, []), item);
});

Deno.test("CodeDispatcher.register() is undone exactly, and once", () => {
  const dispatch = dispatcher();
  const impl = (_call: Call, log: string[]) => void log.push("impl");
  const first = dispatch.register(PAY.code, impl);
  const second = dispatch.register(PAY.code, impl);
  const calls = () => {
    const log: string[] = [];
    dispatch(PAY, log);
    return log;
  };
  assertEquals(calls(), ["default", "impl", "impl"]);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  assertEquals(calls(), ["default", "impl"]);
  second[Symbol.dispose]();
  assertEquals([calls(), dispatch.registry.size, dispatch.hasHookFor(PAY)], [["default"], 0, false]);
});

Deno.test("CodeDispatcher.register() shows at once, also for codes that were looked up before", () => {
  const dispatch = dispatcher();
  const other = callOf(codeOf({ name: "ship", startLine: 30 }));
  dispatch.register(other.code, () => "other");
  assertEquals(dispatch(PAY, []), undefined);
  const undo = dispatch.register({ module: /cart/, name: "pay" }, () => "pay");
  assertEquals(dispatch(PAY, []), "pay");
  undo[Symbol.dispose]();
  assertEquals(dispatch(PAY, []), undefined);
});

Deno.test("CodeDispatcher.register() takes a Code, a function, and a path of names", () => {
  function outer() {
    function inner() {}
    return inner;
  }
  const dispatch = codeDispatch((code: Code) => code, (): string | undefined => undefined);
  dispatch.register(outer, () => "outer");
  assertEquals(dispatch(getCode(outer)), "outer");
  assertEquals([...dispatch.registry.keys()], [getCode(outer)]);
  dispatch.register(outer, ["inner"], () => "inner");
  assertEquals([dispatch(getCode(outer())), dispatch(getCode(outer))], ["inner", "outer"]);
  dispatch.register(getCode(outer()), [], () => "second");
  assertEquals(dispatch.registry.get(getCode(outer()))?.length, 2);
});

Deno.test("CodeDispatcher matches { module } by URL pattern, by URL, and by module name", () => {
  const ways: [RegExp | string, boolean][] = [
    [/\/app\/.*\.ts$/, true],
    [/\/app\/.*\.js$/, false],
    [/CART/i, true],
    [URL, true],
    ["cart", true],
    ["file:///app/", false],
    ["car", false],
  ];
  for (const [module, expected] of ways) {
    const dispatch = dispatcher();
    dispatch.register({ module, name: "pay" }, () => "hook");
    assertEquals(dispatch(PAY, []) === "hook", expected, String(module));
  }
});

Deno.test("CodeDispatcher matches { name } by function, and by class and function", () => {
  for (const [name, expected] of [["pay", true], ["Cart.pay", true], ["Shop.pay", false], ["Cart", false]] as const) {
    const dispatch = dispatcher();
    dispatch.register({ module: /./, name }, () => "hook");
    assertEquals(dispatch(PAY, []) === "hook", expected, name);
  }
  const dispatch = dispatcher();
  dispatch.register({ module: "cart", name: "<module>" }, () => "module");
  assertEquals(dispatch(callOf(codeOf({ name: "" }), { functionName: "<module>", moduleName: "cart" }), []), "module");
});

Deno.test("CodeDispatcher tells calls of one code on receivers of different classes apart", () => {
  const dispatch = dispatcher();
  dispatch.register({ module: URL, name: "Cart.pay" }, () => "cart");
  const names = ["Cart", "Gift", "Cart"].map((className) => dispatch(callOf(PAY.code, { className }), []));
  assertEquals(names, ["cart", undefined, "cart"]);
});

Deno.test("CodeDispatcher is not misled by a pattern that remembers where it matched", () => {
  const dispatch = dispatcher();
  dispatch.register({ module: /cart/gy, name: "pay" }, () => "hook");
  dispatch.register({ module: /cart/g, name: "pay" }, () => "hook");
  for (const startLine of [1, 2, 3]) {
    assertEquals(dispatch(callOf(codeOf({ startLine })), []), "hook");
  }
});

Deno.test("CodeDispatcher reads the place from the code where nothing describes it", () => {
  const dispatch = codeDispatch((code: Code) => code, (): string | undefined => undefined);
  dispatch.register({ module: "cart", name: "pay" }, () => "hook");
  dispatch.register({ module: "cart", name: "<anonymous>" }, () => "nameless");
  assertEquals(dispatch(PAY.code), "hook");
  assertEquals(dispatch(codeOf({ name: "", startLine: 99 })), "nameless");
});

Deno.test("CodeDispatcher takes a code of unknown start for the only registered one of its file and name", () => {
  const running = callOf(codeOf({ startLine: 0, startColumn: 0 }));
  const dispatch = dispatcher();
  const first = dispatch.register(PAY.code, () => "first");
  dispatch.register(PAY.code, () => "again");
  dispatch.register(codeOf({ name: "ship", startLine: 20 }), () => "ship");
  assertEquals(dispatch(running, []), "first");
  assertEquals(dispatch(callOf(codeOf({ url: "file:///b.ts", startLine: 0 })), []), undefined);
  dispatch.register(codeOf({ startLine: 50 }), () => "second");
  assertEquals(dispatch(running, []), undefined); // it may be the one or the other
  first[Symbol.dispose]();
  assertEquals([dispatch(PAY, []), dispatch(callOf(codeOf({ startLine: 51 })), [])], ["again", undefined]);
});

Deno.test("CodeDispatcher.dispatch() gives the function that a call would run", () => {
  const dispatch = dispatcher();
  dispatch.register(PAY.code, () => "first");
  const found = dispatch.dispatch(PAY);
  dispatch.register(PAY.code, () => "second");
  const log: string[] = [];
  assertEquals([found(PAY, log), log], ["first", ["default"]]);
});

Deno.test("CodeDispatcher.registry is a live view by code and pattern", () => {
  const dispatch = dispatcher();
  const pattern = { module: "cart", name: "pay" }, impl = () => {};
  const { registry } = dispatch;
  dispatch.register(pattern, impl);
  dispatch.register(PAY.code, impl);
  assertEquals([...registry.keys()], [pattern, PAY.code]);
  assertEquals(registry.get(PAY.code), [impl]);
  assert(registry.has(pattern) && !registry.has({ ...pattern }));
});

Deno.test("CodeDispatcher.register() refuses what is no target, no names and no function", () => {
  const { register } = dispatcher() as unknown as { register(...args: unknown[]): Disposable };
  assertThrows(() => register(42, () => {}), TypeError, "extract a code object");
  assertThrows(() => register({ module: 1, name: "x" }, () => {}), TypeError, "'module' must be");
  assertThrows(() => register({ module: "x", name: 1 }, () => {}), TypeError, "'name' must be a string");
  assertThrows(() => register({ module: "x", name: "y" }, ["z"], () => {}), TypeError, "nested names");
  assertThrows(() => register(PAY.code, "names", () => {}), TypeError, "'nestedNames' must be");
  assertThrows(() => register(PAY.code, ["a"], 1), TypeError, "must be a function");
  assertThrows(() => register(PAY.code), TypeError, "must be a function");
});

Deno.test("Code.of() identifies by file and start, and where these are unknown by script and name", () => {
  assertStrictEquals(codeOf({ name: "x", scriptId: 9 }), codeOf({}));
  assertNotStrictEquals(codeOf({ startColumn: 3 }), codeOf({}));
  assertNotStrictEquals(codeOf({ url: "file:///b.ts" }), codeOf({}));
  assertNotStrictEquals(Code.of({ ...codeOf({}) }, "worker"), codeOf({}));
  for (const base of [{ url: "" }, { startLine: 0 }]) {
    assertStrictEquals(codeOf(base), codeOf(base));
    assertNotStrictEquals(codeOf({ ...base, name: "x" }), codeOf(base));
    assertNotStrictEquals(codeOf({ ...base, scriptId: 9 }), codeOf(base));
  }
});

Deno.test("Code.is() runs no trap of a proxy", () => {
  assertEquals([PAY.code, { ...PAY.code }, new Proxy(PAY.code, {}), null, 1].map(Code.is), [
    true,
    false,
    false,
    false,
    false,
  ]);
});
