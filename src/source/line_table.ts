/** From offsets in a text to lines and columns, and back. */

/** A position in a source text, 1-based; columns count UTF-16 units, as V8 and source maps do. */
export interface Place {
  /** Line, 1-based. */
  readonly line: number;
  /** Column, 1-based. */
  readonly column: number;
}

/** Where each line of a text starts. Lines end as in JavaScript: LF, CR, CRLF, U+2028, U+2029. */
export class LineTable {
  readonly #starts: number[] = [0];
  readonly #length: number;

  /** The table of one text. */
  constructor(text: string) {
    this.#length = text.length;
    const ends = /\r\n|[\n\r\u2028\u2029]/g;
    while (ends.test(text)) this.#starts.push(ends.lastIndex);
  }

  /** The offset of a place; -1 for a line that the text does not have. A column behind its line means the line's end. */
  offsetOf({ line, column }: Place): number {
    const start = this.#starts[line - 1];
    if (start === undefined) return -1;
    const end = this.#starts[line] ?? this.#length;
    return Math.min(start + Math.max(0, column - 1), end);
  }

  /** The place of an offset. */
  placeOf(offset: number): Place {
    const row = lastAtMost(this.#starts, offset);
    return { line: row + 1, column: offset - this.#starts[row] + 1 };
  }
}

/** Index of the last element of a sorted list that is not above `value`; 0 if all are above. */
export function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0, high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (sorted[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
