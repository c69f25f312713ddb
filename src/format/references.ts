/**
 * What stacks wait for that is drawn in other stacks, when stacks are drawn in groups: references, and promises that a function
 * of another stack can settle. The group is named by the id of its first task.
 */
import type { Context } from "../model/context.ts";
import type { Stack } from "../model/stack.ts";
import { idText, leafText } from "./describe.ts";
import type { Group } from "./grouping.ts";
import { leavesOf, stacksWithin } from "./walk.ts";

/** Knows the groups of tasks by the ids of all that stands in them. */
export class References {
  readonly #stacks = new Map<string, Stack>();
  readonly #groups = new Map<Stack, Group>();
  readonly #ends = new Map<Stack, Stack>();
  readonly #waiting = new Map<Group, { number: number; weight: number }>();

  /** For these groups of tasks. */
  constructor(groups: readonly Group[]) {
    const seen = new Set<Stack | Context>();
    for (const group of groups) {
      for (const stack of stacksWithin(group.stacks, seen)) {
        this.#groups.set(stack, group);
        if (stack.id !== undefined && !this.#stacks.has(stack.id)) this.#stacks.set(stack.id, stack);
      }
    }
    for (const [stack, group] of this.#groups) {
      const target = this.#groups.get(this.end(stack));
      if (target === undefined || target === group) continue;
      const { number, weight } = this.#waiting.get(target) ?? { number: 0, weight: 0 };
      this.#waiting.set(target, { number: number + 1, weight: weight + group.size / group.stacks.length });
    }
  }

  /** How many stacks of other groups wait, in the end, for what this one waits for. */
  waitingFor(group: Group): number {
    return this.#waiting.get(group)?.number ?? 0;
  }

  /** How much hangs on a group: the stacks in it, and in those that wait for it, so that it comes before them. */
  weight(group: Group): number {
    return group.size + (this.#waiting.get(group)?.weight ?? 0);
  }

  /** The stack at the end of the chain: it waits for nothing that is drawn elsewhere. In a circle, any of them. */
  end(stack: Stack): Stack {
    const way = new Set<Stack>();
    let last = stack, known = this.#ends.get(last);
    while (known === undefined && !way.has(last)) {
      way.add(last);
      const next = this.#stacks.get(this.target(last) ?? "");
      if (next === undefined) break;
      last = next;
      known = this.#ends.get(last);
    }
    const end = known ?? last;
    for (const passed of way) this.#ends.set(passed, end);
    return end;
  }

  /** The id of the stack that this one waits for. */
  target(stack: Stack): string | undefined {
    const [leaf, ...others] = leavesOf(stack);
    const id = others.length === 0 ? leaf?.details.ref ?? leaf?.details.holder : undefined;
    return id === undefined ? undefined : String(id);
  }

  /** What the stack waits for, with the id of the group in which that is drawn. */
  leafText(stack: Stack): string {
    const text = leafText(stack);
    const target = this.target(stack);
    const found = this.#stacks.get(target ?? "");
    const group = found === undefined ? undefined : this.#groups.get(found);
    if (target === undefined || group === undefined) return text;
    const id = target.startsWith("#") ? target : `#${target}`, first = idText(group.stacks[0]);
    if (text.endsWith(` ${id}`)) return text.slice(0, -id.length) + first;
    return group === this.#groups.get(stack) ? text : `${text} (${first})`;
  }
}
