/** Which tasks to look at first where not all can be drawn. */
import type { Dump } from "../model/dump.ts";
import type { Stack } from "../model/stack.ts";
import { deadlockedIds } from "./deadlocks.ts";
import type { TreeOptions } from "./tree.ts";
import { Grouping } from "./grouping.ts";
import { References } from "./references.ts";

/**
 * The most important ones first: those in circles of waits, and what runs; then one of each sort, errors and those for which most others wait before
 * others; then, sort by sort, those that are like them. Of equal ones, who waits longest.
 */
export function byImportance(tasks: readonly Stack[], { deadlocks }: Dump, options: TreeOptions): Stack[] {
  const groups = new Grouping(options, deadlockedIds(deadlocks)).groups(tasks);
  const references = new References(groups);
  const ranked = groups.flatMap((group) => {
    const { urgency } = group, weight = references.weight(group);
    const oldest = group.stacks.map((stack) => ({ stack, age: ageOf(stack) })).sort((a, b) => b.age - a.age);
    return oldest.map(({ stack, age }, at) => ({ stack, urgency, round: urgency > 1 ? 0 : at, weight, age }));
  });
  ranked.sort((a, b) =>
    (b.urgency > 1 ? 1 : 0) - (a.urgency > 1 ? 1 : 0) || a.round - b.round || b.urgency - a.urgency ||
    b.weight - a.weight || b.age - a.age
  );
  return ranked.map(({ stack }) => stack);
}

/** Milliseconds for which a task has waited, as far as that is known. */
function ageOf({ frames }: Stack): number {
  let age = -1;
  for (const frame of frames) age = Math.max(age, frame.age ?? -1);
  return age;
}
