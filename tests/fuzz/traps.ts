/** What springs when code of the program runs although nobody may run it. Uses nothing that a hostile environment can have changed. */
import {
  apply,
  construct,
  defineProperty,
  freeze,
  getOwnPropertyDescriptor,
  plain,
  put,
  restore,
} from "./intrinsics.ts";

const { slice, includes } = String.prototype;
const { exec } = RegExp.prototype;
const OwnError = Error;

/** What is thrown by what must not run: nobody else throws this. */
export const THROWN: unknown = freeze({ __proto__: null, thrown: "by code of the program" });

/** How a call ended, and what ran meanwhile. */
export interface Outcome<Result = unknown> {
  sprung: string[];
  result?: Result;
  thrown?: unknown;
}

/** Does what must not run throw? */
export interface Arming {
  throwing: boolean;
}

/** Springs that are told of one call. */
const MOST = 200;
let sprung: string[] = [];
let count = 0;
let armed = false;
let isThrowing = false;
let isLanguage = false;

/**
 * Functions of the environment that were there before the library are its language, which it has to speak. They spring no more, but throw
 * where that is wanted.
 */
export function acceptAsLanguage(): void {
  isLanguage = true;
}

/** Code of the program runs, in place of something of the language or of the runtime. */
export function springOfLanguage(what: string): void {
  if (!isLanguage) return spring(what);
  if (isThrowing && placeOfCaller() !== undefined) throw THROWN;
}

/**
 * The same for functions of Node, of which the library says that it calls them as they are. What they throw may come out where there can
 * be no result without them; it is an error, as theirs are.
 */
export function springOfNode(what: string): void {
  if (isThrowing && placeOfCaller() !== undefined) throw new OwnError(`Cannot go on as ${what} throws`);
}

/** Code of the program runs. */
export function spring(what: string): void {
  if (count >= MOST && !isThrowing) return;
  const place = placeOfCaller();
  if (place === undefined) return;
  if (count < MOST) put(sprung, count, `${what} < ${place}`);
  count++;
  if (isThrowing) throw THROWN;
}

/** The first place of the library on the running stack; `undefined` where there is none, and where nothing is armed. */
function placeOfCaller(): string | undefined {
  if (!armed) return undefined;
  armed = false;
  try {
    return asOwnErrors(() => {
      const stack = new OwnError().stack;
      if (typeof stack !== "string" || !apply(includes, stack, ["traps.ts"])) return "(its errors have no stacks)";
      // Who awaits what runs is no caller of it: what the runtime does in turns of its own, it does in the program's language.
      const [, place] = apply(exec, /\n +at (?!async )[^\n]*\/((?:src|glue)\/\w[^)\n]*)/, [stack]) ?? [];
      return place === undefined ? undefined : apply(slice, place, [0, 120]);
    });
  } finally {
    armed = true;
  }
}

/** Do something while errors have the stacks that V8 writes, whatever the program has done to them. */
function asOwnErrors<Result>(action: () => Result): Result {
  const limit = getOwnPropertyDescriptor(OwnError, "stackTraceLimit");
  const prepare = getOwnPropertyDescriptor(OwnError, "prepareStackTrace");
  defineProperty(OwnError, "stackTraceLimit", plain({ value: 60, writable: true, configurable: true }));
  defineProperty(OwnError, "prepareStackTrace", plain({ value: undefined, writable: true, configurable: true }));
  try {
    return action();
  } finally {
    restore(OwnError, "stackTraceLimit", limit);
    restore(OwnError, "prepareStackTrace", prepare);
  }
}

/** Do something during which no code of the program may run. */
export function armedFor<Result>(action: () => Result, arming: Arming): Outcome<Result> {
  arm(arming);
  try {
    const result = action();
    return { sprung: disarm(), result };
  } catch (thrown) {
    return { sprung: disarm(), thrown };
  }
}

/** The same for what goes on in later turns. */
export async function armedMeanwhile<Result>(action: () => Promise<Result>, arming: Arming): Promise<Outcome<Result>> {
  arm(arming);
  try {
    const result = await action();
    return { sprung: disarm(), result };
  } catch (thrown) {
    return { sprung: disarm(), thrown };
  }
}

function arm({ throwing }: Arming): void {
  count = 0;
  sprung = [];
  isThrowing = throwing;
  armed = true;
}

function disarm(): string[] {
  armed = false;
  return sprung;
}

/** Do what code of the program may do: a hook, for example. */
export function asProgram<Result>(action: () => Result): Result {
  const before = armed;
  armed = false;
  try {
    return action();
  } finally {
    armed = before;
  }
}

/** A function that springs, and then does what `original` does. */
export function trapped(
  what: string,
  original: unknown,
  sprung: (what: string) => void = springOfLanguage,
): (...args: unknown[]) => unknown {
  return function (this: unknown, ...args: unknown[]): unknown {
    sprung(what);
    if (typeof original !== "function") return undefined;
    return new.target === undefined
      ? apply(original as () => unknown, this, args)
      : construct(original as () => unknown, args, new.target);
  };
}
