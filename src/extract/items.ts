/** What the library can unwrap by itself, in this process: promises, generators, slices of the running stack, errors. */
import { isGeneratorObject, isNativeError, isPromise, isProxy } from "node:util/types";
import { installGlue } from "../dispatch/glue.ts";
import { registersOf } from "../heap/disposables.ts";
import { isDescribable } from "../heap/frame_scopes.ts";
import type { HeapGraph } from "../heap/heap_graph.ts";
import { itemState } from "../leaves/item_state.ts";
import type { GeneratorState } from "../heap/inspector_session.ts";
import type { Frame } from "../model/frame.ts";
import { Leaf } from "../model/leaf.ts";
import { StackSlice } from "../model/stack_slice.ts";
import { SourceLines } from "../source/lines.ts";
import { syntaxOf } from "../source/syntax_cache.ts";
import { letGo } from "../trace/engine.ts";
import { acquireLocal } from "../target/local.ts";
import { chooseEngine } from "./engine.ts";
import { errorFrames } from "./error_frames.ts";
import { lookAt } from "./frames.ts";
import type { Look } from "./look.ts";
import { Partial } from "./partial.ts";
import { isCallOf, runningFrames } from "./running.ts";
import { sliceFrames } from "./slice.ts";
import { HeapWait } from "./waits.ts";

/** Snapshots of one extraction: hooks may give objects that are younger than the last one. Each takes longer than the one before. */
const MAX_LOOKS = 5;

/** Looks at this process, one after the other, each when it is needed. */
export class LookSource implements Disposable {
  readonly lines: SourceLines = new SourceLines();
  /** The running stack as it was at the beginning, innermost frame first: a look makes V8 forget its async tail. */
  readonly running: readonly Frame[];
  readonly #looks: Look[] = [];
  readonly #notes: string[];
  readonly #allLabels: boolean;

  constructor(notes: string[], { allLabels = false }: { allLabels?: boolean } = {}) {
    this.#notes = notes;
    this.#allLabels = allLabels;
    this.running = runningFrames(this.lines);
    this.#installGlue();
  }

  /** A heap with this object in it. */
  at(object: object): { look: Look; node: number } {
    const known = this.known(object);
    if (known !== undefined) return known;
    if (this.#looks.length >= MAX_LOOKS) {
      throw new Error(`Cannot look at the heap more than ${MAX_LOOKS} times for one stack`);
    }
    const look = this.#take([object]);
    const node = look.live?.node(object);
    if (node === undefined) throw new Error("Cannot find the object in the heap snapshot: unknown layout");
    return { look, node };
  }

  /** The same, without another snapshot. */
  known(object: object): { look: Look; node: number } | undefined {
    for (const look of this.#looks) {
      const node = look.live?.node(object);
      if (node !== undefined) return { look, node };
    }
    return undefined;
  }

  /** A look at everything. */
  all(): Look {
    letGo();
    return this.#take([]);
  }

  /**
   * The library of an object that no hook knows may be there without its glue, which is installed when its scripts are seen: look
   * at the heap, if that has not been done. True: now there may be a hook.
   */
  seeLibraryOf(item: unknown): boolean {
    if (this.#looks.length > 0 || typeof item !== "object" || item === null) return false;
    if (StackSlice.is(item) || isProxy(item) || isPromise(item) || isGeneratorObject(item)) return false;
    this.#take([item]);
    return true;
  }

  #installGlue(): void {
    this.#notes.push(...installGlue(() => [
      ...this.running.map(({ url }) => url),
      ...this.#looks.flatMap(({ graph }) => [...graph.functions.urls()]),
    ]));
  }

  /** Forget the objects. */
  [Symbol.dispose](): void {
    for (const look of this.#looks) look[Symbol.dispose]();
    this.#looks.length = 0;
  }

  #take(items: object[]): Look {
    const engine = chooseEngine();
    if (engine.note !== undefined && !this.#notes.includes(engine.note)) this.#notes.push(engine.note);
    const look = lookAt(acquireLocal({ items, walk: engine.walks }), this.lines, { allLabels: this.#allLabels });
    this.#looks.push(look);
    for (const note of look.acquisition.notes) if (!this.#notes.includes(note)) this.#notes.push(note);
    this.#installGlue();
    return look;
  }
}

/** What an item stands for; `undefined` when it cannot be reduced. Throws what went wrong. */
export function unwrapItem(item: unknown, looks: LookSource | undefined): Partial | unknown[] | undefined {
  if (Partial.is(item)) return item;
  if (looks === undefined || item === null || isProxy(item)) return undefined;
  if (typeof item === "function") return unwrapDescribed(item, looks);
  if (typeof item !== "object") return undefined;
  if (StackSlice.is(item)) return sliceFrames(item, looks.running);
  if (isPromise(item)) return unwrapPromise(item, looks);
  if (isGeneratorObject(item)) return unwrapGenerator(item, looks);
  if (isNativeError(item)) return errorFrames(item, looks.lines);
  if (typeof Worker === "function" && isInstance(item, Worker)) {
    const description = "a worker: its stack cannot be seen from here";
    return new Partial(
      [new Leaf({ kind: "worker", description, obj: item })],
      new Error(`Cannot extract ${description}`),
    );
  }
  return unwrapDescribed(item, looks);
}

/** An object that the heap can describe, such as a stream: who is at work on it, and its state as leaf. */
function unwrapDescribed(item: object, looks: LookSource): unknown[] | undefined {
  const { look, node } = looks.at(item);
  const state = itemState(look.graph, node);
  if (state === undefined) return undefined;
  const inward = state.inward.map((at) => look.graph.producers.has(at) ? new HeapWait(look, at) : look.object(at));
  return state.leaf === undefined ? inward : [...inward, new Leaf({ ...state.leaf, obj: item })];
}

// deno-lint-ignore ban-types -- any function or class, whatever it takes
function isInstance(item: object, constructor: Function): boolean {
  const prototype = Reflect.getOwnPropertyDescriptor(constructor, "prototype")?.value;
  for (let object: object | null = item, hops = 0; object !== null && hops < 100; hops++) {
    if (isProxy(object)) return false;
    if (object === prototype) return true;
    object = Reflect.getPrototypeOf(object);
  }
  return false;
}

function unwrapPromise(promise: object, looks: LookSource): unknown[] {
  const { look, node } = looks.at(promise);
  const { graph } = look;
  const { heap } = graph;
  const result = heap.field(node, "reactions_or_result");
  const isAwaited = result >= 0 && /^(?:native|hidden)$/.test(heap.type(result)) &&
    heap.name(result) === "system / PromiseReaction";
  if (result >= 0 && !isAwaited) return []; // settled: nothing waits
  const running = graph.producers.has(node) ? undefined : runningFunction(look, node, looks.running);
  if (running !== undefined) return running;
  const known = graph.producers.has(node) || graph.combinators.has(node) || graph.derivations.has(node);
  if (!known && !isAwaited && isSettled(look, node)) return [];
  return [new HeapWait(look, node)];
}

/** Only a promise that settled with a small integer looks like one that is pending and that nobody awaits. */
function isSettled({ live }: Look, node: number): boolean {
  const handle = live?.handle(node);
  if (handle === undefined) return false;
  return live?.session?.internals(handle).get("[[PromiseState]]")?.value !== "pending";
}

/** The running frames from an async function inward, if `node` is the result of one that runs now. */
function runningFunction(
  { graph: { heap, functions } }: Look,
  node: number,
  running: readonly Frame[],
): Frame[] | undefined {
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

/** A generator or async generator: its frame, then what it delegates to or awaits. */
function unwrapGenerator(generator: object, looks: LookSource): Partial | unknown[] {
  const { look, node } = looks.at(generator);
  const { graph, live, lines } = look;
  const suspended = graph.suspended.get(node);
  if (suspended !== undefined) return [new HeapWait(look, suspended)];
  const handle = live?.handle(node);
  if (handle === undefined || live?.session === undefined || !isDescribable(graph.heap, node)) {
    const frame = suspendedFrame(look, node, undefined, generator);
    if (frame === undefined) return [];
    const error = new Error(
      `Cannot tell where the generator is suspended: ${look.acquisition.notes[0] ?? "no inspector"}`,
    );
    return new Partial([frame], error);
  }
  const state = live.session.generatorState(handle);
  if (state.kind === "running") {
    const name = graph.heap.name(graph.heap.field(node, "function"));
    const at = looks.running.findIndex((frame) => isCallOf(frame, name));
    if (at < 0) return new Partial([], new Error("Cannot find the running frame of the generator"));
    return looks.running.slice(0, at + 1).reverse();
  }
  if (state.kind !== "suspended") return [];
  const frame = suspendedFrame(look, node, state, generator);
  if (frame === undefined) return [];
  const syntax = syntaxOf(lines, frame.url);
  const isDelegating = syntax === undefined
    ? /^yield\s*\*/.test(lines.rest(frame.url, frame))
    : syntax.awaitOrYieldAt(frame) === "yield*";
  return isDelegating ? [frame, delegateOf(look, node)] : [frame];
}

/** The frame of a generator that is suspended at a `yield`; `undefined` before the first `next()`. */
function suspendedFrame(
  { graph: { heap, functions }, acquisition, frames }: Look,
  node: number,
  state: GeneratorState | undefined,
  origin: object,
): Frame | undefined {
  const closure = heap.field(node, "function");
  const place = functions.place(closure);
  if (place === undefined) return undefined;
  const raw = state ?? place;
  // Before the first `next()` nothing of the body has run: the position is that of the function, and there is no frame.
  if (state !== undefined && raw.line === place.line && raw.column === place.column) return undefined;
  const position = acquisition.mapPosition?.(place.url, raw.line, raw.column) ?? raw;
  const isAsync = heap.instanceType(node).includes("ASYNC");
  return frames.at(closure, heap.field(node, "receiver"), position, {
    isAsync,
    node,
    origin,
    isPlaced: state !== undefined,
  });
}

/**
 * The iterator that a generator delegates to, as an object: it stands in a register behind all locals, its method `next` in one
 * behind it.
 */
function delegateOf(look: Look, node: number): object | undefined {
  const { graph: { heap } } = look;
  const registers = [...registersOf(heap, node)].sort(([a], [b]) => a - b);
  let found = -1;
  for (const [register, to] of registers) {
    if (to === node || heap.type(to) !== "object") continue;
    // Behind it stand the value that was sent last, and the method.
    if (registers.some(([other, method]) => other === register + 2 && isNext(heap, method))) found = to;
  }
  return found < 0 ? undefined : look.object(found);
}

function isNext(heap: HeapGraph, node: number): boolean {
  return heap.type(node) === "closure" && heap.name(node) === "next";
}
