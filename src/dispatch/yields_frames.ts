/** Hooks that find items one by one, so that those before an error survive. */
import { isAsyncFunction, isPromise } from "node:util/types";
import { safeText } from "../model/safe_text.ts";
import { isObject } from "../model/type_name.ts";
import { asTheProgram, undisturbed } from "../model/own_language.ts";

const { apply } = Reflect;

/** Items taken of one iterator, so that an endless one ends. */
const MOST_ITEMS = 10_000;

/**
 * What a function that was made by {@linkcode yieldsFrames} returns: several stack items, some of them still to be found. It means
 * something only as the result of a hook.
 *
 * @example What a hook gives
 * ```ts
 * import { FrameIterator, yieldsFrames } from "@stackscope/stackscope";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const steps = yieldsFrames(function* () {
 *   yield 1;
 *   yield 2;
 * });
 * const given = steps();
 * assert(FrameIterator.is(given));
 * assertEquals(given.drain(), { items: [1, 2], failed: false });
 * ```
 */
export class FrameIterator {
  readonly #items: Iterator<unknown>;

  private constructor(items: Iterator<unknown>) {
    this.#items = items;
  }

  /** Mark an iterator. */
  static of(items: Iterator<unknown>): FrameIterator {
    return new FrameIterator(items);
  }

  /** Whether a value is marked; runs no trap of a proxy. */
  static is(value: unknown): value is FrameIterator {
    return typeof value === "object" && value !== null && #items in value;
  }

  /** All items up to the end, or up to the error that ended the list. */
  drain(): DrainedFrames {
    const items: unknown[] = [];
    try {
      for (let count = 0; count < MOST_ITEMS; count++) {
        const { done, value } = asTheProgram(() => {
          const result: unknown = this.#items.next();
          if (!isObject(result)) return { done: undefined, value: undefined };
          const { done } = result as IteratorResult<unknown>;
          return { done: !!done, value: done ? undefined : (result as IteratorResult<unknown>).value };
        });
        if (done === undefined) throw new Error("Cannot take the items of a hook as its iterator must give objects");
        if (done) return { items, failed: false };
        items.push(value);
      }
      throw new Error(`Cannot take more than ${MOST_ITEMS} items of a hook as it is probably an infinite loop`);
    } catch (error) {
      return { items, failed: true, error };
    }
  }
}

/** What a {@linkcode FrameIterator} gave. */
export type DrainedFrames =
  | { items: unknown[]; failed: false }
  | { items: unknown[]; failed: true; error: unknown };

/** Whether a value comes from a function that {@linkcode yieldsFrames} made. */
export function isFrameIterator(value: unknown): value is FrameIterator {
  return FrameIterator.is(value);
}

/**
 * Let a hook of `unwrapStackItem` find its items one by one: those that it yields before it throws are kept. A bare generator
 * object will not do, as it is a stack item itself.
 *
 * @param generatorFunction finds the items for a value
 * @returns the hook to register
 * @throws {TypeError} when `generatorFunction` is no function, or is asynchronous
 * @example A task with two parts
 * ```ts
 * import { extract, unwrapStackItem, yieldsFrames } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * class Pair {
 *   constructor(readonly first: Generator, readonly second: Generator) {}
 * }
 * using _hook = unwrapStackItem.register(
 *   Pair,
 *   yieldsFrames(function* (pair: Pair) {
 *     yield pair.first;
 *     yield pair.second;
 *   }),
 * );
 *
 * function* count() {
 *   yield 1;
 * }
 * const [first, second] = [count(), count()];
 * first.next();
 * second.next();
 * const names = extract(new Pair(first, second)).frames.map((frame) => frame.functionName);
 * assertEquals(names, ["count", "count"]);
 * ```
 */
export function yieldsFrames<Args extends unknown[]>(
  generatorFunction: (...args: Args) => Iterator<unknown>,
): (...args: Args) => FrameIterator {
  undisturbed(() => {
    if (typeof generatorFunction === "function" && !isAsyncFunction(generatorFunction)) return;
    throw new TypeError(
      `Cannot yield frames as 'generatorFunction' must be a generator function: current value is ` +
        safeText(generatorFunction),
    );
  });
  return (...args) => {
    const items = apply(generatorFunction, undefined, args); // a spread would ask the program how arrays are iterated
    if (items === null || typeof items !== "object" || isPromise(items) || typeof items.next !== "function") {
      throw new TypeError(
        `Cannot yield frames as 'generatorFunction' must return an iterator: current value is ${safeText(items)}`,
      );
    }
    return FrameIterator.of(items);
  };
}
