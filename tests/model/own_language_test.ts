/** While the library looks, the language is as it was at import; before and after, and in hooks, it is as the program has it. */
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { asTheProgram, undisturbed } from "../../src/model/own_language.ts";

const { map } = Array.prototype;

/** Change the language, do something, and put back what was there. */
function changed(owner: object, key: PropertyKey, descriptor: PropertyDescriptor, action: () => void): void {
  const before = Reflect.getOwnPropertyDescriptor(owner, key);
  Reflect.defineProperty(owner, key, { configurable: true, ...descriptor });
  try {
    action();
  } finally {
    if (before === undefined) Reflect.deleteProperty(owner, key);
    else Reflect.defineProperty(owner, key, before);
  }
}

Deno.test("a patched method is the language's own meanwhile, and the program's afterwards", () => {
  const theirs: unknown = () => ["theirs"];
  changed(Array.prototype, "map", { value: theirs, writable: true, enumerable: true }, () => {
    assertStrictEquals(undisturbed(() => Array.prototype.map), map);
    assertEquals<unknown>(Reflect.getOwnPropertyDescriptor(Array.prototype, "map"), {
      value: theirs,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  });
  assertStrictEquals(Array.prototype.map, map);
});

Deno.test("a hook runs in the language of the program, and what comes after it does not", () => {
  const theirs: unknown = () => ["theirs"];
  changed(Array.prototype, "map", { value: theirs, writable: true }, () => {
    const seen: unknown = undisturbed(() => {
      const before = Array.prototype.map;
      const within = asTheProgram(() => [
        Array.prototype.map,
        undisturbed(() => Array.prototype.map),
        Array.prototype.map,
      ]);
      return [before, ...within, Array.prototype.map];
    });
    assertEquals(seen, [map, theirs, map, theirs, map]);
  });
});

Deno.test("a deleted global is there meanwhile, and gone afterwards", () => {
  const before = Reflect.getOwnPropertyDescriptor(globalThis, "WeakRef");
  Reflect.deleteProperty(globalThis, "WeakRef");
  try {
    assertEquals(undisturbed(() => typeof WeakRef), "function");
    assertEquals(typeof Reflect.get(globalThis, "WeakRef"), "undefined");
  } finally {
    if (before !== undefined) Object.defineProperty(globalThis, "WeakRef", before);
  }
});

Deno.test("what a program gave to all objects is away meanwhile, and back in its order afterwards", () => {
  const get = () => "polluted";
  changed(Object.prototype, "get", { get }, () =>
    changed(Object.prototype, "value", { get }, () => {
      assertEquals(undisturbed(() => ["get" in {}, "value" in {}]), [false, false]);
      assertEquals(Object.keys(Object.getOwnPropertyDescriptors(Object.prototype)).slice(-2), ["get", "value"]);
    }));
});

Deno.test("what is thrown comes through, and the language of the program is back", () => {
  changed(Array.prototype, "map", { value: undefined, writable: true }, () => {
    assertThrows(() => undisturbed(() => [1].map(() => JSON.parse("{"))), SyntaxError);
    assertEquals(Array.prototype.map, undefined);
  });
});
