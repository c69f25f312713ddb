import { assertEquals, assertThrows } from "@std/assert";
import { addImports, cycles, type Imports } from "./check_cycles.ts";

function imports(table: Record<string, string[]>): Imports {
  return new Map(Object.entries(table).map(([module, targets]) => [module, new Set(targets)]));
}

Deno.test("cycles() finds nothing where imports run downward", () => {
  assertEquals(cycles(imports({ a: ["b", "c"], b: ["c"], c: [] })), []);
});

Deno.test("cycles() gives the path of each ring", () => {
  assertEquals(cycles(imports({ a: ["b"], b: ["c"], c: ["b"] })), [["b", "c", "b"]]);
  assertEquals(cycles(imports({ a: ["a"] })), [["a", "a"]]);
  assertEquals(cycles(imports({ a: ["b"], b: ["a"], c: ["d"], d: ["c"] })), [["a", "b", "a"], ["c", "d", "c"]]);
});

Deno.test("addImports() counts type imports and leaves import() out", () => {
  const found: Imports = new Map();
  addImports(found, {
    version: 1,
    modules: [{
      specifier: "a",
      dependencies: [
        { code: { specifier: "b" } },
        { type: { specifier: "c" } },
        { code: { specifier: "d" }, isDynamic: true },
        {},
      ],
    }, { specifier: "b" }],
  });
  assertEquals(found, imports({ a: ["b", "c"], b: [] }));
});

Deno.test("addImports() throws on an output that it cannot read", () => {
  assertThrows(() => addImports(new Map(), { version: 2, modules: [] }), Error, "it has version 2");
});
