/** Runs of equal frames, as of a function that waits for itself: the first few are drawn, the others counted. */
import type { Frame } from "../model/frame.ts";
import { MOST_REPEATED, repeatedText } from "../model/summary_text.ts";
import type { Node } from "./pen.ts";

/** Would a frame be drawn as the one before it, labels and locals aside? */
export function isRepetition(frame: Frame, before: Frame | undefined): boolean {
  return before !== undefined && frame.contexts.length === 0 && before.contexts.length === 0 &&
    isSamePlace(frame, before);
}

/** Do two frames have the same line, and the same source text? */
export function isSamePlace(frame: Frame, other: Frame): boolean {
  return frame.line === other.line && frame.column === other.column && frame.url === other.url &&
    frame.functionName === other.functionName && frame.className === other.className && frame.age === other.age &&
    frame.hideLine === other.hideLine;
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
