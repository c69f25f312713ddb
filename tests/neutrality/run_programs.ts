/**
 * One process of random programs: `run_programs.ts '{"seeds":[1,2],"how":"extractAll","moments":[7,30]}'`. What happens goes to
 * stdout; what the dumps saw to the file `seen`, once, at the end.
 */
import type { Plan } from "./plan.ts";
import { Programs } from "./programs.ts";
import { Watch } from "./watch.ts";

/** Turns in a row in which nothing happens, before it is taken that nothing will. */
const QUIET_TURNS = 12;

const plan: Plan = JSON.parse(Deno.args[0]);
const programs: Programs = new Programs({ log: (event) => watch.log(event), turns: plan.turns });
const watch = await Watch.begin(plan, () => programs.items());
watch.start();

/** Until nothing happens by itself any more. */
async function settle(title: string): Promise<void> {
  const { seen } = watch;
  for (let quiet = 0, before = seen.events; quiet < QUIET_TURNS; quiet = seen.events === before ? quiet + 1 : 0) {
    before = seen.events;
    await programs.turn();
  }
  watch.print(title);
}

for (let share = 0; share < 3; share++) {
  for (const [i, seed] of plan.seeds.entries()) if (i % 3 === share) programs.start(seed);
  await settle("as far as they go");
  await watch.pause();
  programs.open(share);
  await settle("some gates are open");
}
await watch.end();
const { gc } = globalThis as unknown as { gc(): void };
for (let round = 0; round < 4; round++) {
  await new Promise((resolve) => setTimeout(resolve, 0));
  gc();
}
await new Promise((resolve) => setTimeout(resolve, 0));
watch.print("the end");
for (const line of programs.census()) console.log(line);
watch.report();
