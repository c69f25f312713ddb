/** Labels as text: ` [requestId=42 user=ada]`, on the line from which on they hold. */
import type { Frame } from "../model/frame.ts";
import { clip, oneLine } from "../model/one_line.ts";
import type { Stack } from "../model/stack.ts";
import type { Span } from "./pen.ts";
import type { WalkOptions } from "./walk.ts";

/** Labels by name. */
export type Labels = Readonly<Record<string, string>>;

/** No labels. */
export const NO_LABELS: Labels = Object.freeze({});

/** Characters of a name, and of a value. */
const LONGEST = 40;
/** Characters of all of them; what comes after is only counted. */
const LONGEST_LIST = 120;

/** What to write behind a name or a title: the labels that do not hold outside. */
export function labelSpans(labels: Labels, outside: Labels = NO_LABELS): Span[] {
  const text = labelsText(labels, outside);
  return text === "" ? [] : [["label", ` [${text}]`]];
}

/** `requestId=42 user="Ada L"`: the labels that do not hold outside; `""` for none. */
export function labelsText(labels: Labels, outside: Labels = NO_LABELS): string {
  if (labels === outside) return "";
  let text = "", left = 0;
  for (const [name, value] of Object.entries(labels)) {
    if (outside[name] === value) continue;
    const label = `${quoted(name)}=${quoted(value)}`;
    if (left > 0 || (text !== "" && text.length + label.length > LONGEST_LIST)) left++;
    else text += text === "" ? label : ` ${label}`;
  }
  return left > 0 ? `${text} +${left} more` : text;
}

/** The labels with which a stack begins: those of its first frame that is shown. */
export function firstLabels(stack: Stack, options: WalkOptions): Labels {
  const first = stack.frames.find(({ hide }) => options.showHiddenFrames || !hide);
  return first?.labels ?? NO_LABELS;
}

/** The labels that these stacks have in common; `*` stands for values that differ. */
export function labelsOfAll(stacks: readonly Stack[]): Labels {
  const [first, ...others] = stacks;
  const common = new Map(Object.entries(first.labels));
  for (const { labels } of others) {
    for (const [name, value] of common) {
      if (!Object.hasOwn(labels, name)) common.delete(name);
      else if (labels[name] !== value) common.set(name, "*");
    }
  }
  return Object.fromEntries(common);
}

/** The labels that hold within a frame. Where nothing is known of it, those around it. */
export function labelsInside(frame: Frame, outside: Labels): Labels {
  const { labels } = frame;
  // Most frames have the labels of the one around them: these are one object.
  if (labels === outside || Object.keys(labels).length === 0) return outside;
  return outside === NO_LABELS ? labels : { ...outside, ...labels };
}

/** `Task "import users"` for a stack that begins within a name that the program gave; `""` for others. */
export function taskText(stack: Stack, options: WalkOptions): string {
  const { task } = firstLabels(stack, options);
  return task === undefined ? "" : `Task ${JSON.stringify(clip(oneLine(task), LONGEST))}`;
}

/** The labels that the title of such a stack tells. */
export function toldByTitle(stack: Stack, options: WalkOptions): Labels {
  const { task } = firstLabels(stack, options);
  return task === undefined ? NO_LABELS : { task };
}

/** As it is if it is one word. */
function quoted(text: string): string {
  const line = clip(oneLine(text), LONGEST);
  return /^[^\s"'=[\]]+$/.test(line) ? line : JSON.stringify(line);
}
