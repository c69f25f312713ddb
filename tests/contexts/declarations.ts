/**
 * Where the resources of the programs in `placements/` are declared, read from marks in their source text.
 *
 * The other half of the judge of contexts, beside `active_list.ts`. A program begins at a line `export function name(`
 * and reaches to the next one. In it
 *
 * - `using a = t.res("a"); //@ a` declares `a`, which the program makes with the tag "a";
 * - `//@ a as outer` when the tag is another one, `//@ a, b` for several;
 * - `//@ a in leaf` when the frame is not that of the program but of its function `leaf`;
 * - `//@ await b`, `//@ sync b` where the line does not show whether the declaration is an `await using`;
 * - `//= a b!` says what must be active, in order of declaration, `!` what is exiting; ` | ` parts several runs.
 */

/** One declaration. */
export interface Declaration {
  readonly name: string;
  readonly line: number;
  readonly isAsync: boolean;
  /** Name of the declaring function; `undefined` for the one that is looked at. */
  readonly owner: string | undefined;
}

/** The part of a file that is one program. */
export interface Section {
  readonly name: string;
  readonly firstLine: number;
  lastLine: number;
  /** By tag. */
  readonly declarations: Map<string, Declaration>;
  /** What must be active, one text for each run. */
  active: readonly string[] | undefined;
}

const START = /^export (?:async )?function ?\*? ?(\w+)[(<]/;
const MARK = /\/\/@ (.+?)(?: \/\/=.*)?$/;
const ACTIVE = /\/\/=(.*)$/;

/** The programs of a source text. `name` makes the whole text one program of that name. */
export function sectionsOf(source: string, name?: string): Section[] {
  const sections: Section[] = [];
  const open = (name: string, firstLine: number) => {
    if (sections.some((section) => section.name === name)) throw new Error(`Two programs have the name "${name}"`);
    sections.push({ name, firstLine, lastLine: firstLine, declarations: new Map(), active: undefined });
  };
  if (name !== undefined) open(name, 1);
  for (const [index, text] of source.split("\n").entries()) {
    const start = name === undefined ? START.exec(text) : null;
    if (start !== null) open(start[1], index + 1);
    const section = sections.at(-1);
    if (section === undefined) continue;
    section.lastLine = index + 1;
    const active = ACTIVE.exec(text);
    if (active !== null) section.active = active[1].split("|").map((run) => run.trim());
    const mark = MARK.exec(text);
    if (mark === null) continue;
    for (const part of mark[1].split(/, ?/)) {
      const found = /^(?:(await|sync) )?(\S+)(?: as (\S+))?(?: in (\S+))?$/.exec(part);
      if (found === null) throw new Error(`Cannot read the mark on line ${index + 1}: ${mark[0]}`);
      const [, kind, variable, tag = variable, owner] = found;
      if (section.declarations.has(tag)) throw new Error(`Two declarations have the tag "${tag}": line ${index + 1}`);
      const isAsync = kind === undefined ? isAwaitUsing(text.slice(0, mark.index), variable) : kind === "await";
      section.declarations.set(tag, { name: variable, line: index + 1, isAsync, owner });
    }
  }
  return sections;
}

/** Is the last `using` before the declarator an `await using`? */
function isAwaitUsing(text: string, variable: string): boolean {
  const name = variable.replaceAll("$", "\\$");
  const declarator = new RegExp(`(?<![\\p{ID_Continue}$"'.])${name}(?:: [\\w<>|. ]+)? ?(?:= ?|of\\b)`, "u").exec(text);
  if (declarator === null) throw new Error(`"${variable}" is not declared in: ${text}`);
  return /(?:^|\W)await using (?:(?!using ).)*$/.test(text.slice(0, declarator.index));
}
