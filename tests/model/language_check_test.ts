/** A program that breaks the language before it loads the library is told so. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { runCommand } from "../fixtures/child.ts";

const MOD = new URL("../../mod.ts", import.meta.url).href;

/** What a program does first, and what is named then. */
const BROKEN: Record<string, string> = {
  "delete globalThis.Map": "Map, it is missing or throws",
  "Array.prototype.push = () => { throw 1 }": "Array.prototype.push, it is missing or throws",
  "delete globalThis.Error": "Error, it is missing or throws",
  "Object.prototype.get = () => 1": "Object.prototype, it does not do what it should",
};

Deno.test("to import the library into a broken language fails with one line", async () => {
  const tries = Object.keys(BROKEN).map((action) =>
    `try { ${action}; await import("${MOD}#${
      encodeURIComponent(action)
    }"); } catch (error) { console.log(error.message) }`
  );
  await Promise.all(
    Object.entries(BROKEN).map(async ([action, what], at) => {
      const { code, stdout, stderr } = await runCommand(Deno.execPath(), ["eval", "--no-check", tries[at]]);
      assertEquals([code, stderr], [0, ""], action);
      assertMatch(stdout, /^Cannot load stackscope as the program has changed the language before: .*\n$/);
      assertStringIncludes(stdout, what);
    }),
  );
});

Deno.test("the library loads where functions were replaced by others that work", async () => {
  const program = `const { map } = Array.prototype;
    Array.prototype.map = function (...args) { return map.apply(this, args) };
    const { extractAll } = await import("${MOD}");
    console.log(extractAll().notes);`;
  const { code, stdout } = await runCommand(Deno.execPath(), ["eval", "--no-check", program]);
  assertEquals([code, stdout], [0, "[]\n"]);
});
