/**
 * Text from the program that is looked at, made fit for one line: names, source lines and descriptions may hold line
 * breaks, terminal escapes and marks that turn the direction of writing.
 */

/** Most characters of a value, a description or a source line. */
export const LONGEST = 200;

// Control characters but the tab, lone surrogates, line separators, and what reorders text (Trojan Source).
const UNSAFE = /[[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]--\t]/v;
const PRINTABLE_ASCII = /^[\t -~]*$/;
const ALL_UNSAFE = new RegExp(UNSAFE, "gv");
const NAMED: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
};

/** Most characters of a line of which nothing else is known: a program may give a function a name of a million. */
const LONGEST_LINE = 10_000;

/** `text` on one line, with what would break or disguise the line shown as escapes. */
export function oneLine(text: string): string {
  if (text.length > LONGEST_LINE) return oneLine(text.slice(0, LONGEST_LINE - 3)) + "...";
  if (PRINTABLE_ASCII.test(text) || !UNSAFE.test(text)) return text;
  return text.replace(ALL_UNSAFE, escapeCharacter);
}

/** `text` up to `limit` characters, then `...`. */
export function clip(text: string, limit: number = LONGEST): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  const splitsPair = last >= 0xd800 && last < 0xdc00;
  return text.slice(0, splitsPair ? limit - 1 : limit) + "...";
}

/**
 * `text` around `column` (1-based, 0 for unknown) where it is longer than `limit`, so that the code in question stays in
 * sight when a whole library stands on one line, or a line is far to the right.
 */
export function clipAround(text: string, column: number, limit: number = LONGEST): string {
  const lead = Math.min(60, limit >> 1);
  if (text.length <= limit || column - 1 <= lead) return clip(text, limit);
  const start = Math.min(column - 1 - lead, text.length - limit);
  return "..." + clip(text.slice(start), limit);
}

/** The escape that stands for one character in a string literal. */
function escapeCharacter(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
