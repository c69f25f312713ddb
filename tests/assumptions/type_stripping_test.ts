/** What src/source/strip_types.ts knows of `stripTypeScriptTypes`, one test for each fact. Tried with Deno 2.9.6. */
import { assert, assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import { stripTypeScriptTypes } from "node:module";
import { runCommand } from "../fixtures/child.ts";

Deno.test("Deno 2.9.6: stripTypeScriptTypes puts blanks in the place of types, line breaks stay", () => {
  const source = [
    "interface A {",
    "  a: 1;",
    "}",
    "type B = A;",
    "function f<T>(this: B, a?: T, ...b: T[]): T | undefined { return a!; }",
    "const c = f as unknown satisfies unknown, d = '日本😀' as string;",
    "declare const e: number;",
    "",
  ].join("\n");
  const stripped = stripTypeScriptTypes(source);
  assertEquals(stripped.length, source.length);
  assertMatch(stripped, /^[^]*function f +\( +a +, \.\.\.b +\) +\{ return a ; \}\n[^]*$/);
  for (let at = 0; at < source.length; at++) {
    if (stripped[at] !== source[at]) assertMatch(stripped[at], /[ ;]/, `${at}: ${source[at]}`);
  }
  for (const text of ["function f", "{ return a", "const c", "'日本😀'"]) {
    assertEquals(stripped.indexOf(text), source.indexOf(text), text);
  }
});

Deno.test("Deno 2.9.6: stripTypeScriptTypes refuses enums, parameter properties, namespaces and assertions in angle brackets", () => {
  for (
    const [source, message] of [
      ["enum A { B }", "TypeScript enum is not supported"],
      ["class A { constructor(private a: number) {} }", "TypeScript parameter property is not supported"],
      ["namespace N { export const a = 1; }", "TypeScript namespace declaration is not supported"],
      ["const a = <number> b;", "The angle-bracket syntax "],
    ]
  ) {
    const error = assertThrows(() => stripTypeScriptTypes(source), Error, message);
    assertEquals(Reflect.get(error, "code"), "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX");
  }
});

/** Strip a text that nests this deeply, in a process of its own. */
async function stripNested(depth: number): Promise<{ code: number; stdout: string; stderr: string }> {
  const program = `import { stripTypeScriptTypes } from "node:module";
    console.log(stripTypeScriptTypes("(".repeat(${depth}) + "1" + ")".repeat(${depth})).length);`;
  return await runCommand("deno", ["eval", program]);
}

Deno.test("Deno 2.9.6: stripTypeScriptTypes aborts the process at 5,000 parentheses, not at the 400 that strip_types.ts allows", async () => {
  assertEquals(await stripNested(400), { code: 0, stdout: "801\n", stderr: "" });
  const { code, stdout, stderr } = await stripNested(5_000);
  assertNotEquals(code, 0);
  assertEquals(stdout, "");
  assert(stderr.includes("overflowed its stack"), stderr);
});
