/** What a trace finds as it is by default, and what it puts in. */
import { extractAll, trace } from "../../mod.ts";
import { assert, assertEquals } from "@std/assert";
import { runCommand } from "../fixtures/child.ts";

Deno.test("a sampled trace tells all functions that can never go on, in a program that makes few promises", async () => {
  using _trace = trace();
  const names = Array.from({ length: 40 }, (_, i) => `lost${i}`);
  for (const name of names) {
    lose(name);
    for (let made = 0; made < 2; made++) await (async () => await null)();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await new Promise((resolve) => setTimeout(resolve, 60));
  const told = extractAll().tasks.flatMap(({ leaf, frames }) =>
    leaf !== undefined && !Array.isArray(leaf) && leaf.kind === "collected" ? frames : []
  );
  const found = new Set(told.map(({ functionName }) => functionName));
  assertEquals(names.filter((name) => !found.has(name)), []);
});

Deno.test("among many promises that are over at once a sampled trace still tells some, and nothing wrong", async () => {
  using _trace = trace();
  let over = 0;
  const pass = async () => {
    await null;
    over++;
  };
  for (let i = 0; i < 300; i++) {
    lose("lostAmongMany");
    for (let made = 0; made < 100; made++) await pass();
  }
  await new Promise((resolve) => setTimeout(resolve, 60));
  const told = extractAll().tasks.flatMap(({ leaf, frames }) =>
    leaf !== undefined && !Array.isArray(leaf) && leaf.kind === "collected" ? frames : []
  );
  const names = told.map(({ functionName }) => functionName);
  assertEquals(over, 30_000);
  assert(names.includes("lostAmongMany") && !names.includes("pass"), `${names}`);
});

Deno.test("where a trace of ages alone comes first, a later one knows creations and what was collected", async () => {
  const { code, stdout, stderr } = await runProgram(`
    import { extract, extractAll, trace } from ${JSON.stringify(new URL("../../mod.ts", import.meta.url).href)};
    const ages = trace({ stacks: "none", atExit: false });
    const gate = Promise.withResolvers();
    async function early() { await gate.promise; }
    const first = early();
    const all = trace({ stacks: "all", atExit: false });
    async function late() { await gate.promise; }
    async function lost() { await new Promise(() => {}); }
    const second = late();
    lost();
    setTimeout(() => {
      const known = [first, second].map((promise) => extract(promise).frames[0].age >= 0);
      console.log(...known, extractAll().tasks.some(({ leaf }) => leaf?.kind === "collected"));
      gate.resolve();
    }, 100);
  `);
  assertEquals([code, stdout.trim(), stderr], [0, "true true true", ""]);
});

function lose(name: string): void {
  const { [name]: lost } = {
    [name]: async () => {
      await new Promise<void>(() => {});
    },
  };
  lost();
}

async function runProgram(text: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, text);
    const config = new URL("../../deno.json", import.meta.url).pathname;
    return await runCommand("deno", ["run", "--allow-all", "--no-check", "--no-lock", "--config", config, file]);
  } finally {
    await Deno.remove(file);
  }
}
