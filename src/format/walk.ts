/** Walks through what stands inside stacks. Without recursion, and each object once: a model may be deep, or cyclic. */
import type { Context } from "../model/context.ts";
import type { Frame } from "../model/frame.ts";
import type { Leaf } from "../model/leaf.ts";
import { Stack } from "../model/stack.ts";

/** What is left out of a walk. */
export interface WalkOptions {
  /** Go through hidden frames and contexts too. Default: false. */
  showHiddenFrames?: boolean;
}

/** Is this child of a context meant? */
export type ChildFilter = (child: Stack | Context, parent: Context) => boolean;

/** The frames that are drawn. */
export function visibleFrames(stack: Stack, options: WalkOptions): readonly Frame[] {
  const isWhole = options.showHiddenFrames || !stack.frames.some(({ hide }) => hide);
  return isWhole ? stack.frames : stack.frames.filter(({ hide }) => !hide);
}

/**
 * The stacks and every stack inside them, as child or as implementation of a context; without those seen before, and without children of
 * contexts that are not `meant`.
 */
export function* stacksWithin(
  stacks: readonly Stack[],
  seen: Set<Stack | Context> = new Set(),
  isMeant: ChildFilter = () => true,
): Generator<Stack> {
  const waiting: (Stack | Context)[] = [];
  pushReversed(waiting, stacks);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next instanceof Stack) {
      yield next;
      pushContexts(waiting, next.frames);
    } else {
      const parent = next;
      pushReversed(waiting, next.children.filter((child) => isMeant(child, parent)));
      if (next.innerStack !== undefined) waiting.push(next.innerStack);
    }
  }
}

/** The leaves of a stack: mostly one, or none. */
export function leavesOf(stack: Stack): readonly Leaf[] {
  if (stack.leaf === undefined) return [];
  return Array.isArray(stack.leaf) ? stack.leaf : [stack.leaf];
}

/** The ids that references and circles within these stacks point at, and within children of contexts that are `meant`. */
export function referredIds(stacks: readonly Stack[], isMeant?: ChildFilter): Set<string> {
  const ids = new Set<string>();
  for (const stack of stacksWithin(stacks, new Set(), isMeant)) {
    for (const leaf of leavesOf(stack)) {
      if (leaf.details.ref !== undefined) ids.add(String(leaf.details.ref));
    }
  }
  return ids;
}

/** The child stacks that belong to the contexts of these frames, without those inside other child stacks. */
export function childStacksOf(frames: readonly Frame[], options: WalkOptions): Stack[] {
  const children: Stack[] = [];
  const seen = new Set<Context>();
  const waiting: (Context | Stack)[] = [];
  pushContexts(waiting, frames);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next instanceof Stack) {
      children.push(next);
    } else if (!seen.has(next) && (options.showHiddenFrames || !next.hide)) {
      seen.add(next);
      pushReversed(waiting, next.children);
      if (next.innerStack !== undefined) pushContexts(waiting, visibleFrames(next.innerStack, options));
    }
  }
  return children;
}

function pushContexts(waiting: (Stack | Context)[], frames: readonly Frame[]): void {
  for (const frame of frames.toReversed()) pushReversed(waiting, frame.contexts);
}

/** One by one: an argument list has an end, and a combinator may have more branches than that. */
function pushReversed<Item>(waiting: Item[], items: readonly Item[]): void {
  for (let at = items.length - 1; at >= 0; at--) waiting.push(items[at]);
}
