import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import type { FunctionSyntax } from "../../src/source/script_syntax.ts";
import { parse, syntaxOf } from "../../src/source/syntax_cache.ts";

/** The place is at the mark ¦; then the function whose code runs there, with its class, as `Class.name`. */
const OWNERS: readonly (readonly [source: string, owner: string])[] = [
  ["¦1;", "module "],
  ["function f() { ¦1; }", "function f"],
  ["function f(x = ¦1) {}", "function f"],
  ["function ¦f() {}", "module "],
  ["function f¦() {}", "function f"],
  ["function f() { 1; ¦}", "function f"],
  ["function f() {}¦", "module "],
  ["function f() { function g() {} ¦1; }", "function f"],
  ["function f() { return () => ¦1; }", "arrow "],
  ["const f = (x = () => ¦1) => 2;", "arrow x"],
  ["const f = x => ¦x;", "arrow f"],
  ["const f = ¦async x => x;", "arrow f"],
  ["let f; f = function () { ¦1 };", "function f"],
  ["f ??= () => { ¦1 };", "arrow f"],
  ["o.f = () => { ¦1 };", "arrow "],
  ["const { f = () => ¦1 } = o;", "arrow f"],
  ["const f = function g() { ¦1 };", "function g"],
  ["export default () => ¦1;", "arrow default"],
  ["export default function () { ¦1 }", "function default"],
  ["const o = { f: () => ¦1 };", "arrow f"],
  ["const o = { f() { ¦1 } };", "method f"],
  ["const o = { 'a b'() { ¦1 } };", "method a b"],
  ["const o = { 7() { ¦1 } };", "method 7"],
  ["const o = { get f() { ¦1 } };", "get f"],
  ["const o = { set f(x) { ¦1 } };", "set f"],
  ["const o = { [¦k]() {} };", "module "],
  ["const o = { [k]() { ¦1 } };", "method "],
  ["const o = { [Symbol.iterator]() { ¦1 } };", "method [Symbol.iterator]"],
  ["const o = { [(() => ¦1)()]: 1 };", "arrow "],
  ["class A { m() { ¦1 } }", "method A.m"],
  ["class A { static m() { ¦1 } }", "method static A.m"],
  ["class A { #m() { ¦1 } }", "method A.#m"],
  ["class A { get m() { ¦1 } }", "get A.m"],
  ["class A { constructor(x = ¦1) {} }", "constructor A.constructor"],
  ["class A { ¦x = 1; }", "initializer A.<instance_members_initializer>"],
  ["class A { x = ¦1; }", "initializer A.<instance_members_initializer>"],
  ["class A { x = 1; m() {} y = ¦2; }", "initializer A.<instance_members_initializer>"],
  ["class A { x = 1; m() { ¦1 } y = 2; }", "method A.m"],
  ["class A { static x = ¦1; }", "initializer static A.<static_initializer>"],
  ["class A { static { ¦1; } }", "initializer static A.<static_initializer>"],
  ["class A { x = () => ¦1; }", "arrow A.x"],
  ["class A { static #x = async () => ¦1; }", "arrow static A.#x"],
  ["class A { x = [() => ¦1]; }", "arrow "],
  ["class A { m() { return () => ¦1; } }", "arrow "],
  ["class A extends (() => ¦B)() {}", "arrow "],
  ["class A extends ¦B {}", "module "],
  ["class A { [¦k] = 1; }", "module "],
  ["function f() { class A { [¦k] = 1; } }", "function f"],
  ["class A { x = class B { y = ¦1; }; }", "initializer B.<instance_members_initializer>"],
  ["class A { x = class { m() { ¦1 } }; }", "method x.m"],
  ["const A = class { m() { ¦1 } };", "method A.m"],
  ["f(class { m() { ¦1 } });", "method .m"],
  ["let a=b=>{c(d=>{e(¦f)})},g=h=>{}", "arrow "],
  ["let a=b=>{c(d=>{e(f)})},g=h=>{¦}", "arrow g"],
  ["f(`${(() => ¦1)()}`);", "arrow "],
  ["😀(¦", "undefined"],
  ["const a = '😀😀', f = () => ¦a, g = 1;", "arrow f"],
];

function describe({ kind, name, className, isStatic }: FunctionSyntax): string {
  return `${kind} ${isStatic ? "static " : ""}${className === undefined ? "" : `${className}.`}${name}`;
}

for (const [marked, expected] of OWNERS) {
  Deno.test(`functionAt() at ${JSON.stringify(marked)}`, () => {
    const syntax = parse("file:///a.js", marked.replace("¦", ""));
    const owner = syntax?.functionAt(syntax.placeOf(marked.indexOf("¦")));
    assertEquals(owner === undefined ? "undefined" : describe(owner), expected);
  });
}

Deno.test("ScriptSyntax nests functions and classes in source order", () => {
  const syntax = parse(
    "file:///a.js",
    `function a() { class B { c() { () => 1; } d = async () => {}; static E = class {}; } function* f() {} }
    async function* g() {} class H {} class I {}`,
  );
  assert(syntax !== undefined);
  const [a, g] = syntax.module.functions;
  assertEquals([a.name, g.name, g.isAsync, g.isGenerator, a.isAsync], ["a", "g", true, true, false]);
  assertEquals(syntax.module.classes.map(({ name }) => name), ["H", "I"]);
  assertEquals(a.functions.map(({ name, isGenerator }) => [name, isGenerator]), [["f", true]]);
  const [b] = a.classes;
  assertEquals(b.functions.map(({ name }) => name), [
    "c",
    "<instance_members_initializer>",
    "d",
    "<static_initializer>",
  ]);
  assertEquals(b.classes.map(({ name }) => name), ["E"]);
  assertEquals(b.functions[0].functions.length, 1);
});

Deno.test("ScriptSyntax says of a module whether it awaits", () => {
  const isAsync = (text: string) => parse("file:///a.js", text)?.module.isAsync;
  assertEquals(["1", "await 1", "for await (x of y);", "await using x = y;", "async () => await 1"].map(isAsync), [
    false,
    true,
    true,
    true,
    false,
  ]);
});

Deno.test("parse() takes modules, CommonJS, scripts, and forms that acorn does not know", () => {
  const names = (url: string, text: string) => parse(url, text)?.module.functions.map(({ name }) => name);
  assertEquals(names("file:///a.cjs", "const x = require('y'); return; using z = 1; function f() { new.target; }"), [
    "f",
  ]);
  assertEquals(names("file:///a.js", "with (a) { b } var await = 010; function f() {}"), ["f"]);
  assertEquals(names("file:///a.js", "var x = 010; function f() {} await g();"), ["f"]);
  assertEquals(names("file:///a", "#!/usr/bin/env -S deno run\nlet x: number; function f() {}"), ["f"]);
  assertEquals(names("file:///a.mjs?x#y", "import.meta.x; function f() {}"), ["f"]);
  assertEquals(
    names("file:///a.js", "import defer * as x from 'x'; import source y from 'y'; import.defer('z'); function f() {}"),
    ["f"],
  );
  assertEquals(names("file:///a.js", "import source from 'y'; import t from 'z' with { type: 'json' }; () => 1"), [""]);
  assertEquals(names("file:///a.js", "let x: number"), undefined);
  assertEquals(names("file:///a.tsx", "const f = () => 1;"), ["f"]);
});

Deno.test("placeOf() and offsetOf() agree, whatever ends the lines", () => {
  const text = "a\nbb\r\nc\rdd\u2028😀e\u2029\n";
  const syntax = parse("file:///a.js", `/*${text}*/`);
  assert(syntax !== undefined);
  for (let offset = 0; offset < text.length + 4; offset++) {
    assertEquals(syntax.offsetOf(syntax.placeOf(offset)), offset);
  }
  assertEquals(syntax.placeOf(text.indexOf("e") + 2), { line: 5, column: 3 });
  assertEquals(syntax.offsetOf({ line: 2, column: 999 }), 2 + text.indexOf("c"));
  assertEquals([-1, 0, 99, NaN, 1.5].map((line) => syntax.offsetOf({ line, column: 1 })), [-1, -1, -1, -1, -1]);
});

Deno.test("syntaxOf() parses each text once, and anew when it has changed", () => {
  let text: string | undefined = "const first = () => 1;";
  const texts = { text: () => text };
  const url = "file:///syntax_of_parses_once.js";
  const first = syntaxOf(texts, url);
  assertStrictEquals(syntaxOf(texts, url), first);
  text = "const second = () => 1;";
  const second = syntaxOf(texts, url);
  assertEquals([first, second].map((syntax) => syntax?.module.functions[0].name), ["first", "second"]);
  text = undefined;
  assertEquals(syntaxOf(texts, url), undefined);
  for (let other = 0; other < 300; other++) syntaxOf({ text: () => "1" }, `file:///other${other}.js`);
  text = "const second = () => 1;";
  assert(syntaxOf(texts, url) !== second, "the oldest is forgotten");
});
