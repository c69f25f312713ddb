/**
 * The text of an error: the error itself, the members of an `AggregateError`, the causes.
 *
 * Reading `error.stack` may run code of the program: the first read calls `Error.prepareStackTrace`, and asks the error
 * for its name and message. So it is read only where neither can be code: V8's own getter, no `prepareStackTrace`, name
 * and message plain strings. Otherwise the headline must do. (V8 15.0, Deno 2.9.6.)
 */
import * as types from "node:util/types";
import { clip, oneLine } from "../model/one_line.ts";
import { errorHeadline, safeText } from "../model/safe_text.ts";
import { dataProperty } from "../model/type_name.ts";

const { getOwnPropertyDescriptor } = Object;
const { apply } = Reflect;
const PlainError = Error;
const stackGetter = getOwnPropertyDescriptor(new PlainError(), "stack")?.get;

const MOST_LINES = 50;
const MOST_MEMBERS = 20;
const DEEPEST = 8;
const LONGEST_LINE = 1000;

/** The lines of an error's text, without line ends. Never throws, never runs code of the program. */
export function errorLines(error: unknown): string[] {
  return linesOf(error, []);
}

function linesOf(error: unknown, path: readonly unknown[]): string[] {
  if (path.includes(error)) return ["[Circular]"];
  if (path.length >= DEEPEST) return ["..."];
  if (!isPlainError(error)) return physicalLines(errorHeadline(error));
  const members = dataProperty(error, "errors");
  const inside = [...path, error];
  const lines = Array.isArray(members) && !types.isProxy(members)
    ? [...physicalLines(errorHeadline(error)), ...memberLines(members, inside)]
    : physicalLines(stackText(error) ?? errorHeadline(error));
  const cause = getOwnPropertyDescriptor(error, "cause");
  if (cause !== undefined) lines.push(...causeLines(cause.value, inside));
  return lines;
}

function memberLines(members: readonly unknown[], path: readonly unknown[]): string[] {
  const lines: string[] = [];
  for (let index = 0; index < Math.min(members.length, MOST_MEMBERS); index++) {
    const member = getOwnPropertyDescriptor(members, index)?.value;
    const [first, ...rest] = linesOf(member, path);
    lines.push(`  ${index + 1}. ${first}`, ...rest.map((line) => `  ${line}`));
  }
  if (members.length > MOST_MEMBERS) lines.push(`  ... ${members.length - MOST_MEMBERS} more errors`);
  return lines;
}

function causeLines(cause: unknown, path: readonly unknown[]): string[] {
  const [first, ...rest] = isPlainError(cause) ? linesOf(cause, path) : [safeText(cause)];
  return [`Caused by: ${first}`, ...rest];
}

function isPlainError(value: unknown): value is Error {
  return types.isNativeError(value) && !types.isProxy(value);
}

/** The text that V8 makes of the stack; `undefined` where making it could run code of the program. */
function stackText(error: Error): string | undefined {
  const stack = getOwnPropertyDescriptor(error, "stack");
  if (typeof stack?.value === "string") return stack.value;
  if (stack?.get === undefined || stack.get !== stackGetter) return undefined;
  if (getOwnPropertyDescriptor(globalThis, "Error")?.value !== PlainError) return undefined;
  if (getOwnPropertyDescriptor(PlainError, "prepareStackTrace") !== undefined) return undefined;
  if (typeof dataProperty(error, "name") !== "string" || typeof dataProperty(error, "message") !== "string") {
    return undefined;
  }
  try {
    const text = apply(stack.get, error, []);
    return typeof text === "string" && text !== "" ? text : undefined;
  } catch {
    return undefined;
  }
}

function physicalLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  const shown = lines.slice(0, MOST_LINES).map((line) => clip(oneLine(line), LONGEST_LINE));
  if (lines.length > MOST_LINES) shown.push(`    ... ${lines.length - MOST_LINES} more lines`);
  return shown;
}
