/** Branches beside each other that wait for the same branches: the second is no more than its name and where it is told. */
import type { Context } from "../model/context.ts";
import { isWaiting } from "../model/context_text.ts";
import type { Frame } from "../model/frame.ts";
import { Stack } from "../model/stack.ts";
import { leafText } from "./describe.ts";
import { labelsText } from "./labels.ts";
import { isSamePlace } from "./repeated.ts";
import { leavesOf, visibleFrames, type WalkOptions } from "./walk.ts";

/** Would the inside of a stack, with branches of its own, be drawn as that of the one beside it? Locals aside. */
export function waitForTheSame(one: Stack, other: Stack, options: WalkOptions): boolean {
  if (one.error !== undefined || other.error !== undefined) return false;
  const frames = visibleFrames(one, options), others = visibleFrames(other, options);
  return frames.some(({ contexts }) => contexts.length > 0) && frames.length === others.length &&
    leafText(one) === leafText(other) &&
    leavesOf(one).every(({ age, creation }) => age === undefined && creation.length === 0) &&
    frames.every((frame, at) => areAlike(frame, others[at]));
}

function areAlike(frame: Frame, other: Frame): boolean {
  return isSamePlace(frame, other) && labelsText(frame.labels, other.labels) === "" &&
    labelsText(other.labels, frame.labels) === "" && frame.contexts.length === other.contexts.length &&
    frame.contexts.every((context, at) => haveTheSame(context, other.contexts[at]));
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
