import { assertEquals } from "@std/assert";
import { runCommand } from "../tests/fixtures/child.ts";

Deno.test("Deno 2.9.6: deno test holds an array of 80 MB, which lighter_tests.ts gives back", async () => {
  const held = async (...flags: string[]) => {
    const program = `${import.meta.dirname}/testdata/large_objects.ts`;
    const { stdout } = await runCommand("deno", ["test", "--allow-all", "--no-check", ...flags, program]);
    return /held: (\d+)/.exec(stdout)?.[1];
  };
  assertEquals(await held(), "80000016");
  assertEquals(await held(`--preload=${import.meta.dirname}/lighter_tests.ts`), "0");
});
