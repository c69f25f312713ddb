/** Shorthand for the most frequent hooks of frames. */
import { isAsyncFunction, isProxy } from "node:util/types";
import { Code } from "../model/code.ts";
import type { Frame } from "../model/frame.ts";
import { safeText } from "../model/safe_text.ts";
import { isCodePattern } from "./code_pattern.ts";
import { refusePromise } from "./hook_chain.ts";
import { elaborateFrame } from "./hooks.ts";
import { PRUNE } from "./prune.ts";
import { undisturbed } from "../model/own_language.ts";

/** What {@linkcode customize} does to frames. */
export interface CustomizeOptions {
  /** Printers skip the frame unless hidden frames are asked for. Default: false. */
  hide?: boolean;
  /** Printers leave its source line out. Default: false. */
  hideLine?: boolean;
  /** The stack ends with this frame, unless `elaborate` says otherwise. Default: false. */
  prune?: boolean;
  /** A hook of `elaborateFrame`. */
  elaborate?: (frame: Frame, nextInner: unknown) => unknown;
}

/** A decorator of methods, accessors and classes, static and private ones too. It leaves them unchanged. */
export type CustomizeDecorator = (value: unknown, context: DecoratorContext) => void;

/**
 * Registers a hook of `elaborateFrame` that hides the frames of a function, or their lines, or what they call.
 *
 * @param target a function, class, method, `Code` or `{ module, name }`
 * @param options what to do to its frames
 * @returns a `Disposable` that undoes this
 * @throws {TypeError} when `target` has no code, or an option is of the wrong type
 * @example Hiding a function of one's own
 * ```ts
 * import { customize, extract } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * const door = Promise.withResolvers<void>();
 * async function plumbing() {
 *   await door.promise;
 * }
 * using _customized = customize(plumbing, { hide: true });
 *
 * const waiting = plumbing();
 * assertEquals(extract(waiting).frames.map((frame) => frame.hide), [true]);
 *
 * door.resolve();
 * await waiting;
 * ```
 */
export function customize(target: unknown, options: CustomizeOptions): Disposable;
/**
 * The same for a function or class inside `target`.
 *
 * @param target a function or class
 * @param nestedNames names of functions or classes, each defined directly inside the one before
 * @param options what to do to the frames of the last
 * @returns a `Disposable` that undoes this
 * @throws {TypeError} when `target` has no code, or an option is of the wrong type
 * @throws {RangeError} when there is no function or class with such a name
 * @example A function that cannot be reached
 * ```ts
 * import { customize, extract } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * function makeGate() {
 *   const { promise, resolve } = Promise.withResolvers<void>();
 *   async function pass() {
 *     await promise;
 *   }
 *   return { passing: pass(), open: resolve };
 * }
 * using _customized = customize(makeGate, ["pass"], { hide: true });
 *
 * const { passing, open } = makeGate();
 * assertEquals(extract(passing).frames.map((frame) => frame.hide), [true]);
 *
 * open();
 * await passing;
 * ```
 */
export function customize(target: unknown, nestedNames: readonly string[], options: CustomizeOptions): Disposable;
/**
 * The same as a decorator.
 *
 * @param options what to do to the frames of what is decorated
 * @returns the decorator
 * @throws {TypeError} when an option is of the wrong type
 * @example A method
 * ```ts
 * import { customize, extract } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * const door = Promise.withResolvers<void>();
 * class Gate {
 *   async pass() {
 *     await this.wait();
 *   }
 *   @customize({ hide: true })
 *   async wait() {
 *     await door.promise;
 *   }
 * }
 *
 * const passing = new Gate().pass();
 * assertEquals(extract(passing).frames.map((frame) => frame.hide), [false, true]);
 *
 * door.resolve();
 * await passing;
 * ```
 */
export function customize(options: CustomizeOptions): CustomizeDecorator;
// The implementation, which is no overload of its own.
export function customize(...args: unknown[]): Disposable | CustomizeDecorator {
  return undisturbed(() => {
    const [target] = args;
    if (args.length === 1 && isOptions(target)) return decorator(target);
    const hasNames = args.length > 2 || Array.isArray(args[1]);
    const options = args[hasNames ? 2 : 1] ?? {};
    const nestedNames = hasNames ? args[1] as readonly string[] : [];
    if (!isObject(options)) {
      throw new TypeError(`Cannot customize as 'options' must be an object: current value is ${safeText(options)}`);
    }
    return elaborateFrame.register(target, nestedNames, hookOf(options));
  });
}

/** A single argument is the options of a decorator, unless it is a target. */
function isOptions(value: unknown): value is CustomizeOptions {
  return isObject(value) && !Code.is(value) && !isCodePattern(value) && !Object.hasOwn(value, "get") &&
    !Object.hasOwn(value, "set") && !Object.hasOwn(value, Symbol.for("stackscope.wrapped"));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !isProxy(value);
}

function decorator(options: CustomizeOptions): CustomizeDecorator {
  const hook = hookOf(options);
  return (value, context) => {
    if (context.kind === "field") {
      throw new TypeError(
        `Cannot customize '${String(context.name)}' as only methods, accessors and classes have code: it is a field`,
      );
    }
    const targets = context.kind === "accessor" ? Object.values(value as object) : [value];
    for (const target of targets) elaborateFrame.register(target, hook);
  };
}

function hookOf(options: CustomizeOptions): (frame: Frame, nextInner: unknown) => unknown {
  const { hide, hideLine, prune, elaborate } = options;
  for (const [name, value] of Object.entries({ hide, hideLine, prune })) {
    if (value === undefined || typeof value === "boolean") continue;
    throw new TypeError(`Cannot customize as '${name}' must be a boolean: current value is ${safeText(value)}`);
  }
  if (elaborate !== undefined && typeof elaborate !== "function") {
    throw new TypeError(`Cannot customize as 'elaborate' must be a function: current value is ${safeText(elaborate)}`);
  }
  const mayBePromise = elaborate !== undefined && !isAsyncFunction(elaborate);
  return (frame, nextInner) => {
    if (hide) frame.hide = true;
    if (hideLine) frame.hideLine = true;
    const result = elaborate?.(frame, nextInner);
    if (elaborate !== undefined) refusePromise(result, elaborate, { hook: "elaborateFrame", mayBePromise });
    return result === undefined && prune ? PRUNE : result;
  };
}
