/**
 * Hooks that are picked by the class of a value, or by a brand test. Ported from Python's `functools.singledispatch`, as
 * stackscope uses it; here several hooks for one target compose, and a registration can be undone.
 *
 * A class is found by its prototype object, which is read once, when a hook is registered. To look for it on the prototype chain
 * of a value runs no code of the program: `instanceof` would ask `Symbol.hasInstance`, and a proxy its traps.
 */
import { isProxy } from "node:util/types";
import { asTheProgram, undisturbed } from "../model/own_language.ts";
import { safeText } from "../model/safe_text.ts";
import { type Registration, runAll } from "./hook_chain.ts";
import { LiveMap } from "./live_map.ts";
import { onSave } from "./saved_state.ts";

const { getOwnPropertyDescriptor, getPrototypeOf } = Reflect;

/** A constructor function, whose instances inherit from its `prototype`. */
// deno-lint-ignore ban-types -- any function or class, whatever it takes
export type ClassTarget<Value = unknown> = Function & { readonly prototype: Value };

/**
 * Picks values by a predicate, where no class can be named: values of another realm, structural types. It should only look at
 * own data properties. One that throws does not match.
 */
export interface BrandTest<Value = unknown> {
  /** What it tests for, in a word or two. */
  readonly name: string;
  /** Whether the hooks apply to the value. */
  readonly matches: ((value: unknown) => value is Value) | ((value: unknown) => boolean);
}

/**
 * A hook that is picked by the class of its first argument: the most specific class on the prototype chain for which something
 * is registered; where there is none, the first brand test that matches. All hooks of that target run, in the order of their
 * registration, and the first result that is not `undefined` counts.
 */
export interface ClassHook<Rest extends unknown[], Result> {
  /** Run the hooks for `value`; `undefined` where there is none. */
  (value: unknown, ...rest: Rest): Result | undefined;
  /** Register a hook for the instances of a class. */
  register<Value>(
    target: ClassTarget<Value>,
    impl: (value: Value, ...rest: Rest) => Result | undefined | void,
  ): Disposable;
  /** Register a hook for the values that pass a test. */
  register<Value = unknown>(
    target: BrandTest<Value>,
    impl: (value: Value, ...rest: Rest) => Result | undefined | void,
  ): Disposable;
  /** The function that a call with `value` would run. */
  dispatch(value: unknown): (value: unknown, ...rest: Rest) => Result | undefined;
  /** Whether a call with `value` would run a hook. */
  hasHookFor(value: unknown): boolean;
  /** What is registered now, by target. */
  readonly registry: ReadonlyMap<ClassTarget | BrandTest, readonly ClassHookImpl<Rest, Result>[]>;
  /** The prototypes of all classes for which something is registered now. */
  prototypes(): Iterable<object>;
  /** Whether a brand test is registered now. */
  readonly hasBrandTests: boolean;
}

/** What runs for a value. */
export type ClassHookImpl<Rest extends unknown[], Result> = (value: never, ...rest: Rest) => Result | undefined | void;

/** How a {@linkcode ClassHook} is made. */
export interface ClassHookOptions {
  /** Name of the hook, for messages. */
  name: string;
  /** Whether a promise may be a result. Default: false. */
  mayReturnPromise?: boolean;
}

type Target = ClassTarget | BrandTest;
type Impl = (...args: never[]) => unknown;
type List = readonly Registration<Target, Impl>[];

/** Registrations by the identity of their target: the prototype of a class, or the brand test itself. */
class ClassRegistry {
  #classes = new Map<object, List>();
  #brands = new Map<BrandTest, List>();

  add(target: Target, impl: Impl): Disposable {
    const key = typeof target === "function" ? prototypeOf(target) : target;
    const lists = (typeof target === "function" ? this.#classes : this.#brands) as Map<object, List>;
    const registration = { target, impl };
    lists.set(key, [...lists.get(key) ?? [], registration]);
    return {
      [Symbol.dispose]: () =>
        undisturbed(() => {
          const lists = (typeof target === "function" ? this.#classes : this.#brands) as Map<object, List>;
          const left = lists.get(key)?.filter((other) => other !== registration) ?? [];
          if (left.length === 0) lists.delete(key);
          else lists.set(key, left);
        }),
    };
  }

  /** The hooks for a value; empty where there is none. */
  find(value: unknown): List {
    if (this.#classes.size > 0) {
      for (const prototype of prototypesOf(value)) {
        const list = this.#classes.get(prototype);
        if (list !== undefined) return list;
      }
    }
    for (const [brand, list] of this.#brands) {
      if (isMatch(brand, value)) return list;
    }
    return [];
  }

  lists(): Map<Target, readonly Impl[]> {
    const all = [...this.#classes.values(), ...this.#brands.values()];
    return new Map(all.map((list) => [list[0].target, list.map(({ impl }) => impl)]));
  }

  prototypes(): Iterable<object> {
    return [...this.#classes.keys()];
  }

  get hasBrandTests(): boolean {
    return this.#brands.size > 0;
  }

  save(): () => void {
    const classes = new Map(this.#classes), brands = new Map(this.#brands);
    return () => {
      this.#classes = new Map(classes);
      this.#brands = new Map(brands);
    };
  }
}

/** Make a hook without registrations. */
export function classHook<Rest extends unknown[], Result>(
  { name, mayReturnPromise = false }: ClassHookOptions,
): ClassHook<Rest, Result> {
  const registry = new ClassRegistry();
  const rule = { hook: name, mayBePromise: mayReturnPromise };
  function run(list: List, value: unknown, rest: Rest): Result | undefined {
    return list.length === 0 ? undefined : runAll(list, [value, ...rest], rule) as Result | undefined;
  }
  const hook = (value: unknown, ...rest: Rest) => undisturbed(() => run(registry.find(value), value, rest));
  const parts = {
    register: (target: unknown, impl: unknown) => undisturbed(() => register(target, impl)),
    dispatch(value: unknown) {
      const list = undisturbed(() => registry.find(value));
      return (value: unknown, ...rest: Rest) => undisturbed(() => run(list, value, rest));
    },
    hasHookFor: (value: unknown) => undisturbed(() => registry.find(value).length > 0),
    registry: new LiveMap(() => registry.lists()),
    prototypes: () => registry.prototypes(),
  };
  function register(target: unknown, impl: unknown): Disposable {
    if (!isTarget(target)) {
      throw new TypeError(
        `Cannot register a hook of '${name}' as its target must be a class or an object with 'name' and 'matches': ` +
          `current value is ${safeText(target)}`,
      );
    }
    if (typeof impl !== "function") {
      throw new TypeError(
        `Cannot register a hook of '${name}' as it must be a function: current value is ${safeText(impl)}`,
      );
    }
    return registry.add(target, impl as Impl);
  }
  Object.defineProperties(hook, {
    ...Object.getOwnPropertyDescriptors(parts),
    name: { value: name },
    hasBrandTests: { get: () => registry.hasBrandTests },
  });
  onSave(hook, () => registry.save());
  return hook as unknown as ClassHook<Rest, Result>;
}

function isTarget(target: unknown): target is Target {
  if (isProxy(target)) return false;
  if (typeof target === "function") return isObject(getOwnPropertyDescriptor(target, "prototype")?.value);
  return isObject(target) && typeof (target as Partial<BrandTest>).name === "string" &&
    typeof (target as Partial<BrandTest>).matches === "function";
}

function prototypeOf(target: ClassTarget): object {
  return getOwnPropertyDescriptor(target, "prototype")?.value;
}

/** The prototype chain of a value, as far as no proxy stands in the way. Primitives have none. */
function* prototypesOf(value: unknown): Generator<object> {
  if (!isObject(value) || isProxy(value)) return;
  for (let link = getPrototypeOf(value); link !== null && !isProxy(link); link = getPrototypeOf(link)) yield link;
}

function isMatch(brand: BrandTest, value: unknown): boolean {
  try {
    return asTheProgram(() => brand.matches(value)) === true;
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
