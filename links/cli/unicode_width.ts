/**
 * The one adapter that computes: `npm:deno-std` 1.4.0 leaves out the table that its `unicode_width.js` imports.
 *
 * Compared with `@std/cli` 1.0.32 over all code points: equal except for 240 characters that changed in newer versions
 * of Unicode, and for code points that no version has assigned.
 *
 * @module
 */

import { eastAsianWidth } from "get-east-asian-width";

/** How many columns of a terminal the text takes. Escape sequences count as text: remove them before. */
export function unicodeWidth(str: string): number {
  let width = 0;
  for (const character of str) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (character === "\u00AD") return 1; // the soft hyphen is a format character, yet terminals show it
  if (/^[\p{Cc}\p{Mn}\p{Me}\p{Cf}\u1160-\u11FF]$/u.test(character)) return 0; // U+1160 and on: inner parts of Hangul
  return eastAsianWidth(character.codePointAt(0) ?? 0);
}
