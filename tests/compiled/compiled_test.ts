/**
 * Async functions that a compiler turned into generators: `tasks.ts`, as `tsc --target es2015` and `es2017` (5.9), `esbuild --target=es2016`
 * (0.28; with and without `--minify`), Babel's two async plugins (7.28) and `swc` (1.15) write it. Beside each program stands its tree.
 */
import { assertEquals } from "@std/assert";
import { extract, extractAll, type Stack } from "../../mod.ts";

const folder = new URL("programs/", import.meta.url);
const programs = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.endsWith(".js")).sort();

Deno.test("the functions behind compiled code are frames at their yields", async (t) => {
  const results: Promise<void>[] = [];
  for (const name of programs) results.push((await import(new URL(name, folder).href)).start());
  await new Promise((resolve) => setTimeout(resolve, 10));
  const { tasks } = extractAll();
  for (const name of programs) {
    await t.step(name, async () => {
      const url = new URL(name, folder).href;
      const own = tasks.filter(({ frames }) => frames.some((frame) => frame.url === url));
      assertEquals(own.map(textOf).join(""), await Deno.readTextFile(new URL(name.replace(/js$/, "txt"), folder)));
    });
  }
  await t.step("the promise of one of them", () => {
    const stack = extract(results[0]);
    assertEquals(textOf(stack), textOf(tasks.find(({ frames }) => frames[0].url === stack.frames[0].url) ?? stack));
  });
});

/** The tree, without its title. */
function textOf(stack: Stack): string {
  return `${String(stack).replace(/^.*\n/, "").replaceAll(decodeURI(folder.pathname), "")}\n`;
}
