import { assert, assertEquals } from "@std/assert";
import type { ScriptSyntax } from "../../src/source/script_syntax.ts";
import { usingBindings } from "../../src/source/script_syntax.ts";
import { parse } from "../../src/source/syntax_cache.ts";

/**
 * The place is at the mark ¦, which is taken out. What is expected: each active block with the names that are bound in
 * it, `-` for none, outermost first, with `loop:` for the head of a loop; `""` for no block at all.
 */
const PLACEMENTS: readonly (readonly [source: string, active: string])[] = [
  // Order of declaration and place.
  ["¦1; using a = f();", "-"],
  ["using a = ¦f();", "-"],
  ["using a = f(¦);", "-"],
  ["using a = f()¦;", "a"],
  ["using a = f(); ¦1;", "a"],
  ["using a = f(); using b = ¦g(a);", "a"],
  ["using a = f(); 1; using b = g(); ¦2; using c = h();", "a b"],
  ["using a = f(), b = ¦g();", "a"],
  ["using a = f(), b = g(), c = ¦h(b);", "a b"],
  ["using a = f(), b = g(); ¦1", "a b"],
  ["await using a = ¦await f();", "-"],
  ["await using a = await f(); ¦1", "a"],
  ["using a = f(\n  1,\n  ¦2,\n);", "-"],
  ["using a = f(\n  1,\n  2,\n);\n¦3", "a"],
  ["using a = (¦f)`x`, b = 1; 1", "-"],
  ["using /* x */ a /* y */ = /* z */ f() /* w */; ¦1", "a"],
  ["¦const a = f(); a;", ""],
  ["using using1 = f(); ¦1", "using1"],
  ["const using = 1; using\nx = 1; ¦1", ""],
  ["using of = f(); ¦of", "of"],
  // Functions.
  ["function f() { using a = g(); ¦1; }", "a"],
  ["async function f() { await using a = g(); ¦await 1; }", "a"],
  ["function f(x = ¦1) { using a = g(); }", ""],
  ["using a = f(); function g() { ¦1; }", ""],
  ["using a = f(); function g(x = ¦1) { using b = 1; }", ""],
  ["function f() { using a = g(); (() => { ¦1 })(); }", ""],
  ["function f() { using a = g(); (() => { using b = 1; ¦1 })(); }", "b"],
  ["function f() { using a = g(() => { using b = 1; }); ¦1 }", "a"],
  ["function f() { (() => { using b = 1; })(); ¦1 }", ""],
  ["const f = () => { using a = g(); ¦1 };", "a"],
  ["const f = async (x) => { await using a = x; return ¦await 1; };", "a"],
  ["function* f() { using a = g(); ¦yield 1; }", "a"],
  ["function* f() { using a = yield ¦1; }", "-"],
  ["async function* f() { await using a = g(); yield* ¦h(); }", "a"],
  ["const o = { m() { using a = 1; ¦1 }, get x() { using b = 1; return 1; } };", "a"],
  ["const o = { m() { using a = 1; }, get x() { using b = 1; return ¦1; } };", "b"],
  ["class A { constructor() { using a = 1; ¦1 } }", "a"],
  ["class A { static async #m() { using a = 1; ¦1 } }", "a"],
  ["using a = 1; class A { x = ¦1; }", ""],
  ["using a = 1; class A { [¦k] = 1; }", "a"],
  ["using a = 1; class A extends ¦B {}", "a"],
  ["using a = 1; class A { [k] = ¦1; }", ""],
  ["using a = 1; class A { [¦k]() {} }", "a"],
  ["class A { x = (() => { using a = 1; return ¦1; })(); }", "a"],
  // Class static blocks.
  ["class A { static { using a = 1; ¦1; } }", "a"],
  ["class A { static { using a = 1; } static { using b = 1; ¦1; } }", "b"],
  ["class A { static { using a = 1; } static x = ¦1; static { using b = 1; } }", ""],
  ["using m = 1; class A { static { { using a = 1; ¦1; } } }", "a"],
  // Blocks in blocks.
  ["{ using a = 1; } ¦1", ""],
  ["{ using a = 1; ¦1 }", "a"],
  ["using a = 1; { using b = 2; ¦1 }", "a; b"],
  ["using a = 1; { ¦1; using b = 2; }", "a; -"],
  ["{ using b = 2; ¦1 } using a = 1;", "-; b"],
  ["{ using a = 1; { { using b = 2; ¦1 } } }", "a; b"],
  ["using a = 1; { using a = 2; { using a = ¦3; } }", "a; a; -"],
  ["using a = 1; { 1 } ¦2; { using b = 1 }", "a"],
  ["if (x) { using a = 1; ¦1 } else { using b = 1; }", "a"],
  ["if (x) { using a = 1; } else { using b = 1; ¦1 }", "b"],
  ["if (¦x) { using a = 1; }", ""],
  ["label: { using a = 1; ¦break label; }", "a"],
  ["{ using a = 1; 2; ¦}", "a"],
  ["{ using a = 1; 2; }¦", ""],
  // try, catch, finally.
  ["try { using a = 1; ¦1 } catch { using b = 1; } finally { using c = 1; }", "a"],
  ["try { using a = 1; } catch (e) { using b = 1; ¦1 } finally { using c = 1; }", "b"],
  ["try { using a = 1; } catch { using b = 1; } finally { using c = 1; ¦1 }", "c"],
  ["try { using a = 1; } catch ({ x = ¦1 }) { using b = 1; }", ""],
  ["async function f() { try { 1 } finally { await using a = 1; ¦await 1; } }", "a"],
  // switch.
  ["switch (1) { case 1: { using a = 1; ¦1; break; } case 2: { using b = 1; } }", "a"],
  ["switch (1) { case 1: { using a = 1; break; } case 2: { using b = 1; ¦1 } }", "b"],
  ["switch (1) { case 1: { using a = 1; } ¦1; }", ""],
  ["using m = 1; switch (¦1) { default: { using a = 1; } }", "m"],
  // Loops.
  ["for (using a of b) { ¦1 }", "loop: a"],
  ["for (using a of ¦b) { 1 }", "loop: -"],
  ["for (using ¦a of b) { 1 }", "loop: -"],
  ["for (using a of b) ¦g(a);", "loop: a"],
  ["for (await using a of b) { ¦1 }", "loop: a"],
  ["for await (using a of b) { ¦1 }", "loop: a"],
  ["for await (await using a of b) { ¦1 }", "loop: a"],
  ["for await (await using ¦a of b) { 1 }", "loop: -"],
  ["for (using a of b) { using c = 1; ¦1 }", "loop: a; c"],
  ["for (using a of b) { using c = ¦1; }", "loop: a; -"],
  ["for (using a of b) { } ¦1", ""],
  ["for (using a of b) for (using c of ¦a) { }", "loop: a; loop: -"],
  ["for (using a of b) for (using c of a) { ¦1 }", "loop: a; loop: c"],
  ["for (const x of y) { using a = x; ¦1 }", "a"],
  ["for (const x of ¦y) { using a = x; }", ""],
  ["for (using of of of) { ¦1 }", "undefined"],
  ["for (using of b) { ¦1 }", ""],
  ["for (const k in o) { using a = 1; ¦1 }", "a"],
  ["while (x) { using a = 1; ¦continue; }", "a"],
  ["while (¦x) { using a = 1; }", ""],
  ["do { using a = 1; ¦1 } while (x);", "a"],
  ["for (using a = ¦f(); a.x; a.y++) { 1 }", "loop: -"],
  ["for (using a = f(); ¦a.x; a.y++) { 1 }", "loop: a"],
  ["for (using a = f(); a.x; ¦a.y++) { 1 }", "loop: a"],
  ["for (using a = f(), b = ¦g(); ;) { 1 }", "loop: a"],
  ["for (await using a = f(), b = g(); ;) { using c = 1; ¦1 }", "loop: a b; c"],
  ["for (let i = 0; ¦i < 1; i++) { using a = 1; }", ""],
  ["for (using a of [() => { ¦1 }]) { }", ""],
  // One line, as minifiers leave it.
  [
    "async function f(a){await using b=a(),c=b();if(c)for(await using d of c){¦await d}else{using e=1;e}}",
    "b c; loop: d",
  ],
  ["let a=async b=>{using c=b;return(d=>{using e=d;return e})(¦c)}", "c"],
  ["let a=async b=>{using c=b;return(d=>{using e=d;return ¦e})(c)}", "e"],
  // Line ends and wide characters.
  ["{\r\n  using a = 1;\r\n  ¦1;\r\n}", "a"],
  ["{\r  using a = 1;\r  ¦1;\r}", "a"],
  ["/* \u2028 */ { using a = 1; ¦1 }", "a"],
  ["#!/usr/bin/env deno\nusing a = 1; ¦1", "a"],
  ["using a = '😀😀😀😀😀'; ¦1", "a"],
  ["using 変数 = '😀'; { using ünï = ¦'😀' }", "変数; -"],
  ["using \\u0061b = 1; ¦1", "ab"],
  // TypeScript.
  ["using a: A<B> = f<C>(); ¦1", "a"],
  ["using a = ¦<any> f(); 1", "-"],
  ["using a = f() satisfies X as Y; ¦1", "a"],
  ["enum E { A = 1 } using a = f(); ¦E.A", "a"],
  ["enum E { A }\nusing a = f();\nenum F { B = ¦1 }", "a"],
  ["namespace N { using a = f(); ¦1 }", "a"],
  ["class A { constructor(private readonly x: number) { using a = x; ¦1 } }", "a"],
  ["@d() class A { @e m(@f() p: P) { using a = x; ¦1 } }", "a"],
  ["class A { @d accessor x = (() => { using a = 1; ¦1 })(); }", "a"],
  ["@d(() => { using a = 1; ¦1 }) class A { }", "a"],
  ["async function f<T>(this: X, a: T): Promise<T> { await using b: B = a!; return ¦await (b as T); }", "b"],
];

/** Parse a text with a mark in it. */
function parseMarked(marked: string): { syntaxes: ScriptSyntax[]; line: number; column: number } {
  const offset = marked.indexOf("¦");
  assert(offset >= 0 && offset === marked.lastIndexOf("¦"), marked);
  const before = marked.slice(0, offset).split(/\r\n|[\n\r\u2028\u2029]/);
  const text = marked.replace("¦", "");
  return {
    // Some is TypeScript alone, and `for (using a = b;;)` is JavaScript alone: Deno 2.9.6 refuses it in TypeScript.
    syntaxes: [parse("file:///marked.ts", text), parse("file:///marked.js", text)].filter((found) =>
      found !== undefined
    ),
    line: before.length,
    column: before[before.length - 1].length + 1,
  };
}

for (const [marked, expected] of PLACEMENTS) {
  Deno.test(`activeBlocks() at ${JSON.stringify(marked)}`, () => {
    const { syntaxes, ...place } = parseMarked(marked);
    for (const syntax of syntaxes) {
      const active = syntax.activeBlocks(syntax.functionAt(place), place).map(({ block, declared }) =>
        (block.isLoopHead ? "loop: " : "") + (declared.map(({ varName }) => varName).join(" ") || "-")
      );
      assertEquals(active.join("; "), expected);
    }
    assertEquals(syntaxes.length > 0, expected !== "undefined");
  });
}

Deno.test("activeBlocks() is empty for a line that the script does not have", () => {
  const syntax = parse("file:///a.ts", "using a = 1;\n1;");
  assert(syntax !== undefined);
  assertEquals(syntax.activeBlocks(syntax.module, { line: 9, column: 1 }), []);
  assertEquals(syntax.activeBlocks(syntax.module, { line: 0, column: 0 }), []);
  assertEquals(syntax.functionAt({ line: 9, column: 1 }), syntax.module);
});

Deno.test("usingBindings() lists the bindings of one function in source order", () => {
  const source = `async function f() {
  using a = g(() => { using inner = 1; }),
    b = 2;
  for (
    await using c of b
  ) { using d = 1; }
  using e = 1;
}`;
  const syntax = parse("file:///a.ts", source);
  assert(syntax !== undefined);
  const bindings = usingBindings(syntax.module.functions[0]);
  assertEquals(
    bindings.map(({ varName, isAsync, line, column }) => [varName, isAsync, line, column]),
    [["a", false, 2, 3], ["b", false, 3, 5], ["c", true, 5, 5], ["d", false, 6, 7], ["e", false, 7, 3]],
  );
  assertEquals(bindings.map(({ offset }) => source[offset]), ["a", "b", "c", "d", "e"]);
  assertEquals(bindings.map(({ end }) => source.slice(end - 1, end + 1)), ["),", "2;", " {", "1;", "1;"]);
  assertEquals(usingBindings(syntax.module), []);
});
