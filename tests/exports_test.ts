/** The doors: what they export, what each of them loads. */
import { assert, assertEquals } from "@std/assert";

/** All that `mod.ts` exports, types too. A change here is a change for users: it belongs into CHANGELOG.md. */
const EVERYDAY = [
  "AwaitSiteCount",
  "BrandTest",
  "BuiltinGlue",
  "ClassHook",
  "ClassHookImpl",
  "ClassTarget",
  "Code",
  "CodeDispatcher",
  "CodeHookImpl",
  "CodeInit",
  "CodeTarget",
  "Context",
  "ContextInit",
  "ContextSummaryOptions",
  "CustomizeDecorator",
  "CustomizeOptions",
  "Deadlock",
  "DeadlockInit",
  "DeadlockMember",
  "DrainedFrames",
  "Dump",
  "DumpFilter",
  "DumpInit",
  "DumpOnExitOptions",
  "DumpOnSignalOptions",
  "DumpSelection",
  "DumpStats",
  "DumpTarget",
  "ExtractOptions",
  "ExtractStackOptions",
  "ExtractUntilOptions",
  "FormatOptions",
  "FormatStackOptions",
  "Frame",
  "FrameInit",
  "FrameIterator",
  "FrameRef",
  "FrameSummary",
  "FrameSummaryInit",
  "FrameSummaryOptions",
  "Glue",
  "GlueApi",
  "GlueFrameDetails",
  "InspectionWarning",
  "Leaf",
  "LeafInit",
  "PRUNE",
  "SnapshotFileOptions",
  "Stack",
  "StackInit",
  "StackItem",
  "StackSlice",
  "StackSliceInit",
  "StackState",
  "StackSummary",
  "StackSummaryOptions",
  "SummaryExtractOptions",
  "Trace",
  "TraceOptions",
  "WorkerIdentity",
  "customize",
  "dumpOnExit",
  "dumpOnSignal",
  "elaborateContext",
  "elaborateFrame",
  "extract",
  "extractAll",
  "extractChild",
  "extractOutermost",
  "extractSince",
  "extractSnapshot",
  "extractStack",
  "extractUntil",
  "fillContext",
  "filterDump",
  "formatList",
  "formatStack",
  "nameStackItem",
  "noteSpanNames",
  "setHeapLimit",
  "trace",
  "unwrapContext",
  "unwrapContextGenerator",
  "unwrapStackItem",
  "walkStack",
  "withTaskName",
  "yieldsFrames",
];

/** All that `lowlevel.ts` exports. */
const BACK = [
  "ActiveContextsOptions",
  "Code",
  "CodeDispatchOptions",
  "CodeDispatcher",
  "CodePattern",
  "CodePlace",
  "ExitingContext",
  "FinallyBlock",
  "FrameDetails",
  "FrameDetailsInit",
  "FrameScope",
  "HeapEdge",
  "HeapView",
  "IdentityMap",
  "SuspendedNode",
  "analyzeUsingBlocks",
  "codeDispatch",
  "contextsActiveInFrame",
  "currentlyExitingContext",
  "describeAssignmentTarget",
  "frameCode",
  "frameLine",
  "getCode",
  "innermostFrame",
  "inspectFrame",
  "nextFrame",
  "parseHeapSnapshot",
  "readHeapSnapshot",
  "setTrickeryEnabled",
  "takeHeapView",
];

/** stackscope has these in its low-level door, and signatures of the everyday one name them. */
const THROUGH_BOTH = ["Code", "CodeDispatcher"];

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

Deno.test("lowlevel.ts exports these names and no others", async () => {
  const names = (await symbolsOf("./lowlevel.ts")).map(({ name }) => name);
  assertEquals(names.sort(), BACK);
});

Deno.test("each public symbol comes through exactly one door", async () => {
  const doorOf = new Map<string, string>();
  for (const door of Object.values(CONFIG.exports)) {
    for (const { name, file } of await symbolsOf(door)) {
      if (THROUGH_BOTH.includes(name)) continue;
      const symbol = `${name} of ${file}`;
      assertEquals(doorOf.get(symbol), undefined, `${symbol} comes through ${door} too`);
      doorOf.set(symbol, door);
    }
  }
  assert(doorOf.size >= EVERYDAY.length + BACK.length - 2 * THROUGH_BOTH.length);
});

Deno.test("mod.ts loads no package but the parser, and nothing of the command", async () => {
  const { modules } = await deno<ModuleGraph>("info", "--json", "mod.ts");
  const foreign = modules.map(({ specifier }) => specifier)
    .filter((specifier) => !specifier.startsWith(ROOT.href) && !specifier.startsWith("node:"));
  assertEquals(foreign, ["npm:/acorn@8.19.0"]);
  const loaded = modules.map(({ specifier }) => specifier.slice(ROOT.href.length));
  assertEquals(loaded.filter((path) => path.startsWith("src/cli/") || path.startsWith("links/")), []);
});
