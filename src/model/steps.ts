/** Asynchronous functions that are undisturbed (`own_language.ts`) in each of their steps, and let the program run between them. */
import { undisturbed } from "./own_language.ts";

/** A generator that yields the promises for which it waits, by `awaited()`. */
export type Steps<Result> = Generator<Promise<unknown>, Result>;

/** Do it step by step. */
export async function undisturbedSteps<Result>(begin: () => Steps<Result>): Promise<Result> {
  const steps = undisturbed(begin);
  let go: () => IteratorResult<Promise<unknown>, Result> = () => steps.next();
  while (true) {
    const { done, value } = undisturbed(go);
    if (done) return value;
    try {
      const result = await value;
      go = () => steps.next(result);
    } catch (error) {
      go = () => steps.throw(error);
    }
  }
}

/** Wait for a promise, in such a generator. */
export function* awaited<Value>(promise: Promise<Value>): Steps<Value> {
  return (yield promise) as Value;
}
