/** From places in an original source back to the JavaScript that was made of it, by the mappings of a source map. */
import type { Place } from "./line_table.ts";

const DIGITS = new Map(
  [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].map((digit, value) => [digit, value]),
);
/** Bits of one digit, the one that says that more follow not counted. */
const BITS = 5, MORE = 32;

/** A place as one number, to look for many at once. */
export function keyOf({ line, column }: Place): number {
  return line * 2 ** 26 + column;
}

/**
 * Where in the generated text the wanted places of the original come from, in the order of that text, by `keyOf()`. A map may have one
 * place of the original several times.
 *
 * @param mappings as the format of source maps has them: segments of numbers, each relative to the one before
 */
export function generatedPlaces(mappings: string, wanted: ReadonlySet<number>): Map<number, Place[]> {
  const found = new Map<number, Place[]>();
  let line = 1, column = 0, originalLine = 0, originalColumn = 0;
  let field = 0, value = 0, shift = 0;
  const endSegment = () => {
    const key = field < 4 ? NaN : keyOf({ line: originalLine + 1, column: originalColumn + 1 });
    if (wanted.has(key)) found.set(key, [...found.get(key) ?? [], { line, column: column + 1 }]);
    field = value = shift = 0;
  };
  for (const character of mappings) {
    const digit = DIGITS.get(character);
    if (digit === undefined) {
      endSegment();
      if (character === ";") [line, column] = [line + 1, 0];
      continue;
    }
    value += (digit & (MORE - 1)) * 2 ** shift;
    shift += BITS;
    if ((digit & MORE) !== 0) continue;
    const relative = value % 2 === 1 ? -(value - 1) / 2 : value / 2;
    if (field === 0) column += relative;
    else if (field === 2) originalLine += relative;
    else if (field === 3) originalColumn += relative;
    [field, value, shift] = [field + 1, 0, 0];
  }
  endSegment();
  return found;
}
