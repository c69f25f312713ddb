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

const PLAIN: SummaryStyle = { name: unchanged, place: unchanged, code: unchanged };
const MOST_REPEATED = 3;
const WIDEST_NAME = 24;

/** Lines that end in a newline. Of a run of records with equal place and name only the first few are written. */
export function summaryLines(records: Iterable<FrameSummary>, style: SummaryStyle = PLAIN): string[] {
  const lines: string[] = [];
  let last: { name: string; place: string } | undefined;
  let repeated = 0;
  for (const record of records) {
    const name = oneLine(record.name), place = placeOf(record);
    if (last === undefined || name !== last.name || place !== last.place) {
      pushRepetition(lines, repeated);
      repeated = 0;
    }
    last = { name, place };
    repeated++;
    if (repeated > MOST_REPEATED) continue;
    lines.push(`  at ${style.name(name)}${place === "" ? "" : ` (${style.place(place)})`}\n`);
    const text = clipAround(oneLine(record.lineText), record.column);
    if (text !== "") lines.push(`    ${style.code(text)}\n`);
    for (const local of localsOf(record)) lines.push(`      ${style.code(local)}\n`);
  }
  pushRepetition(lines, repeated);
  return lines;
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

function pushRepetition(lines: string[], repeated: number): void {
  const left = repeated - MOST_REPEATED;
  if (left > 0) lines.push(`  [Previous line repeated ${left} more ${left === 1 ? "time" : "times"}]\n`);
}

function unchanged(text: string): string {
  return text;
}
