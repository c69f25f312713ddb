/** Who is about to go on at the very moment of a dump may yet do what others wait for. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

async function countOf(program: string): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--no-lock", "--no-config", `${program}_main.ts`],
    cwd: fileURLToPath(new URL("going_on/", import.meta.url)),
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  return `${program}: ${text.decode(stdout).trim() || text.decode(stderr)}`;
}

Deno.test("Dump.deadlocks has no circle that one who is about to go on can open", async () => {
  const programs = ["nobody", "result", "item", "import", "await"];
  assertEquals(await Promise.all(programs.map(countOf)), [
    "nobody: 1",
    "result: 0",
    "item: 0",
    "import: 0",
    "await: 0",
  ]);
});
