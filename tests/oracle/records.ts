/** What a recorder keeps of a program. */
import type { EntryKind } from "./program.ts";

/** A place in the text of a program, 1-based, by its number. */
export interface Site {
  /** Which of its files: empty for the first one. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A resource that is held. */
export interface Held {
  readonly name: string;
  readonly line: number;
  isExiting: boolean;
  /** Of a disposable stack: how each entry got into it, the oldest first. */
  entries: EntryKind[] | undefined;
  /** Called when it is being disposed of, with what does so. */
  disposes?: (made: Made | undefined) => void;
}

/** One call of a function. */
export interface Activation {
  readonly name: string;
  /** Number of the await that was reached last; -1 before the first. */
  site: number;
  awaited: Made | undefined;
  /** The promise with which it returned. */
  returned: Made | undefined;
  /** Its own result. */
  result: Made | undefined;
  /** A generator at a `yield`, or done; a function that has returned. */
  isIdle: boolean;
  /** At the end of a block with resources. */
  isAtEnd: boolean;
  /** A generator at a `yield*`. */
  isDelegating: boolean;
  /** The turn in which it did something last. */
  since: number;
  readonly held: Held[];
}

/** How a promise was made. */
export interface Made {
  /**
   * `gate`: nothing of the program settles it; `work`: done when a function is, which no promise links to it; `module`: the body of one;
   * `import`: of it, and of what it imports.
   */
  readonly kind: "gate" | "call" | "all" | "allSettled" | "any" | "race" | "chain" | "work" | "module" | "import";
  /** None for a thenable, a generator, a stream. */
  readonly promise: WeakRef<object> | undefined;
  readonly activation?: Activation;
  readonly parts: (Made | undefined)[];
  /** For a chain: what the handler returned; for work: what is at it now. */
  handled?: Made;
  /** For an import: the modules that have begun by now. */
  readonly modules?: () => Made[];
  /** The turn in which it was made, or settled, or came to be resolved with another one. */
  since: number;
}

/** The kinds of combinators. */
export type Kind = "all" | "allSettled" | "any" | "race";
