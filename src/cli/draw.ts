/** From a dump to text, as the options say. */
import { type DumpTextOptions, formatDump, formatDumpFlat } from "../format/dump.ts";
import { formatDumpGrouped } from "../format/grouped.ts";
import { type DumpJson, dumpToJson } from "../format/json.ts";
import { PLAIN } from "../format/palette.ts";
import type { Dump } from "../model/dump.ts";
import type { DumpOptions } from "./arguments.ts";

/** Where the text goes, as far as it matters to its form. */
export interface Medium {
  isTerminal: boolean;
  /** Characters in a line of the terminal. */
  columns?: number;
}

/** More lines than anyone reads on a terminal. */
const TERMINAL_LINES = 500;

/** What to do about lines that are missing, though nobody asked for few. */
const HOW_TO_SEE_ALL = "--max-lines=all prints all, --format=grouped equal tasks once";

/** Draws a dump as text, with its options. */
type Drawing = (dump: Dump, options: DumpTextOptions) => string[];

/** What stands around a dump. */
type Surroundings = (dump: Dump, options: DumpTextOptions, format: Drawing) => string[];

/** The lines of a dump, each with its newline. `--max-lines` counts all of them, those around the dump, too. JSON is never cut. */
export async function draw(
  dump: Dump,
  options: DumpOptions,
  medium: Medium,
  around: Surroundings = (dump, options, format) => format(dump, options),
): Promise<string[]> {
  if (options.format === "json") return [...jsonPieces(dumpToJson(dump, { showLocals: options.locals })), "\n"];
  const text: DumpTextOptions = {
    asciiOnly: options.ascii,
    showContexts: options.contexts,
    showHiddenFrames: options.hidden,
    showLocals: options.locals,
    palette: isColoured(options, medium) ? (await import("../format/colours.ts")).COLOURED : PLAIN,
    columns: medium.columns,
    maxLines: options.maxLines ?? (medium.isTerminal ? TERMINAL_LINES : undefined),
    cutHint: options.maxLines === undefined ? HOW_TO_SEE_ALL : undefined,
  };
  const forms = { tree: formatDump, flat: formatDumpFlat, grouped: formatDumpGrouped };
  return around(dump, text, forms[options.format]);
}

/** JSON in pieces: as a whole it may be longer than a string can be. */
function* jsonPieces(json: DumpJson): Generator<string> {
  let start = "{";
  for (const [name, value] of Object.entries(json)) {
    yield `${start}${JSON.stringify(name)}:`;
    start = ",";
    if (name !== "tasks") {
      yield JSON.stringify(value);
      continue;
    }
    for (const [at, task] of json.tasks.entries()) yield (at === 0 ? "[" : ",") + JSON.stringify(task);
    yield json.tasks.length === 0 ? "[]" : "]";
  }
  yield "}";
}

/** What stdout is. */
export function stdoutMedium(): Medium {
  if (!Deno.stdout.isTerminal()) return { isTerminal: false };
  try {
    return { isTerminal: true, columns: Deno.consoleSize().columns || undefined };
  } catch {
    return { isTerminal: true }; // a terminal without a size
  }
}

function isColoured({ color }: DumpOptions, { isTerminal }: Medium): boolean {
  return color === "always" || (color === "auto" && isTerminal && !Deno.noColor);
}
