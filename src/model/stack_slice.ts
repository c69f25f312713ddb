import type { Frame } from "./frame.ts";
import { partsOf } from "./given.ts";

/** A place on the running stack: a function stands for its innermost activation. */
// deno-lint-ignore ban-types -- any function or class, whatever it takes
export type FrameRef = Frame | Function;

/** What a {@linkcode StackSlice} is made of. */
export interface StackSliceInit {
  /** The outermost frame of the slice. */
  outer?: FrameRef;
  /** The innermost frame of the slice. */
  inner?: FrameRef;
  /** At most so many frames, or the outermost frame to show. */
  limit?: number | FrameRef;
}

/**
 * Names a run of frames that are linked now; it means something only to `extract()`. With `inner`: from it outward to
 * `outer`, to `limit` frames or to the bottom. With only `outer`: that frame and everything it is calling. With
 * neither: the whole current stack.
 *
 * @example The callers of a function
 * ```ts
 * import { extract, StackSlice } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * function order() {
 *   return pay();
 * }
 * function pay() {
 *   return extract(new StackSlice({ outer: order, inner: pay }));
 * }
 *
 * assertEquals(order().frames.map((frame) => frame.functionName), ["order", "pay"]);
 * ```
 */
export class StackSlice {
  /** The outermost frame of the slice; `undefined` for the bottom of the stack. */
  readonly outer: FrameRef | undefined;
  /** The innermost frame of the slice; `undefined` for the one that runs. */
  readonly inner: FrameRef | undefined;
  /** At most so many frames, or the outermost frame to show. */
  readonly limit: number | FrameRef | undefined;

  readonly #brand = true;

  /** Whether a value is a slice; runs no trap of a proxy. */
  static is(value: unknown): value is StackSlice {
    return typeof value === "object" && value !== null && #brand in value;
  }

  /** A slice of the running stack. */
  constructor(init: StackSliceInit = {}) {
    const parts = partsOf(init, "a stack slice", (init) => ({
      outer: init.outer,
      inner: init.inner,
      limit: init.limit,
    }));
    this.outer = parts.outer;
    this.inner = parts.inner;
    this.limit = parts.limit;
  }
}
