/**
 * What is noted on promises themselves: a private field that no program can see, not by `Reflect.ownKeys` nor through a proxy. It
 * keeps nothing alive and costs next to nothing, where a `WeakMap` keyed by promises makes awaits 8 to 28 times slower (V8 15.0).
 *
 * One field for both, the time or all that is known: each further one costs as much again.
 */

/** When it was made, or all that is known of it. */
export type Note = number | object;

/** A constructor that gives back its argument: fields of a class derived from it are put on that object. */
class Given {
  constructor(object: object) {
    return object;
  }
}

let next: Note = 0;

/** The mark of one object. It is read from heap snapshots, by the name of the field (`heap/trace_marks.ts`). */
class Mark extends Given {
  #stackscopeSince: Note = next;

  static noteOf(object: object): Note | undefined {
    return #stackscopeSince in object ? object.#stackscopeSince : undefined;
  }

  static settle(object: object): object | undefined {
    if (!(#stackscopeSince in object)) return undefined;
    const note = object.#stackscopeSince;
    if (typeof note === "object") return note;
    object.#stackscopeSince = SETTLED;
    return undefined;
  }
}

/** In place of the time of a promise that has settled. */
export const SETTLED = -1;

/** Note on an object when it was made, or what is known of it. Not twice on the same one. */
export function mark(object: object, note: Note): void {
  next = note;
  new Mark(object);
}

/** What is noted on an object; `undefined` for one without a mark. */
export const noteOf: (object: object) => Note | undefined = Mark.noteOf;

/** A promise has settled: what is known of it is returned, and where that is only its time, it is forgotten. */
export const settle: (object: object) => object | undefined = Mark.settle;
