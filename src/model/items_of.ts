/** The items of a list that a caller gave: its iterator is a function of the program. */
import { isProxy } from "node:util/types";
import { asTheProgram } from "./own_language.ts";
import { isObject, typeWordsOf } from "./type_name.ts";

// Taken now, as the program may have deleted or replaced them when its list is gone through in its language.
const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const ITERATOR: typeof Symbol.iterator = Symbol.iterator;

/** The items of an iterable object, taken one by one; `undefined` for what is none. */
export function itemsOf<Item>(list: Iterable<Item> | object | undefined): Iterable<Item> | undefined {
  if (!isObject(list)) return undefined;
  if (isPlainArray(list)) return list as Item[];
  const method = asTheProgram(() => (list as Partial<Iterable<Item>>)[ITERATOR]);
  return typeof method === "function" ? taken(list, method) : undefined;
}

/** Is it an array of such items? The first hole ends the search: an array may have billions of them. */
export function isListOf(value: unknown, isRight: (item: unknown) => boolean): boolean {
  if (isProxy(value) || !Array.isArray(value)) return false;
  for (let at = 0; at < value.length; at++) if (!isRight(value[at])) return false;
  return true;
}

/** An array that is gone through by its length, and by nothing of the program. */
function isPlainArray(list: object): boolean {
  return !isProxy(list) && Array.isArray(list) && getPrototypeOf(list) === Array.prototype &&
    getOwnPropertyDescriptor(list, ITERATOR) === undefined;
}

function* taken<Item>(list: object, method: () => Iterator<Item>): Generator<Item> {
  const iterator = asTheProgram(() => apply(method, list, []));
  const next = isObject(iterator) ? asTheProgram(() => iterator.next) : undefined;
  if (typeof next !== "function") {
    throw new TypeError(`Cannot go through a list as it must give an iterator: ${now(iterator)}`);
  }
  let isEnded = false;
  try {
    while (true) {
      isEnded = true; // also where it throws
      const step = asTheProgram(() => {
        const result = apply(next, iterator, []);
        if (!isObject(result)) return { wrong: result };
        return result.done ? { done: true as const } : { done: false as const, value: result.value };
      });
      if ("wrong" in step) {
        throw new TypeError(`Cannot go through a list as its iterator must give objects: ${now(step.wrong)}`);
      }
      if (step.done) return;
      isEnded = false;
      yield step.value;
    }
  } finally {
    if (!isEnded) asTheProgram(() => iterator.return?.());
  }
}

function now(value: unknown): string {
  return `current value is ${typeWordsOf(value)}`;
}
