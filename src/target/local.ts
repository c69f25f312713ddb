/** This process, in one synchronous turn. */
import type { findSourceMap } from "node:module";
import { readAwaitGraph } from "../heap/await_graph.ts";
import { idleGenerators } from "../heap/idle_generators.ts";
import { readSites } from "../heap/await_sites.ts";
import { type Captured, captureHeap, handedOver, type WalkModules } from "../heap/await_walk.ts";
import { hostProcess } from "../heap/host_process.ts";
import { InspectorSession } from "../heap/inspector_session.ts";
import type { Snapshot } from "../heap/snapshot.ts";
import type { Acquisition, Position } from "./target.ts";

/** What the caller wants to find in the snapshot. */
export interface LocalOptions {
  /** These objects. */
  items?: readonly object[];
  /** And, behind them, all generators that are alive. */
  withGenerators?: boolean;
}

/** Take everything that a dump needs from this process. */
export function acquireLocal(options: LocalOptions = {}): LocalAcquisition {
  const items: object[] = [...options.items ?? []];
  const process = hostProcess();
  const modules = { v8: process.getBuiltinModule("node:v8"), vm: process.getBuiltinModule("node:vm") };
  const notes: string[] = [];
  const takenAt = new Date();
  const captured = capture(modules as unknown as WalkModules, items, options, notes);
  return {
    snapshot: captured.snapshot,
    sites: captured.walked ? readSites(captured.sites) : undefined,
    mapPosition,
    takenAt,
    live: new Map(
      items.length === 0
        ? []
        : [...handedOver(captured.snapshot, captured.token + " items")].map(([index, node]) => [node, items[index]]),
    ),
    target: {
      kind: "process",
      pid: process.pid,
      runtime: process.versions.deno ? `deno ${process.versions.deno}` : `node ${process.versions.node}`,
    },
    parked: captured.parked,
    notes,
  };
}

/** An acquisition of this process: some nodes come with the object itself. */
export interface LocalAcquisition extends Acquisition {
  /** The objects that were handed over, by node, in the order of the options. */
  live: ReadonlyMap<number, object>;
}

function capture(
  modules: WalkModules,
  items: object[],
  { withGenerators }: LocalOptions,
  notes: string[],
): Captured & { walked: boolean; parked?: Map<number, Position> } {
  const session = InspectorSession.open();
  let problem = typeof session === "string" ? session : "";
  if (typeof session !== "string") {
    using open = session;
    try {
      if (withGenerators) items.push(...open.generators());
      const captured = captureHeap(open.functions(), modules, items);
      problem = captured.problem;
      if (problem === "") return { ...captured, walked: true, parked: parkedGenerators(open, captured.snapshot) };
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error); // a program may have hardened what this needs
    }
  }
  notes.push(`Lines are those where each function starts, not those of its await: ${problem}.`);
  return { ...captureHeap([], modules, items), walked: false };
}

/** Async generators at a `yield`. Only where the heap has idle ones are the live objects asked for. */
function parkedGenerators(session: InspectorSession, snapshot: Snapshot): Map<number, Position> {
  const graph = readAwaitGraph(snapshot);
  const parked = new Map<number, Position>();
  const nodes = new Map([...idleGenerators(graph)].map(([node, id]) => [id, node]));
  for (const generator of nodes.size === 0 ? [] : session.generators()) {
    const handle = session.handle(generator);
    const node = nodes.get(session.heapId(handle));
    const start = node === undefined ? undefined : graph.functions.place(graph.heap.field(node, "function"));
    if (node === undefined || start === undefined) continue;
    const state = session.generatorState(handle);
    if (state.kind !== "suspended" || (state.line === start.line && state.column === start.column)) continue;
    parked.set(node, mapPosition(start.url, state.line, state.column) ?? state);
  }
  return parked;
}

/** From a position in the script as V8 runs it to the original source. Asks for no permission: the graph's own maps. */
function mapPosition(url: string, line: number, column: number): Position | undefined {
  if (!url.startsWith("file://")) return undefined;
  try {
    const find = hostProcess().getBuiltinModule("node:module").findSourceMap as typeof findSourceMap;
    const entry = find(pathOf(url))?.findEntry(line - 1, column - 1);
    if (entry === undefined || !("originalLine" in entry)) return undefined;
    return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  } catch {
    return undefined; // no map for this script: the position is as V8 has it
  }
}

function pathOf(url: string): string {
  return hostProcess().getBuiltinModule("node:url").fileURLToPath(url);
}
