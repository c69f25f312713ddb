/** Hostile values, made of what fast-check chose. */
import { createContext, runInContext } from "node:vm";
import type { Spec } from "./specs.ts";
import { apply, defineProperty, freeze } from "./intrinsics.ts";
import { spring, THROWN } from "./traps.ts";

const KEYS: readonly PropertyKey[] = [
  ...("constructor name message stack cause then toJSON toString valueOf length get set next value url code " +
    "frames hide matches register dispose disposed signal limit 0 caller arguments").split(" "),
  Symbol.toStringTag,
  Symbol.toPrimitive,
  Symbol.iterator,
  Symbol.asyncIterator,
  Symbol.hasInstance,
  Symbol.species,
  ...["stackscope.generator", "stackscope.hide", "stackscope.wrapped", "stackscope.glue", "stackscope.task"]
    .map((name) => Symbol.for(name)),
  ...["Deno.customInspect", "nodejs.util.inspect.custom", "Deno.privateCustomInspect"].map((name) => Symbol.for(name)),
];
/** What each trap of a proxy does by itself. */
const TRAPS = Object.entries(Object.getOwnPropertyDescriptors(Reflect))
  .map(([trap, { value }]) => [trap, value] as const).filter(([, value]) => typeof value === "function");
const realm = createContext({ spring });

/** A getter, a setter and a function for everything. `kinds`: which of them. */
function withTraps<Owner extends object>(owner: Owner, kinds: number, label: string): Owner {
  for (const key of KEYS) {
    const what = `${label}: ${String(key)}`;
    const descriptor: PropertyDescriptor = kinds % 2 === 0
      ? { get: () => void spring(`${what} is read`), set: () => spring(`${what} is set`) }
      : { writable: true, value: () => (spring(`${what} is called`), "") };
    try {
      defineProperty(owner, key, { configurable: true, enumerable: kinds < 2, ...descriptor });
    } catch {
      // a proxy, or frozen
    }
  }
  return owner;
}

function proxyOf(target: object, label: string): { proxy: object; revoke(): void } {
  const handler = Object.fromEntries(TRAPS.map(([trap, itself]) => [trap, (...args: unknown[]) => {
    spring(`${label}: trap ${trap}`);
    return apply(itself, undefined, args); // no iterator: arrays may be trapped, too
  }]));
  return Proxy.revocable(target, handler);
}

const isObject = (value: unknown): value is object =>
  (typeof value === "object" && value !== null) || typeof value === "function";

/** Make a value. */
export function make(spec: Spec): unknown {
  switch (spec.type) {
    case "text":
      return spec.text;
    case "long":
      return spec.of.repeat(Math.ceil(spec.length / spec.of.length));
    case "plain":
      return PLAIN[spec.which % PLAIN.length]();
    case "made":
      return MADE[spec.which % MADE.length](spec.name);
    case "getters": {
      const on = spec.on === undefined ? {} : make(spec.on);
      return withTraps(isObject(on) ? on : {}, spec.keys, "object");
    }
    case "proxy": {
      const of = make(spec.of);
      const { proxy, revoke } = proxyOf(isObject(of) ? of : {}, "proxy");
      if (spec.isRevoked) revoke();
      return proxy;
    }
    case "under": {
      const of = make(spec.of);
      return Object.create(isObject(of) ? of : null);
    }
    case "nested": {
      let value = make(spec.of);
      for (let depth = 0; depth < spec.depth; depth++) value = depth % 2 === 0 ? [value] : { inner: value };
      return value;
    }
    case "many": {
      const object: Record<string, unknown> = {};
      for (let i = 0; i < spec.count; i++) object[`${spec.name}${i}`] = i % 2 === 0 ? i : { i };
      return object;
    }
  }
}

const PLAIN: readonly (() => unknown)[] = [
  ...[undefined, null, true, false, 0, -0, NaN, Infinity, 2 ** 53, 1n, -1n, 10n ** 3_000n, Symbol(), Symbol.iterator]
    .map((value) => () => value),
  () => Symbol.for("\x1b[31m\n"),
  () => Object.create(null),
  () => freeze([]),
  () => new Array(2 ** 32 - 1),
  () => globalThis,
  () => new Proxy(() => {}, {}),
  () => freeze({ __proto__: null, then: undefined }),
];

/** Values of which each has something of its own. */
const MADE: readonly ((name: string) => unknown)[] = [
  (name) => ({ [name]() {} })[name],
  (name) => ({ [name]: class {} })[name],
  (name) => new ({ [name]: class {} })[name](),
  (name) => ({ async [name]() {} })[name],
  (name) => defineProperty(() => {}, "name", { value: name }) && (() => {}),
  (name) => {
    const fn = () => {};
    defineProperty(fn, "name", { get: () => spring("function: name is read") });
    return Object.assign(fn, { [name]: fn });
  },
  (name) => Symbol(name),
  (name) => new Error(name),
  (name) => withTraps(new Error(name), 0, "error"),
  (name) => {
    const error = new Error(name);
    return Object.assign(error, { cause: error, errors: [error] });
  },
  () => new AggregateError([THROWN, withTraps(new TypeError(), 2, "inner error")]),
  () => new DOMException("a", "b"),
  () => withTraps(new DOMException("a", "b"), 0, "DOMException"),
  (name) => new Map([[name, withTraps({}, 0, "in map")]]),
  (name) => new Set([name, withTraps({}, 0, "in set")]),
  () => withTraps(new Map(), 1, "map"),
  () => withTraps(new Set([1]), 0, "set"),
  () => withTraps([1, 2, 3], 0, "array"),
  () => Object.defineProperty([1, 2], 1, { get: () => spring("element is read") }),
  () => withTraps(new Date(NaN), 1, "date"),
  () => withTraps(/a/g, 0, "regexp"),
  () => withTraps(new Uint8Array(4), 0, "bytes"),
  () => new Uint8Array(structuredClone(new ArrayBuffer(8), {})),
  () => {
    const buffer = new ArrayBuffer(8), bytes = new Uint8Array(buffer);
    structuredClone(buffer, { transfer: [buffer] });
    return bytes;
  },
  () => new WeakRef(withTraps({}, 0, "in weak reference")),
  () => withTraps(new WeakMap(), 0, "weak map"),
  () => withTraps(Promise.resolve(1), 0, "settled promise"),
  () => withTraps(new Promise(() => {}), 0, "promise"),
  () => withTraps(new Promise(() => {}), 1, "promise"),
  () => freeze(new Promise(() => {})),
  () => {
    class Mine<Value> extends Promise<Value> {
      static override get [Symbol.species](): PromiseConstructor {
        spring("species is read");
        return Promise;
      }
      override get [Symbol.toStringTag](): string {
        spring("tag of a promise is read");
        return "";
      }
    }
    return new Mine(() => {});
  },
  () => Promise.all([new Promise(() => {}), 1]),
  () => new Promise(() => {}).then(() => spring("handler")),
  () => proxyOf(new Promise(() => {}), "proxy of a promise").proxy,
  () => proxyOf(function () {}, "proxy of a function").proxy,
  () => proxyOf(async function () {}, "proxy of an async function").proxy,
  () => proxyOf(class {}, "proxy of a class").proxy,
  () => proxyOf((function* () {})(), "proxy of a generator").proxy,
  () => proxyOf([1], "proxy of an array").proxy,
  () => proxyOf(new Map(), "proxy of a map").proxy,
  () => proxyOf(new Error(), "proxy of an error").proxy,
  () =>
    (function* () {
      yield 1;
    })(),
  () => {
    const generator = (function* () {
      yield withTraps({}, 0, "yielded");
    })();
    generator.next();
    return withTraps(generator, 0, "generator");
  },
  () => {
    const generator = (function* () {})();
    generator.next();
    return generator;
  },
  () => {
    const generator = (async function* () {
      await new Promise(() => {});
      yield 1;
    })();
    generator.next();
    return withTraps(generator, 0, "async generator");
  },
  () =>
    (function () {
      // An arguments object is what is wanted.
      return arguments;
    })(),
  () => withTraps(function () {}, 0, "function"),
  () => withTraps(class {}, 0, "class"),
  () => ({ then: () => spring("then() is called") }),
  () => ({ name: "brand", matches: () => (spring("matches() is called"), true) }),
  () => ({ [Symbol.iterator]: () => (spring("iterator is asked for"), { next: () => ({ done: true }) }), frames: 7 }),
  () => withTraps(new AbortController().signal, 0, "signal"),
  () => withTraps(new EventTarget(), 0, "event target"),
  () => withTraps(new ReadableStream(), 0, "stream"),
  () => withTraps(new DisposableStack(), 1, "disposable stack"),
  () =>
    runInContext(
      "({ get constructor() { spring('foreign constructor'); }, get [Symbol.toStringTag]() { spring('foreign tag'); } })",
      realm,
    ),
  () => runInContext("new Promise(() => {})", realm),
  () => runInContext("(async () => { await new Promise(() => {}) })()", realm),
  () => runInContext("new Proxy({}, { get() { spring('foreign proxy: trap get') } })", realm),
];
