/**
 * The flat form: like the stack of an error, one entry per frame, the outermost first. With contexts, each has an entry
 * of its own before the entry of its frame, in the order in which an error would unwind them, reversed.
 */
import type { FormatOptions } from "../model/drawing.ts";
import type { Stack } from "../model/stack.ts";
import { summaryLines } from "../model/summary_text.ts";
import { summaryRecords } from "../model/summary_walk.ts";
import { count, headerText, leafText } from "./describe.ts";
import { errorLines } from "./error_text.ts";
import { labelsText } from "./labels.ts";
import { type Palette, PLAIN } from "./palette.ts";
import { childStacksOf, visibleFrames } from "./walk.ts";

/** How the flat form is written. Contexts are left out unless asked for. */
export interface FlatOptions extends Omit<FormatOptions, "asciiOnly"> {
  /** Colours. Default: none. */
  palette?: Palette;
}

/** The flat form of a stack, as lines that end in a newline. */
export function formatFlat(stack: Stack, options: FlatOptions = {}): string[] {
  const { palette = PLAIN } = options;
  const left = childStacksOf(visibleFrames(stack, options), options).length;
  const labels = labelsText(stack.labels);
  return [
    `${headerText(stack)}${labels === "" ? "" : palette.label(` [${labels}]`)}\n`,
    ...flatBody(stack, left === 0 ? "" : `(${count(left, "child task")} not shown)`, options),
  ];
}

/** What stands under the header: entries, leaf, a word about child tasks, error. */
export function flatBody(stack: Stack, aboutChildren: string, options: FlatOptions): string[] {
  const { palette = PLAIN, showLocals: captureLocals, showContexts, showHiddenFrames } = options;
  const records = summaryRecords(visibleFrames(stack, options), { captureLocals, showContexts, showHiddenFrames });
  const lines = summaryLines(records, palette);
  const leaf = leafText(stack);
  if (leaf !== "") lines.push(`  Target of innermost frame: ${palette.leaf(leaf)}\n`);
  if (aboutChildren !== "") lines.push(`  ${palette.text(aboutChildren)}\n`);
  if (stack.error !== undefined) {
    lines.push(palette.error("  Error while extracting stack:") + "\n");
    for (const line of errorLines(stack.error)) lines.push(palette.error(`  ${line}`) + "\n");
  }
  return lines;
}
