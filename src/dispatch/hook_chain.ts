/** Several hooks for one target, run as one. */
import { isAsyncFunction, isPromise } from "node:util/types";

import { asTheProgram } from "../model/own_language.ts";

const { apply } = Reflect;
const { then } = Promise.prototype;

// deno-lint-ignore ban-types -- any function or class, whatever it takes
type AnyFunction = Function;

/** One hook, as it was registered. Two registrations of the same function are two. */
export interface Registration<Target, Impl> {
  /** What it was registered for. */
  readonly target: Target;
  /** The hook. */
  readonly impl: Impl;
}

/** What is refused as the result of a hook. */
export interface ResultRule {
  /** Name of the hook, for messages. */
  hook: string;
  /** Whether a promise may be the result, being what was found. That of an async function never may. */
  mayBePromise: boolean;
}

/**
 * Run all hooks in order. All see each other's changes to the arguments; the first result that is not `undefined` counts. One
 * that throws ends the run.
 */
export function runAll(
  registrations: readonly Registration<unknown, AnyFunction>[],
  args: readonly unknown[],
  rule: ResultRule,
): unknown {
  let first: unknown;
  for (const { impl } of registrations) {
    const result: unknown = asTheProgram(() => apply(impl, undefined, args));
    refusePromise(result, impl, rule);
    if (first === undefined) first = result;
  }
  return first;
}

/**
 * Throw if a hook was asynchronous. Its promise is dropped; a rejection would end the process, so it is marked as handled.
 *
 * @throws {TypeError} when `result` is a promise that may not be one
 */
export function refusePromise(result: unknown, impl: AnyFunction, { hook, mayBePromise }: ResultRule): void {
  if (!isPromise(result) || (mayBePromise && !isAsyncFunction(impl))) return;
  markHandled(result);
  throw new TypeError(`Cannot use the result of a hook of '${hook}' as hooks are synchronous: it returned a promise`);
}

/** Let a promise that is dropped not end the process when it is rejected. */
export function markHandled(promise: Promise<unknown>): void {
  apply(then, promise, [ignore, ignore]);
}

function ignore(): void {}
