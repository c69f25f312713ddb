/**
 * One process of random programs: `run_programs.ts '{"seeds":[1,2],"how":"extractAll","moments":[7,30]}'`. What happens goes to
 * stdout; what the dumps saw to the file `seen`, once, at the end.
 */
import { Programs, type World } from "./programs.ts";
import { lookAs } from "./looks.ts";
import type { Plan, Seen } from "./plan.ts";

const plan: Plan = JSON.parse(Deno.args[0]);
const moments = new Set(plan.moments);
const seen: Seen = { dumps: 0, frames: 0, events: 0, errors: [] };
const world: World = { log, turns: plan.turns };
const programs = new Programs(world);
const look = await lookAs(plan.how, seen, () => programs.items());

let isLooking = false;
function log(event: string): void {
  if (isLooking) event += " WHILE LOOKING";
  console.log(event);
  if (!moments.has(seen.events++) || isLooking) return;
  isLooking = true;
  try {
    look.take();
  } catch (error) {
    seen.errors.push(String(error));
  }
  isLooking = false;
}

/** When the runtime tells of them, among the turns of its loop, depends on the time. */
const rejections: string[] = [];
globalThis.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  rejections.push(`unhandled ${event.reason}`);
});
globalThis.addEventListener("rejectionhandled", (event) => void rejections.push(`handled ${event.reason}`));

/** Until nothing happens by itself any more. */
async function settle(): Promise<void> {
  for (let quiet = 0, before = seen.events; quiet < 12; quiet = seen.events === before ? quiet + 1 : 0) {
    before = seen.events;
    await programs.turn();
  }
  for (const rejection of rejections.splice(0).sort()) console.log(rejection);
}

for (let share = 0; share < 3; share++) {
  for (const [i, seed] of plan.seeds.entries()) if (i % 3 === share) programs.start(seed);
  await settle();
  if (plan.pauses) await pause();
  programs.open(share);
  await settle();
}
look.end();
const { gc } = globalThis as unknown as { gc(): void };
for (let round = 0; round < 4; round++) {
  await new Promise((resolve) => setTimeout(resolve, 0));
  gc();
}
await new Promise((resolve) => setTimeout(resolve, 0));
for (const line of programs.census()) console.log(line);
if (plan.seen !== "") Deno.writeTextFileSync(plan.seen, JSON.stringify(seen));

/** Until who started us says so: a dump by pid is taken meanwhile. */
async function pause(): Promise<void> {
  await Deno.stderr.write(new TextEncoder().encode("paused\n"));
  await Deno.stdin.read(new Uint8Array(1));
}
