/** Stacks of single objects of this process: a promise, a generator, an async generator. */
import type { AwaitSite } from "../heap/await_sites.ts";
import { type AwaitGraph, readAwaitGraph } from "../heap/await_graph.ts";
import { type GeneratorState, InspectorSession } from "../heap/inspector_session.ts";
import type { Frame } from "../model/frame.ts";
import { Leaf } from "../model/leaf.ts";
import { Stack } from "../model/stack.ts";
import { SourceLines } from "../source/lines.ts";
import { acquireLocal, type LocalAcquisition } from "../target/local.ts";
import { FrameMaker } from "./frames.ts";
import { isCallOf, runningFrames } from "./running.ts";
import { TreeBuilder } from "./tree.ts";

/** Generators delegating to generators, followed so far. */
const MAX_DELEGATES = 10_000;

/** One snapshot of this process with one object in it. */
interface Look {
  acquisition: LocalAcquisition;
  graph: AwaitGraph;
  node: number;
  lines: SourceLines;
  frames: FrameMaker;
  builder: TreeBuilder;
}

function lookAt(item: object, withGenerators = false): Look {
  const acquisition = acquireLocal({ items: [item], withGenerators });
  const graph = readAwaitGraph(acquisition.snapshot);
  const [node] = acquisition.live.keys();
  if (node === undefined) throw new Error("Cannot find the object in the heap snapshot: unknown layout");
  const sites: ReadonlyMap<number, AwaitSite> = new Map(acquisition.sites?.map((site) => [site.closure, site]));
  const lines = new SourceLines();
  const frames = new FrameMaker(graph, sites, { lines, acquisition, realm: "process" });
  return { acquisition, graph, node, lines, frames, builder: new TreeBuilder(graph, frames, sites) };
}

/** The stack of a promise: of the async function whose result it is, of a combinator, of a `then`; else a leaf. */
export function promiseStack(promise: Promise<unknown>): Stack {
  const now = runningFrames(new SourceLines()); // before the look: the walk makes V8 forget the async tail of this turn
  const look = lookAt(promise);
  const { graph, node, builder } = look;
  const { heap } = graph;
  const result = heap.field(node, "reactions_or_result");
  const isAwaited = result >= 0 && /^(?:native|hidden)$/.test(heap.type(result)) &&
    heap.name(result) === "system / PromiseReaction";
  if (result >= 0 && !isAwaited) return new Stack({ root: promise }); // settled: nothing waits
  const running = graph.producers.has(node) ? undefined : runningFunction(look, now);
  if (running !== undefined) return new Stack({ root: promise, frames: running });
  const known = graph.producers.has(node) || graph.combinators.has(node) || graph.derivations.has(node);
  if (!known && !isAwaited && isSettled(promise)) return new Stack({ root: promise });
  const { frames, leaf, error } = builder.stack(node, { id: "1", root: promise });
  const owned = leaf instanceof Leaf && !known ? new Leaf({ ...leaf, obj: promise }) : leaf;
  return new Stack({ root: promise, frames, leaf: owned, error });
}

/** Only a promise that settled with a small integer looks like one that is pending and that nobody awaits. */
function isSettled(promise: object): boolean {
  const session = InspectorSession.open();
  if (typeof session === "string") return false;
  using open = session;
  return open.internals(open.handle(promise)).get("[[PromiseState]]")?.value !== "pending";
}

/** The running frames from an async function inward, if `node` is the result of one that runs now. */
function runningFunction({ graph: { heap, functions }, node }: Look, running: Frame[]): Frame[] | undefined {
  for (const { from: retainer } of heap.retainers(node)) {
    if (heap.field(retainer, "parameters_and_registers") < 0) continue;
    const isResult = [...heap.edges(retainer)].some(({ type, to }) => type === "hidden" && to === node);
    const closure = heap.field(retainer, "function");
    if (!isResult || closure < 0) continue;
    const name = heap.name(closure), url = functions.place(closure)?.url;
    const at = running.findIndex((frame) => isCallOf(frame, name) && frame.url === url);
    if (at >= 0) return running.slice(0, at + 1).reverse();
  }
  return undefined;
}

/** The stack of a generator or async generator. */
export function generatorStack(generator: object): Stack {
  const withGenerators = true;
  const look = lookAt(generator, withGenerators);
  const suspended = look.graph.suspended.get(look.node);
  if (suspended !== undefined) {
    const { frames, leaf, error } = look.builder.stack(suspended, { id: "1", root: generator });
    return new Stack({ root: generator, frames, leaf, error });
  }
  const session = InspectorSession.open();
  if (typeof session === "string") return withoutPosition(look, generator);
  using open = session;
  const frames: Frame[] = [];
  let node = look.node;
  for (let hops = 0; hops < MAX_DELEGATES; hops++) {
    const live = look.acquisition.live.get(node);
    if (live === undefined) break;
    const state = open.generatorState(open.handle(live));
    if (state.kind === "running") {
      const running = runningFrames(look.lines);
      const name = look.graph.heap.name(look.graph.heap.field(node, "function"));
      const at = running.findIndex((frame) => isCallOf(frame, name));
      return new Stack({ root: generator, frames: [...frames, ...running.slice(0, at + 1).reverse()] });
    }
    if (state.kind !== "suspended") break;
    const { frame, delegates } = suspendedFrame(look, node, state);
    if (frame === undefined) break;
    frames.push(frame);
    const inner = delegates ? delegateOf(look.graph, node) : -1;
    if (inner < 0) break;
    node = inner;
  }
  return new Stack({ root: generator, frames });
}

function withoutPosition(look: Look, generator: object): Stack {
  const { frame } = suspendedFrame(look, look.node, undefined);
  return new Stack({
    root: generator,
    frames: frame === undefined ? [] : [frame],
    error: new Error(`Cannot tell where the generator is suspended: ${look.acquisition.notes[0] ?? "no inspector"}`),
  });
}

/** The frame of a generator that is suspended at a `yield`, and whether that is a `yield*`. */
function suspendedFrame(
  { graph: { heap, functions }, lines, acquisition, frames }: Look,
  node: number,
  state: GeneratorState | undefined,
): { frame: Frame | undefined; delegates: boolean } {
  const closure = heap.field(node, "function");
  const place = functions.place(closure);
  if (place === undefined) return { frame: undefined, delegates: false };
  const raw = state ?? place;
  // Before the first `next()` nothing of the body has run: the position is that of the function, and there is no frame.
  if (state !== undefined && raw.line === place.line && raw.column === place.column) {
    return { frame: undefined, delegates: false };
  }
  const position = acquisition.mapPosition?.(place.url, raw.line, raw.column) ?? raw;
  const isAsync = heap.instanceType(node).includes("ASYNC");
  const frame = frames.at(closure, heap.field(node, "receiver"), position, { isAsync });
  return { frame, delegates: /^yield\s*\*/.test(lines.rest(place.url, position)) };
}

/** The generator that a generator delegates to: its iterator stands in the registers behind all locals. */
function delegateOf({ heap }: AwaitGraph, node: number): number {
  let inner = -1, last = -1;
  for (const { name, to } of heap.edges(heap.field(node, "parameters_and_registers"))) {
    const register = Number(name);
    if (to === node || !(register > last) || heap.field(to, "parameters_and_registers") < 0) continue;
    last = register;
    inner = to;
  }
  return inner;
}
