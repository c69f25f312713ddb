/**
 * What most wait for in the end. Whoever waits for something that is drawn elsewhere waits for what that one waits for: so the one
 * slow thing behind a thousand waits counts a thousand times, however the trees are cut.
 */
import type { FormatOptions } from "../model/drawing.ts";
import type { Frame } from "../model/frame.ts";
import type { Stack } from "../model/stack.ts";
import { leafText, thousands } from "./describe.ts";
import { fileOf, functionOf, isNative, positionIn } from "./place.ts";
import type { References } from "./references.ts";
import { shapeOf, TextGroup } from "./text_group.ts";
import { leavesOf, stacksWithin, visibleFrames } from "./walk.ts";

/** Ends told by name. */
const MOST = 8;

/** Lines for the most frequent ends of these tasks, the first one first, and how many others there are; how many waits in all, and where. */
export function mostWaits(
  tasks: readonly Stack[],
  references: References,
  options: FormatOptions,
): { lines: string[]; waits: number; places: number } {
  const ends = new Map<string, { where: string; texts: TextGroup; number: number }>();
  for (const stack of stacksWithin(tasks)) {
    if (leavesOf(stack).length === 0) continue;
    if (stack.frames.length > 0 && visibleFrames(stack, options).length === 0) continue;
    const last = references.end(stack);
    const where = placeOf(visibleFrames(last, options).at(-1));
    const text = leafText(last) || (last === stack ? "" : "its branches");
    const key = `${shapeOf(text)}\n${where}`;
    let end = ends.get(key);
    if (end === undefined) ends.set(key, end = { where, texts: new TextGroup(), number: 0 });
    end.texts.add(text);
    end.number++;
  }
  let waits = 0;
  for (const { number } of ends.values()) waits += number;
  const sorted = [...ends.values()].sort((a, b) => b.number - a.number);
  const most = sorted.length <= MOST + 1 ? sorted.length : MOST;
  const lines = sorted.slice(0, most).map(({ where, texts, number }) => {
    const what = [where, texts.toString()].filter((text) => text !== "").join(": ");
    return `${thousands(number)} x ${what}`;
  });
  if (most < sorted.length) {
    const others = sorted.slice(most);
    const number = others.reduce((sum, { number }) => sum + number, 0);
    lines.push(`${thousands(number)} more, of ${thousands(others.length)} other sorts`);
  }
  return { lines, waits, places: new Set(sorted.map(({ where }) => where)).size };
}

/** The function, and where in which file. */
function placeOf(frame: Frame | undefined): string {
  if (frame === undefined) return "";
  if (isNative(frame)) return functionOf(frame);
  return `${functionOf(frame)} at ${positionIn(fileOf(frame.url).replace(/^.*[/\\]/, ""), frame.line, frame.column)}`;
}
