/** Circles of waits as text: they stand first in a dump. */
import type { Deadlock } from "../model/deadlock.ts";
import { oneLine } from "../model/one_line.ts";
import { count } from "./describe.ts";
import { type Palette, PLAIN } from "./palette.ts";

/** Lines about one circle, and circles. */
const MOST_MEMBERS = 6, MOST_DEADLOCKS = 20;

/** What is said about these circles, as lines that end in a newline. */
export function deadlockLines(deadlocks: readonly Deadlock[], { palette = PLAIN }: { palette?: Palette }): string[] {
  const lines: string[] = [];
  for (const deadlock of deadlocks.slice(0, MOST_DEADLOCKS)) {
    const [head, ...members] = String(deadlock).split("\n").map(oneLine);
    lines.push(`${palette.error(head)}\n`);
    for (const member of members.slice(0, MOST_MEMBERS)) lines.push(`  ${member}\n`);
    if (members.length > MOST_MEMBERS) lines.push(`  and ${members.length - MOST_MEMBERS} more in the circle\n`);
  }
  const more = deadlocks.length - MOST_DEADLOCKS;
  if (more > 0) lines.push(palette.error(`And ${count(more, "more deadlock")}`) + "\n");
  return lines;
}

/** The ids of the stacks that wait in these circles. */
export function deadlockedIds(deadlocks: readonly Deadlock[]): Set<string> {
  return new Set(deadlocks.flatMap(({ members }) => members.flatMap(({ stack }) => stack ?? [])));
}
