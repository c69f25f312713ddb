/** The tables of docs/parity.md: each name is where the page says, and no name of the parity spec is missing. */
import { assert, assertEquals } from "@std/assert";
import { testNames } from "./test_names.ts";

const ROOT = new URL("../../", import.meta.url);

/** The lists at the top of section 1 of the parity spec. */
const LISTED: Readonly<Record<string, string>> = {
  "mod.ts": `Stack Frame Context StackSlice StackItem FrameRef extract extractSince extractUntil extractOutermost
    extractChild fillContext unwrapStackItem yieldsFrames elaborateFrame PRUNE customize unwrapContext
    unwrapContextGenerator elaborateContext InspectionWarning StackSummary FrameSummary walkStack extractStack
    formatStack formatList`,
  "lowlevel.ts": `contextsActiveInFrame setTrickeryEnabled analyzeUsingBlocks inspectFrame FrameDetails FinallyBlock
    currentlyExitingContext ExitingContext describeAssignmentTarget getCode Code codeDispatch CodeDispatcher
    IdentityMap innermostFrame nextFrame frameCode frameLine`,
};

/** The cells of the rows of each table, by the heading of the table. */
function tables(page: string): Map<string, string[][]> {
  const found = new Map<string, string[][]>();
  let heading = "";
  for (const line of page.split("\n")) {
    heading = /^#+ (.*)/.exec(line)?.[1] ?? heading;
    if (!line.startsWith("|") || /^\|[ -]+\|/.test(line)) continue;
    const cells = line.split("|").slice(1, -1).map((cell) => cell.trim());
    found.set(heading, [...found.get(heading) ?? [], cells]);
  }
  return found;
}

const page = tables(await Deno.readTextFile(new URL("docs/parity.md", ROOT)));

/** A row of the tables of names. */
interface NameRow {
  stackscope: string;
  ours: string;
  where: string;
  difference: string;
}

function nameRows(): NameRow[] {
  return ["The everyday API", "Members", "The low-level API"].flatMap((heading) =>
    (page.get(heading) ?? []).slice(1).map(([stackscope, ours, where, difference]) => ({
      stackscope,
      ours: ours.replaceAll("`", ""),
      where: where.replaceAll("`", ""),
      difference,
    }))
  );
}

/** The part of `deno doc --json` that is read here. */
interface Member {
  name: string;
}
interface Documentation {
  nodes: Record<string, {
    symbols?: {
      name: string;
      declarations: { kind: string; def?: { properties?: Member[]; methods?: Member[] } }[];
    }[];
  }>;
}

/** What a door exports: each name with the members that it has as a class. */
async function exportsOf(door: string): Promise<Map<string, Set<string>>> {
  const args = ["doc", "--json", door];
  const { success, stdout } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT, stderr: "inherit" }).output();
  assert(success, `deno doc ${door}`);
  const { nodes }: Documentation = JSON.parse(new TextDecoder().decode(stdout));
  const symbols = Object.values(nodes).flatMap(({ symbols = [] }) => symbols);
  return new Map(symbols.map(({ name, declarations }) => {
    const defs = declarations.filter(({ kind }) => kind === "class").map(({ def }) => def);
    return [
      name,
      new Set(defs.flatMap((def) => [...def?.properties ?? [], ...def?.methods ?? []]).map(({ name }) => name)),
    ];
  }));
}

const doors = new Map<string, Map<string, Set<string>>>();
for (const door of Object.keys(LISTED)) doors.set(door, await exportsOf(door));

/** A symbol that both doors export is documented once: its value counts. */
async function isExported(door: string, name: string): Promise<boolean> {
  if (doors.get(door)?.has(name)) return true;
  return name in await import(new URL(door, ROOT).href);
}

Deno.test("docs/parity.md: each name stands where the page says", async () => {
  const wrong: string[] = [];
  for (const { ours, where } of nameRows()) {
    if (where === "none") continue;
    if (where in LISTED) {
      if (!await isExported(where, ours)) wrong.push(`${ours} is not exported from ${where}`);
      continue;
    }
    const members = [...doors.values()].map((door) => door.get(where)).find((found) => found !== undefined);
    if (members === undefined) wrong.push(`no door exports ${where}`);
    else if (!members.has(ours)) wrong.push(`${where} has no ${ours}`);
  }
  assertEquals(wrong, []);
});

Deno.test("docs/parity.md: no name of the parity spec is missing", () => {
  // Each name comes through one door: what both need stands at the front door.
  const rows = nameRows().filter(({ where }) => where in LISTED).map(({ ours }) => ours);
  const listed = Object.values(LISTED).flatMap((names) => names.split(/\s+/));
  assertEquals(listed.filter((name) => !rows.includes(name)), []);
  assertEquals(rows.filter((name, at) => rows.indexOf(name) !== at), [], "each once");
});

Deno.test("docs/parity.md: what has no counterpart has its reason", () => {
  for (const { ours, where, difference } of nameRows()) {
    assertEquals(ours === "", where === "none");
    if (where === "none") assert(difference.length > 10, difference);
  }
});

Deno.test("docs/parity.md: each mended error has a test that exists", async () => {
  const rows = (page.get("Errors that are mended") ?? []).slice(1);
  assertEquals(rows.map(([error]) => error), Array.from({ length: 29 }, (_, at) => `F${at + 1}`));
  for (const [error, , file, start] of rows) {
    const names = await testNames(file.replaceAll("`", ""));
    const text = start.replaceAll("`", "");
    assert(names.some((name) => name.startsWith(text)), `${error}: ${file} has no test "${text}..."`);
  }
});
