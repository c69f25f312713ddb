/** The language as it was before anything was changed: this is loaded first. For traps, and for those who set them. */

export const {
  apply,
  construct,
  ownKeys,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isExtensible,
  setPrototypeOf,
} = Reflect;
/** `Object.freeze`, as it was. */
export const { freeze } = Object;

/** A descriptor that has nothing of `Object.prototype`. */
export function plain(descriptor: PropertyDescriptor): PropertyDescriptor {
  return { __proto__: null, ...descriptor } as PropertyDescriptor;
}

/** Give an object a property as an assignment would, but for what its prototypes say to that. */
export function put(object: object, key: PropertyKey, value: unknown): void {
  defineProperty(object, key, plain({ value, writable: true, enumerable: true, configurable: true }));
}

/** Give an object a property again as it was; without a descriptor, it had none. */
export function restore(object: object, key: PropertyKey, descriptor: PropertyDescriptor | undefined): void {
  if (descriptor === undefined) deleteProperty(object, key);
  else defineProperty(object, key, plain(descriptor));
}
