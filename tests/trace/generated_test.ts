/**
 * "Can never resume" on programs made at random, half of which are stuck. A report may never be wrong; of the stuck programs at least
 * 99 of 100 are to be found after one collection. In full with `STACKSCOPE_FULL=1`.
 */
import { type Dump, extractAll, trace } from "../../mod.ts";
import { assert, assertEquals } from "@std/assert";
import { held, type Program, programOf } from "./generated.ts";

const PROGRAMS = Deno.env.get("STACKSCOPE_FULL") === "1" ? 1000 : 100;
const AT_ONCE = 20;

Deno.test(`of ${PROGRAMS} programs, half of them stuck, those that can never go on are told, and no others`, async () => {
  const programs = choose(PROGRAMS / 2);
  using _trace = trace({ stacks: "all" });
  for (let at = 0; at < programs.length; at += AT_ONCE) {
    for (const { start } of programs.slice(at, at + AT_ONCE)) start();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await new Promise((resolve) => setTimeout(resolve, 400));
  const told = new Set(collected(extractAll()));
  const wrong = programs.flatMap(({ sound }) => [...sound].filter((name) => told.has(name)));
  const stuck = programs.filter((program) => program.stuck.size > 0);
  const found = stuck.filter((program) => [...program.stuck].every((name) => told.has(name)));
  console.log(`${stuck.length} stuck, ${found.length} found, ${wrong.length} functions told wrongly`);
  assertEquals(wrong, []);
  assert(found.length >= stuck.length * 0.99, `${found.length} of ${stuck.length}`);
  for (const resolve of held.splice(0)) resolve();
  await new Promise((resolve) => setTimeout(resolve, 200));
});

/** As many stuck programs as sound ones. */
function choose(half: number): Program[] {
  const stuck: Program[] = [], sound: Program[] = [];
  for (let seed = 1; stuck.length < half || sound.length < half; seed++) {
    const program = programOf(seed);
    const list = program.stuck.size > 0 ? stuck : sound;
    if (list.length < half) list.push(program);
  }
  return stuck.flatMap((program, i) => [program, sound[i]]);
}

/** The functions that are told to be collected. */
function collected({ tasks }: Dump): string[] {
  return tasks.flatMap(({ leaf, frames }) =>
    leaf !== undefined && !Array.isArray(leaf) && leaf.kind === "collected"
      ? frames.map(({ functionName }) => functionName)
      : []
  );
}
