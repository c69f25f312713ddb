/** Modules that wait for each other: each program is a process, as its own modules are what hangs. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

async function deadlocksOf(program: string): Promise<unknown> {
  const file = fileURLToPath(new URL(`modules/${program}`, import.meta.url));
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--no-lock", "--no-config", file],
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  const line = text.decode(stdout).trim();
  return line === "" ? text.decode(stderr) : JSON.parse(line);
}

Deno.test("Dump.deadlocks names modules that wait for each other", async () => {
  const programs = [
    "plugin_main.ts",
    "self_main.ts",
    "pair_main.ts",
    "slow_main.ts",
    "opens_main.ts",
    "nested_main.ts",
  ];
  const found = await Promise.all(programs.map(deadlocksOf));
  assertEquals(found, [
    [{
      kind: "modules",
      certain: true,
      members: ["plugin_main.ts:6 the module plugin.ts, which waits for plugin_main.ts"],
    }],
    [{ kind: "modules", certain: true, members: ["self_main.ts:5 the module self_main.ts"] }],
    [],
    [],
    [],
    [{ kind: "lock", certain: true, members: ["nested_main.ts:33 Semaphore permits"] }],
  ]);
});
