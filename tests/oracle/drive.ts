/** Lets programs go on, all of them turn by turn. */
import type { Recorder } from "./recorder.ts";
import type { Rendered } from "./rendered.ts";

/** A program that runs. */
export interface Running {
  readonly url: string;
  readonly rendered: Pick<Rendered, "name" | "roots">;
  readonly recorder: Recorder;
  /** Turns that it has run in the end. */
  readonly age: number;
}

/** Turns after which nothing moves any more. */
export const QUIET = 120;

/** By name: where the programs find theirs. */
export const recorders: Map<string, Recorder> = new Map();
Object.defineProperty(globalThis, Symbol.for("oracle"), { value: recorders });

/** Import programs, until each of their modules has begun that does by itself. Many of them never end. */
export async function load(running: readonly Running[]): Promise<void> {
  for (const { url, recorder } of running) import(url).catch((error: unknown) => recorder.problems.push(error));
  for (const { url, rendered: { roots }, recorder } of running) {
    await begun(url, recorder, 1 + [...roots.values()].reduce((sum, count) => sum + count, 0));
  }
}

/** The same, one module after the other: in which order the runtime hears of their ends does not depend on what is read first. */
export async function loadInOrder(running: readonly Running[]): Promise<void> {
  for (const { url, rendered: { roots }, recorder } of running) {
    let count = 0;
    for (const [name, more] of roots) {
      const [, before, extension] = /^(.*)(\.\w+)$/.exec(url) ?? [];
      import(`${before}_${name}${extension}`).catch((error: unknown) => recorder.problems.push(error));
      await begun(url, recorder, count += more);
    }
    import(url).catch((error: unknown) => recorder.problems.push(error));
    await begun(url, recorder, count + 1);
  }
}

async function begun(url: string, recorder: Recorder, count: number): Promise<void> {
  while (recorder.begun < count) {
    if (recorder.problems.length > 0) throw new Error(`Cannot run ${url}: ${recorder.problems.join("; ")}`);
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** Begin the turn of this number, of so many. Programs begin one after the other, and all end together. */
export function beginTurn(running: readonly Running[], turn: number, turns: number): void {
  for (const { recorder, age } of running) {
    const own = turn - (turns - age);
    if (own === 0) recorder.start();
    if (own >= 0) recorder.turn(own);
  }
}
