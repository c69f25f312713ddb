/** From functions, and things made of functions, to the identity of their code. */
import { isProxy } from "node:util/types";
import { Code } from "../model/code.ts";
import { safeText } from "../model/safe_text.ts";
import { ownName } from "../model/type_name.ts";
import { SourceLines } from "../source/lines.ts";
import { type FunctionLocation, lookAtFunction, originalStart, scriptText } from "./function_location.ts";
import { functionsOfScript, nestedFunction, type OuterFunction, outerFunction } from "./nested_function.ts";
import { undisturbed } from "../model/own_language.ts";

const { getOwnPropertyDescriptor } = Reflect;

// deno-lint-ignore ban-types -- any function or class, whatever it takes
type AnyFunction = Function;

/** Own data property by which a wrapper names what it wraps. */
const WRAPPED = Symbol.for("stackscope.wrapped");
/** Wrappers and bound functions around one function, so that a circle ends. */
const MOST_LAYERS = 100;

/** Separates codes of unknown place from those that frames carry: without a place nothing can be recognized. */
const UNPLACED = "unplaced";

/**
 * The code behind `thing`: a {@linkcode Code} itself; a function or method; a class, for its constructor; an accessor, given as its property
 * descriptor; a bound function, for its target; a wrapper that names what it wraps in an own data property
 * `Symbol.for("stackscope.wrapped")`. With names: from there into functions and classes that are defined directly inside.
 *
 * Positions need `--allow-sys`. Without it, the code has the name of the function alone, and equals that of no frame.
 *
 * @param thing what to find the code of
 * @param nestedNames names of functions or classes, each defined directly inside the one before
 * @returns the code
 * @throws {TypeError} when `thing` has no code
 * @throws {RangeError} when there is no function or class with such a name; the first in the source counts
 * @example A method
 * ```ts
 * import { getCode } from "@stackscope/stackscope/lowlevel";
 * import { assertEquals, assertStrictEquals } from "@std/assert";
 *
 * class Cart {
 *   pay() {}
 * }
 *
 * const code = getCode(Cart.prototype.pay);
 * assertEquals(code.name, "pay");
 * assertStrictEquals(getCode(new Cart().pay.bind({})), code);
 * assertStrictEquals(getCode(Cart, "pay"), code);
 * ```
 */
export function getCode(thing: unknown, ...nestedNames: readonly string[]): Code {
  return undisturbed(() => {
    for (const name of nestedNames) {
      if (typeof name === "string") continue;
      throw new TypeError(
        `Cannot extract a code object as the names inside it must be strings: current value is ${safeText(name)}`,
      );
    }
    if (Code.is(thing)) return nestedNames.length === 0 ? thing : nestedCode(outerOfCode(thing), nestedNames);
    const { fn, location } = innermost(thing);
    if (nestedNames.length > 0) return nestedCode(outerFunction(fn, location), nestedNames);
    return codeAt(location, ownName(fn));
  });
}

/** The code of the function that starts at a place of its script as V8 runs it. */
function codeAt(location: FunctionLocation | undefined, name: string): Code {
  if (location === undefined) {
    return Code.of({ url: "", name, scriptId: 0, startLine: 0, startColumn: 0 }, UNPLACED);
  }
  const { url, scriptId } = location;
  const { line, column } = originalStart(location, new SourceLines());
  return Code.of({ url, name, scriptId, startLine: line, startColumn: column });
}

/** Through wrappers and bound functions to the function that has code. */
function innermost(thing: unknown): { fn: AnyFunction; location: FunctionLocation | undefined } {
  let inner = thing;
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const wrapped = wrappedBy(inner);
    if (wrapped !== undefined) {
      inner = wrapped;
      continue;
    }
    if (typeof inner !== "function" || isProxy(inner)) throw noCode(thing);
    const info = lookAtFunction(inner);
    if (info.kind !== "bound") return { fn: inner, location: info.kind === "located" ? info.location : undefined };
    inner = info.target;
  }
  throw noCode(thing);
}

/** What stands behind a wrapper or an accessor; `undefined` for anything else. */
function wrappedBy(thing: unknown): unknown {
  if ((typeof thing !== "object" && typeof thing !== "function") || thing === null || isProxy(thing)) return undefined;
  const wrapped = getOwnPropertyDescriptor(thing, WRAPPED)?.value;
  if (wrapped !== undefined || typeof thing === "function") return wrapped;
  const [get, set] = ["get", "set"].map((key) => getOwnPropertyDescriptor(thing, key)?.value);
  return typeof get === "function" ? get : typeof set === "function" ? set : undefined;
}

function nestedCode(outer: OuterFunction, names: readonly string[]): Code {
  const { name, location } = nestedFunction(outer, names);
  return codeAt(location, name);
}

/** The function that a code stands for, found in the text of its script. */
function outerOfCode(code: Code): OuterFunction {
  const lines = new SourceLines();
  const script = code.scriptId > 0 ? scriptText(code.scriptId, code.url) : undefined;
  for (const each of script === undefined ? [] : functionsOfScript(script)) {
    const { line, column } = originalStart(each.location, lines);
    if (line !== code.startLine || column !== code.startColumn) continue;
    if (codeAt(each.location, code.name) === code) return each; // and not a code of another process
  }
  return { name: code.name, location: undefined, text: undefined };
}

function noCode(thing: unknown): TypeError {
  return new TypeError(
    `Cannot extract a code object as there must be a function, a class or a wrapper of one: current value is ` +
      safeText(thing),
  );
}
