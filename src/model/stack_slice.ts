import type { Frame } from "./frame.ts";

/** A place on the running stack: a function stands for its innermost activation. */
// deno-lint-ignore ban-types
export type FrameRef = Frame | Function;

/** What a {@linkcode StackSlice} is made of. */
export interface StackSliceInit {
  outer?: FrameRef;
  inner?: FrameRef;
  limit?: number | FrameRef;
}

/**
 * Names a run of frames that are linked now; it means something only to `extract()`. With `inner`: from it outward to
 * `outer`, to `limit` frames or to the bottom. With only `outer`: that frame and everything it is calling. With
 * neither: the whole current stack.
 */
export class StackSlice {
  readonly outer: FrameRef | undefined;
  readonly inner: FrameRef | undefined;
  readonly limit: number | FrameRef | undefined;

  constructor(init: StackSliceInit = {}) {
    this.outer = init.outer;
    this.inner = init.inner;
    this.limit = init.limit;
  }
}
