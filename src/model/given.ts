/** What callers give by name: the parts of what is made, the options of what is done. */
import { undisturbed, undisturbedBriefly } from "./own_language.ts";
import { isObject, typeWordsOf } from "./type_name.ts";

/**
 * Read the parts that a constructor was given, in the library's own language.
 *
 * @throws {TypeError} when they are no object
 */
export function partsOf<Init, Parts>(init: Init, what: string, read: (init: Init) => Parts): Parts {
  return undisturbedBriefly(() => {
    if (isObject(init)) return read(init);
    throw new TypeError(`Cannot make ${what} as its parts must be an object: current value is ${typeWordsOf(init)}`);
  });
}

/**
 * Refuse options that are no object.
 *
 * @throws {TypeError} when they are none; `action`: what is to be done
 */
export function checkOptions(options: unknown, action: string): void {
  if (isObject(options)) return;
  undisturbed(() => {
    throw new TypeError(`Cannot ${action} as 'options' must be an object: current value is ${typeWordsOf(options)}`);
  });
}
