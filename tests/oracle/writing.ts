/** The files of a program while they are written, and where in them each await stands. */
import { written } from "./forms.ts";
import type { Site } from "./records.ts";

/** Where in a file something is written. */
interface Place {
  /** Which file: empty for the first one. */
  file: string;
  text: string;
  line: number;
  column: number;
  indent: number;
}

/** One program. */
export class Writing {
  /** By number: the places at which V8 says that functions wait. */
  readonly sites: Site[] = [];
  readonly #isTyped: boolean;
  #place = begin("");

  constructor({ isTyped }: { isTyped: boolean }) {
    this.#isTyped = isTyped;
  }

  /** The line that is being written. */
  get line(): number {
    return this.#place.line;
  }

  /** What the file has so far. */
  get text(): string {
    return this.#place.text;
  }

  /** What stands in `‹›` is for TypeScript alone. */
  write(part: string): void {
    const place = this.#place, text = written(part, { isTyped: this.#isTyped }), lines = text.split("\n");
    place.text += text;
    if (lines.length > 1) {
      place.line += lines.length - 1;
      place.column = 1;
    }
    place.column += lines[lines.length - 1].length;
  }

  newLine(): void {
    this.write(`\n${"  ".repeat(this.#place.indent)}`);
  }

  /** Lines that stand further in, and the beginning of the next one. */
  indented(inner: () => void): void {
    this.#place.indent++;
    inner();
    this.#place.indent--;
    this.newLine();
  }

  /** What stands in place of `¦`. */
  around(form: string, inner: () => void): void {
    const [before, behind] = form.split("¦");
    this.write(before);
    inner();
    this.write(behind);
  }

  /** Number of this place. */
  site(): number {
    return this.sites.push(this.#here()) - 1;
  }

  /** Number of a place that is still to come: where `isHere` is called. */
  siteToCome(): { at: number; isHere: () => void } {
    const at = this.site();
    return { at, isHere: () => void (this.sites[at] = this.#here()) };
  }

  /** Write another file before going on with this one; gives its text. */
  anotherFile(name: string, inner: () => void): string {
    const outer = this.#place;
    this.#place = begin(name);
    inner();
    const { text } = this.#place;
    this.#place = outer;
    return text;
  }

  #here(): Site {
    const { file, line, column } = this.#place;
    return { file, line, column };
  }
}

function begin(file: string): Place {
  return { file, text: "", line: 1, column: 1, indent: 0 };
}
