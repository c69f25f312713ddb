import { drawing, type FormatOptions } from "./drawing.ts";
import type { Stack } from "./stack.ts";
import { partsOf } from "./given.ts";
import { undisturbed } from "./own_language.ts";

/** What a {@linkcode Context} is made of. What is left out takes the value that is named here, or is `undefined`. */
export interface ContextInit {
  /** `"using"` (default), `"disposable-stack-entry"`, `"combinator"`, `"task-group"`, … */
  kind?: string;
  /** The object that describes the context best: the resource itself. */
  obj?: unknown;
  /** Name of the type of `obj`, where `obj` itself is not at hand. */
  typeName?: string;
  /** Its disposal is awaited. Default: false. */
  isAsync?: boolean;
  /** Its dispose method is what the frame is calling now. Default: false. */
  isExiting?: boolean;
  /** The identifier of the `using` declaration, `stack[0]` for an entry of a disposable stack. */
  varName?: string;
  /** Line of the declaration in the file of the owning frame, 1-based. */
  startLine?: number;
  /** Text for people. */
  description?: string;
  /** Stack of the implementation, for generator-backed resources. */
  innerStack?: Stack;
  /** What is logically inside. Default: nothing. */
  children?: readonly (Context | Stack)[];
  /** Printers skip it unless hidden frames are asked for. Default: false. */
  hide?: boolean;
}

/**
 * Something that is active in a frame: a resource under `using`, an entry of a disposable stack, a promise
 * combinator with its pending branches, a group of child tasks. What is active is found for suspended frames in the heap, for running ones in the source.
 *
 * @example The branches of `Promise.all`
 * ```ts
 * import { extract, Stack } from "@stackscope/stackscope";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const door = Promise.withResolvers<void>();
 * async function open() {
 *   await door.promise;
 * }
 * async function openBoth() {
 *   await Promise.all([open(), open()]);
 * }
 *
 * const opening = openBoth();
 * const [{ contexts: [all] }] = extract(opening).frames;
 * assertEquals([all.kind, all.description], ["combinator", "Promise.all: 2 pending"]);
 * const [branch] = all.children;
 * assert(branch instanceof Stack);
 * assertEquals(branch.frames.map((frame) => frame.functionName), ["open"]);
 *
 * door.resolve();
 * await opening;
 * ```
 */
export class Context {
  /** `"using"`, `"disposable-stack-entry"`, `"combinator"`, `"task-group"`, … */
  kind: string;
  /** The object that describes the context best: the resource itself. `undefined` when unknown. */
  obj: unknown;
  /** Name of the type of `obj`, for objects that live in another process. */
  typeName: string | undefined;
  /** Its disposal is awaited. */
  isAsync: boolean;
  /** Its dispose method is what the frame is calling now. `false` also where that cannot be told, as a note of the dump says. */
  isExiting: boolean;
  /** The identifier of the `using` declaration, `stack[0]` for an entry of a disposable stack. */
  varName: string | undefined;
  /** Line of the declaration in the file of the owning frame, 1-based. */
  startLine: number | undefined;
  /** Text for people. `undefined`: the text of `obj` is the best there is. */
  description: string | undefined;
  /** Stack of the implementation, for generator-backed resources. */
  innerStack: Stack | undefined;
  /** What is logically inside: entries of a disposable stack, branches of a combinator, child tasks. */
  children: readonly (Context | Stack)[];
  /** Printers skip it unless hidden frames are asked for. */
  hide: boolean;

  /** A context of these parts. */
  constructor(init: ContextInit = {}) {
    const parts = partsOf(init, "a context", (init) => ({
      kind: init.kind ?? "using",
      obj: init.obj,
      typeName: init.typeName,
      isAsync: init.isAsync ?? false,
      isExiting: init.isExiting ?? false,
      varName: init.varName,
      startLine: init.startLine,
      description: init.description,
      innerStack: init.innerStack,
      children: init.children ?? [],
      hide: init.hide ?? false,
    }));
    this.kind = parts.kind;
    this.obj = parts.obj;
    this.typeName = parts.typeName;
    this.isAsync = parts.isAsync;
    this.isExiting = parts.isExiting;
    this.varName = parts.varName;
    this.startLine = parts.startLine;
    this.description = parts.description;
    this.innerStack = parts.innerStack;
    this.children = parts.children;
    this.hide = parts.hide;
  }

  /** The context by itself, as lines that end in a newline. */
  format(options?: FormatOptions): string[] {
    return drawing().context(this, options);
  }

  /** `format()` as one string. */
  toString(): string {
    return undisturbed(() => this.format().join(""));
  }
}
