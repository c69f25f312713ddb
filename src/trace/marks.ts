/**
 * What is noted on promises themselves: private fields that no program can see, not by `Reflect.ownKeys` nor through a proxy. They
 * keep nothing alive and cost next to nothing, where a `WeakMap` keyed by promises makes awaits 8 to 28 times slower (V8 15.0).
 */

/** A constructor that gives back its argument: fields of a class derived from it are put on that object. */
class Given {
  constructor(object: object) {
    return object;
  }
}

let time = 0;
let note: object | undefined;

/** The mark of one object. Its time is read from heap snapshots, by the name of the field (`heap/trace_marks.ts`). */
class Mark extends Given {
  #stackscopeSince = time;
  #stackscopeNote: object | undefined = note;

  static noteOf(object: object): object | undefined {
    return #stackscopeNote in object ? object.#stackscopeNote : undefined;
  }

  static replace(object: object, by: object): object | undefined {
    if (!(#stackscopeNote in object)) return undefined;
    const before = object.#stackscopeNote;
    object.#stackscopeNote = by;
    return before;
  }
}

/** Note on an object when it was made, and what else is known. Not twice on the same one. */
export function mark(object: object, now: number, about: object | undefined): void {
  time = now;
  note = about;
  new Mark(object);
}

/** What is known of an object; `undefined` for one without a mark. */
export const noteOf: (object: object) => object | undefined = Mark.noteOf;

/** Something else is known of an object now; what was known before is returned. */
export const replaceNote: (object: object, by: object) => object | undefined = Mark.replace;
