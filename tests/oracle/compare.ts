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

/** By name: where the programs find theirs. */
const recorders = new Map<string, Recorder>();
Object.defineProperty(globalThis, Symbol.for("oracle"), { value: recorders });

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
  addEventListener("unhandledrejection", ignore);
  const running: { url: string; rendered: Rendered; recorder: Recorder }[] = [];
  for (const program of programs) {
    const name = `p${++written}`, path = `${folder}/${name}.${program.isTyped ? "ts" : "js"}`;
    const rendered = render(program, name), recorder = new Recorder(rendered.sites);
    await Deno.writeTextFile(path, rendered.text);
    recorders.set(name, recorder);
    running.push({ url: new URL(`file://${path}`).href, rendered, recorder });
  }
  const failed: string[] = [];
  // Not awaited: many of them never end.
  for (const { url, recorder } of running) {
    import(url).catch((error: unknown) => recorder.hasBegun || failed.push(`${url}: ${error}`));
  }
  while (!running.every(({ recorder }) => recorder.hasBegun) && failed.length === 0) {
    await new Promise((resolve) => setTimeout(resolve));
  }
  if (failed.length > 0) throw new Error(failed.join("\n"));
  for (const { recorder } of running) recorder.start?.();
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
    recorders.delete(rendered.name);
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
