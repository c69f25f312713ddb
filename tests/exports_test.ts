/** The doors: what they export, what each of them loads. */
import { assert, assertEquals } from "@std/assert";

/** All that `mod.ts` exports, types too. A change here is a change for users: it belongs into CHANGELOG.md. */
const EVERYDAY = [
  "Code",
  "CodeInit",
  "Context",
  "ContextInit",
  "Dump",
  "DumpInit",
  "DumpOnSignalOptions",
  "DumpStats",
  "DumpTarget",
  "ExtractOptions",
  "ExtractUntilOptions",
  "FormatOptions",
  "Frame",
  "FrameInit",
  "FrameRef",
  "Leaf",
  "LeafInit",
  "Stack",
  "StackInit",
  "StackItem",
  "StackSlice",
  "StackSliceInit",
  "dumpOnSignal",
  "extract",
  "extractAll",
  "extractOutermost",
  "extractSince",
  "extractUntil",
];

const ROOT = new URL("../", import.meta.url);
const CONFIG: { exports: Record<string, string> } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));

/** The parts of `deno doc --json` (version 2) and of `deno info --json` (version 1) that are read here. */
interface Documentation {
  nodes: Record<string, { symbols?: { name: string; declarations: { location: { filename: string } }[] }[] }>;
}
interface ModuleGraph {
  modules: { specifier: string; kind: string }[];
}

async function deno<Answer>(...args: string[]): Promise<Answer> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT, stderr: "inherit" }).output();
  assert(success, `deno ${args.join(" ")}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** The symbols of a door: each name, with the file in which it is declared. */
async function symbolsOf(door: string): Promise<{ name: string; file: string }[]> {
  const { nodes } = await deno<Documentation>("doc", "--json", door);
  return Object.values(nodes).flatMap(({ symbols = [] }) => symbols)
    .map(({ name, declarations: [{ location }] }) => ({ name, file: location.filename }));
}

Deno.test("mod.ts exports these names and no others", async () => {
  const names = (await symbolsOf("./mod.ts")).map(({ name }) => name);
  assertEquals(names.sort(), EVERYDAY);
  const values = Object.keys(await import("../mod.ts"));
  assertEquals(values.filter((name) => !EVERYDAY.includes(name)), []);
});

Deno.test("each public symbol comes through exactly one door", async () => {
  const doorOf = new Map<string, string>();
  for (const door of Object.values(CONFIG.exports)) {
    for (const { name, file } of await symbolsOf(door)) {
      const symbol = `${name} of ${file}`;
      assertEquals(doorOf.get(symbol), undefined, `${symbol} comes through ${door} too`);
      doorOf.set(symbol, door);
    }
  }
  assert(doorOf.size >= EVERYDAY.length);
});

Deno.test("mod.ts loads no package and nothing of the command", async () => {
  const { modules } = await deno<ModuleGraph>("info", "--json", "mod.ts");
  const foreign = modules.map(({ specifier }) => specifier)
    .filter((specifier) => !specifier.startsWith(ROOT.href) && !specifier.startsWith("node:"));
  assertEquals(foreign, []);
  const loaded = modules.map(({ specifier }) => specifier.slice(ROOT.href.length));
  assertEquals(loaded.filter((path) => path.startsWith("src/cli/") || path.startsWith("links/")), []);
});
