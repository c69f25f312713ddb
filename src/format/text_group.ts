/**
 * Texts that differ in their numbers alone, as one text: `setTimeout 10 to 60000 ms`. Delays, ports, process ids, indexes and
 * addresses differ from task to task; the words do not.
 */
import { thousands } from "./describe.ts";

/**
 * What may differ. A place in a source, `app.ts:12:3`, is matched to stay as it is: another line is another thing. Longer
 * hexadecimal words are ids; four numbers with points between them are an address, and no fraction.
 */
const NUMBER =
  /(\.[A-Za-z]\w*:\d+:\d+)|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|0x[0-9a-f]+|\b(?=[a-f]*\d)[0-9a-f]{12,}\b|(?<![\d.])\d+\.\d+(?![.\d])|\d+/gi;

/** Texts told in full when one cannot stand for all. */
const MOST_EXAMPLES = 3;
/** Characters of these together. */
const EXAMPLES_LENGTH = 80;

/** When a timer is due, at the end of its text, in the unit that suits. */
const DUE = /, due in (\d+) (ms|s|min|h)$/;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };

/** The text with its numbers left out: equal for texts that can be told as one. */
export function shapeOf(text: string): string {
  return text.replace(DUE, "").replace(NUMBER, (_, place) => place ?? "\n"); // which no line has
}

/** Texts that are gathered, to be told as one. */
export class TextGroup {
  readonly #counts = new Map<string, number>();
  /** When the first and the last of the timers among them are due, in milliseconds. */
  readonly #due = new Map<number, string>();

  /** One more text, or several like it. */
  add(text: string, number = 1): void {
    const [end, amount, unit] = DUE.exec(text) ?? [""];
    const rest = text.slice(0, text.length - end.length);
    if (end !== "") this.#due.set(Number(amount) * UNITS[unit], `${amount} ${unit}`);
    this.#counts.set(rest, (this.#counts.get(rest) ?? 0) + number);
  }

  /** All texts of another group. */
  addAll(other: TextGroup): void {
    for (const [text, number] of other.#counts) this.add(text, number);
    for (const [milliseconds, text] of other.#due) this.#due.set(milliseconds, text);
  }

  /** One text for all: with a range where one number differs, else the most frequent ones as examples. */
  toString(): string {
    const shapes = new Map<string, string[]>();
    const counts = new Map<string, number>();
    for (const [text, count] of [...this.#counts].sort(([, a], [, b]) => b - a)) {
      const shape = shapeOf(text);
      const alike = shapes.get(shape);
      if (alike === undefined) shapes.set(shape, [text]);
      else alike.push(text);
      counts.set(shape, (counts.get(shape) ?? 0) + count);
    }
    const byCount = [...shapes].sort(([a], [b]) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
    return listed(byCount.map(([, texts]) => () => oneText(texts))) + this.#dueText();
  }

  /** `, due in 3 s to 2 min`. */
  #dueText(): string {
    const sorted = [...this.#due].sort(([a], [b]) => a - b).map(([, text]) => text);
    if (sorted.length === 0) return "";
    return sorted.length === 1 ? `, due in ${sorted[0]}` : `, due in ${sorted[0]} to ${sorted[sorted.length - 1]}`;
  }
}

/** Texts of one shape as one. */
function oneText(texts: readonly string[]): string {
  const numbers = texts.map(numbersIn);
  const differing = numbers[0].map((_, at) => at).filter((at) => numbers.some((each) => each[at] !== numbers[0][at]));
  if (differing.length === 0) return texts[0];
  const [at] = differing;
  if (differing.length > 1 || !numbers.every((each) => /^\d+(?:\.\d+)?$/.test(each[at]))) {
    return listed(texts.map((text) => () => text));
  }
  const range = rangeOf(numbers.map((each) => each[at]));
  let index = 0;
  return texts[0].replace(NUMBER, (number, place) => place ?? (index++ === at ? range : number));
}

/** `1 or 3`, `1 to 30`; of fractions, whole numbers around them. */
function rangeOf(numbers: readonly string[]): string {
  const sorted = numbers.toSorted((a, b) => Number(a) - Number(b));
  const first = sorted[0], last = sorted[sorted.length - 1];
  if (sorted.length === 2) return `${first} or ${last}`;
  if (!numbers.some((number) => number.includes("."))) return `${first} to ${last}`;
  return `${Math.floor(Number(first))} to ${Math.ceil(Number(last))}`;
}

function numbersIn(text: string): string[] {
  return [...text.matchAll(NUMBER)].filter(([, place]) => place === undefined).map(([number]) => number);
}

/** The first ones that fit, and how many different ones there are. */
function listed(texts: readonly (() => string)[]): string {
  const told: string[] = [];
  let room = EXAMPLES_LENGTH;
  for (const text of texts.slice(0, MOST_EXAMPLES)) {
    const example = text();
    room -= example.length;
    if (told.length > 0 && room < 0) break;
    told.push(example);
  }
  if (told.length === texts.length) return told.join(", ");
  return `${told.join(", ")}, ... (${thousands(texts.length)} different)`;
}
