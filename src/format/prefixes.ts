/** Leading frames that groups have in common, such as those of a web framework around each handler. */
import type { Stack } from "../model/stack.ts";

/** Fewer are drawn again. */
const FEWEST = 3;

/** Remembers which stack was the first to be drawn with which leading frames. */
export class Prefixes {
  readonly #steps = new Map<string, { number: number; stack: Stack }>();

  /**
   * The leading frames that stand above as the first ones of another stack, if there are at least three. `frames`: what the frames
   * are like, equal numbers for equal frames.
   */
  drawnAbove(stack: Stack, frames: readonly number[]): { length: number; stack: Stack } | undefined {
    let at = 0, length = 0;
    let first: Stack | undefined;
    for (const frame of frames) {
      const key = `${at} ${frame}`;
      let step = this.#steps.get(key);
      if (step === undefined) this.#steps.set(key, step = { number: this.#steps.size + 1, stack });
      first ??= step.stack;
      // What another one was the first to have stands there, not here.
      if (step.stack !== stack && step.stack === first) length++;
      at = step.number;
    }
    return first === undefined || length < FEWEST ? undefined : { length, stack: first };
  }
}
