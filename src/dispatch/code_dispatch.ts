/**
 * Functions that are picked by the identity of code. Ported from `stackscope/_code_dispatch.py`; here several hooks for one
 * target compose, a registration can be undone, and code can be named that the registrant cannot import.
 */
import { Code } from "../model/code.ts";
import { safeText } from "../model/safe_text.ts";
import { type CodePattern, type CodePlace, isCodePattern, matcherOf, placeOfCode } from "./code_pattern.ts";
import { getCode } from "./get_code.ts";
import { refusePromise, type Registration, type ResultRule, runAll } from "./hook_chain.ts";
import { LiveMap } from "./live_map.ts";
import { onSave } from "./saved_state.ts";
import { isListOf } from "../model/items_of.ts";
import { undisturbed } from "../model/own_language.ts";
import { ownName } from "../model/type_name.ts";

/** What a {@linkcode CodeDispatcher} can be registered for: what {@linkcode getCode} takes, or a pattern. */
export type CodeTarget = unknown;

/** What runs for a code. */
export type CodeHookImpl<Args extends unknown[], Result> = (...args: Args) => Result | undefined | void;

/**
 * A function that picks its implementation by the {@linkcode Code} of its first argument. The default implementation always runs
 * first. Then all that are registered for the code run, in the order of their registration; the first result that is not `undefined`
 * counts, and where there is none, that of the default implementation.
 */
export interface CodeDispatcher<Args extends [unknown, ...unknown[]], Result> {
  /** Run what is registered for the code of the first argument. */
  (...args: Args): Result | undefined;
  /** Register for a code, for a function or class, or for `{ module, name }`. */
  register(target: CodeTarget, impl: CodeHookImpl<Args, Result>): Disposable;
  /** Register for a function or class inside `target`, by a path of names. */
  register(target: CodeTarget, nestedNames: readonly string[], impl: CodeHookImpl<Args, Result>): Disposable;
  /** The function that a call with `arg` would run. */
  dispatch(arg: Args[0]): (...args: Args) => Result | undefined;
  /** Whether something is registered that a call with `arg` would run. */
  hasHookFor(arg: Args[0]): boolean;
  /** What is registered now, by target. */
  readonly registry: ReadonlyMap<Code | CodePattern, readonly CodeHookImpl<Args, Result>[]>;
}

/** How a {@linkcode CodeDispatcher} finds its way. */
export interface CodeDispatchOptions<Arg> {
  /** Name of the hook, for messages. Default: the name of the default implementation. */
  name?: string;
  /** Where the code of an argument stands, for `{ module, name }`. Default: what the code itself tells. */
  describe?: (arg: Arg) => CodePlace;
  /** Whether a promise may be a result. Default: true. */
  mayReturnPromise?: boolean;
}

// deno-lint-ignore ban-types -- any function or class, whatever it takes
type Impl = Function;
interface CodeRegistration extends Registration<Code | CodePattern, Impl> {
  /** For a pattern: does it fit? */
  readonly matches?: (place: CodePlace) => boolean;
}
type List = readonly CodeRegistration[];

const NONE: List = [];

/** Registrations in order, with what was found for each code until something changes. */
class CodeRegistry {
  #all: List = NONE;
  #found = new Map<Code, { place: CodePlace | undefined; list: List }>();
  #hasPatterns = false;

  get isEmpty(): boolean {
    return this.#all.length === 0;
  }

  add(registration: CodeRegistration): Disposable {
    this.#set([...this.#all, registration]);
    return {
      [Symbol.dispose]: () => undisturbed(() => this.#set(this.#all.filter((other) => other !== registration))),
    };
  }

  /** The hooks for a code that stands at `describe()`. */
  find(code: Code, describe: () => CodePlace): List {
    const place = this.#hasPatterns ? describe() : undefined;
    const known = this.#found.get(code);
    if (known !== undefined && isSamePlace(known.place, place)) return known.list;
    const same = this.#registeredFor(code);
    const list = this.#all.filter(({ target, matches }) =>
      matches === undefined ? target === same : place !== undefined && matches(place)
    );
    this.#found.set(code, { place: place && copyOf(place), list });
    return list;
  }

  lists(): Map<Code | CodePattern, readonly Impl[]> {
    return new Map(
      [...Map.groupBy(this.#all, ({ target }) => target)].map((
        [target, list],
      ) => [target, list.map(({ impl }) => impl)]),
    );
  }

  save(): () => void {
    const all = this.#all;
    return () => this.#set(all);
  }

  /**
   * The registered code that `code` is. V8 does not tell where the function of a running frame starts: there the URL and the name
   * must do, if they fit one registered code alone.
   */
  #registeredFor(code: Code): Code {
    if (code.startLine > 0 || code.url === "") return code;
    const fitting = new Set<Code>();
    for (const { target } of this.#all) {
      if (target === code) return code;
      if (Code.is(target) && target.url === code.url && target.name === code.name) fitting.add(target);
    }
    const [only = code] = fitting;
    return fitting.size === 1 ? only : code;
  }

  #set(all: List): void {
    this.#all = all;
    this.#hasPatterns = all.some(({ matches }) => matches !== undefined);
    this.#found = new Map();
  }
}

/**
 * Make a function that picks its implementation by the code of its first argument.
 *
 * @param codeFromArg gives the code of the first argument; `undefined` where it has none
 * @param defaultImpl always runs first
 * @param options how the code of an argument is described, and what may be a result
 * @returns the function, with what registers for it
 * @example Two functions, told apart
 * ```ts
 * import { codeDispatch, getCode } from "@stackscope/stackscope/lowlevel";
 * import { assertEquals } from "@std/assert";
 *
 * function cook() {}
 * function serve() {}
 * // deno-lint-ignore ban-types
 * const roleOf = codeDispatch((fn: Function) => getCode(fn), (_fn): string => "guest");
 *
 * {
 *   using _role = roleOf.register(cook, () => "chef");
 *   assertEquals([roleOf(cook), roleOf(serve)], ["chef", "guest"]);
 * }
 * assertEquals(roleOf(cook), "guest");
 * ```
 */
export function codeDispatch<Arg, Rest extends unknown[], Result>(
  codeFromArg: (arg: Arg) => Code | undefined,
  defaultImpl: (arg: Arg, ...rest: Rest) => Result | undefined | void,
  options: CodeDispatchOptions<Arg> = {},
): CodeDispatcher<[arg: Arg, ...rest: Rest], Result> {
  return undisturbed(() => {
    type Args = [arg: Arg, ...rest: Rest];
    for (const [name, value] of Object.entries({ codeFromArg, defaultImpl })) {
      if (typeof value === "function") continue;
      throw new TypeError(`Cannot dispatch as '${name}' must be a function: current value is ${safeText(value)}`);
    }
    const { name = ownName(defaultImpl) || "codeDispatch", describe, mayReturnPromise = true } = options;
    const registry = new CodeRegistry();
    const rule: ResultRule = { hook: name, mayBePromise: mayReturnPromise };

    function find(arg: Arg): List {
      if (registry.isEmpty) return NONE;
      const code = codeFromArg(arg);
      return code === undefined ? NONE : registry.find(code, () => describe?.(arg) ?? placeOfCode(code));
    }
    function run(list: List, args: Args): Result | undefined {
      const byDefault: unknown = defaultImpl(...args);
      refusePromise(byDefault, defaultImpl, rule);
      const result = list.length === 0 ? undefined : runAll(list, args, rule);
      return (result === undefined ? byDefault : result) as Result | undefined;
    }

    const dispatcher = (...args: Args) => undisturbed(() => run(find(args[0]), args));
    const parts = {
      register: (target: CodeTarget, ...rest: unknown[]) => undisturbed(() => register(target, rest)),
      dispatch(arg: Arg) {
        const list = undisturbed(() => find(arg));
        return (...args: Args) => undisturbed(() => run(list, args));
      },
      hasHookFor: (arg: Arg) => undisturbed(() => find(arg).length > 0),
      registry: new LiveMap(() => registry.lists()),
    };
    function register(target: CodeTarget, rest: unknown[]): Disposable {
      const nestedNames = rest.length > 1 ? rest[0] : [];
      const impl = rest.at(-1);
      if (typeof impl !== "function") {
        throw new TypeError(
          `Cannot register a hook of '${name}' as it must be a function: current value is ${safeText(impl)}`,
        );
      }
      if (!isNames(nestedNames)) {
        throw new TypeError(
          `Cannot register a hook of '${name}' as 'nestedNames' must be an array of names: current value is ` +
            safeText(nestedNames),
        );
      }
      return registry.add({ ...resolved(target, nestedNames), impl });
    }
    Object.defineProperties(dispatcher, { ...Object.getOwnPropertyDescriptors(parts), name: { value: name } });
    onSave(dispatcher, () => registry.save());
    return dispatcher as unknown as CodeDispatcher<Args, Result>;
  });
}

function resolved(target: CodeTarget, nestedNames: readonly string[]): Omit<CodeRegistration, "impl"> {
  if (!isCodePattern(target)) return { target: getCode(target, ...nestedNames) };
  if (nestedNames.length > 0) {
    throw new TypeError(
      `Cannot register for nested names inside a pattern as its 'name' names the function: current value is ` +
        safeText(nestedNames),
    );
  }
  return { target, matches: matcherOf(target) };
}

function isNames(names: unknown): names is readonly string[] {
  return isListOf(names, (name) => typeof name === "string");
}

/** The parts of a place on which patterns depend; the name of the module depends on the URL. */
function copyOf({ url, functionName, className }: CodePlace): CodePlace {
  return { url, functionName, className };
}

function isSamePlace(known: CodePlace | undefined, place: CodePlace | undefined): boolean {
  if (known === undefined || place === undefined) return known === place;
  return known.functionName === place.functionName && known.className === place.className && known.url === place.url;
}
