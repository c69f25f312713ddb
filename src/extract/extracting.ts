/** Which extraction is going on: hooks ask it for more. */
import { isNativeError, isProxy } from "node:util/types";
import type { Context } from "../model/context.ts";
import { undisturbed } from "../model/own_language.ts";
import { safeText } from "../model/safe_text.ts";
import type { Stack } from "../model/stack.ts";

/** What hooks may ask of an extraction. */
export interface Going {
  /** The stack of an item. */
  child(item: unknown, options: { forTask: boolean }): Stack;
  /** Elaborate and unwrap a context until it is steady. */
  fill(context: Context): void;
  /** What its stacks share: the notes say what went wrong beside them. */
  readonly shared?: { readonly notes: string[] };
}

const going: Going[] = [];
/** Extractions one within the other, begun by hooks: each has heap snapshots of its own. */
const MAX_WITHIN = 4;
/** Links of a prototype chain. */
const MAX_HOPS = 100;

/** Do something as part of an extraction. */
export function within<Result>(extraction: Going, action: () => Result): Result {
  going.push(extraction);
  try {
    return action();
  } finally {
    going.pop();
  }
}

let begun = 0;

const { apply } = Reflect;
/** Bytes of the stack that an extraction may need. */
const STACK_BYTES = 96 * 1024;

/**
 * See that there is room on the stack for an extraction: it would end halfway, and not everything that it uses can stand that. Asked
 * of V8 by a call with so many arguments.
 *
 * @throws {RangeError} when there is not
 */
export function checkStack(): void {
  undisturbed(() => apply(() => {}, undefined, new Array(STACK_BYTES / 8).fill(0)));
}

/** What is said then. */
export const STACK_FULL = `Cannot look as the stack is nearly full: ${STACK_BYTES / 1024} KB must be left`;

/**
 * Do what a call of the library does that takes looks of its own. A hook may do so, and so may a hook that this runs, and so on.
 *
 * @throws {Error} when too many have begun, one within the other
 */
export function beginning<Result>(action: () => Result): Result {
  if (begun >= MAX_WITHIN) {
    throw new Error(
      `Cannot extract as hooks may begin only ${MAX_WITHIN} extractions one within the other: use extractChild() in hooks`,
    );
  }
  begun++;
  try {
    return undisturbed(action);
  } finally {
    begun--;
  }
}

/** The extraction that called the hook that asks; `undefined` outside of hooks. */
export function currentExtraction(): Going | undefined {
  return going.at(-1);
}

/** What was thrown, as an error. Anything may be thrown: nothing of it runs. */
export function asError(thrown: unknown): Error {
  return isError(thrown) ? thrown : new Error(safeText(thrown));
}

/** Also a `DOMException`, which is no native error. */
function isError(thrown: unknown): thrown is Error {
  if (isNativeError(thrown)) return true;
  if (typeof thrown !== "object") return false;
  for (let link = thrown, hops = 0; link !== null && !isProxy(link) && hops < MAX_HOPS; hops++) {
    if (link === Error.prototype) return true;
    link = Reflect.getPrototypeOf(link);
  }
  return false;
}
