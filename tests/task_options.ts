/** The options of the tasks that try many random cases: `oracle`, `neutrality`, `fuzz`. */
import { parseArgs } from "@std/cli/parse-args";

/** Columns of a line with words. */
const MOST_COLUMNS = 76;

/** What a task can be told. */
export interface OptionTable<Numbers extends string, Words extends string, Switches extends string> {
  /** What the task does, in a few lines. */
  about: string;
  /** Whole numbers: what each is, what it is by default, and the least that it may be. Default: 0. */
  numbers: Readonly<Record<Numbers, { about: string; default: number; least?: number }>>;
  /** Words out of a list; by default none is chosen. */
  words?: Readonly<Record<Words, { about: string; of: readonly string[] }>>;
  /** Switches, which are off by default. Those without words are for the task itself. */
  switches?: Readonly<Record<Switches, string>>;
}

/** What a task was told. */
export type Options<Numbers extends string, Words extends string, Switches extends string> =
  & Record<Numbers, number>
  & Partial<Record<Words, string>>
  & Record<Switches, boolean>;

/** What came of the arguments: options, the text of `--help`, or what is wrong with them, in one line. */
export type Read<Of> = { options: Of } | { help: string } | { problem: string };

/** Read the arguments of a task. */
export function readOptions<N extends string, W extends string = never, S extends string = never>(
  args: readonly string[],
  table: OptionTable<N, W, S>,
): Read<Options<N, W, S>> {
  const numbers = Object.keys(table.numbers) as N[], words = Object.keys(table.words ?? {}) as W[];
  const switches = Object.keys(table.switches ?? {}) as S[];
  const unknown: string[] = [];
  const given = parseArgs([...args], {
    string: [...numbers, ...words],
    boolean: [...switches, "help"],
    unknown: (arg) => (unknown.push(arg), false),
  }) as unknown as Record<string, string | string[] | boolean | undefined>;
  if (given.help === true) return { help: helpOf(table) };
  if (unknown.length > 0) return { problem: `Cannot start as there is no option ${quoted(unknown[0])}, see --help` };
  const options: Record<string, unknown> = {};
  for (const name of switches) options[name] = given[name] === true;
  for (const name of numbers) {
    const { default: value, least = 0 } = table.numbers[name], text = given[name];
    const number = options[name] = text === undefined ? value : text === "" ? NaN : Number(text);
    if (!Number.isSafeInteger(number) || (number as number) < least) {
      const needed = least === 0 ? "a whole number" : `a whole number from ${least}`;
      return { problem: `Cannot start as --${name} must be ${needed}: current value is ${quoted(text)}` };
    }
  }
  for (const name of words) {
    const { of } = (table.words as OptionTable<N, W, S>["words"] & object)[name], text = given[name];
    if (text !== undefined && (typeof text !== "string" || !of.includes(text))) {
      return {
        problem: `Cannot start as --${name} must be one of those that --help lists: current value is ${quoted(text)}`,
      };
    }
    options[name] = text;
  }
  return { options: options as Options<N, W, S> };
}

/** The options of this process; for bad ones it ends with status 2, and after its help with 0. */
export function taskOptions<N extends string, W extends string = never, S extends string = never>(
  table: OptionTable<N, W, S>,
): Options<N, W, S> {
  const read = readOptions(Deno.args, table);
  if ("options" in read) return read.options;
  if ("help" in read) {
    console.log(read.help);
    Deno.exit(0);
  }
  console.error(read.problem);
  Deno.exit(2);
}

function helpOf<N extends string, W extends string, S extends string>(
  { about, numbers, words, switches }: OptionTable<N, W, S>,
): string {
  const rows: [option: string, about: string][] = [];
  for (const [name, number] of entries(numbers)) {
    rows.push([`--${name}=${name === "seed" ? "N" : number.default}`, number.about]);
  }
  for (const [name, word] of entries(words)) rows.push([`--${name}=WORD`, `${word.about}:`], ...inLines(word.of));
  for (const [name, text] of entries(switches)) if (text !== "") rows.push([`--${name}`, text]);
  rows.push(["--help", "print this"]);
  const width = Math.max(...rows.map(([option]) => option.length));
  return [about, "", ...rows.map(([option, text]) => `  ${option.padEnd(width)}  ${text}`)].join("\n");
}

/** Rows of help with these words, each as wide as a line of a narrow terminal allows. */
function inLines(words: readonly string[]): [option: "", about: string][] {
  const lines: string[] = [];
  for (const word of words.map(quoted)) {
    const longer = `${lines.at(-1)}, ${word}`;
    if (lines.length > 0 && longer.length <= MOST_COLUMNS) lines[lines.length - 1] = longer;
    else lines.push(`  ${word}`);
  }
  return lines.map((line) => ["", line]);
}

function entries<Of>(record: Readonly<Record<string, Of>> | undefined): [string, Of][] {
  return Object.entries(record ?? {});
}

function quoted(value: unknown): string {
  return JSON.stringify(value) ?? "none";
}
