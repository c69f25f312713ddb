/**
 * The flat form: like the stack of an error, one entry per frame, the outermost first. With contexts, each has an entry
 * of its own before the entry of its frame, in the order in which an error would unwind them, reversed.
 */
import type { FormatOptions } from "../model/drawing.ts";
import type { Stack } from "../model/stack.ts";
import { summaryEntries } from "../model/summary_text.ts";
import { isOfContext, summaryRecords } from "../model/summary_walk.ts";
import { count, headerText, leafText } from "./describe.ts";
import { errorLines } from "./error_text.ts";
import { labelsText } from "./labels.ts";
import { drawWithin } from "./max_lines.ts";
import { type Palette, PLAIN } from "./palette.ts";
import { type Node, Pen, type Span } from "./pen.ts";
import { childStacksOf, visibleFrames } from "./walk.ts";

/** How the flat form is written. Contexts are left out unless asked for. */
export interface FlatOptions extends Omit<FormatOptions, "asciiOnly"> {
  /** Colours. Default: none. */
  palette?: Palette;
}

/** The flat form of a stack, as lines that end in a newline. */
export function formatFlat(stack: Stack, options: FlatOptions = {}): string[] {
  const left = childStacksOf(visibleFrames(stack, options), options).length;
  const about = left === 0 ? "" : `(${count(left, "child task")} not shown)`;
  const line: Span[] = [["text", headerText(stack)], ...labelSpan(labelsText(stack.labels))];
  const drawer = flatDrawer(options);
  return drawWithin(options, () => [drawer, { branch: "none", line, below: () => flatBody(stack, about, options) }]);
}

/** Draws nodes of the flat form: without glyphs, and without cutting anything. */
export function flatDrawer({ palette = PLAIN }: FlatOptions): { draw(node: Node): string[] } {
  const pen = new Pen({ palette, asciiOnly: false, columns: Infinity });
  return { draw: (node) => pen.draw([node]) };
}

/** Labels behind a title. */
export function labelSpan(labels: string): Span[] {
  return labels === "" ? [] : [["label", ` [${labels}]`]];
}

/** What stands under the header: entries, leaf, a word about child tasks, error. */
export function* flatBody(stack: Stack, aboutChildren: string, options: FlatOptions): Generator<Node> {
  const { showLocals: captureLocals, showContexts, showHiddenFrames } = options;
  const records = summaryRecords(visibleFrames(stack, options), { captureLocals, showContexts, showHiddenFrames });
  for (const { line, below, number, record } of summaryEntries(records)) {
    const details = below.map((line): Node => ({ branch: "none", unit: "code", line }));
    yield { branch: "none", unit: isOfContext(record) ? "context" : "frame", number, line, below: () => details };
  }
  const leaf = leafText(stack);
  if (leaf !== "") yield { branch: "none", line: [["text", "  Target of innermost frame: "], ["leaf", leaf]] };
  if (aboutChildren !== "") yield { branch: "none", line: [["text", "  "], ["text", aboutChildren]] };
  if (stack.error === undefined) return;
  yield { branch: "none", line: [["error", "  Error while extracting stack:"]] };
  for (const line of errorLines(stack.error)) yield { branch: "none", line: [["error", `  ${line}`]] };
}
