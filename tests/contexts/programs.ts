/** Starts the programs of `placements/`: all of them stay suspended where their resources are active. */
import { isGeneratorObject } from "node:util/types";
import { ActiveList } from "./active_list.ts";
import { type Section, sectionsOf } from "./declarations.ts";
import { listOf } from "./module_lists.ts";

/** One run of one program. */
export interface Placement {
  /** File, program, and number of the run if there are several. */
  readonly name: string;
  readonly url: string;
  readonly section: Section;
  readonly list: ActiveList;
  /** What can be extracted; `undefined` for a module: only a dump of everything shows it. */
  readonly item: unknown;
  /** Is it extracted by itself? One of each file is. */
  readonly isAlone: boolean;
  /** What the mark of the program says to be active. */
  readonly marked: string;
}

const FOLDER = new URL("placements/", import.meta.url);
const MODULES = new URL("placements/modules/", import.meta.url);

/** Starts all programs, and waits until each has come to where it stays. */
export async function startPrograms(): Promise<Placement[]> {
  const placements: Placement[] = [];
  for (const url of filesOf(FOLDER)) {
    const sections = sectionsOf(await Deno.readTextFile(url));
    const programs: Record<string, (list: ActiveList) => unknown> = await import(url.href);
    for (const [name, program] of Object.entries(programs)) {
      const section = sections.find((section) => section.name === name);
      if (section === undefined) throw new Error(`The program "${name}" of ${url} was not found in its text`);
      const list = new ActiveList();
      const item = program(list);
      if (isGeneratorObject(item) && /Generator/.test(program.constructor.name)) item.next();
      const runs = [{ list, item }, ...list.others];
      for (const [index, run] of runs.entries()) {
        const isAlone = !placements.some((other) => other.url === url.href);
        placements.push({ ...run, isAlone, ...named(url, section, runs.length > 1 ? index : undefined) });
      }
    }
  }
  for (let turns = 0; turns < 5; turns++) await turn();
  return placements;
}

/** The modules, not started. */
export async function modules(): Promise<Placement[]> {
  return await Promise.all(
    filesOf(MODULES).map(async (url) => {
      const name = url.pathname.split("/").at(-1)?.replace(/\.\w+$/, "") ?? "";
      const [section] = sectionsOf(await Deno.readTextFile(url), name);
      return { list: listOf(name), item: undefined, isAlone: true, ...named(url, section) };
    }),
  );
}

/** A module is loaded in more turns than anyone can say: it has come far enough when it has declared what it must. */
export async function untilDeclared({ list }: Placement): Promise<void> {
  while (list.all().length === 0) await turn();
  for (let turns = 0; turns < 5; turns++) await turn();
}

function named(url: URL, section: Section, index?: number): Pick<Placement, "name" | "url" | "section" | "marked"> {
  const run = index === undefined ? "" : `, run ${index}`;
  const marked = section.active?.[index ?? 0];
  if (marked === undefined) {
    throw new Error(`The program "${section.name}"${run} of ${url} does not say what is active`);
  }
  const file = url.pathname.split("/placements/")[1];
  return { name: `${file} ${section.name}${run}`, url: url.href, section, marked };
}

function filesOf(folder: URL): URL[] {
  const files = [...Deno.readDirSync(folder)].filter(({ isFile }) => isFile);
  return files.map(({ name }) => new URL(name, folder)).sort((a, b) => a.href < b.href ? -1 : 1);
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Can a dump of everything show it? Not a generator that nobody waits for. */
export function isAwaited({ item }: Placement): boolean {
  return !isGeneratorObject(item);
}
