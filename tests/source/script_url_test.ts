import { assertEquals } from "@std/assert";
import { scriptUrl } from "../../src/source/script_url.ts";

Deno.test("scriptUrl() gives paths as URLs that name the same file, and leaves URLs alone", () => {
  assertEquals(scriptUrl("/srv/a b/c#1?.cjs"), "file:///srv/a%20b/c%231%3F.cjs");
  for (const url of ["file:///srv/a.ts#3-9.ts", "ext:core/01_core.js", "node:fs", ""]) {
    assertEquals(scriptUrl(url), url);
  }
});
