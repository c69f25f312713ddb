/** Hostile environments: what a program may have done to the language and to the runtime, before or after the library is loaded. */
import asyncHooks from "node:async_hooks";
import { EventEmitter } from "node:events";
import inspector from "node:inspector";
import nodeModule from "node:module";
import process from "node:process";
import util from "node:util";
import v8 from "node:v8";
import vm from "node:vm";
import {
  defineProperty,
  deleteProperty,
  freeze,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  ownKeys,
  springOfLanguage,
  springOfNode,
  trapped,
} from "./traps.ts";

/** One environment. `install` says how to end it. */
export interface Environment {
  readonly name: string;
  install(): () => void;
}

const { constructor: AsyncGenerator } = async function* () {};
const array = Array.prototype, iterator = getPrototypeOf(getPrototypeOf([][Symbol.iterator]()) as object) as object;
const nexts = [[], new Map(), new Set(), "", "a".matchAll(/a/g)].map((of) =>
  getPrototypeOf((of as Iterable<unknown>)[Symbol.iterator]()) as object
);

/** Put springs in place of all functions that are own properties of the owners, and before their getters. */
function trapAll(owners: Readonly<Record<string, object | undefined>>, sprung = springOfLanguage): () => void {
  const undo: (() => void)[] = [];
  for (const name in owners) {
    const owner = owners[name];
    if (owner === undefined) continue;
    for (const key of ownKeys(owner)) {
      if (key === "constructor" || key === "prototype") continue;
      undo.push(trap(owner, key, `${name}.${String(key)}`, sprung));
    }
  }
  return () => undo.reverse().forEach((each) => each());
}

function trap(owner: object, key: PropertyKey, what: string, sprung = springOfLanguage): () => void {
  const before = getOwnPropertyDescriptor(owner, key);
  if (before === undefined || !before.configurable) return () => {};
  const after: PropertyDescriptor = { ...before };
  if (typeof before.value === "function") {
    after.value = trapped(what, before.value, sprung);
    const { prototype } = before.value;
    if (prototype !== undefined) {
      defineProperty(after.value, "prototype", { value: prototype });
      for (const own of ownKeys(before.value)) {
        const property = getOwnPropertyDescriptor(before.value, own);
        if (property !== undefined) defineProperty(after.value, own, property);
      }
    }
  } else if (before.get !== undefined) after.get = trapped(`get ${what}`, before.get, sprung) as () => unknown;
  else return () => {};
  defineProperty(owner, key, after);
  return () => void defineProperty(owner, key, before);
}

/** Properties of everything: with a getter and a setter that spring, or with a value. */
function pollute(owner: object, keys: readonly PropertyKey[], value?: unknown): () => void {
  const before = keys.map((key) => getOwnPropertyDescriptor(owner, key));
  for (const key of keys) {
    defineProperty(
      owner,
      key,
      value === undefined
        ? {
          __proto__: null,
          configurable: true,
          get: () => springOfLanguage(`Object.prototype.${String(key)} is read`),
          set(this: object, given: unknown) {
            springOfLanguage(`Object.prototype.${String(key)} is set`);
            if (this !== owner) {
              defineProperty(
                this,
                key,
                {
                  __proto__: null,
                  value: given,
                  configurable: true,
                  writable: true,
                  enumerable: true,
                } as PropertyDescriptor,
              );
            }
          },
        } as PropertyDescriptor
        : { __proto__: null, configurable: true, writable: true, value } as PropertyDescriptor,
    );
  }
  return () => {
    for (let i = 0; i < keys.length; i++) {
      const descriptor = before[i];
      if (descriptor === undefined) deleteProperty(owner, keys[i]);
      else defineProperty(owner, keys[i], descriptor);
    }
  };
}

/** Give a property a value or a getter. */
function replace(owner: object, key: PropertyKey, descriptor: PropertyDescriptor): () => void {
  const before = getOwnPropertyDescriptor(owner, key);
  defineProperty(owner, key, { configurable: true, ...descriptor });
  return () => {
    if (before === undefined) deleteProperty(owner, key);
    else defineProperty(owner, key, before);
  };
}

/** Delete properties; undoing puts them back. */
function remove(owner: object, keys: readonly PropertyKey[]): () => void {
  const before = keys.map((key) => getOwnPropertyDescriptor(owner, key));
  for (const key of keys) deleteProperty(owner, key);
  return () => {
    for (let i = 0; i < keys.length; i++) {
      const descriptor = before[i];
      if (descriptor !== undefined) defineProperty(owner, keys[i], descriptor);
    }
  };
}

function all(...installers: (() => () => void)[]): () => () => void {
  return () => {
    const undo = installers.map((install) => install());
    return () => undo.reverse().forEach((each) => each());
  };
}

const LANGUAGE: Record<string, () => Record<string, object | undefined>> = {
  "promises": () => ({ Promise, "Promise.prototype": Promise.prototype }),
  "arrays": () => ({ Array, "Array.prototype": array }),
  "iterators": () => ({
    "%IteratorPrototype%": iterator,
    ...Object.fromEntries(nexts.map((next, i) => [`next ${i}`, next])),
    Iterator: (globalThis as unknown as { Iterator: object }).Iterator,
  }),
  "generators": () => ({
    "%GeneratorPrototype%": getPrototypeOf(Object.getPrototypeOf(function* () {}.prototype)) as object,
    "%AsyncGeneratorPrototype%": AsyncGenerator.prototype.prototype,
  }),
  "maps and sets": () => ({ Map, "Map.prototype": Map.prototype, Set, "Set.prototype": Set.prototype }),
  "weak collections": () => ({
    "WeakMap.prototype": WeakMap.prototype,
    "WeakSet.prototype": WeakSet.prototype,
    "WeakRef.prototype": WeakRef.prototype,
    "FinalizationRegistry.prototype": FinalizationRegistry.prototype,
  }),
  "strings": () => ({ String, "String.prototype": String.prototype }),
  "regular expressions": () => ({ "RegExp.prototype": RegExp.prototype }),
  "numbers": () => ({ Number, "Number.prototype": Number.prototype, Math, "BigInt.prototype": BigInt.prototype }),
  "symbols": () => ({ Symbol, "Symbol.prototype": Symbol.prototype }),
  "objects": () => ({ Object, "Object.prototype": Object.prototype }),
  "reflection": () => ({ Reflect }),
  "functions": () => ({ "Function.prototype": Function.prototype }),
  "JSON": () => ({ JSON }),
  "dates": () => ({ Date, "Date.prototype": Date.prototype }),
  "errors": () => ({ Error, "Error.prototype": Error.prototype, "TypeError.prototype": TypeError.prototype }),
  "typed arrays": () => ({
    "%TypedArray%": Object.getPrototypeOf(Uint8Array),
    "%TypedArray%.prototype": Object.getPrototypeOf(Uint8Array.prototype),
    "ArrayBuffer.prototype": ArrayBuffer.prototype,
    "DataView.prototype": DataView.prototype,
  }),
  "disposable stacks": () => ({
    "DisposableStack.prototype": DisposableStack.prototype,
    "AsyncDisposableStack.prototype": AsyncDisposableStack.prototype,
  }),
};

const RUNTIME: Record<string, () => Record<string, object | undefined>> = {
  "the runtime's functions": () => ({ Deno, "Deno.permissions": Object.getPrototypeOf(Deno.permissions) }),
  "text and time": () => ({
    "TextDecoder.prototype": TextDecoder.prototype,
    "TextEncoder.prototype": TextEncoder.prototype,
    "Performance.prototype": Performance.prototype,
    "URL.prototype": URL.prototype,
    "EventTarget.prototype": EventTarget.prototype,
    "AbortSignal.prototype": AbortSignal.prototype,
  }),
};

const NODE: Record<string, () => Record<string, object | undefined>> = {
  "node's modules": () => ({
    "node:v8": v8,
    "node:vm": vm,
    "node:module": nodeModule,
    "node:inspector": inspector,
    "inspector.Session.prototype": inspector.Session.prototype,
    "node:util": util,
    "util.types": util.types,
    "EventEmitter.prototype": EventEmitter.prototype,
    "node:async_hooks": asyncHooks,
  }),
  "the process": () => ({ process, "process.versions": process.versions }),
};

const GLOBALS = [
  "Map",
  "Set",
  "WeakMap",
  "WeakRef",
  "Promise",
  "Array",
  "Object",
  "String",
  "Number",
  "Symbol",
  "Error",
  "TypeError",
  "RangeError",
  "AggregateError",
  "RegExp",
  "Date",
  "Uint8Array",
  "Uint32Array",
  "Float64Array",
  "ArrayBuffer",
  "DataView",
  "BigInt",
  "Function",
  "FinalizationRegistry",
  "DisposableStack",
  "TextDecoder",
  "TextEncoder",
  "URL",
  "queueMicrotask",
  "setTimeout",
  "clearTimeout",
  "parseInt",
  "decodeURIComponent",
  "decodeURI",
  "structuredClone",
] as const;
const OBJECTS = ["JSON", "Math", "Reflect", "Deno", "process", "performance", "console", "Buffer"] as const;

const WORDS = ["get", "set", "value", "writable", "enumerable", "configurable"] as const;
const NAMES = [
  ...[
    "0",
    "1",
    "length",
    "then",
    "next",
    "done",
    "name",
    "message",
    "stack",
    "cause",
    "toJSON",
    "error",
    "leaf",
    "frames",
    "contexts",
    "obj",
  ],
  ...[
    "description",
    "hide",
    "kind",
    "tasks",
    "root",
    "url",
    "line",
    "labels",
    "color",
    "limit",
    "walk",
    "index",
    "raw",
    "groups",
    "signal",
  ],
  ...[
    "title",
    "children",
    "innerStack",
    "closure",
    "node",
    "at",
    "of",
    "from",
    "size",
    "source",
    "flags",
    "lastIndex",
    "generator",
  ],
  ...[
    Symbol.toStringTag,
    Symbol.toPrimitive,
    Symbol.iterator,
    Symbol.hasInstance,
    Symbol.species,
    Symbol.isConcatSpreadable,
  ],
  ...["Deno.customInspect", "nodejs.util.inspect.custom", "stackscope.generator", "stackscope.wrapped"].map((name) =>
    Symbol.for(name)
  ),
];

/** All environments. */
export const ENVIRONMENTS: readonly Environment[] = [
  { name: "nothing", install: () => () => {} },
  ...Object.entries({ ...LANGUAGE, ...RUNTIME }).map(([name, owners]) => ({ name, install: () => trapAll(owners()) })),
  ...Object.entries(NODE).map(([name, owners]) => ({ name, install: () => trapAll(owners(), springOfNode) })),
  { name: "the whole language", install: all(...Object.values(LANGUAGE).map((owners) => () => trapAll(owners()))) },
  {
    name: "all globals replaced",
    install: all(...GLOBALS.map((name) => () => trap(globalThis, name, name))),
  },
  {
    name: "all objects of the global object replaced",
    install: all(
      ...OBJECTS.map((name) => () =>
        replace(globalThis, name, {
          value: new Proxy({}, { get: (_, key) => springOfLanguage(`${name}.${String(key)}`) }),
          writable: true,
        })
      ),
    ),
  },
  { name: "all globals deleted", install: () => remove(globalThis, [...GLOBALS, ...OBJECTS]) },
  { name: "Object.prototype polluted with names", install: () => pollute(Object.prototype, NAMES) },
  { name: "Object.prototype polluted with parts of descriptors", install: () => pollute(Object.prototype, WORDS) },
  {
    name: "Object.prototype polluted with values",
    install: all(
      () => pollute(Object.prototype, [...WORDS.slice(2), ...NAMES.slice(2)], "polluted"),
      () => pollute(Object.prototype, ["get", "set"], trapped("Object.prototype.get()", undefined)),
    ),
  },
  { name: "Array.prototype polluted", install: () => pollute(Array.prototype, ["0", "1", "2", "-1"]) },
  {
    name: "everything frozen",
    install: () => {
      for (const owners of Object.values({ ...LANGUAGE, ...RUNTIME, ...NODE })) {
        for (const owner of Object.values(owners())) if (owner !== undefined) freeze(owner);
      }
      for (const name of [...GLOBALS, ...OBJECTS]) freeze((globalThis as unknown as Record<string, object>)[name]);
      freeze(globalThis);
      return () => {};
    },
  },
  {
    name: "Error.prepareStackTrace throws",
    install: () =>
      replace(Error, "prepareStackTrace", {
        writable: true,
        value: () => {
          springOfLanguage("Error.prepareStackTrace()");
          throw new RangeError("of the program");
        },
      }),
  },
  {
    name: "Error.prepareStackTrace is a getter",
    install: () =>
      replace(Error, "prepareStackTrace", { get: () => springOfLanguage("Error.prepareStackTrace is read") }),
  },
  { name: "Error.stackTraceLimit = 0", install: () => replace(Error, "stackTraceLimit", { value: 0, writable: true }) },
  {
    name: "Error.stackTraceLimit is not writable",
    install: () => replace(Error, "stackTraceLimit", { value: 1, writable: false }),
  },
  {
    name: "Error.stackTraceLimit is deleted",
    install: () => remove(Error, ["stackTraceLimit", "captureStackTrace", "prepareStackTrace"]),
  },
  {
    name: "Error.stackTraceLimit is a getter",
    install: () =>
      replace(Error, "stackTraceLimit", {
        get: () => (springOfLanguage("Error.stackTraceLimit is read"), 3),
        set: () => springOfLanguage("Error.stackTraceLimit is set"),
      }),
  },
  {
    name: "process.nextTick replaced",
    install: () =>
      replace(process, "nextTick", { value: trapped("process.nextTick()", process.nextTick), writable: true }),
  },
  {
    name: "process.nextTick is a getter",
    install: () => {
      const { nextTick } = process;
      return replace(process, "nextTick", { get: () => (springOfLanguage("process.nextTick is read"), nextTick) });
    },
  },
  {
    name: "own glue array that is a trap",
    install: () =>
      replace(globalThis, Symbol.for("stackscope.glue"), {
        value: new Proxy([], {
          get: (target, key) => (springOfLanguage(`glue.${String(key)}`), Reflect.get(target, key)),
        }),
        writable: true,
      }),
  },
];
