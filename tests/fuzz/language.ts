/** What there is to be tampered with: functions of the language, of the runtime and of Node, globals, and names that code reads. */
import asyncHooks from "node:async_hooks";
import { EventEmitter } from "node:events";
import inspector from "node:inspector";
import nodeModule from "node:module";
import process from "node:process";
import util from "node:util";
import v8 from "node:v8";
import vm from "node:vm";
import { getPrototypeOf } from "./intrinsics.ts";

/** Owners of functions by name, found when they are asked for. */
type Owners = () => Readonly<Record<string, object | undefined>>;

const { constructor: AsyncGenerator } = async function* () {};
const array = Array.prototype, iterator = getPrototypeOf(getPrototypeOf([][Symbol.iterator]()) as object) as object;
const nexts = [[], new Map(), new Set(), "", "a".matchAll(/a/g)].map((of) =>
  getPrototypeOf((of as Iterable<unknown>)[Symbol.iterator]()) as object
);

/** Functions of the language. */
export const LANGUAGE: Readonly<Record<string, Owners>> = {
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

/** Functions of the runtime. */
export const RUNTIME: Readonly<Record<string, Owners>> = {
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

/** Functions of Node. */
export const NODE: Readonly<Record<string, Owners>> = {
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

/** Functions of the global object. */
export const GLOBALS: readonly string[] =
  ("Map Set WeakMap WeakRef Promise Array Object String Number Symbol Error TypeError RangeError " +
    "AggregateError RegExp Date Uint8Array Uint32Array Float64Array ArrayBuffer DataView BigInt Function " +
    "FinalizationRegistry DisposableStack TextDecoder TextEncoder URL queueMicrotask setTimeout " +
    "clearTimeout parseInt decodeURIComponent decodeURI structuredClone").split(" ");
/** Objects of the global object. */
export const OBJECTS: readonly string[] = "JSON Math Reflect Deno process performance console Buffer".split(" ");

/** What descriptors are made of. */
export const WORDS: readonly string[] = "get set value writable enumerable configurable".split(" ");
/** Names of properties that code reads. */
export const NAMES: readonly PropertyKey[] = [
  ...("0 1 length then next done name message stack cause toJSON error leaf frames contexts obj description " +
    "hide kind tasks root url line labels color limit walk index raw groups signal title children " +
    "innerStack closure node at of from size source flags lastIndex generator").split(" "),
  Symbol.toStringTag,
  Symbol.toPrimitive,
  Symbol.iterator,
  Symbol.hasInstance,
  Symbol.species,
  Symbol.isConcatSpreadable,
  ...["Deno.customInspect", "nodejs.util.inspect.custom", "stackscope.generator", "stackscope.wrapped"]
    .map((name) => Symbol.for(name)),
];
