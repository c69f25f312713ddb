/** From within, a program sees that it has workers, and no more. */
import { assertEquals } from "@std/assert";
import { extractAll } from "../../mod.ts";

Deno.test("extractAll() says which workers it does not look at, those that still run", async () => {
  const start = async (name: string) => {
    const worker = new Worker("data:text/javascript,postMessage(1)", { type: "module", name });
    await new Promise((resolve) => worker.onmessage = resolve);
    return worker;
  };
  const worker = await start("resizer"), ended = await start("ended");
  ended.terminate();
  const { notes, workers } = extractAll();
  worker.terminate();
  assertEquals(notes.filter((note) => note.includes("worker")), [
    `1 worker was not looked at ("resizer"): only \`dump-stacks ${Deno.pid}\`, from outside, sees it.`,
  ]);
  assertEquals([workers, ended instanceof Worker], [[], true]);
});
