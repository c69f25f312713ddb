/** What glue gets, so that a library that brings glue imports nothing. */
import type { Code } from "../model/code.ts";
import type { Context, ContextInit } from "../model/context.ts";
import type { Frame, FrameInit } from "../model/frame.ts";
import type { Leaf, LeafInit } from "../model/leaf.ts";
import type { Stack, StackInit } from "../model/stack.ts";
import type { StackSlice, StackSliceInit } from "../model/stack_slice.ts";
import type { codeDispatch } from "./code_dispatch.ts";
import type { customize } from "./customize.ts";
import type { getCode } from "./get_code.ts";
import type {
  elaborateContext,
  elaborateFrame,
  nameStackItem,
  unwrapContext,
  unwrapContextGenerator,
  unwrapStackItem,
} from "./hooks.ts";
import type { PRUNE } from "./prune.ts";
import type { yieldsFrames } from "./yields_frames.ts";

/** What the engine holds for a frame, as glue uses it. */
export interface GlueFrameDetails {
  /** What the function was called on, where known. */
  receiver?: unknown;
  /** Register values, in order. */
  stack: unknown[];
  /** Scope chain, from the inside. */
  scopes: unknown;
  /** Active blocks that will run cleanup, outermost first. */
  blocks: unknown;
}

/** The public surface of both doors, as far as glue needs it. */
export interface GlueApi {
  /** See the function of this name. */
  readonly unwrapStackItem: typeof unwrapStackItem;
  /** See the function of this name. */
  readonly elaborateFrame: typeof elaborateFrame;
  /** See the function of this name. */
  readonly unwrapContext: typeof unwrapContext;
  /** See the function of this name. */
  readonly unwrapContextGenerator: typeof unwrapContextGenerator;
  /** See the function of this name. */
  readonly elaborateContext: typeof elaborateContext;
  /** See the function of this name. */
  readonly yieldsFrames: typeof yieldsFrames;
  /** See the value of this name. */
  readonly PRUNE: typeof PRUNE;
  /** See the function of this name. */
  readonly customize: typeof customize;
  /** See the function of this name. */
  readonly getCode: typeof getCode;
  /** See the function of this name. */
  readonly codeDispatch: typeof codeDispatch;
  /** A nested extraction with the options of the outer one; for hooks only. */
  readonly extractChild: (item: unknown, options: { forTask: boolean }) => Stack;
  /** Runs the hooks of contexts on a context. */
  readonly fillContext: (context: Context) => void;
  /** See the function of this name. */
  readonly nameStackItem: typeof nameStackItem;
  /**
   * The variables that a function closes over, live, the innermost of each name; of a bound function and of a generator also `this`.
   * Empty where they cannot be read.
   */
  readonly readClosure: (target: object) => ReadonlyMap<string, unknown>;
  /** What the engine holds for a frame; throws where it holds nothing. */
  readonly inspectFrame: (frame: Frame) => GlueFrameDetails;
  /** See the class of this name. */
  readonly Code: typeof Code;
  /** See the class of this name. */
  readonly Context: new (init?: ContextInit) => Context;
  /** See the class of this name. */
  readonly Frame: new (init: FrameInit) => Frame;
  /** See the class of this name. */
  readonly Leaf: new (init: LeafInit) => Leaf;
  /** See the class of this name. */
  readonly Stack: new (init?: StackInit) => Stack;
  /** See the class of this name. */
  readonly StackSlice: new (init?: StackSliceInit) => StackSlice;
}

/** What a library pushes to the array `globalThis[Symbol.for("stackscope.glue")]`. */
export interface Glue {
  /** Name of the library. Glue of one name is installed once. */
  readonly name: string;
  /** Registers the hooks. May return what undoes that. */
  install(api: GlueApi): void | Disposable | Iterable<Disposable>;
}

/** Glue that comes with this library. That of the same name which a library brings itself takes its place. */
export interface BuiltinGlue extends Glue {
  /** Whether the library is in this process, told by URLs of scripts or by what it leaves behind; runs nothing of it. */
  isPresent(scripts: ReadonlySet<string>): boolean;
}
