import { drawing, type FormatOptions } from "./drawing.ts";
import type { Frame } from "./frame.ts";
import type { Leaf } from "./leaf.ts";
import { checkOptions, partsOf } from "./given.ts";
import { undisturbed } from "./own_language.ts";
import { StackSummary } from "./summary.ts";
import { type StackSummaryOptions, summarizedFrames, summaryRecords } from "./summary_walk.ts";

/** What a {@linkcode Stack} is made of. Without any: an empty stack. */
export interface StackInit {
  /** What was looked at. */
  root?: unknown;
  /** What people call `root`, where its text does not tell. */
  title?: string;
  /** Outermost first. */
  frames?: readonly Frame[];
  /** What is left when no frame is left. */
  leaf?: Leaf | Leaf[];
  /** The error met on the way. */
  error?: Error;
  /** Name of this stack within its dump. */
  id?: string;
}

/**
 * A generalized call stack: the outermost frame first, and what is waited for when no frame is left.
 *
 * @example Frames, one by one and drawn
 * ```ts
 * import { extract } from "@stackscope/stackscope";
 * import { assertEquals, assertStringIncludes } from "@std/assert";
 *
 * const door = Promise.withResolvers<void>();
 * async function open() {
 *   await door.promise;
 * }
 * async function enter() {
 *   await open();
 * }
 *
 * const entering = enter();
 * const stack = extract(entering);
 * assertEquals(Array.from(stack, (frame) => frame.functionName), ["enter", "open"]);
 * assertStringIncludes(String(stack), "open in ");
 *
 * door.resolve();
 * await entering;
 * ```
 */
export class Stack {
  /** What was looked at: the object passed to `extract`; for a stack of a dump, a description. */
  readonly root: unknown;
  /** What people call `root`, where its text does not tell. */
  readonly title: string | undefined;
  /** Outermost (oldest) first, innermost (newest) last. */
  readonly frames: readonly Frame[];
  /** What is left when no frame is left. Several remaining items give an array. */
  readonly leaf: Leaf | Leaf[] | undefined;
  /** The error met on the way; an `AggregateError` when there were several. Frames found stay. */
  readonly error: Error | undefined;
  /** Name of this stack within its dump; what a leaf of kind `"reference"` points at in `details.ref`. */
  readonly id: string | undefined;

  /** A stack of these parts. */
  constructor(init: StackInit = {}) {
    const parts = partsOf(init, "a stack", (init) => ({
      root: init.root,
      title: init.title,
      frames: init.frames ?? [],
      leaf: init.leaf,
      error: init.error,
      id: init.id,
    }));
    this.root = parts.root;
    this.title = parts.title;
    this.frames = parts.frames;
    this.leaf = parts.leaf;
    this.error = parts.error;
    this.id = parts.id;
  }

  /** The frames, outermost first. */
  [Symbol.iterator](): Iterator<Frame> {
    return this.frames[Symbol.iterator]();
  }

  /** How many frames there are. */
  get length(): number {
    return this.frames.length;
  }

  /** The labels of all frames; where two give a name, the inner one counts. */
  get labels(): Readonly<Record<string, string>> {
    return undisturbed(() => {
      const labels = new Map<string, string>();
      for (const { labels: own } of this.frames) {
        for (const [name, value] of Object.entries(own)) labels.set(name, value);
      }
      return Object.fromEntries(labels);
    });
  }

  /** The tree, as lines that end in a newline. */
  format(options?: FormatOptions): string[] {
    return drawing().stack(this, options);
  }

  /** Like an ordinary traceback, as lines that end in a newline. Hidden frames are left out. */
  formatFlat(options?: Pick<FormatOptions, "showContexts">): string[] {
    return drawing().stackFlat(this, options);
  }

  /**
   * The stack as plain data: a record for each frame, and where they are asked for, for each context before its frame.
   * Root, leaf, error and child tasks have none.
   */
  asSummary(options: StackSummaryOptions = {}): StackSummary {
    checkOptions(options, "summarize");
    return undisturbed(() => StackSummary.fromList([...summaryRecords(summarizedFrames(this, options), options)]));
  }

  /** `format()` as one string. */
  toString(): string {
    return undisturbed(() => this.format().join(""));
  }
}
