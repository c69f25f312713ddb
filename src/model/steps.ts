/** Asynchronous functions that are undisturbed (`own_language.ts`) in each of their steps, and let the program run between them. */
import { undisturbed } from "./own_language.ts";

/** A generator that yields the promises for which it waits, by `awaited()`. */
export type Steps<Result> = Generator<Promise<unknown>, Result>;

/**
 * Do it step by step. No async function, as its result would be settled in the language of the program, which may have put a `then` into
 * `Object.prototype`.
 */
export function undisturbedSteps<Result>(begin: () => Steps<Result>): Promise<Result> {
  return undisturbed(() => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const go = (step: () => IteratorResult<Promise<unknown>, Result>) =>
      undisturbed(() => {
        try {
          const { done, value } = step();
          if (done) resolve(value);
          else value.then((result) => go(() => steps.next(result)), (error) => go(() => steps.throw(error)));
        } catch (error) {
          reject(error);
        }
      });
    let steps: Steps<Result>;
    go(() => (steps = begin()).next());
    return promise;
  });
}

/** Wait for a promise, in such a generator. */
export function* awaited<Value>(promise: Promise<Value>): Steps<Value> {
  return (yield promise) as Value;
}
