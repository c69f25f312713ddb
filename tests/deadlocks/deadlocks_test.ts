/** Circles of waits are named, and nothing else is: many programs in one process, one dump for all of them. */
import { assertEquals } from "@std/assert";
import { extractAll } from "../../mod.ts";
import { compare, marksOf } from "./judge.ts";

/** The programs of a folder, by URL. */
async function programsIn(folder: string): Promise<Map<string, { start(): unknown }>> {
  const programs = new Map<string, { start(): unknown }>();
  for (const { name } of Deno.readDirSync(new URL(folder, import.meta.url))) {
    const { href } = new URL(folder + name, import.meta.url);
    programs.set(href, await import(href));
  }
  return programs;
}

Deno.test("extractAll() names the circles of stuck programs, and none of healthy ones", async () => {
  const stuck = await programsIn("stuck/"), healthy = await programsIn("healthy/");
  const running: unknown[] = [];
  for (const program of [...stuck.values(), ...healthy.values()]) running.push(await program.start());
  await new Promise((resolve) => setTimeout(resolve, 100));
  const { deadlocks } = extractAll();

  const problems: string[] = [];
  for (const url of [...stuck.keys(), ...healthy.keys()]) {
    const marks = stuck.has(url) ? marksOf(await Deno.readTextFile(new URL(url))) : new Map();
    const found = deadlocks.filter(({ members }) => members[0].url === url).map((deadlock) => ({
      description: String(deadlock),
      url,
      lines: deadlock.members.map(({ line }) => line),
    }));
    const { missing, extra } = compare(marks, found);
    for (const mark of missing) problems.push(`${url}: not found: ${mark}`);
    for (const circle of extra) problems.push(`${url}: not asked for: ${circle}`);
  }
  assertEquals(problems, []);
  void running;
});
