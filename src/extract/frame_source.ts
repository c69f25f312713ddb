/**
 * Where a frame stands in a heap. It is noted in a private field: a `WeakMap` of all frames is gone through at each collection of
 * garbage, and stays as large as it was when they are gone, also in all later snapshots (V8 15.0).
 */
import type { Frame } from "../model/frame.ts";
import type { Suspension } from "./suspension.ts";

/** Where a frame stands in a heap. */
export interface FrameSource extends Suspension {
  /** Are its contexts filled? */
  isFilled: boolean;
}

/** A constructor that gives back its argument: fields of a class derived from it are put on that object. */
class Given {
  constructor(object: object) {
    return object;
  }
}

class Sourced extends Given {
  readonly #source: FrameSource;

  constructor(frame: Frame, source: FrameSource) {
    super(frame);
    this.#source = source;
  }

  static sourceOf(frame: object): FrameSource | undefined {
    return #source in frame ? frame.#source : undefined;
  }
}

/** Note where a new frame stands. */
export function setSource(frame: Frame, source: FrameSource): void {
  new Sourced(frame, source);
}

/** Where a frame of a suspended function stands in its heap; `undefined` for running frames. */
export const sourceOfFrame: (frame: Frame) => FrameSource | undefined = Sourced.sourceOf;
