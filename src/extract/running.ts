/** The stack that is running now: synchronous frames, then V8's async tail. Built on the walk of iterate.ts. */
import { isProxy } from "node:util/types";
import { getCode } from "../dispatch/get_code.ts";
import { Frame } from "../model/frame.ts";
import type { FrameRef } from "../model/stack_slice.ts";
import { ownName } from "../model/type_name.ts";
import type { SourceLines } from "../source/lines.ts";
import { beginRunning, isSamePlace, nextFrame } from "./iterate.ts";

// deno-lint-ignore ban-types -- any function or class, whatever it takes
type AnyFunction = Function;

/** The running stack, innermost frame first; frames of this library are left out. */
export function runningFrames(lines: SourceLines): Frame[] {
  const frames: Frame[] = [];
  for (let frame = beginRunning(lines); frame !== undefined; frame = nextFrame(frame)) frames.push(frame);
  return frames;
}

/** Is this a frame, or a function? */
export function isFrameRef(value: unknown): value is FrameRef {
  return typeof value === "function" || Frame.is(value);
}

/**
 * Does `frame` stand for the place that `ref` names? A function is told by its code where that is known of both, else by its name. A
 * frame that was taken earlier is told by its depth too, among calls of the same function.
 */
export function isAt(frame: Frame, ref: FrameRef): boolean {
  if (Frame.is(ref)) {
    return frame === ref || (isSamePlace(frame, ref, isSameFunction) ?? isSameFunction(frame, ref));
  }
  if (isProxy(ref)) return false;
  const start = startOf(ref);
  if (start !== undefined) {
    if (frame.url !== start.url) return false;
    const { startLine, startColumn } = frame.code;
    if (startLine > 0) return startLine === start.line && startColumn === start.column;
  }
  const name = ownName(ref);
  return frame.functionName === name && name !== "";
}

function isSameFunction(frame: Frame, other: Frame): boolean {
  if (frame.code === other.code) return true;
  if (frame.code.startLine > 0 && other.code.startLine > 0) return false;
  return frame.url === other.url && frame.functionName === other.functionName && frame.className === other.className;
}

/** Where a function starts. */
interface Start {
  url: string;
  line: number;
  column: number;
}

/** Asking V8 takes long, and the answer stays the same. */
const starts = new WeakMap<AnyFunction, Start | undefined>();

function startOf(fn: AnyFunction): Start | undefined {
  if (!starts.has(fn)) starts.set(fn, findStart(fn));
  return starts.get(fn);
}

function findStart(fn: AnyFunction): Start | undefined {
  try {
    const { url, startLine: line, startColumn: column } = getCode(fn);
    if (url === "" || line === 0) return undefined;
    return { url, line, column };
  } catch {
    return undefined; // nothing that has code: its name has to do
  }
}

/**
 * Is a running frame a call of the function with this name? V8 tells the body of a module and a nameless function without a
 * receiver in the same way: a frame that was taken for the one is found to be the other.
 */
export function isCallOf(frame: Frame, name: string): boolean {
  if (name !== "") return frame.functionName === name;
  if (frame.functionName === "<module>") (frame as { functionName: string }).functionName = "<anonymous>";
  return frame.functionName === "<anonymous>";
}
