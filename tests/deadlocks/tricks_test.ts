/**
 * No healthy program is called stuck, however it hides how it goes on: many in one process, beside one that is stuck. In the
 * long form each is also alone with that one.
 */
import { assertEquals } from "@std/assert";
import { COMPUTED, NAMED, SCOPED, UNKNOWN } from "./tricks.ts";
import { helpersOf, programOf } from "./tricky_program.ts";

const isFull = Deno.env.get("STACKSCOPE_FULL") === "1";
const DOOR = new URL("../../mod.ts", import.meta.url).href;
const MAIN = `
for (const name of Deno.args) await import(new URL(name + ".js", import.meta.url).href);
const { extractAll } = await import(${JSON.stringify(DOOR)});
setTimeout(() => {
  const found = extractAll().deadlocks.map(({ members: [{ url }] }) => url.replace(/^.*\\/|\\.js$/g, ""));
  console.log(JSON.stringify(found));
  Deno.exit();
}, 50);
`;

/** What only those hold who wait for it is collected. */
function stuckInner(): string {
  return `let kept;${programOf("kept = gate;", 0, { isInner: true })}export const show = () => kept;`;
}

/** The programs that are called stuck, of these and the one that is. */
async function stuckOf(tricks: Readonly<Record<string, string>>, { isInner = false } = {}): Promise<string[]> {
  const folder = await Deno.makeTempDir({ prefix: "stackscope-tricks-" });
  const write = (name: string, text: string) => Deno.writeTextFile(`${folder}/${name}`, text);
  try {
    await write("main.js", MAIN);
    await write("stuck.js", isInner ? stuckInner() : programOf("", 0));
    let number = 0;
    for (const [name, code] of Object.entries(tricks)) {
      number++;
      await write(`${name}.js`, programOf(code, number, { isInner }));
      for (const [helper, text] of Object.entries(helpersOf(number))) {
        if (code.includes(helper.replace(/\d+/, ""))) await write(helper, text);
      }
    }
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--no-lock", "--no-config", "main.js", "stuck", ...Object.keys(tricks)],
      cwd: folder,
      stdin: "null",
    }).output();
    const text = new TextDecoder().decode(stdout).trim().split("\n").at(-1) ?? "";
    if (text === "") throw new Error(`${Object.keys(tricks)}: ${new TextDecoder().decode(stderr)}`);
    return JSON.parse(text);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const [kind, tricks] of Object.entries({ NAMED, SCOPED, COMPUTED, UNKNOWN })) {
  Deno.test(`programs with hidden ways to go on are not called stuck: ${kind}`, async () => {
    assertEquals(await stuckOf(tricks), ["stuck"]);
  });
  Deno.test({
    name: `programs with hidden ways to go on are not called stuck, one by one: ${kind}`,
    ignore: !isFull,
    async fn() {
      for (const [name, code] of Object.entries(tricks)) {
        for (const isInner of [false, true]) {
          const found = await stuckOf({ [name]: code }, { isInner });
          assertEquals(found.filter((other) => other !== "stuck"), [], `${name}, isInner: ${isInner}`);
        }
      }
    },
  });
}

Deno.test("programs in blocks and functions with hidden ways to go on are not called stuck", async () => {
  assertEquals(await stuckOf(NAMED, { isInner: true }), ["stuck"]);
  assertEquals(await stuckOf({ ...SCOPED, ...COMPUTED, ...UNKNOWN }, { isInner: true }), []);
});
