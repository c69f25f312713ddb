/** The text of plain records, one after the other: what the flat form of a stack and `StackSummary` have in common. */
import type { FrameSummary } from "./frame_summary.ts";
import { clip, clipAround, oneLine } from "./one_line.ts";
import { shortUrl } from "./short_url.ts";

/** What the parts of a record are passed through. */
export interface SummaryStyle {
  /** The name of the function. */
  name(text: string): string;
  /** URL, line and column. */
  place(text: string): string;
  /** The source line, and locals. */
  code(text: string): string;
}

/** A piece of a line, and the part it plays; `"text"` for what belongs to none. */
export type SummaryPiece = readonly [role: keyof SummaryStyle | "text", text: string];

/** A line of an entry. */
export type SummaryLine = readonly SummaryPiece[];

/** The text of one record, or of how many like it were left out. */
export interface SummaryEntry {
  readonly line: SummaryLine;
  /** Source and locals. */
  readonly below: readonly SummaryLine[];
  /** How many records it stands for. */
  readonly number: number;
  /** The record, or the last one of those that were left out. */
  readonly record: FrameSummary;
}

const PLAIN: SummaryStyle = { name: unchanged, place: unchanged, code: unchanged };
/** So many of a run of equal frames are written in every form. */
export const MOST_REPEATED = 3;
const WIDEST_NAME = 24;

/** Lines that end in a newline. Of a run of records with equal place and name only the first few are written. */
export function summaryLines(records: Iterable<FrameSummary>, style: SummaryStyle = PLAIN): string[] {
  const lines: string[] = [];
  for (const { line, below } of summaryEntries(records)) {
    for (const pieces of [line, ...below]) {
      lines.push(pieces.map(([role, text]) => role === "text" ? text : style[role](text)).join("") + "\n");
    }
  }
  return lines;
}

/** The same, entry by entry. */
export function* summaryEntries(records: Iterable<FrameSummary>): Generator<SummaryEntry> {
  let last: { name: string; place: string; record: FrameSummary } | undefined;
  let repeated = 0;
  for (const record of records) {
    const name = oneLine(record.name), place = placeOf(record);
    if (last === undefined || name !== last.name || place !== last.place) {
      yield* repetition(last?.record, repeated);
      repeated = 0;
    }
    last = { name, place, record };
    repeated++;
    if (repeated > MOST_REPEATED) continue;
    const at: SummaryPiece[] = place === "" ? [] : [["text", " ("], ["place", place], ["text", ")"]];
    const below: SummaryLine[] = localsOf(record).map((local) => [["text", "      "], ["code", local]]);
    const text = clipAround(oneLine(record.lineText), record.column);
    if (text !== "") below.unshift([["text", "    "], ["code", text]]);
    yield { line: [["text", "  at "], ["name", name], ...at], below, number: 1, record };
  }
  yield* repetition(last?.record, repeated);
}

/** `url:line:column`, the column where it is known; `""` for native code, which stands nowhere. */
function placeOf({ url, line, column }: FrameSummary): string {
  if (url === "" && line === 0) return "";
  const file = url === "" ? "<anonymous>" : oneLine(shortUrl(url));
  return column === 0 ? `${file}:${line}` : `${file}:${line}:${column}`;
}

/** The locals as `name = text`, names aligned. What the line above says already is left out. */
function localsOf({ locals = {}, lineText }: FrameSummary): string[] {
  const names = Object.keys(locals).filter((name) => lineText !== `# ${locals[name]}`);
  const width = Math.min(WIDEST_NAME, names.reduce((width, name) => Math.max(width, name.length), 0));
  return names.map((name) => `${oneLine(name).padEnd(width)} = ${clip(oneLine(locals[name]))}`);
}

function* repetition(record: FrameSummary | undefined, repeated: number): Generator<SummaryEntry> {
  const number = repeated - MOST_REPEATED;
  if (record === undefined || number <= 0) return;
  const text = `  ${repeatedText(number)}`;
  yield { line: [["text", text]], below: [], number, record };
}

function unchanged(text: string): string {
  return text;
}

/** How many of a run of equal frames are not written. */
export function repeatedText(number: number): string {
  return `[Previous line repeated ${number} more ${number === 1 ? "time" : "times"}]`;
}
