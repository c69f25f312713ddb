/** All properties of the language and of the runtime, to see that none was changed. */
import process from "node:process";
import { isProxy } from "node:util/types";
import { getOwnPropertyDescriptor, getPrototypeOf, isExtensible, ownKeys } from "./intrinsics.ts";

const { is } = Object;
const OwnMap = Map, OwnString = String;
/** Changes by itself, or is the library's own. */
const BUT = [process.env, Deno.env];
const OURS = Symbol.for("stackscope.glue");

/** The properties at one moment. */
export class Census {
  readonly #of = new OwnMap<
    object,
    { name: string; keys: PropertyKey[]; all: (PropertyDescriptor | undefined)[]; isOpen: boolean }
  >();

  constructor() {
    const open: [string, object][] = [["globalThis", globalThis], ["process", process]];
    for (let at = 0; at < open.length; at++) {
      const [name, object] = open[at];
      if (this.#of.has(object) || BUT.includes(object as never) || isProxy(object) || /listeners|internal/.test(name)) {
        continue;
      }
      const keys = ownKeys(object).filter((key) => key !== OURS), all: (PropertyDescriptor | undefined)[] = [];
      for (let i = 0; i < keys.length; i++) {
        const found = all[i] = getOwnPropertyDescriptor(object, keys[i]);
        for (const value of [found?.value, found?.get, found?.set]) {
          const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
          if (isObject) open.push([`${name}.${OwnString(keys[i])}`, value]);
        }
      }
      this.#of.set(object, { name, keys, all, isOpen: isExtensible(object) });
      const prototype = getPrototypeOf(object);
      if (prototype !== null) open.push([`${name}.__proto__`, prototype]);
    }
  }

  /** What is different now, in words. */
  differenceFrom(before: Census): string[] {
    const found: string[] = [];
    for (const [object, old] of before.#of) {
      const now = this.#of.get(object);
      if (now === undefined) {
        found.push(`${old.name} is gone`);
        continue;
      }
      if (now.isOpen !== old.isOpen) found.push(`${old.name} can ${now.isOpen ? "" : "no longer "}be extended`);
      if (now.keys.length !== old.keys.length || now.keys.some((key, i) => key !== old.keys[i])) {
        const added = now.keys.filter((key) => !old.keys.includes(key)),
          gone = old.keys.filter((key) => !now.keys.includes(key));
        found.push(
          `${old.name}: keys added [${added.map(OwnString)}], gone [${gone.map(OwnString)}], or in another order`,
        );
        continue;
      }
      for (const [i, descriptor] of old.all.entries()) {
        if (!isSame(descriptor, now.all[i])) found.push(`${old.name}.${OwnString(old.keys[i])}`);
      }
    }
    return found;
  }
}

function isSame(one: PropertyDescriptor | undefined, other: PropertyDescriptor | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return is(one.value, other.value) && one.get === other.get && one.set === other.set &&
    one.writable === other.writable &&
    one.enumerable === other.enumerable && one.configurable === other.configurable;
}
