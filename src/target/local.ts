/** This process, in one synchronous turn. */
import type { findSourceMap, SourceMap } from "node:module";
import type { AwaitGraph } from "../heap/await_graph.ts";
import { idleGenerators, isIdleModule } from "../heap/idle_generators.ts";
import { placesOf, readSites } from "../heap/await_sites.ts";
import { type Captured, captureHeap } from "../heap/await_walk.ts";
import { type AnyFunction, handedOver, type WalkModules } from "../heap/handed_over.ts";
import { isDescribable } from "../heap/frame_scopes.ts";
import { hostProcess } from "../heap/host_process.ts";
import { InspectorSession } from "../heap/inspector_session.ts";
import { undisturbed } from "../model/own_language.ts";
import { thrownText } from "../model/thrown_text.ts";
import { LiveObjects } from "./live_objects.ts";
import { checkOwnHeap, readOwnGraph } from "./local_heap.ts";
import { type Acquisition, type MappedTexts, mappedTexts, type Position } from "./target.ts";

/** What the caller wants to find in the snapshot. */
export interface LocalOptions {
  /** These objects, also where the inspector cannot list what is alive. */
  items?: readonly object[];
  /** Let V8 walk from await to await for their positions; without, the safe engine looks. Default: true. */
  walk?: boolean;
}

/** An acquisition of this process. Its live objects are held, and the inspector is connected, until it is disposed. */
export interface LocalAcquisition extends Acquisition, Disposable {
  /** The objects themselves. */
  live: LiveObjects;
}

/**
 * Take everything that a dump needs from this process.
 *
 * @throws {Error} when its heap is too large, or too full: one line
 */
export function acquireLocal(options: LocalOptions = {}): LocalAcquisition {
  const process = hostProcess();
  const modules = { v8: process.getBuiltinModule("node:v8"), vm: process.getBuiltinModule("node:vm") };
  const notes: string[] = [];
  const takenAt = new Date();
  const { captured, objects, session, walked } = capture(modules as unknown as WalkModules, options, notes);
  const { snapshot, token } = captured;
  const graph = orEnd(session, () => readOwnGraph(snapshot, modules.v8));
  const live = new LiveObjects(graph.heap, objects, handedOver(snapshot, token), session);
  return {
    snapshot,
    sites: walked ? readSites(captured.sites, placesOf(captured.sites)) : undefined,
    mapPosition,
    mappedTexts: mappedTextsOf,
    takenAt,
    live,
    target: {
      kind: "process",
      pid: process.pid,
      runtime: process.versions.deno ? `deno ${process.versions.deno}` : `node ${process.versions.node}`,
    },
    parked: parkedGenerators(live, graph),
    notes,
    [Symbol.dispose]: () => live[Symbol.dispose](),
  };
}

interface LocalCapture {
  captured: Captured;
  objects: object[];
  session: InspectorSession | undefined;
  walked: boolean;
}

function capture(modules: WalkModules, { items = [], walk = true }: LocalOptions, notes: string[]): LocalCapture {
  const session = InspectorSession.open();
  let problem = typeof session === "string" ? session : "";
  const open = typeof session === "string" ? undefined : session;
  const { isFull } = orEnd(open, () => checkOwnHeap(modules, open));
  if (typeof session !== "string") {
    try {
      if (isFull) notes.push("The heap is nearly full: only functions were listed, and resources may show less.");
      const objects = isFull ? session.instancesOf(class {}) : session.objects();
      for (const item of items) objects.push(item);
      const captured = captureHeap(objects as AnyFunction[], modules, { walk, caller: undisturbed });
      problem = captured.problem;
      if (problem === "") return { captured, objects, session, walked: walk };
    } catch (error) {
      problem = thrownText(error); // a program may have hardened what this needs
    }
    session[Symbol.dispose]();
  }
  notes.push(`Lines are those where each function starts, not those of its await: ${problem}.`);
  const objects = [...items];
  const captured = captureHeap(objects as AnyFunction[], modules, { walk: false });
  return { captured, objects, session: undefined, walked: false };
}

/** Do what may throw, and then leave no session open. */
function orEnd<Result>(session: InspectorSession | undefined, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    session?.[Symbol.dispose]();
    throw error;
  }
}

/** Async generators at a `yield`, and modules that wait for what was collected. */
function parkedGenerators(live: LiveObjects, graph: AwaitGraph): Map<number, Position> {
  const parked = new Map<number, Position>();
  if (live.session === undefined) return parked;
  for (const node of idleGenerators(graph).keys()) {
    const start = graph.functions.place(graph.heap.field(node, "function"));
    const isReadable = (live.object(node) !== undefined || isIdleModule(graph, node)) &&
      isDescribable(graph.heap, node);
    const handle = isReadable ? live.handle(node) : undefined;
    if (handle === undefined || start === undefined) continue;
    const state = live.session.generatorState(handle);
    if (state.kind !== "suspended" || (state.line === start.line && state.column === start.column)) continue;
    parked.set(node, mapPosition(start.url, state.line, state.column) ?? state);
  }
  return parked;
}

/**
 * From a position in the script as V8 runs it to the original source. Asks for no permission: the graph's own maps. The map of a
 * file that was compiled beforehand leads to another file than the one that runs, so it is not followed.
 */
export function mapPosition(url: string, line: number, column: number): Position | undefined {
  const entry = sourceMapOf(url)?.findEntry(line - 1, column - 1);
  if (entry === undefined || !("originalLine" in entry) || entry.originalSource !== url) return undefined;
  return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

/** Deno makes the map of a file when it is first asked for it. */
function mappedTextsOf(url: string): MappedTexts | undefined {
  const map = sourceMapOf(url) as (SourceMap & { lineLengths?: number[] }) | undefined;
  if (map?.payload.sources[0] !== url) return undefined;
  return mappedTexts(map.lineLengths, map.payload.sourcesContent?.[0]?.length);
}

function sourceMapOf(url: string): SourceMap | undefined {
  if (!url.startsWith("file://") || url.includes("#")) return undefined; // an example in documentation is no file
  try {
    return (hostProcess().getBuiltinModule("node:module").findSourceMap as typeof findSourceMap)(pathOf(url));
  } catch {
    return undefined; // then positions are as V8 has them
  }
}

function pathOf(url: string): string {
  return hostProcess().getBuiltinModule("node:url").fileURLToPath(url);
}
