/** Names and properties of objects, read through descriptors: no getter, no trap, no patched function runs. */
import * as types from "node:util/types";
import { clip, oneLine } from "./one_line.ts";
import { undisturbed } from "./own_language.ts";

const { getOwnPropertyDescriptor, getPrototypeOf } = Object;

const MOST_PROTOTYPES = 100;

/**
 * Name of the constructor on the prototype chain of an object, `typeof` for a primitive, `"null"` for null. Never
 * throws.
 */
export function typeNameOf(value: unknown): string {
  return undisturbed(() => {
    if (value === null) return "null";
    if (!isObject(value)) return typeof value;
    if (types.isProxy(value)) return "Proxy";
    if (types.isModuleNamespaceObject(value)) return "Module";
    try {
      return constructorName(value) ?? "Object";
    } catch {
      return "Object";
    }
  });
}

/** The same for a message: a program names its classes as it likes. */
export function typeWordsOf(value: unknown): string {
  return clip(oneLine(typeNameOf(value)));
}

/** The value of a data property on `object` or its prototypes; `undefined` for getters and beyond what is opaque. */
export function dataProperty(object: object, key: PropertyKey): unknown {
  for (const link of prototypeChain(object)) {
    const descriptor = getOwnPropertyDescriptor(link, key);
    if (descriptor !== undefined) return descriptor.value;
  }
  return undefined;
}

/** Name of the constructor on the prototype chain; `undefined` if there is none. */
export function constructorName(object: object): string | undefined {
  for (const link of prototypeChain(object)) {
    const constructor = getOwnPropertyDescriptor(link, "constructor")?.value;
    if (typeof constructor !== "function" || types.isProxy(constructor)) continue;
    const name = ownName(constructor);
    if (name !== "") return name;
  }
  return undefined;
}

/** The name of a function where it is plain data; a class may have a static method or getter called `name`, a proxy anything. */
export function ownName(fn: object): string {
  if (types.isProxy(fn)) return "";
  const name = getOwnPropertyDescriptor(fn, "name")?.value;
  return typeof name === "string" ? name : "";
}

/** Is it an instance of a class? `instanceof` would run the traps of a proxy, also of one far up the chain of prototypes. */
export function isInstance<Instance>(value: unknown, { prototype }: { prototype: Instance }): value is Instance {
  if (!isObject(value)) return false;
  for (const link of prototypeChain(value)) if (link === prototype) return true;
  return false;
}

/** `object` and its prototypes, up to the first whose properties cannot be read safely. */
function* prototypeChain(object: object): Generator<object> {
  let link: object | null = object;
  for (let hops = 0; link !== null && hops < MOST_PROTOTYPES && !isOpaque(link); hops++) {
    yield link;
    link = getPrototypeOf(link);
  }
}

/** Reading a property of a proxy runs its traps; reading one of a deferred module namespace runs the module. */
export function isOpaque(object: object): boolean {
  return types.isProxy(object) || types.isModuleNamespaceObject(object);
}

/** Whether there can be properties. */
export function isObject(value: unknown): value is object {
  return typeof value === "function" || (typeof value === "object" && value !== null);
}
