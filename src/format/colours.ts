import { bold, cyan, dim, getColorEnabled, red, setColorEnabled, yellow } from "@std/fmt/colors";
import { type Palette, PLAIN } from "./palette.ts";

/** Colours of the terminal: names bold, places cyan, what is waited for yellow, errors red, tree glyphs dim. */
export const COLOURED: Palette = {
  ...PLAIN,
  task: forced(bold),
  name: forced(bold),
  place: forced(cyan),
  leaf: forced(yellow),
  error: forced(red),
  glyph: forced(dim),
};

/**
 * Colours even where `NO_COLOR` is set: whether to colour is for the caller to decide. The switch belongs to the whole
 * process, which may be the program that is looked at, so it is put back.
 */
function forced(paint: (text: string) => string): (text: string) => string {
  const on = true;
  return (text) => {
    if (text === "") return text;
    const before = getColorEnabled();
    setColorEnabled(on);
    try {
      return paint(text);
    } finally {
      setColorEnabled(before);
    }
  };
}
