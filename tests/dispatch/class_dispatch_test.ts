/** Hooks by class and by brand. */
import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { runInNewContext } from "node:vm";
import { type BrandTest, classHook } from "../../src/dispatch/class_dispatch.ts";

class Animal {}
class Dog extends Animal {}
class Puppy extends Dog {}

function hook(options: { mayReturnPromise?: boolean } = {}) {
  return classHook<[log: string[]], unknown>({ name: "hook", ...options });
}

/** A proxy of which every trap throws. */
function trapped(target: object): object {
  const thrower = () => {
    throw new Error("a trap was run");
  };
  const traps = Object.getOwnPropertyNames(Reflect).map((name) => [name, thrower]);
  return new Proxy(target, Object.fromEntries(traps));
}

Deno.test("ClassHook without registrations gives undefined", () => {
  const name = hook();
  assertEquals(name(new Dog(), []), undefined);
  assertEquals([name.hasHookFor(new Dog()), name.hasBrandTests, name.registry.size], [false, false, 0]);
  assertEquals([...name.prototypes()], []);
  assertEquals(name.dispatch(new Dog())(new Dog(), []), undefined);
});

Deno.test("ClassHook picks the most specific class, whatever the order of registration", () => {
  const name = hook();
  name.register(Dog, () => "dog");
  name.register(Animal, () => "animal");
  name.register(Puppy, () => "puppy");
  assertEquals([new Animal(), new Dog(), new Puppy(), {}].map((value) => name(value, [])), [
    "animal",
    "dog",
    "puppy",
    undefined,
  ]);
});

Deno.test("ClassHook gives the value and the other arguments", () => {
  const name = hook();
  const seen: unknown[] = [];
  name.register(Dog, (...args) => void seen.push(...args));
  const dog = new Dog(), log = ["x"];
  name(dog, log);
  assertStrictEquals(seen[0], dog);
  assertStrictEquals(seen[1], log);
  assertEquals(seen.length, 2);
});

Deno.test("ClassHook composes the hooks of one class in order; the first result counts", () => {
  const name = hook();
  name.register(Dog, (_dog, log) => void log.push("a"));
  name.register(Dog, (_dog, log) => (log.push("b"), null));
  name.register(Dog, (_dog, log) => (log.push("c"), "late"));
  const log: string[] = [];
  assertEquals(name(new Dog(), log), null);
  assertEquals(log, ["a", "b", "c"]);
});

Deno.test("ClassHook lets later hooks see what earlier ones changed", () => {
  const name = hook();
  name.register(Dog, (_dog, log) => void log.push("a"));
  name.register(Dog, (_dog, log) => log.join());
  assertEquals(name(new Dog(), []), "a");
});

Deno.test("ClassHook ends at a hook that throws, and passes the error on", () => {
  const name = hook();
  const error = new Error("no");
  name.register(Dog, () => "result");
  name.register(Dog, () => {
    throw error;
  });
  name.register(Dog, (_dog, log) => void log.push("after"));
  const log: string[] = [];
  assertStrictEquals(assertThrows(() => name(new Dog(), log)), error);
  assertEquals(log, []);
});

Deno.test("ClassHook.register() is undone exactly, and once", () => {
  const name = hook();
  const impl = (_dog: Dog, log: string[]) => void log.push("impl");
  const first = name.register(Dog, impl);
  const second = name.register(Dog, impl);
  const other = name.register(Dog, (_dog, log) => void log.push("other"));
  const calls = () => {
    const log: string[] = [];
    name(new Dog(), log);
    return log;
  };
  assertEquals(calls(), ["impl", "impl", "other"]);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  assertEquals(calls(), ["impl", "other"]);
  other[Symbol.dispose]();
  second[Symbol.dispose]();
  assertEquals([name.hasHookFor(new Dog()), name.registry.size, [...name.prototypes()]], [false, 0, []]);
});

Deno.test("ClassHook falls back to the next class when the last hook of one is undone", () => {
  const name = hook();
  name.register(Animal, () => "animal");
  {
    using _dog = name.register(Dog, () => "dog");
    assertEquals(name(new Dog(), []), "dog");
  }
  assertEquals(name(new Dog(), []), "animal");
});

Deno.test("ClassHook runs the hooks that were there when the call began", () => {
  const name = hook();
  name.register(Dog, (_dog, log) => {
    name.register(Dog, () => void log.push("new"));
  });
  const log: string[] = [];
  name(new Dog(), log);
  assertEquals(log, []);
});

Deno.test("ClassHook knows a class by the prototype that it had", () => {
  function Old(this: object) {}
  const before = Reflect.construct(Old, []);
  const name = hook();
  name.register(Old as unknown as typeof Animal, () => "old");
  Old.prototype = {};
  assertEquals([name(before, []), name(Reflect.construct(Old, []), [])], ["old", undefined]);
});

Deno.test("ClassHook runs no trap of a proxy, be it the value or on its chain", () => {
  const name = hook();
  name.register(Object as unknown as typeof Animal, () => "object");
  assertEquals(name(trapped({}), []), undefined);
  assertEquals(name(Object.create(trapped({})), []), undefined);
  assertEquals(name(Object.create(Object.create({})), []), "object");
});

Deno.test("ClassHook does not ask Symbol.hasInstance", () => {
  class Greedy {
    static [Symbol.hasInstance](): boolean {
      throw new Error("asked");
    }
  }
  const name = hook();
  name.register(Greedy, () => "greedy");
  assertEquals([name({}, []), name(new Greedy(), [])], [undefined, "greedy"]);
});

Deno.test("ClassHook matches functions by class, and primitives by brand alone", () => {
  const name = hook();
  name.register(Function, () => "function");
  name.register(Number, () => "boxed");
  name.register({ name: "text", matches: (value) => typeof value === "string" }, () => "text");
  assertEquals([() => {}, 42, "a", null, undefined].map((value) => name(value, [])), [
    "function",
    undefined,
    "text",
    undefined,
    undefined,
  ]);
});

Deno.test("ClassHook asks brand tests in order, and after the classes", () => {
  const name = hook();
  const asked: string[] = [];
  const brand = (name: string): BrandTest => ({ name, matches: () => (asked.push(name), name !== "never") });
  name.register(brand("never"), () => "never");
  name.register(brand("first"), () => "first");
  name.register(brand("second"), () => "second");
  name.register(Dog, () => "dog");
  assertEquals([name(new Dog(), []), asked.length], ["dog", 0]);
  assertEquals([name({}, []), asked], ["first", ["never", "first"]]);
  assert(name.hasBrandTests);
});

Deno.test("ClassHook takes a brand test that throws for no match", () => {
  const name = hook();
  name.register({
    name: "broken",
    matches: () => {
      throw new Error("broken");
    },
  }, () => "broken");
  name.register({ name: "all", matches: () => true }, () => "all");
  assertEquals(name({}, []), "all");
});

Deno.test("ClassHook takes a brand for values of another realm", () => {
  const name = hook();
  name.register(Map, () => "map");
  const foreign = runInNewContext("new Map()");
  assertEquals(name(foreign, []), undefined);
  name.register({ name: "Map", matches: (value) => Object.prototype.toString.call(value) === "[object Map]" }, () => 1);
  assertEquals(name(foreign, []), 1);
});

Deno.test("ClassHook composes and undoes the hooks of one brand", () => {
  const name = hook();
  const brand = { name: "all", matches: () => true };
  const undo = name.register(brand, (_value, log) => void log.push("a"));
  name.register(brand, (_value, log) => void log.push("b"));
  const log: string[] = [];
  name(1, log);
  undo[Symbol.dispose]();
  name(1, log);
  assertEquals(log, ["a", "b", "b"]);
});

Deno.test("ClassHook refuses a promise as result, and silences it", async () => {
  const name = hook();
  name.register(Dog, () => Promise.reject(new Error("dropped")));
  assertThrows(() => name(new Dog(), []), TypeError, "hooks are synchronous");
  await Promise.resolve(); // an unhandled rejection would fail this test
});

Deno.test("ClassHook may allow a promise as result, but never that of an async function", async () => {
  const name = hook({ mayReturnPromise: true });
  const found = Promise.reject(new Error("the item's own"));
  name.register(Dog, () => found);
  name.register(Puppy, async () => {
    await Promise.reject(new Error("dropped"));
  });
  assertStrictEquals(name(new Dog(), []), found);
  assertThrows(() => name(new Puppy(), []), TypeError, "hooks are synchronous");
  await assertRejects(() => found, "the item's own");
});

Deno.test("ClassHook.dispatch() gives the function that a call would run", () => {
  const name = hook();
  name.register(Animal, () => "animal");
  const found = name.dispatch(new Dog());
  name.register(Dog, () => "dog");
  assertEquals([found(new Dog(), []), name.dispatch(new Dog())(new Dog(), [])], ["animal", "dog"]);
});

Deno.test("ClassHook.registry is a live view by target", () => {
  const name = hook();
  const { registry } = name;
  const impl = () => "dog", brand = { name: "b", matches: () => false };
  const undo = name.register(Dog, impl);
  name.register(brand, impl);
  assertEquals(registry.get(Dog), [impl]);
  assertEquals([registry.has(brand), registry.has(Animal), registry.size], [true, false, 2]);
  assertEquals([...registry.keys()], [Dog, brand]);
  assertEquals([...name.prototypes()], [Dog.prototype]);
  undo[Symbol.dispose]();
  assertEquals([...registry].map(([target]) => target), [brand]);
  assertEquals(["set", "delete", "clear"].filter((name) => name in registry), []);
});

Deno.test("ClassHook.register() refuses what is no target and no function", () => {
  const name = hook() as unknown as { register(target: unknown, impl: unknown): Disposable };
  for (const target of [42, "Dog", null, undefined, {}, { name: "x" }, () => {}, trapped(Dog), trapped({})]) {
    assertThrows(() => name.register(target, () => {}), TypeError, "must be a class");
  }
  assertThrows(() => name.register(Dog, undefined), TypeError, "must be a function");
});
