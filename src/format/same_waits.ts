/**
 * Branches that are told by others. Of those beside each other that wait for the same branches, the second is no more than its name and
 * where it is told. Of those in each other that are alike, as of a function that waits for itself through `Promise.all`, the outermost
 * and the innermost are drawn, and the levels between are counted.
 */
import { Context } from "../model/context.ts";
import { descriptionText, isWaiting } from "../model/context_text.ts";
import type { FormatOptions } from "../model/drawing.ts";
import type { Frame } from "../model/frame.ts";
import { Stack } from "../model/stack.ts";
import { MOST_REPEATED } from "../model/summary_text.ts";
import { leafText, rootText } from "./describe.ts";
import { labelsText } from "./labels.ts";
import { isSamePlace } from "./repeated.ts";
import { leavesOf, referredIds, visibleFrames } from "./walk.ts";

/** A stack that waits for one branch, and for others that are told by that one. */
interface Level {
  readonly frames: readonly Frame[];
  readonly context: Context;
  readonly inner: Stack;
  readonly others: readonly Stack[];
}

/** Levels that are only counted. */
export interface Levels {
  /** The context in which they begin. */
  readonly context: Context;
  /** How many. */
  readonly number: number;
  /** All branches of these levels. */
  readonly branches: ReadonlySet<Stack>;
  /** What stands in the innermost of them. */
  readonly last: Stack;
}

/** Knows which branches of a drawing are told by others, and which stacks its other lines refer to. */
export class ToldBranches {
  readonly #options: FormatOptions;
  readonly #told = new Map<Context, ReadonlyMap<Stack, Stack>>();
  readonly #referred: ReadonlySet<string>;

  /** Of a drawing of these stacks. `named`: ids that are told elsewhere. */
  constructor(stacks: readonly Stack[], options: FormatOptions, named: ReadonlySet<string>) {
    this.#options = options;
    this.#referred = named.union(referredIds(stacks, (child, parent) => !this.toldBy(parent).has(child)));
  }

  /** Does a line that is drawn, or something told elsewhere, refer to this stack by its id? */
  isReferred({ id }: Stack): boolean {
    return id !== undefined && this.#referred.has(id);
  }

  /** Children that wait for the same as one before them, and that one. */
  toldBy(context: Context): ReadonlyMap<Stack | Context, Stack> {
    const known = this.#told.get(context);
    if (known !== undefined) return known;
    const told = new Map<Stack, Stack>();
    let before: Stack | undefined;
    for (const child of this.#options.showLocals ? [] : context.children) {
      if (child instanceof Context || child === before) continue;
      if (before !== undefined && waitForTheSame(child, before, this.#options)) told.set(child, before);
      else if (visibleFrames(child, this.#options).length > 0) before = child;
    }
    this.#told.set(context, told);
    return told;
  }

  /** Levels inside a stack that are like it, if there are many. Stacks that are `drawn` or referred to are not counted away. */
  levelsIn(stack: Stack, drawn: ReadonlySet<Stack | Context>): Levels | undefined {
    const outermost = this.#level(stack);
    if (outermost === undefined) return undefined;
    const branches = new Set<Stack>();
    let last = outermost.inner, number = 0;
    for (let level = this.#level(last); level !== undefined; level = this.#level(last)) {
      const stacks = [last, ...level.others];
      if (!areAlikeLevels(level, outermost)) break;
      if (stacks.some((stack) => drawn.has(stack) || branches.has(stack) || this.isReferred(stack))) break;
      for (const stack of stacks) branches.add(stack);
      last = level.inner;
      number++;
    }
    return number < MOST_REPEATED ? undefined : { context: outermost.context, number, branches, last };
  }

  #level(stack: Stack): Level | undefined {
    if (this.#options.showLocals || stack.error !== undefined || stack.leaf !== undefined) return undefined;
    const frames = visibleFrames(stack, this.#options);
    const [context, ...more] = frames.flatMap(({ contexts }) => contexts);
    if (context === undefined || more.length > 0 || !isWaiting(context) || context.innerStack !== undefined) {
      return undefined;
    }
    if (context.hide && !this.#options.showHiddenFrames) return undefined;
    const [inner, ...children] = context.children, told = this.toldBy(context);
    const others = children.filter((child) => child instanceof Stack && told.get(child) === inner) as Stack[];
    return inner instanceof Stack && others.length === children.length ? { frames, context, inner, others } : undefined;
  }
}

function areAlikeLevels(one: Level, other: Level): boolean {
  return one.frames.length === other.frames.length && one.others.length === other.others.length &&
    rootText(one.inner) === rootText(other.inner) &&
    one.frames.every((frame, at) => areAlike(frame, other.frames[at])) &&
    one.context.kind === other.context.kind && descriptionText(one.context) === descriptionText(other.context) &&
    one.others.every((stack, at) => rootText(stack) === rootText(other.others[at]));
}

/** Would the inside of a stack, with branches of its own, be drawn as that of the one beside it? Locals aside. */
function waitForTheSame(one: Stack, other: Stack, options: FormatOptions): boolean {
  if (one.error !== undefined || other.error !== undefined) return false;
  const frames = visibleFrames(one, options), others = visibleFrames(other, options);
  return frames.some(({ contexts }) => contexts.length > 0) && frames.length === others.length &&
    leafText(one) === leafText(other) &&
    leavesOf(one).every(({ age, creation }) => age === undefined && creation.length === 0) &&
    frames.every((frame, at) =>
      areAlike(frame, others[at]) && frame.contexts.every((context, i) => haveTheSame(context, others[at].contexts[i]))
    );
}

/** Are the lines of two frames the same? */
function areAlike(frame: Frame, other: Frame): boolean {
  return isSamePlace(frame, other) && labelsText(frame.labels, other.labels) === "" &&
    labelsText(other.labels, frame.labels) === "" && frame.contexts.length === other.contexts.length;
}

function haveTheSame(one: Context, other: Context): boolean {
  if (one === other) return true;
  return isWaiting(one) && isWaiting(other) && one.hide === other.hide && one.kind === other.kind &&
    one.description === other.description && one.innerStack === undefined && other.innerStack === undefined &&
    one.children.length === other.children.length &&
    one.children.every((child, at) => {
      const target = targetOf(child);
      return target !== undefined && target === targetOf(other.children[at]);
    });
}

/** The stack that a child is, or points at. */
function targetOf(child: Stack | Context): unknown {
  if (!(child instanceof Stack)) return undefined;
  const [leaf, ...others] = leavesOf(child);
  if (child.frames.length === 0 && others.length === 0) return leaf?.details.ref;
  return child.id ?? child;
}
