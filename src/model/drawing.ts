import type { Context } from "./context.ts";
import type { Dump } from "./dump.ts";
import type { Frame } from "./frame.ts";
import type { Stack } from "./stack.ts";

/** How a tree is drawn. */
export interface FormatOptions {
  /** Only ASCII characters as tree glyphs. Default: false. */
  asciiOnly?: boolean;
  /** Draw the contexts of each frame (resources, combinators). Default: true. */
  showContexts?: boolean;
  /** Draw frames and contexts that are marked `hide`. Default: false. */
  showHiddenFrames?: boolean;
  /** Draw the parameters and locals of each frame, where they were captured. Default: false. */
  showLocals?: boolean;
  /**
   * Draw at most so many lines: first circles of waits, then the tasks that most others wait for, and of each task first what it
   * waits for. What is left out is counted where it would stand: `... 37 more frames`. Default: all lines.
   */
  maxLines?: number;
}

/** The functions that draw. `model` does not draw by itself: the door puts `format`'s functions here. */
export interface Drawing {
  stack(stack: Stack, options?: FormatOptions): string[];
  stackFlat(stack: Stack, options?: Pick<FormatOptions, "showContexts">): string[];
  frame(frame: Frame, options?: FormatOptions): string[];
  context(context: Context, options?: FormatOptions): string[];
  dump(dump: Dump, options?: FormatOptions): string[];
  dumpGrouped(dump: Dump, options?: FormatOptions): string[];
}

let current: Drawing | undefined;

/** Fill the slot. Called once, by the door. */
export function setDrawing(drawing: Drawing): void {
  current = drawing;
}

/** The functions that draw; throws when no door has been imported. */
export function drawing(): Drawing {
  if (current === undefined) {
    throw new Error("Cannot draw a stack as no door is loaded: import mod.ts or src/format/install.ts");
  }
  return current;
}
