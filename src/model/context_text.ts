/** The words for a context, the same in every form of output. One line each, never longer than a value. */
import type { Context } from "./context.ts";
import { clip, oneLine } from "./one_line.ts";
import { safeText } from "./safe_text.ts";
import { typeNameOf } from "./type_name.ts";

/** The description of a context; `""` for none. */
export function descriptionText(context: Context): string {
  return context.description === undefined ? "" : plainText(context.description);
}

/** `name: Type` of a context, as far as it is known; a combinator has neither. */
export function nameAndType(context: Context): string {
  if (isWaiting(context)) return "";
  const name = context.varName === undefined ? "" : plainText(context.varName);
  const type = typeText(context);
  return type === undefined ? name : `${name || "_"}: ${plainText(type)}`;
}

/** Name of the type of the resource; `undefined` when nothing is known of it. */
export function typeText(context: Context): string | undefined {
  return context.typeName ?? (context.obj === undefined ? undefined : typeNameOf(context.obj));
}

/** The description of a context, else the text of its object; `""` when neither is known. */
export function wordsOf(context: Context): string {
  return descriptionText(context) || (context.obj === undefined ? "" : safeText(context.obj));
}

/** Text as it is, on one line. A hook may have put something else where text belongs. */
export function plainText(text: unknown): string {
  return typeof text === "string" ? clip(oneLine(text)) : safeText(text);
}

/** Is it no resource, but what the frame waits for: a combinator, or who is at work on the awaited thing? */
export function isWaiting({ kind }: Context): boolean {
  return kind === "combinator" || kind === "producer";
}
