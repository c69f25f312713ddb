/** What hooks have put into a frame. It is drawn later, when no error can be told any more. */
import { isProxy } from "node:util/types";
import { elaborateFrame } from "../dispatch/hooks.ts";
import { Context } from "../model/context.ts";
import type { Frame } from "../model/frame.ts";
import { safeText } from "../model/safe_text.ts";
import { isListOf } from "../model/items_of.ts";
import { isInstance, isObject } from "../model/type_name.ts";

/** A part of a frame that a hook may write. */
interface Part {
  readonly name: "contexts" | "labels" | "line" | "column" | "age";
  readonly must: string;
  isRight(value: unknown): boolean;
  /** Instead of what is wrong. */
  readonly otherwise: unknown;
}

const PARTS: readonly Part[] = [
  { name: "contexts", must: "an array of contexts", isRight: isListOfContexts, otherwise: [] },
  { name: "labels", must: "a record of strings", isRight: isRecordOfStrings, otherwise: {} },
  { name: "line", must: "a number", isRight: isNumber, otherwise: 0 },
  { name: "column", must: "a number", isRight: isNumber, otherwise: 0 },
  {
    name: "age",
    must: "a number or undefined",
    isRight: (value) => value === undefined || isNumber(value),
    otherwise: undefined,
  },
];

/**
 * Let the hooks of a frame act.
 *
 * @throws {unknown} what they throw
 * @throws {TypeError} when they have put something into the frame that cannot be drawn
 */
export function elaborated(frame: Frame, nextInner: unknown): unknown {
  const result = elaborateFrame(frame, nextInner);
  checkFrame(frame);
  return result;
}

/** Put right what cannot be drawn, and tell the first of it. */
function checkFrame(frame: Frame): void {
  let problem: TypeError | undefined;
  for (const { name, must, isRight, otherwise } of PARTS) {
    const value: unknown = frame[name];
    if (isRight(value)) continue;
    Reflect.set(frame, name, otherwise);
    problem ??= new TypeError(
      `Cannot use '${name}' of a frame as it must be ${must}: current value is ${safeText(value)}`,
    );
  }
  if (problem !== undefined) throw problem;
}

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}

function isListOfContexts(value: unknown): boolean {
  return isListOf(value, (each) => isInstance(each, Context));
}

function isRecordOfStrings(value: unknown): boolean {
  if (!isObject(value) || isProxy(value)) return false;
  return Object.values(Object.getOwnPropertyDescriptors(value)).every((each) => typeof each.value === "string");
}
