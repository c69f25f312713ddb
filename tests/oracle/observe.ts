/** Runs many programs at once, and looks at them all at one instant. */
import { type Dump, extractAll } from "../../mod.ts";
import { beginTurn, load, QUIET, recorders, type Running } from "./drive.ts";
import type { Program } from "./program.ts";
import { pruned } from "./pruned.ts";
import { Recorder } from "./recorder.ts";
import { render } from "./render.ts";
import type { Rendered } from "./rendered.ts";
import type { Doubt } from "./truth.ts";
import type { Facts } from "./waits.ts";

/**
 * When programs are looked at. All of them have run for as many turns as each wants; what is left is where in the last turn:
 * at its end; behind so many jobs of it, among the others; or in the middle of a function that runs.
 */
export type Instant = { at: "end" } | { at: "step"; step: number } | { at: "running"; look: number };

/** What is known of one program at that instant. */
export interface Observed {
  readonly rendered: Rendered;
  /** Where its files stand; the URL of the first begins so, too. */
  readonly url: string;
  /** All that must be shown. */
  readonly truth: Facts;
  /** The functions, by place, of which it is not certain what they wait for. */
  readonly uncertain: ReadonlyMap<string, Doubt>;
}

/** All of them, and the dump. */
export interface Observation {
  readonly programs: readonly Observed[];
  readonly dump: Dump;
  /** Where it was taken indeed: a function may not run at the wanted time. */
  readonly at: Instant["at"];
}

/** Turns before the last one in which a function that runs may be caught, as few do in any one. */
const NEAR = 5;

let written = 0;

/** Promises of the programs are rejected, and nobody cares. */
function ignore(event: Event): void {
  event.preventDefault();
}

/** Run programs, and look. `finish`: then open their gates, as a test does not end well while a module waits at one. */
export async function observe(
  programs: readonly Program[],
  folder: string,
  instant: Instant,
  { finish = false }: { finish?: boolean } = {},
): Promise<Observation> {
  addEventListener("unhandledrejection", ignore);
  let observation: Observation | undefined, steps = 0, looks = 0, isLast = false, isNear = false;
  const take = (at: Instant["at"]) => {
    if (observation !== undefined) return;
    const seen = running.map(({ rendered, url, recorder }) => ({
      rendered,
      url,
      truth: recorder.facts(),
      uncertain: recorder.uncertain({ isRunning: at === "running" }),
    }));
    observation = { programs: seen, dump: extractAll(), at };
  };
  const heard = () => {
    if (isLast && instant.at === "step" && steps++ === instant.step) queueMicrotask(() => take("step"));
  };
  const look = () => {
    if (isNear && instant.at === "running" && looks++ === instant.look) take("running");
  };
  const running: (Running & { rendered: Rendered })[] = [];
  for (const program of programs) {
    const name = `p${++written}`, rendered = render(pruned(program), name);
    const recorder = new Recorder(rendered, { heard, look });
    for (const [file, text] of rendered.texts) await Deno.writeTextFile(`${folder}/${file}`, text);
    recorders.set(name, recorder);
    const [file] = rendered.texts.keys();
    running.push({ url: new URL(`file://${folder}/${file}`).href, rendered, recorder, age: program.age });
  }
  await load(running);
  const oldest = Math.max(...running.map(({ age }) => age)), turns = Math.min(oldest, QUIET);
  for (let turn = 0; turn <= turns; turn++) {
    isLast = turn === turns;
    isNear = turn + NEAR >= turns;
    beginTurn(running, turn, turns);
    // In the last one the jobs that stand in the queue run by turns with our own.
    if (!isLast || instant.at !== "end") await null;
  }
  take("end");
  for (const { rendered, recorder } of running) {
    if (finish) recorder.finish();
    recorder.release();
    recorders.delete(rendered.name);
  }
  if (observation === undefined) throw new Error("unreachable: taken above");
  return observation;
}
