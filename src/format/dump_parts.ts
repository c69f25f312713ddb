/** What a dump is made of as text, and all of it, one below the other. */
import type { Deadlock } from "../model/deadlock.ts";
import { oneLine } from "../model/one_line.ts";
import { deadlockLines } from "./deadlocks.ts";
import type { Drawer } from "./max_lines.ts";
import { type Palette, PLAIN } from "./palette.ts";
import type { Node } from "./pen.ts";

/** The titles of two lists. */
export const MOST_WAITS = "What most wait for:", RUNTIME_WAITS = "Runtime waits:";

const COLUMNS = 100;

/** What stands around the tasks. */
export interface DumpParts {
  /** The first line. */
  summary: string;
  deadlocks: readonly Deadlock[];
  /** What to say where there is no task. */
  nothing: readonly string[];
  /** What the runtime waits for. */
  background: readonly string[];
  notes: readonly string[];
}

/** The tasks of a dump in some form. */
export interface TasksForm {
  /** What the first line of the dump says of them. */
  about?: string;
  /** What most of them wait for, a line each. */
  mostWaits?: readonly string[];
  drawer: Drawer;
  /** One for each of them, in order. */
  trees: Iterable<Node>;
}

/** All lines, or the first ones and at least one more than `enough`. */
export function allLines(
  { summary, deadlocks, nothing, background, notes }: DumpParts,
  { about = "", mostWaits = [], drawer, trees }: TasksForm,
  { palette = PLAIN, columns }: { palette?: Palette; columns?: number },
  enough: number,
): string[] {
  const lines = [`${summary}${about}\n`];
  if (deadlocks.length > 0) lines.push("\n", ...deadlockLines(deadlocks, { palette }));
  if (mostWaits.length > 0) lines.push("\n", palette.task(MOST_WAITS) + "\n");
  for (const wait of mostWaits) lines.push(`- ${palette.leaf(wait)}\n`);
  for (const tree of trees) {
    lines.push("\n");
    for (const line of drawer.draw(tree)) lines.push(line);
    if (lines.length > enough) return lines;
  }
  if (nothing.length > 0) lines.push("\n", ...nothing.flatMap((text) => wrap(text, columns)));
  if (background.length > 0) {
    lines.push("\n", palette.task(RUNTIME_WAITS) + "\n");
    for (const wait of background) lines.push(`- ${palette.leaf(wait)}\n`);
  }
  for (const note of notes) lines.push("\n", ...wrap(note, columns));
  return lines;
}

/** Text in lines of at most `columns`, indented from the second one on. */
export function wrap(text: string, columns: number = COLUMNS): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((word) => word !== "").map(oneLine)) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(`${line}\n`);
      line = `  ${word}`;
    } else {
      line += line === "" ? word : ` ${word}`;
    }
  }
  lines.push(`${line}\n`);
  return lines;
}
