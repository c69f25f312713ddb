/** Leaves that point at other stacks, where stacks are drawn in groups: they point at the group, by the id of its first task. */
import type { Context } from "../model/context.ts";
import type { Stack } from "../model/stack.ts";
import { idText, leafText } from "./describe.ts";
import type { Group } from "./grouping.ts";
import { leavesOf, stacksWithin } from "./walk.ts";

/** Knows the groups of tasks by the ids of all that stands in them. */
export class References {
  readonly #groups = new Map<string, Group>();
  readonly #stacks = new Map<string, Stack>();
  readonly #waiting = new Map<Group, number>();
  readonly #weights = new Map<Group, number>();

  /** For these groups of tasks. */
  constructor(groups: readonly Group[]) {
    const seen = new Set<Stack | Context>();
    const inside = groups.map((group) => ({ group, stacks: [...stacksWithin(group.stacks, seen)] }));
    for (const { group, stacks } of inside) {
      for (const stack of stacks) {
        if (stack.id === undefined || this.#groups.has(stack.id)) continue;
        this.#groups.set(stack.id, group);
        this.#stacks.set(stack.id, stack);
      }
    }
    for (const { group, stacks } of inside) {
      for (const stack of stacks) {
        const target = this.#groups.get(this.target(stack) ?? "");
        if (target === undefined || target === group) continue;
        this.#waiting.set(target, this.waitingFor(target) + 1);
        this.#weights.set(target, (this.#weights.get(target) ?? 0) + group.size / group.stacks.length);
      }
    }
  }

  /** How much hangs on a group: the stacks in it, and in those that wait for it, so that it comes before them. */
  weight(group: Group): number {
    return group.size + (this.#weights.get(group) ?? 0);
  }

  /** The stack with an id. */
  stack(id: string): Stack | undefined {
    return this.#stacks.get(id);
  }

  /** How many stacks of other groups wait for something in this one. */
  waitingFor(group: Group): number {
    return this.#waiting.get(group) ?? 0;
  }

  /** The id of the stack that this one's leaf points at. */
  target(stack: Stack): string | undefined {
    const [leaf, ...others] = leavesOf(stack);
    const ref = others.length === 0 ? leaf?.details.ref : undefined;
    return ref === undefined ? undefined : String(ref);
  }

  /** What the stack waits for, with the id under which that is drawn. */
  leafText(stack: Stack): string {
    const text = leafText(stack);
    const target = this.target(stack);
    const group = this.#groups.get(target ?? "");
    if (target === undefined || group === undefined) return text;
    const id = target.startsWith("#") ? target : `#${target}`;
    return text.endsWith(` ${id}`) ? text.slice(0, -id.length) + idText(group.stacks[0]) : text;
  }
}
