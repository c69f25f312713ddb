/** The words for the parts of a model, the same in every form of output. One line each, never longer than a value. */
import { plainText } from "../model/context_text.ts";
import type { Frame } from "../model/frame.ts";
import type { Leaf } from "../model/leaf.ts";
import type { Stack } from "../model/stack.ts";
import { clip, oneLine } from "../model/one_line.ts";
import { safeText } from "../model/safe_text.ts";
import { leavesOf } from "./walk.ts";

/** `stackscope.Stack of ROOT (most recent call last):` */
export function headerText(stack: Stack): string {
  const root = rootText(stack);
  return root === ""
    ? "stackscope.Stack (most recent call last):"
    : `stackscope.Stack of ${root} (most recent call last):`;
}

/** The root: a string as it is, any other value as safe text, `""` for none. */
export function rootText(stack: Stack): string {
  if (stack.title !== undefined) return clip(oneLine(stack.title));
  if (stack.root === undefined) return "";
  return typeof stack.root === "string" ? clip(oneLine(stack.root)) : safeText(stack.root);
}

/** The id as people see it: `#1`; `""` for none. */
export function idText(stack: Stack): string {
  if (stack.id === undefined) return "";
  const id = plainText(stack.id);
  return id.startsWith("#") ? id : `#${id}`;
}

/** What the stack waits for; several leaves in brackets; `""` for none. */
export function leafText(stack: Stack): string {
  const texts = leavesOf(stack).map(describeLeaf);
  return texts.length > 1 ? `[${texts.join(", ")}]` : texts[0] ?? "";
}

/** The locals of a frame as `name = preview`, names aligned; none where they were not captured. */
export function localLines(frame: Frame): string[] {
  const widest = 24;
  let locals: Readonly<Record<string, string>>;
  try {
    locals = frame.locals() ?? {};
  } catch (error) {
    return [`<locals cannot be read: ${safeText(error)}>`];
  }
  const names = Object.keys(locals);
  const width = Math.min(widest, names.reduce((width, name) => Math.max(width, name.length), 0));
  return names.map((name) => `${oneLine(name).padEnd(width)} = ${plainText(locals[name])}`);
}

/** `n thing`, `n things`. */
export function count(n: number, thing: string): string {
  return n === 1 ? `1 ${thing}` : `${thousands(n)} ${thing}s`;
}

/** `10,000`. By hand, as the program may have replaced what the language has for it. */
export function thousands(n: number): string {
  return `${n}`.replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** A time as people say it: `608 ms`, `3.2 s`, `4 min 5 s`, `2 h 13 min`, `3 d 4 h`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds), minutes = Math.floor(whole / 60), hours = Math.floor(minutes / 60);
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min ${whole % 60} s`;
}

function describeLeaf(leaf: Leaf): string {
  // A leaf that is nothing but an object has no words of its own.
  if (leaf.description === "" && leaf.kind === "object") return safeText(leaf.obj);
  return plainText(leaf.description) || plainText(leaf.kind);
}
