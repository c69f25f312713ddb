/** From within, a program sees that it has workers, and no more. */
import { assertEquals } from "@std/assert";
import { extractAll } from "../../mod.ts";

Deno.test("extractAll() says which workers it does not look at, as long as they run", async () => {
  const worker = new Worker("data:text/javascript,postMessage(1)", { type: "module", name: "resizer" });
  await new Promise((resolve) => worker.onmessage = resolve);
  const notesOf = () => extractAll().notes.filter((note) => note.includes("worker"));
  assertEquals(notesOf(), [
    `1 worker was not looked at ("resizer"): only \`dump-stacks ${Deno.pid}\`, from outside, sees them.`,
  ]);
  worker.terminate();
  assertEquals(notesOf(), []);
});
