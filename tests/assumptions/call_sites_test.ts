/** What Deno tells of calls in modules that come with a source map. */
import { assertEquals } from "@std/assert";

Deno.test("Deno 2.9.6: calls in a module with a source map are told by lines of the original, and the script has its own name", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const url = `file://${directory}/made.js`;
    const comment = ["//# source", "MappingURL=made.js.map"].join(""); // whole, Deno takes it for one of this file
    await Deno.writeTextFile(new URL(url), `export const fail = () => new Error();\n${comment}`);
    const map = { version: 3, sources: ["gone.ts"], names: [], mappings: "AAIA" }; // all of it is line 5 of the original
    await Deno.writeTextFile(new URL(`${url}.map`), JSON.stringify(map));
    const { fail } = await import(url);
    const prepare = Error.prepareStackTrace;
    let told: unknown;
    Error.prepareStackTrace = (_, [call]) => told = [call.getLineNumber(), call.getScriptNameOrSourceURL()];
    void fail().stack;
    Error.prepareStackTrace = prepare;
    assertEquals(told, [5, url]);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
