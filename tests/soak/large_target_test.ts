/** A target whose heap is so large that collections of garbage fall between our commands. */
import { assertEquals } from "@std/assert";
import { spawnTarget } from "../zoo/target.ts";

Deno.test("dump-stacks PID shows sixty thousand suspended functions, each at its await", async () => {
  await using target = await spawnTarget(new URL("programs/many_tasks.ts", import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "dump_stacks.ts", String(target.pid), "--format=json", "--timeout=120s"],
    cwd: new URL("../..", import.meta.url),
  }).output();
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  const { tasks, stats, notes } = JSON.parse(new TextDecoder().decode(stdout));
  assertEquals(notes, []);
  assertEquals([stats.tasks, stats.frames], [20_000, 60_000]);
  const places = new Set(
    tasks.filter(({ root }: { root: string }) => root === "outer").flatMap(
      ({ frames }: { frames: { functionName: string; lineText: string }[] }) =>
        frames.map(({ functionName, lineText }) => `${functionName}: ${lineText}`),
    ),
  );
  assertEquals([...places], [
    "outer: await middle();",
    "middle: await leaf();",
    "leaf: await new Promise((resolve) => waiting.push(resolve));",
  ]);
});
