/**
 * Colours of the terminal. `@std/fmt/colors` cannot be used: it turns itself off for good where `NO_COLOR` is set, and
 * whether to colour is decided by who prints (`--color=always`).
 */
import { type Palette, PLAIN } from "./palette.ts";

/** Names bold, places cyan, what is waited for yellow, errors red, labels magenta, tree glyphs dim. */
export const COLOURED: Palette = {
  ...PLAIN,
  task: inColour(1, 22),
  name: inColour(1, 22),
  place: inColour(36, 39),
  leaf: inColour(33, 39),
  error: inColour(31, 39),
  label: inColour(35, 39),
  glyph: inColour(2, 22),
};

/** By the codes of ECMA-48 SGR. The text has no escapes of its own: `oneLine()` sees to that. */
function inColour(on: number, off: number): (text: string) => string {
  return (text) => text === "" ? "" : `\x1b[${on}m${text}\x1b[${off}m`;
}
