/** Names of scripts, as programs give them. */
import { assertEquals } from "@std/assert";
import vm from "node:vm";
import { extractAll } from "../../mod.ts";

Deno.test("a script whose name the program put together has that name", () => {
  const name = (part: string) => `/srv/${part.repeat(3)}/worker.js`; // V8 keeps it in pieces
  const box: { later?: () => void } = {};
  const part = `job-${Date.now()}-`, filename = name(part);
  const wait = vm.runInNewContext(
    "(async function inOtherRealm() { await new Promise((resolve) => later = resolve); })",
    box,
    { filename },
  );
  wait();
  const frames = extractAll().tasks.flatMap(({ frames }) => frames);
  const found = frames.find(({ functionName }) => functionName === "inOtherRealm");
  assertEquals(found?.url, `file://${filename}`);
  box.later?.();
});
