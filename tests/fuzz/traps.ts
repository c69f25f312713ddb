/**
 * What springs when code of the program runs although nobody may run it. Uses nothing that a hostile environment can have changed:
 * all is taken when this module is loaded, which is first.
 */

/** The language as it was at the start, for traps and for those who set them. */
export const {
  apply,
  construct,
  ownKeys,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isExtensible,
} = Reflect;
/** `Object.freeze`, as it was. */
export const { freeze } = Object;
const { slice, includes } = String.prototype;
const { exec } = RegExp.prototype;
const OwnError = Error;

/** What is thrown by what must not run: nobody else throws this. */
export const THROWN: unknown = freeze({ __proto__: null, thrown: "by code of the program" });

const MOST = 200;
const sprung: string[] = [];
let count = 0;
let armed = false;
let isThrowing = false;

/**
 * Functions of the environment that were there before the library are its language, which it has to speak. They spring no more, but throw
 * where that is wanted.
 */
export function acceptAsLanguage(): void {
  isLanguage = true;
}

let isLanguage = false;

/** Code of the program runs, in place of something of the language or of the runtime. */
export function springOfLanguage(what: string): void {
  if (!isLanguage) return spring(what);
  if (!armed || !isThrowing) return;
  armed = false;
  const from = whereFrom();
  armed = true;
  if (from !== undefined) throw THROWN;
}

/**
 * The same for functions of Node, of which the library says that it calls them as they are. What they throw may come out where there can
 * be no result without them; it is an error, as theirs are.
 */
export function springOfNode(what: string): void {
  if (!armed || !isThrowing) return;
  armed = false;
  const from = whereFrom();
  armed = true;
  if (from !== undefined) throw new OwnError(`Cannot go on as ${what} throws`);
}

/** Code of the program runs. */
export function spring(what: string): void {
  if (!armed) return;
  if (count >= MOST && !isThrowing) return;
  armed = false;
  const from = whereFrom();
  if (from === undefined) {
    armed = true;
    return;
  }
  const isOver = isThrowing;
  if (count < MOST) {
    defineProperty(sprung, count, {
      __proto__: null,
      value: what + from,
      writable: true,
      enumerable: true,
      configurable: true,
    } as PropertyDescriptor);
  }
  count++;
  armed = true;
  if (isOver) throw THROWN;
}

/** The first place in the library on the way here; `undefined` where there is none, as the fuzz itself called. */
function whereFrom(): string | undefined {
  const limit = getOwnPropertyDescriptor(OwnError, "stackTraceLimit");
  const isPlain = limit !== undefined && "value" in limit && limit.writable === true;
  try {
    if (isPlain) OwnError.stackTraceLimit = 60;
    const text = new OwnError().stack;
    if (typeof text !== "string" || !apply(includes, text, ["traps.ts"])) return ""; // the environment keeps it from us
    const [, place] = apply(exec, /\/((?:src|glue)\/\w[^)\n]*)/, [text]) ?? [];
    return place === undefined ? undefined : ` < ${apply(slice, place, [0, 120])}`;
  } catch {
    return "";
  } finally {
    if (isPlain) OwnError.stackTraceLimit = Number(limit.value);
  }
}

/** Do something during which no code of the program may run; what ran. */
export function armedFor<Result>(
  action: () => Result,
  options: { throwing: boolean },
): { sprung: string[]; result?: Result; thrown?: unknown } {
  const outcome: { sprung: string[]; result?: Result; thrown?: unknown } = { sprung: [] };
  arm(options);
  try {
    const result = action();
    armed = false;
    outcome.result = result;
  } catch (thrown) {
    armed = false;
    outcome.thrown = thrown;
  }
  report(outcome.sprung);
  return outcome;
}

/** The same for what goes on in later turns. */
export async function armedMeanwhile<Result>(
  action: () => Promise<Result>,
  options: { throwing: boolean },
): Promise<{ sprung: string[]; result?: Result; thrown?: unknown }> {
  const outcome: { sprung: string[]; result?: Result; thrown?: unknown } = { sprung: [] };
  arm(options);
  try {
    const result = await action();
    armed = false;
    outcome.result = result;
  } catch (thrown) {
    armed = false;
    outcome.thrown = thrown;
  }
  report(outcome.sprung);
  return outcome;
}

function arm({ throwing }: { throwing: boolean }): void {
  count = 0;
  sprung.length = 0;
  isThrowing = throwing;
  armed = true;
}

function report(texts: string[]): void {
  for (let i = 0; i < count && i < MOST; i++) {
    defineProperty(texts, i, {
      __proto__: null,
      value: sprung[i],
      enumerable: true,
      writable: true,
      configurable: true,
    } as PropertyDescriptor);
  }
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
