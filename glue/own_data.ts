/** Reading objects of libraries without running code: own data properties, entries of arrays and sets. */
import { isProxy, isSet } from "node:util/types";

const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { forEach } = Set.prototype;

/** The variables that a function closes over, the innermost of each name; of a bound function and a generator also `this`. */
export type ReadClosure = (target: object) => ReadonlyMap<string, unknown>;

/** The value of an own data property; `undefined` for all else. */
export function own(target: unknown, key: PropertyKey): unknown {
  return isObject(target) || isFunction(target) && !isProxy(target)
    ? getOwnPropertyDescriptor(target, key)?.value
    : undefined;
}

/** The value of a data property of the prototype. */
export function inherited(target: unknown, key: PropertyKey): unknown {
  return isObject(target) ? own(getPrototypeOf(target), key) : undefined;
}

/** Whether a value is an object, and neither a function nor a proxy. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !isProxy(value);
}

/** Whether a value is a function. */
export function isFunction(value: unknown): value is (...args: never[]) => unknown {
  return typeof value === "function";
}

/** The items of an array; none of anything else. */
export function itemsOf(list: unknown): unknown[] {
  if (!Array.isArray(list) || isProxy(list)) return [];
  return Array.from({ length: list.length }, (_, index) => own(list, index));
}

/** The elements of a set, in the order in which they were added; none of anything else. */
export function elementsOf(set: unknown): unknown[] {
  const elements: unknown[] = [];
  if (isSet(set) && !isProxy(set)) apply(forEach, set, [(element: unknown) => elements.push(element)]);
  return elements;
}
