/** The parts that text can play. */
export type Role = "task" | "name" | "place" | "leaf" | "error" | "glyph" | "text" | "code" | "label";

/** What each part of a drawing is passed through. Colour is never in the data: who prints decides. */
export type Palette = Readonly<Record<Role, (text: string) => string>>;

/** No colour. */
export const PLAIN: Palette = {
  task: unchanged,
  name: unchanged,
  place: unchanged,
  leaf: unchanged,
  error: unchanged,
  glyph: unchanged,
  text: unchanged,
  code: unchanged,
  label: unchanged,
};

function unchanged(text: string): string {
  return text;
}
