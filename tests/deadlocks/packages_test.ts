/** Locks, pools and queues of packages, as programs use them: a process of its own. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { compare, type Found, marksOf } from "./judge.ts";

const folder = new URL("packages/", import.meta.url);

Deno.test("Dump.deadlocks names the circles of programs that use packages", async () => {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--no-lock", "--no-config", "main.js"],
    cwd: fileURLToPath(folder),
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout).trim();
  if (text === "") throw new Error(new TextDecoder().decode(stderr));
  const found: Found[] = JSON.parse(text);
  const problems: string[] = [];
  for (const { name } of Deno.readDirSync(folder)) {
    if (!name.endsWith(".js") || /^(?:main|packages)\.js$/.test(name)) continue;
    const { missing, extra } = compare(
      marksOf(await Deno.readTextFile(new URL(name, folder))),
      found.filter(({ url }) => url.endsWith(`/${name}`)),
    );
    for (const mark of missing) problems.push(`${name}: not found: ${mark}`);
    for (const circle of extra) problems.push(`${name}: not asked for: ${circle}`);
  }
  assertEquals(problems, []);
});
