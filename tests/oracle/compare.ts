/** Runs many programs at once, takes one dump of them all, and compares it with what they say of themselves. */
import { extractAll } from "../../mod.ts";
import type { Program } from "./program.ts";
import { Recorder } from "./recorder.ts";
import { render, type Rendered } from "./render.ts";
import { shownBy } from "./shown.ts";
import { difference, type Facts } from "./waits.ts";

/** How a dump differs from the truth of one program. */
export interface Verdict {
  readonly rendered: Rendered;
  readonly facts: number;
  /** What the dump has and the truth has not. */
  readonly wrong: Facts;
  /** What the truth has and the dump has not. */
  readonly missing: Facts;
  /** What is missing, and the dump says so. */
  readonly noted: Facts;
}

/** What came of programs that were looked at together. */
export interface Comparison {
  readonly verdicts: readonly Verdict[];
  readonly errors: readonly string[];
  readonly notes: readonly string[];
}

let written = 0;

/** Promises of the programs are rejected, and nobody cares. */
function ignore(event: Event): void {
  event.preventDefault();
}

/** Does a note say that this cannot be told? */
function isNoted(fact: string, notes: readonly string[]): boolean {
  const [, name, line] = /^(.+)@(\d+):\d+ holds /.exec(fact) ?? [];
  return name !== undefined &&
    notes.some((note) => note.startsWith(`${name} (line ${line}) disposes of its resources`));
}

/** Run programs for so many turns, and look. */
export async function compare(programs: readonly Program[], folder: string, turns: number): Promise<Comparison> {
  const running: { url: string; rendered: Rendered; recorder: Recorder; run: (recorder: Recorder) => void }[] = [];
  for (const program of programs) {
    const name = `p${++written}`, path = `${folder}/${name}.${program.isTyped ? "ts" : "js"}`;
    const rendered = render(program, name);
    await Deno.writeTextFile(path, rendered.text);
    const url = new URL(`file://${path}`).href;
    const { run } = await import(url);
    running.push({ url, rendered, run, recorder: new Recorder(rendered.sites) });
  }
  addEventListener("unhandledrejection", ignore);
  for (const { run, recorder } of running) run(recorder);
  for (let turn = 0; turn < turns; turn++) {
    for (const { recorder } of running) recorder.turn(turn);
    await null;
  }
  const dump = extractAll();
  const { facts: shown, errors } = shownBy(dump);
  const verdicts = running.map(({ url, rendered, recorder }) => {
    const moving = recorder.moving();
    const isCertain = (fact: string) => !moving.has(fact.replace(/ (?:->|holds) .*$/s, ""));
    const truth = recorder.facts().filter(isCertain), seen = (shown.get(url) ?? []).filter(isCertain);
    recorder.release();
    const wrong = difference(seen, truth), missing = difference(truth, seen);
    return {
      rendered,
      facts: truth.length,
      wrong: wrong.filter((fact) => !isNoted(fact, dump.notes)),
      missing: missing.filter((fact) => !isNoted(fact, dump.notes)),
      noted: missing.filter((fact) => isNoted(fact, dump.notes)),
    };
  });
  return { verdicts, errors, notes: dump.notes };
}
