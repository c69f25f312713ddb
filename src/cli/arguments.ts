/** From the arguments of the command to what is to be done. */
import { parseArgs } from "@std/cli/parse-args";
import { type InspectorAddress, parseInspectorAddress } from "../target/inspector_list.ts";
import type { DumpFilter } from "../extract/filter.ts";
import { parseDuration } from "./duration.ts";
import { UsageError } from "./usage_error.ts";

/** What to look at. */
export type TargetChoice =
  | { kind: "demo" }
  | { kind: "pid"; pid: number }
  | { kind: "snapshot"; path: string }
  | { kind: "inspector"; address: InspectorAddress };

const FORMATS = ["tree", "flat", "grouped", "json"] as const;
const COLORS = ["auto", "always", "never"] as const;

/** How a dump is written. */
export type Format = (typeof FORMATS)[number];

/** What the options say. */
export interface DumpOptions {
  target: TargetChoice;
  format: Format;
  /** File to write to; `undefined` for stdout. */
  output: string | undefined;
  locals: boolean;
  contexts: boolean;
  hidden: boolean;
  ascii: boolean;
  color: (typeof COLORS)[number];
  timeoutMs: number;
  /** MB of used heap that are looked at; `undefined` for the usual limit. */
  maxHeap: number | undefined;
  /** How many lines to print; `undefined` for what suits the medium. */
  maxLines: number | undefined;
  /** Which tasks to show; `undefined` for all. */
  filter: DumpFilter | undefined;
}

/** What is to be done. */
export type Command = { kind: "help" } | { kind: "version" } | { kind: "dump"; options: DumpOptions };

/** Options that take a value, with what it looks like. */
export const VALUES: Readonly<Record<string, string>> = {
  format: FORMATS.join("|"),
  output: "FILE",
  color: COLORS.join("|"),
  timeout: "10s",
  "max-heap": "2000",
  where: "requestId=42",
  older: "5s",
  "max-lines": "40",
};

/**
 * Read the arguments of the command.
 *
 * @throws {UsageError} when they make no sense
 */
export function readArguments(args: readonly string[]): Command {
  const parsed = parseArgs(args, {
    boolean: ["locals", "contexts", "hidden", "ascii", "help", "version"],
    negatable: ["contexts"],
    string: ["format", "output", "color", "timeout", "max-heap", "where", "older", "max-lines", "_"],
    collect: ["where"],
    default: { contexts: true, format: "tree", color: "auto", timeout: "10s" },
    alias: { help: "h", version: "V", output: "o" },
    unknown: (arg) => {
      if (arg.startsWith("-") && arg !== "-") throw new UsageError(`There is no option "${arg.split("=")[0]}"`);
    },
  });
  if (parsed.help) return { kind: "help" };
  if (parsed.version) return { kind: "version" };
  for (const [option, example] of Object.entries(VALUES)) {
    if ([parsed[option]].flat().includes("")) throw new UsageError(`--${option} needs a value: --${option}=${example}`);
  }
  const operands = parsed._.map(String);
  const target = readTarget(operands[0]);
  if (operands.length > 1) throw new UsageError(`One target is enough: "${operands[1]}" is one too many`);
  return {
    kind: "dump",
    options: {
      target,
      format: oneOf(FORMATS, parsed.format, "--format"),
      output: parsed.output,
      locals: parsed.locals,
      contexts: parsed.contexts,
      hidden: parsed.hidden,
      ascii: parsed.ascii,
      color: oneOf(COLORS, parsed.color, "--color"),
      timeoutMs: parseDuration(parsed.timeout, "--timeout"),
      maxHeap: readMegabytes(parsed["max-heap"]),
      maxLines: readMaxLines(parsed["max-lines"]),
      filter: readFilter(parsed.where, parsed.older),
    },
  };
}

function readFilter(where: readonly string[], older: string | undefined): DumpFilter | undefined {
  const nameless = where.find((text) => /^\s*=/.test(text));
  if (nameless !== undefined) throw new UsageError(`--where=${nameless} has no key: --where=requestId=42`);
  if (where.length === 0 && older === undefined) return undefined;
  return { where, olderMs: older === undefined ? undefined : parseDuration(older, "--older") };
}

function readMegabytes(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const megabytes = text === "any" ? Infinity : /^\d+$/.test(text) ? Number(text) : 0;
  if (megabytes === 0) throw new UsageError(`"${text}" is no size for --max-heap: write 2000 for 2,000 MB, or any`);
  return megabytes;
}

function readMaxLines(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text === "all") return Infinity;
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number > 0) return number;
  throw new UsageError(`"${text}" is no number of lines for --max-lines: write 40, or all`);
}

function readTarget(text: string | undefined): TargetChoice {
  if (text === undefined) return { kind: "demo" };
  if (/^\d+$/.test(text)) {
    const pid = Number(text);
    // Above what a process id can be on any system.
    if (pid < 1 || pid > 2 ** 31 - 1) throw new UsageError(`"${text}" is no process id`);
    return { kind: "pid", pid };
  }
  if (text === "run") throw new UsageError('"run" stands before all options: dump-stacks run [OPTIONS] SCRIPT');
  if (/\.heapsnapshot$/i.test(text)) return { kind: "snapshot", path: text };
  const address = parseInspectorAddress(text);
  if (address === undefined) {
    throw new UsageError(`"${text}" is no target: give a process id, a ws:// URL, host:port or a .heapsnapshot file`);
  }
  return { kind: "inspector", address };
}

function oneOf<Value extends string>(values: readonly Value[], text: string, option: string): Value {
  const value = values.find((each) => each === text);
  if (value !== undefined) return value;
  const list = `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
  throw new UsageError(`${option}=${text} does not exist: choose ${list}`);
}
