/** Circles of waits are named, and nothing else is: many programs in one process, one dump for all of them. */
import { assertEquals } from "@std/assert";
import { extractAll } from "../../mod.ts";
import { compare, marksOf } from "./judge.ts";

/** The URLs of the programs of a folder. */
function programsIn(folder: string): string[] {
  const names = [...Deno.readDirSync(new URL(folder, import.meta.url))].map(({ name }) => name).sort();
  return names.filter((name) => /\.[jt]s$/.test(name)).map((name) => new URL(folder + name, import.meta.url).href);
}

/** Starts a program. Its functions are not held. */
async function startProgram(url: string): Promise<void> {
  const program = await import(url);
  await program.start();
}

// The programs go on waiting: their timers, listeners and servers are what the test is about.
const sanitizers = { sanitizeOps: false, sanitizeResources: false };

Deno.test("extractAll() names the circles of stuck programs, and none of healthy ones", sanitizers, async () => {
  const stuck = programsIn("stuck/"), healthy = programsIn("healthy/");
  for (const url of [...stuck, ...healthy]) await startProgram(url);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const { deadlocks } = extractAll();

  const problems = deadlocks.filter(({ members }) => ![...stuck, ...healthy].includes(members[0].url)).map(String);
  for (const url of [...stuck, ...healthy]) {
    const marks = stuck.includes(url) ? marksOf(await Deno.readTextFile(new URL(url))) : new Map();
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
});
