/** Runs of equal frames, as of a function that waits for itself: the first few are drawn, the others counted. */
import type { Frame } from "../model/frame.ts";
import { MOST_REPEATED, repeatedText } from "../model/summary_text.ts";
import type { Node } from "./pen.ts";

/** Would a frame be drawn as the one before it, labels and locals aside? */
export function isRepetition(frame: Frame, before: Frame | undefined): boolean {
  return before !== undefined && frame.line === before.line && frame.column === before.column &&
    frame.url === before.url && frame.functionName === before.functionName && frame.className === before.className &&
    frame.age === before.age && frame.hideLine === before.hideLine && frame.contexts.length === 0 &&
    before.contexts.length === 0;
}

/** Counts the frames of a run. */
export class Run {
  #length = 0;
  /** How many frames stand beside each other in each place. */
  readonly #width: number;

  constructor(width: number = 1) {
    this.#width = width;
  }

  /** The next frame: is it to be drawn? One that is no repetition ends the run, about which a line is given. */
  *next(isRepeated: boolean, node: () => Node): Generator<Node> {
    if (!isRepeated) yield* this.end();
    if (++this.#length <= MOST_REPEATED) yield node();
  }

  /** A line about those that were not drawn. */
  *end(): Generator<Node> {
    const number = this.#length - MOST_REPEATED;
    this.#length = 0;
    if (number <= 0) return;
    const line = [["text", repeatedText(number)]] as const;
    yield { branch: "frame", unit: "frame", number: number * this.#width, line };
  }
}
