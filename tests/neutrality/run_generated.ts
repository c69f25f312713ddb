/**
 * One process of random programs of the oracle: `run_generated.ts PLAN.json`. What happens goes to stdout, in the order in which it
 * happens. They settle what they wait for by turns of microtasks, none by time, so that nothing of it depends on how fast a look is.
 */
import { beginTurn, loadInOrder, QUIET, recorders, type Running } from "../oracle/drive.ts";
import { endWorker } from "../oracle/quiet_worker.ts";
import { Recorder } from "../oracle/recorder.ts";
import type { GeneratedPlan } from "./generated.ts";
import { lookAs } from "./looks.ts";
import type { Seen } from "./plan.ts";

/** Turns of microtasks after which nothing moves any more. */
const TURNS = 2 * QUIET;
/** Turns of the event loop in a row in which nothing happens, with a collection in each, before a census. */
const QUIET_TURNS = 8;

const { programs, how, moments: wanted, pauses, seen: file }: GeneratedPlan = JSON.parse(
  Deno.readTextFileSync(Deno.args[0]),
);
const { gc } = globalThis as unknown as { gc(): void };
const moments = new Set(wanted), lines: string[] = [];
const seen: Seen = { dumps: 0, frames: 0, events: 0, errors: [] };
const running: Running[] = programs.map(({ name, url, age, roots, imports }) => {
  const heard = (event: string) => log(`${name} ${event}`), look = () => log(`${name} runs`);
  const recorder = new Recorder({ sites: [], imports: new Map(imports) }, { heard, look });
  recorders.set(name, recorder);
  return { url, age, rendered: { name, roots: new Map(roots) }, recorder };
});
const look = await lookAs(how, seen, () => {
  const live: object[] = [];
  for (const { recorder: { refs } } of running) for (const ref of refs) live.push(ref.deref() ?? refs);
  return live;
});
let isLoaded = false, isLooking = false, isOver = false;

/** When the runtime tells of them, among the turns of its loop, depends on the time. */
const rejections: string[] = [];
globalThis.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  rejections.push(`unhandled ${event.reason}`);
});
globalThis.addEventListener("rejectionhandled", (event) => void rejections.push(`handled ${event.reason}`));

function log(event: string): void {
  if (!isLoaded) return; // in which order modules are loaded depends on the file system
  lines.push(isLooking ? `${event} WHILE LOOKING` : event);
  if (!moments.has(seen.events++) || isLooking) return;
  isLooking = true;
  try {
    look.take();
  } catch (error) {
    seen.errors.push(String(error));
  }
  isLooking = false;
}

function print(title: string): void {
  console.log([`-- ${title}`, ...lines.splice(0), ...rejections.splice(0).sort()].join("\n"));
}

async function turns(count: number, begin: (turn: number) => void = () => {}): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    begin(turn);
    log(`turn ${turn}`);
    await null;
  }
}

/** Which promises of the programs are alive. */
async function census(title: string): Promise<void> {
  for (let quiet = 0, before = seen.events; quiet < QUIET_TURNS; quiet = seen.events === before ? quiet + 1 : 0) {
    before = seen.events;
    await new Promise((resolve) => setTimeout(resolve));
    if (!isOver) look.rest?.();
    gc();
  }
  print(title);
  for (const { recorder: { refs }, rendered: { name } } of running) {
    const alive = refs.flatMap((ref, i) => ref.deref() === undefined ? [] : i);
    console.log(`${name}: ${alive.join(" ")} of ${refs.length} alive`);
  }
}

/** Until who started us says so: a dump by pid is taken meanwhile. */
async function pause(): Promise<void> {
  await Deno.stderr.write(new TextEncoder().encode("paused\n"));
  await Deno.stdin.read(new Uint8Array(1));
}

await loadInOrder(running);
isLoaded = true;
await turns(QUIET, (turn) => beginTurn(running, turn, QUIET));
print("as far as they go");
await census("after a turn of the event loop");
if (pauses) await pause();
for (const { recorder } of running) recorder.finish();
await turns(TURNS);
print("all gates are open");
if (pauses) await pause();
for (const { recorder } of running) recorder.release();
await turns(TURNS);
print("all is let go");
look.end();
isOver = true;
recorders.clear();
endWorker();
await census("the end");
if (file !== "") Deno.writeTextFileSync(file, JSON.stringify(seen));
