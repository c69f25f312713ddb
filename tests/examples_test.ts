/** The examples do what is written under them. `demo.ts` is shown in README.md, and `mutex.ts` is a part of another one. */
import { assert, assertEquals } from "@std/assert";

const ROOT = new URL("../", import.meta.url);
const FOLDER = new URL("examples/", ROOT);
const MOST_LINES = 40;
const MOST_LINES_OF_GLUE = 15;
const OUTPUT = /^\/\/ Output:\n((?:\/\/.*\n)+)/m;

const decoder = new TextDecoder();
const examples = Array.from(Deno.readDirSync(FOLDER), ({ name }) => name)
  .filter((name) => name.endsWith(".ts") && name !== "demo.ts" && name !== "mutex.ts").sort();

/** What an example prints, with no more permissions than stackscope asks for. */
async function run(name: string): Promise<string> {
  const args = ["run", "--quiet", "--no-prompt", "--allow-sys", "--allow-read", new URL(name, FOLDER).href];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, env: { NO_COLOR: "1" } })
    .output();
  assert(success, decoder.decode(stderr));
  assertEquals(decoder.decode(stderr), "");
  return decoder.decode(stdout);
}

/** Lines are compared, as readers look them up; what differs by machine or by runtime is not. */
function scrub(output: string): string {
  return output
    .replaceAll(ROOT.href, "file:///srv/stackscope/")
    .replaceAll(ROOT.pathname, "/srv/stackscope/")
    .replace(/deno \d+\.\d+\.\d+, pid \d+/g, "deno 2.9.6, pid 4711")
    .replace(/(\.ts:\d+):\d+/g, "$1")
    .replace(/, due in \d+ m?s(?: to \d+ m?s)?/g, "")
    .trim();
}

/** As a comment. */
function commented(output: string): string {
  return output.split("\n").map((line) => `// ${line}`.trimEnd()).join("\n");
}

for (const name of examples) {
  Deno.test(`examples/${name} prints what is written under it`, async () => {
    const text = await Deno.readTextFile(new URL(name, FOLDER));
    const shown = OUTPUT.exec(text)?.[1].replace(/^\/\/ ?/gm, "") ?? "";
    const output = await run(name);
    const paste = `\n\n// Output:\n${commented(localized(output))}`;
    assertEquals(scrub(shown), scrub(output), `The example shows something else. If the new output is right:${paste}`);
  });

  Deno.test(`examples/${name} is one short situation`, async () => {
    const text = await Deno.readTextFile(new URL(name, FOLDER));
    const code = text.replace(OUTPUT, "").replace(/^\/\*\*[^]*?\*\/\n/, "").trim().split("\n");
    assert(code.length <= MOST_LINES, `it has ${code.length} lines`);
  });
}

Deno.test("examples/mutex.ts shows the holder of a mutex with at most 15 lines of glue, and imports nothing", async () => {
  const text = await Deno.readTextFile(new URL("mutex.ts", FOLDER));
  const [, glue = ""] = /^\/\/ glue: begin\n([^]*)^\/\/ glue: end$/m.exec(text) ?? [];
  const lines = glue.split("\n").filter((line) => line.trim() !== "");
  assert(lines.length > 0 && lines.length <= MOST_LINES_OF_GLUE, `it has ${lines.length} lines`);
  assert(!/^import (?!type\b)|\bimport\(/m.test(text));
  const output = await run("lock_holder.ts");
  assertEquals(output.match(/wanted by order \d/g), ["wanted by order 1", "wanted by order 2"]);
  assertEquals(output.match(/^╚ .*held by the backup$/gm)?.length, 2);
});

Deno.test("docs/customizing.md links to what exists, and names every hook", async () => {
  const page = new URL("docs/customizing.md", ROOT);
  const text = await Deno.readTextFile(page);
  const links = Array.from(text.matchAll(/\]\((?!https?:)([^)#]+)\)/g), ([, path]) => path);
  assert(links.length > 0);
  for (const link of links) await Deno.stat(new URL(link, page));
  const hooks = ["unwrapStackItem", "nameStackItem", "elaborateFrame", "elaborateContext", "unwrapContext"];
  for (const hook of [...hooks, "unwrapContextGenerator", "customize"]) assert(text.includes(`| \`${hook}\``), hook);
});

/** With the paths that examples show. */
function localized(output: string): string {
  return output.replaceAll(ROOT.pathname, "/srv/stackscope/").replace(/pid \d+/, "pid 4711").trim();
}
