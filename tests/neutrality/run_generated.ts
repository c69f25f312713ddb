/**
 * One process of random programs of the oracle: `run_generated.ts PLAN.json`. What happens goes to stdout, in the order in which it
 * happens. They settle what they wait for by turns of microtasks, none by time, so that nothing of it depends on how fast a look is.
 */
import { beginTurn, loadInOrder, QUIET, recorders, type Running } from "../oracle/drive.ts";
import { endWorker } from "../oracle/quiet_worker.ts";
import { Recorder } from "../oracle/recorder.ts";
import type { GeneratedPlan } from "./generated.ts";
import { Watch } from "./watch.ts";

/** Turns of microtasks after which nothing moves any more. */
const TURNS = 2 * QUIET;
/** Turns of the event loop in a row in which nothing happens, with a collection in each, before a census. */
const QUIET_TURNS = 8;

const plan: GeneratedPlan = JSON.parse(Deno.readTextFileSync(Deno.args[0]));
const { gc } = globalThis as unknown as { gc(): void };
const running = plan.programs.map(({ name, url, age, roots, imports }): Running => {
  const heard = (event: string) => watch.log(`${name} ${event}`), look = () => watch.log(`${name} runs`);
  const recorder = new Recorder({ sites: [], imports: new Map(imports) }, { heard, look });
  recorders.set(name, recorder);
  return { url, age, rendered: { name, roots: new Map(roots) }, recorder };
});
const watch = await Watch.begin(plan, () => {
  const live: object[] = [];
  for (const { recorder: { refs } } of running) for (const ref of refs) live.push(ref.deref() ?? refs);
  return live;
});

async function turns(count: number, begin: (turn: number) => void = () => {}): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    begin(turn);
    watch.log(`turn ${turn}`);
    await null;
  }
}

/** Which promises of the programs are alive. */
async function census(title: string): Promise<void> {
  const { seen } = watch;
  for (let quiet = 0, before = seen.events; quiet < QUIET_TURNS; quiet = seen.events === before ? quiet + 1 : 0) {
    before = seen.events;
    await new Promise((resolve) => setTimeout(resolve));
    watch.rest();
    gc();
  }
  watch.print(title);
  for (const { recorder: { refs }, rendered: { name } } of running) {
    const alive = refs.flatMap((ref, i) => ref.deref() === undefined ? [] : i);
    console.log(`${name}: ${alive.join(" ")} of ${refs.length} alive`);
  }
}

await loadInOrder(running);
watch.start();
await turns(QUIET, (turn) => beginTurn(running, turn, QUIET));
watch.print("as far as they go");
await census("after a turn of the event loop");
await watch.pause();
for (const { recorder } of running) recorder.finish();
await turns(TURNS);
watch.print("all gates are open");
await watch.pause();
for (const { recorder } of running) recorder.release();
await turns(TURNS);
watch.print("all is let go");
await watch.end();
recorders.clear();
endWorker();
await census("the end");
watch.report();
