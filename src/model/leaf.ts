import type { Frame } from "./frame.ts";
import { partsOf } from "./given.ts";

const UNKNOWN: readonly Frame[] = Object.freeze([]);

/** What a {@linkcode Leaf} is made of. */
export interface LeafInit {
  /** One word for the sort of wait: `"promise"`, `"timer"`, `"op"`, `"stream"`, `"reference"`, … */
  kind: string;
  /** One line for people, such as `setTimeout 60000 ms, due in 12 s`. */
  description: string;
  /** The awaited object itself, where the engine has it. */
  obj?: unknown;
  /** Further facts as plain data, each under its own name. */
  details?: Readonly<Record<string, string | number | boolean>>;
  /** Milliseconds since the awaited thing was made, where known. */
  age?: number;
  /** The running stack that made it, outermost frame first, where known. Default: nothing. */
  creation?: readonly Frame[];
}

/**
 * What a stack waits for when no frame is left: the awaited thing, described. The description is read from the heap:
 * who holds the promise, and which call of the runtime stands behind it.
 *
 * @example A timer
 * ```ts
 * import { extract, Leaf } from "@stackscope/stackscope";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const timer = Promise.withResolvers<void>();
 * const id = setTimeout(timer.resolve, 60_000);
 * async function nap() {
 *   await timer.promise;
 * }
 *
 * const napping = nap();
 * const { leaf } = extract(napping);
 * assert(leaf instanceof Leaf);
 * assert(leaf.description.startsWith("setTimeout 60000 ms, due in "));
 * assertEquals(leaf.details.delay, 60_000);
 *
 * clearTimeout(id);
 * timer.resolve();
 * await napping;
 * ```
 */
export class Leaf {
  /**
   * One word for the sort of wait: `"promise"`, `"timer"`, `"op"`, `"stream"`, `"reference"`, …; `"running"` for the stack of a thread
   * that was stopped in synchronous code.
   */
  readonly kind: string;
  /** One line for people, such as `setTimeout 60000 ms, due in 12 s`. */
  readonly description: string;
  /** The awaited object itself, where it lives in this process and was given to `extract()`. */
  readonly obj: unknown;
  /**
   * Further facts as plain data. In a leaf of kind `"reference"`, `ref` is the `id` of the stack that it points at. `holder` is that
   * of a stack with a function that can settle the promise.
   */
  readonly details: Readonly<Record<string, string | number | boolean>>;
  /** Milliseconds since the awaited thing was made; `undefined` unless the trace engine was on by then. */
  readonly age: number | undefined;
  /** The running stack that made the awaited thing, outermost frame first; empty unless the trace engine was on by then. */
  readonly creation: readonly Frame[];

  readonly #brand = true;

  /** A leaf of these parts. */
  constructor(init: LeafInit) {
    const parts = partsOf(init, "a leaf", (init) => ({
      kind: init.kind,
      description: init.description,
      obj: init.obj,
      details: init.details ?? {},
      age: init.age,
      creation: init.creation ?? UNKNOWN,
    }));
    this.kind = parts.kind;
    this.description = parts.description;
    this.obj = parts.obj;
    this.details = parts.details;
    this.age = parts.age;
    this.creation = parts.creation;
  }

  /** Whether a value is a leaf; runs no trap of a proxy. */
  static is(value: unknown): value is Leaf {
    return typeof value === "object" && value !== null && #brand in value;
  }

  /** The description. */
  toString(): string {
    return this.description;
  }
}
