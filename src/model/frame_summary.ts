import { partsOf } from "./given.ts";
import { undisturbedBriefly } from "./own_language.ts";

/** What a {@linkcode FrameSummary} is made of. */
export interface FrameSummaryInit {
  /** URL of the script; `""` for code without one. */
  url: string;
  /** Line, 1-based; 0 when unknown. */
  line: number;
  /** Column, 1-based; 0 when unknown. Default: 0. */
  column?: number;
  /** Name of the function, with the class of a method before it. */
  name: string;
  /** The source line. Default: looked up. */
  lineText?: string;
  /** Look up the source line now, where `lineText` is not given; otherwise at its first use. Default: true. */
  lookupLine?: boolean;
  /** The text of each parameter and local by name. Default: not captured. */
  locals?: Readonly<Record<string, string>>;
}

/** Reads a line of a script, stripped; `""` when it cannot be read. */
export type LineReader = (url: string, line: number) => string;

let readLine: LineReader | undefined;

/** Fill the slot for the function that looks up source lines: `model` reads no files by itself. */
export function setLineReader(reader: LineReader): void {
  readLine = reader;
}

/**
 * One frame as plain data. Keeps nothing alive: neither the frame nor what its locals held.
 *
 * A structured clone and JSON carry it, as its values are own data properties; {@linkcode StackSummary.fromList} makes
 * summaries of either again. A line that was never looked up is not among them, and is looked up where it is first used.
 *
 * @example From one thread to another
 * ```ts
 * import { FrameSummary } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * const summary = new FrameSummary({ url: "file:///app.ts", line: 3, name: "main", lineText: "await open();" });
 * assertEquals(new FrameSummary(structuredClone(summary)), summary);
 * assertEquals(new FrameSummary(JSON.parse(JSON.stringify(summary))), summary);
 * ```
 */
export class FrameSummary {
  /** URL of the script; `""` for code without one. */
  readonly url: string;
  /** Line in the original source, 1-based; 0 when unknown. */
  readonly line: number;
  /** Column, 1-based; 0 when unknown. */
  readonly column: number;
  /** Name of the function, with the class of a method before it; of a context, its name and type follow in brackets. */
  readonly name: string;
  /** The text of each parameter and local, made when they were captured; `undefined` when they were not. */
  readonly locals: Readonly<Record<string, string>> | undefined;

  /**
   * A summary of these parts.
   *
   * @throws {TypeError} when a part is of the wrong type
   * @throws {RangeError} when a position is not an integer
   */
  constructor(init: FrameSummaryInit) {
    const parts = partsOf(init, "a frame summary", checkedParts);
    this.url = parts.url;
    this.line = parts.line;
    this.column = parts.column;
    this.name = parts.name;
    this.locals = parts.locals;
    if (parts.lineText !== undefined) keepLine(this, parts.lineText);
  }

  /** The source line, stripped; `""` when it cannot be read. */
  get lineText(): string {
    // Reached only until the line is known: then an own property stands before this getter, so that clones carry it.
    if (readLine === undefined) return "";
    const read = readLine;
    const line = undisturbedBriefly(() => read(this.url, this.line));
    keepLine(this, line);
    return line;
  }
}

function keepLine(summary: FrameSummary, lineText: string): void {
  undisturbedBriefly(() => {
    Object.defineProperty(summary, "lineText", {
      value: lineText,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  });
}

function checkedParts(init: FrameSummaryInit) {
  const { url, line, column = 0, name, lineText, lookupLine = true, locals } = init;
  const parts = {
    url: text("url", url),
    line: position("line", line),
    column: position("column", column),
    name: text("name", name),
    locals: locals === undefined ? undefined : texts(locals),
  };
  if (lineText !== undefined) return { ...parts, lineText: text("lineText", lineText).trim() };
  return { ...parts, lineText: lookupLine ? readLine?.(parts.url, parts.line) ?? "" : undefined };
}

function text(part: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError(`Cannot make a frame summary as '${part}' must be a string: ${valueText(value)}`);
}

function position(part: string, value: unknown): number {
  if (typeof value !== "number") {
    throw new TypeError(`Cannot make a frame summary as '${part}' must be a number: ${valueText(value)}`);
  }
  if (Number.isInteger(value)) return value;
  throw new RangeError(`Cannot make a frame summary as '${part}' must be an integer: ${valueText(value)}`);
}

function texts(locals: unknown): Record<string, string> {
  if (typeof locals !== "object" || locals === null) {
    throw new TypeError(`Cannot make a frame summary as 'locals' must be a record of strings: ${valueText(locals)}`);
  }
  // fromEntries defines properties: a local called `__proto__` is a name like any other.
  return Object.fromEntries(Object.entries(locals).map(([name, value]) => [name, text(`locals.${name}`, value)]));
}

function valueText(value: unknown): string {
  const type = value === null ? "null" : typeof value;
  return `current value is ${type === "number" ? String(value) : type}`;
}
