/** Ways to change objects of the language and of the runtime. Each returns what undoes it. */
import {
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  ownKeys,
  plain,
  put,
  restore,
  setPrototypeOf,
} from "./intrinsics.ts";
import { springOfLanguage, trapped } from "./traps.ts";

/** Ends a change. */
export type Undo = () => void;

/** Put springs in place of all functions that are own properties of the owners, and before their getters. */
export function trapAll(owners: Readonly<Record<string, object | undefined>>, sprung = springOfLanguage): Undo {
  const undo: Undo[] = [];
  for (const name in owners) {
    const owner = owners[name];
    if (owner === undefined) continue;
    for (const key of ownKeys(owner)) {
      if (key !== "constructor" && key !== "prototype") undo.push(trap(owner, key, `${name}.${String(key)}`, sprung));
    }
  }
  return allOf(undo);
}

/** Put a spring in place of a function, or before a getter. */
export function trap(owner: object, key: PropertyKey, what: string, sprung = springOfLanguage): Undo {
  const before = getOwnPropertyDescriptor(owner, key);
  if (before === undefined || !before.configurable) return () => {};
  const { value, get } = before;
  if (typeof value === "function") change(owner, key, { ...before, value: trappedFunction(what, value, sprung) });
  else if (get !== undefined) {
    change(owner, key, { ...before, get: trapped(`get ${what}`, get, sprung) as () => unknown });
  }
  return () => restore(owner, key, before);
}

/** Like the function itself: with its properties, those that it inherits, and for a class with its prototype. */
function trappedFunction(
  what: string,
  original: object & { prototype?: unknown },
  sprung: (what: string) => void,
): object {
  const made = trapped(what, original, sprung);
  if (original.prototype === undefined) return made;
  setPrototypeOf(made, getPrototypeOf(original));
  for (const key of ownKeys(original)) {
    const property = getOwnPropertyDescriptor(original, key);
    if (property !== undefined) change(made, key, property);
  }
  return made;
}

/** Give an object properties: with a getter and a setter that spring, or with a value. */
export function pollute(owner: object, keys: readonly PropertyKey[], value?: unknown): Undo {
  return allOf(keys.map((key) => {
    if (value !== undefined) return replace(owner, key, { value, writable: true });
    const name = `Object.prototype.${String(key)}`;
    return replace(owner, key, {
      get: () => springOfLanguage(`${name} is read`),
      set(this: object, given: unknown) {
        springOfLanguage(`${name} is set`);
        if (this !== owner) put(this, key, given);
      },
    });
  }));
}

/** Give a property a value or a getter. */
export function replace(owner: object, key: PropertyKey, descriptor: PropertyDescriptor): Undo {
  return change(owner, key, { configurable: true, ...descriptor });
}

/** Delete properties. */
export function remove(owner: object, keys: readonly PropertyKey[]): Undo {
  return allOf(keys.map((key) => {
    const before = getOwnPropertyDescriptor(owner, key);
    deleteProperty(owner, key);
    return () => restore(owner, key, before);
  }));
}

/** Undo all of these, the last one first. */
export function allOf(undo: readonly Undo[]): Undo {
  return () => {
    for (let at = undo.length - 1; at >= 0; at--) undo[at]();
  };
}

function change(owner: object, key: PropertyKey, descriptor: PropertyDescriptor): Undo {
  const before = getOwnPropertyDescriptor(owner, key);
  defineProperty(owner, key, plain(descriptor));
  return () => restore(owner, key, before);
}
