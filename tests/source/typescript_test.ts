import { assert, assertEquals } from "@std/assert";
import type { ClassSyntax, FunctionSyntax } from "../../src/source/script_syntax.ts";
import { parse } from "../../src/source/syntax_cache.ts";

/** All functions and classes, each as its name and the first characters at its offset. */
function outline(url: string, source: string): string[] | undefined {
  const syntax = parse(url, source);
  const found: string[] = [];
  const add = (fn: FunctionSyntax) => {
    const owner = fn.className === undefined ? "" : `${fn.className}.`;
    if (fn.kind !== "module") found.push(`${owner}${fn.name} ${source.slice(fn.offset, fn.offset + 2)}`);
    fn.functions.forEach(add);
    fn.classes.forEach(addClass);
  };
  const addClass = (cls: ClassSyntax) => {
    found.push(`class ${cls.name} ${source.slice(cls.offset, cls.offset + 2)}`);
    cls.functions.forEach(add);
    cls.classes.forEach(addClass);
  };
  if (syntax === undefined) return undefined;
  add(syntax.module);
  return found;
}

const FORMS: readonly (readonly [source: string, outline: readonly string[] | undefined])[] = [
  ["function f<T>(a: T): T { return a; }", ["f (a"]],
  ["const f = async <T,>(a: T): Promise<T> => await a;", ["f as"]],
  ["const f = <T>(a: T): T => a;", ["f (a"]],
  ["function f(a: string): void; function f(a: number): void; function f(a: unknown) {}", ["f (a"]],
  ["export default interface X { a: 1 }\nfunction f() {}", ["f ()"]],
  ["type A<T> = T extends (infer U)[] ? (u: U) => void : never; function f(a: unknown): a is A<1> { return !!a; }", [
    "f (a",
  ]],
  ["const a = b! / 2 + c!.d! / 3, f = () => e satisfies G as const;", ["f ()"]],
  ["const x = <number> y, z = <Array<string>> f(<any> w), g = <T,>(a: T) => a; function h() { return <X> a; }", [
    "g (a",
    "h ()",
  ]],
  ["const a = '😀日本', b = <Ünï> (c: '😀日本') => c; /* 😀 */ const d = <X> ((e: '😀') => e);", ["b (c", "d (e"]],
  ["enum A { B, C = 2 } const enum D { E = `}` } export enum F { G } function f(a: A) {}", ["f (a"]],
  ["declare enum H { I } export declare const enum J { K } function f(a: H) {}", ["f (a"]],
  ["enum A { B } enum A { C = 1 } namespace A { export function f() {} } export { A };", ["f ()"]],
  ["namespace N { export const x = () => 1; export namespace M.O { export class C { m() {} } } }", [
    "x ()",
    "class C cl",
    "C.m ()",
  ]],
  ["module M { export function f() {} } declare module 'x' { function g(): void; } declare global { interface W {} }", [
    "f ()",
  ]],
  ["const x = { enum: 1, namespace: 2, module: 3 }; x.enum; module.exports = 1; namespace\nFoo\n{ (a) => 1 }", [" (a"]],
  ["class A { constructor(private x: number, public readonly y = () => 1, readonly: string) {} }", [
    "class A cl",
    "A.constructor (p",
    "y ()",
  ]],
  ["class A extends B { constructor(@I(C) private readonly x: C, @O() @S() y?: D) { super(); } }", [
    "class A cl",
    "A.constructor (@",
  ]],
  [
    "abstract class A { abstract m(): void; declare y: number; override z() {} [k: string]: any; #p?: number; }",
    ["class A cl", "A.z ()", "A.<instance_members_initializer> #p"],
  ],
  ["@dec class A { @f() accessor x: number = 1; @g.h static accessor y = async () => 2; @(z) m() {} }", [
    "class A cl",
    "A.<instance_members_initializer> x:",
    "A.<static_initializer> st",
    "A.y as",
    "A.m ()",
  ]],
  ["class A { accessor; accessor2 = 1; x = accessor; f(accessor: number) { accessor\ng(); } }", [
    "class A cl",
    "A.<instance_members_initializer> ac",
    "A.f (a",
  ]],
  ["@Entity() export class U { @Column(() => Post, (p: Post) => p.id) posts: Post[] = []; }", [
    " ()",
    " (p",
    "class U cl",
    "U.<instance_members_initializer> po",
  ]],
  [
    "@a.b\nclass X {\n  @On('x', ['$event'])\n  on(e) {}\n  @In() name!: string;\n  @Out<Map<A, B>>() c = new E<string>();\n}",
    [
      "class X cl",
      "X.on (e",
      "X.<instance_members_initializer> na",
    ],
  ],
  ["export @dec class A { m() {} }\n@dec export default class B { n() {} }", [
    "class A cl",
    "A.m ()",
    "class B cl",
    "B.n ()",
  ]],
  ["import a = b.c\nimport r = require('r');\nexport import q = x.y;\nexport = foo; function f() {}", ["f ()"]],
  ["export = function (a: A) {};", [" (a"]],
  ["import { type A, B } from 'x'; import type C from 'y'; export type { D } from 'z'; enum E {} function f() {}", [
    "f ()",
  ]],
  ["if (x) /re'\\(/.test(y); const r = /[/\"'`({]/g, q = `a${`b${1}`}c`; enum E { A } function f() {}", ["f ()"]],
  ["let a = <div>{() => 1}</div>;", undefined],
  ["function f( {", undefined],
  ["@", undefined],
  ["class A { @", undefined],
  ["enum", undefined],
  ["constructor(", undefined],
  ["`${", undefined],
];

for (const [source, expected] of FORMS) {
  Deno.test(`parse() finds the functions of the TypeScript ${JSON.stringify(source)}`, () => {
    assertEquals(outline("file:///a.ts", source), expected);
    const lines = outline("file:///a.mts", source.replaceAll("\n", "\r\n").replaceAll(";", ";\r\n"));
    assertEquals(lines, expected, "with CRLF");
  });
}

Deno.test("parse() gives up on what nests too deeply, in JavaScript and TypeScript", () => {
  const nestings: ((times: number) => string)[] = [
    (times) => "x=" + "(".repeat(times) + "1" + ")".repeat(times),
    (times) => "x=" + "[".repeat(times) + "]".repeat(times),
    (times) => "{".repeat(times) + "}".repeat(times),
    (times) => "x=" + "`${".repeat(times) + "1" + "}`".repeat(times),
    (times) => "x=" + "a=>".repeat(times) + "1",
    (times) => "x=" + "!".repeat(times) + "1",
    (times) => "x=" + "- ".repeat(times) + "1",
    (times) => "x=" + "typeof ".repeat(times) + "1",
    (times) => "if(a)".repeat(times) + ";",
    (times) => "a=".repeat(times) + "1",
  ];
  for (const nest of nestings) {
    for (const url of ["file:///a.ts", "file:///a.js"]) {
      assertEquals(parse(url, nest(50_000)), undefined, nest(2));
      assert(parse(url, nest(30)) !== undefined, nest(2));
    }
  }
});

Deno.test("parse() takes long files for what they are: long, not deep", () => {
  const lines = "const a = b\nc.d = -e ? f : !g\nvoid h\nfoo(() => 1)\nif (x) y = 1\n".repeat(3_000);
  const sum = "x = 'a'" + " +\n 'b'".repeat(1_000) + "\n";
  const syntax = parse("file:///a.ts", lines + sum + "let z: string\n");
  assertEquals(syntax?.module.functions.length, 3_000);
});

Deno.test("functionStartingAt() takes the places to which Deno maps the start of a function in TypeScript", () => {
  const source = `export async function first<T>(a: T) {}
const anonymous = function (a: string) {};
const generic = <T>(a: T) => a;
class Explicit { constructor(private a: string) {} static async sm<U>(a: U) {} get acc(): string { return ""; } }
export abstract class Implicit { private x: number = 1; }
const o = { async *gm() { yield 1; }, ["c" + (() => 1)()]() {} };
`;
  const syntax = parse("file:///a.ts", source);
  assert(syntax !== undefined);
  const startingAt = (text: string) => {
    const fn = syntax.functionStartingAt(syntax.placeOf(source.indexOf(text)));
    return fn && `${fn.kind} ${fn.name}`;
  };
  assertEquals(startingAt("first<"), "function first");
  assertEquals(startingAt("async function"), "function first");
  assertEquals(startingAt("(a: T) {}"), "function first");
  assertEquals(startingAt("function (a"), "function anonymous");
  assertEquals(startingAt("<T>(a: T) =>"), "arrow generic");
  assertEquals(startingAt("constructor("), "constructor constructor");
  assertEquals(startingAt("sm<U>"), "method sm");
  assertEquals(startingAt("acc()"), "get acc");
  assertEquals(startingAt("abstract class"), "constructor constructor");
  assertEquals(startingAt("private x"), "initializer <instance_members_initializer>");
  assertEquals(startingAt("gm()"), "method gm");
  assertEquals(startingAt("() => 1"), "arrow ");
  assertEquals(startingAt("() {} };"), "method ");
  assertEquals(startingAt("a: string) {}"), undefined);
  assertEquals(startingAt("const anonymous"), undefined);
});
