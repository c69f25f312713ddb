/** Dumps that are printed one after the other. */
import type { FormatOptions } from "../model/drawing.ts";
import { Dump } from "../model/dump.ts";
import { maxLinesOf } from "./max_lines.ts";

type Format<Options> = (dump: Dump, options: Options) => string[];

/** Fewer lines are all for the dump itself. */
const FEWEST_WITH_HEADING = 5;

/** The lines of a dump, and a blank one if there is room for it. */
export function apart<Options extends FormatOptions>(
  dump: Dump,
  options: Options,
  format: Format<Options>,
): string[] {
  const maxLines = maxLinesOf(options);
  if (maxLines === 1) return format(dump, options);
  return [...format(dump, { ...options, maxLines: maxLines - 1 }), "\n"];
}

/** The dump of an end, under the note that says how the program ended; where there is no room, that stays a note. */
export function underHeading<Options extends FormatOptions>(
  dump: Dump,
  options: Options,
  format: Format<Options>,
): string[] {
  const [heading, ...notes] = dump.notes;
  const maxLines = maxLinesOf(options);
  if (maxLines < FEWEST_WITH_HEADING) return format(dump, options);
  return [`${heading}\n`, "\n", ...format(new Dump({ ...dump, notes }), { ...options, maxLines: maxLines - 2 })];
}
