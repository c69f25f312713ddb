/**
 * What waits in a heap, step by step: from a pending promise or a suspended function to the frame it stands for and to what
 * that one awaits.
 *
 * Each suspended function becomes a frame once. A wait that several share is drawn where it is first met; elsewhere a leaf of
 * kind `"reference"` points there. So output is linear in the size of the graph, and a cycle ends.
 */
import type { Combinator, Derivation, Suspended } from "../heap/await_graph.ts";
import { type ApiCall, SourceReader } from "../leaves/api_call.ts";
import { ANY_OPERATION, describeAwaited } from "../leaves/awaited.ts";
import type { Settler } from "../leaves/settlers.ts";
import { workUnderLock } from "../leaves/web_locks.ts";
import type { Frame } from "../model/frame.ts";
import { Leaf } from "../model/leaf.ts";
import { shortUrl } from "../model/short_url.ts";
import { awaitedValueAt } from "../source/awaited_values.ts";
import { creationOf, isOfCollected } from "../trace/engine.ts";
import { framesOfCalls } from "./call_places.ts";
import { sourceOfFrame } from "./frame_source.ts";
import type { Look } from "./look.ts";

/** A pending promise or a suspended function, by node. */
export class HeapWait {
  readonly look: Look;
  readonly at: number | Suspended;
  /** The promise from which links of `then` led here: what the frame before awaits. */
  readonly awaited: number;
  /** Links of `then` passed since. */
  readonly passed: ReadonlySet<number>;
  readonly #brand = true;

  constructor(look: Look, at: number | Suspended, { awaited = typeof at === "number" ? at : -1, passed = NONE } = {}) {
    this.look = look;
    this.at = at;
    this.awaited = awaited;
    this.passed = passed;
  }

  /** Whether a value is one; runs no trap of a proxy. */
  static is(value: unknown): value is HeapWait {
    return typeof value === "object" && value !== null && #brand in value;
  }
}

/** Links of `then` on the way back to a promise whose maker is known. */
const MOST_LINKS = 100;
/** Modules that a leaf names. */
const MOST_PLACES = 3;
/** Of the function itself a stack of its own tells. */
const RESULT_OF_COLLECTED = "can never resume: the function that it called waits for a promise that was collected";
const NONE: ReadonlySet<number> = new Set<number>();

/** Promises of which one or all are waited for. */
export class Branching {
  readonly look: Look;
  readonly promise: number;
  readonly of: Combinator | Derivation[] | Settler[];
  readonly #brand = true;

  constructor(look: Look, promise: number, of: Combinator | Derivation[] | Settler[]) {
    this.look = look;
    this.promise = promise;
    this.of = of;
  }

  /** Whether a value is one; runs no trap of a proxy. */
  static is(value: unknown): value is Branching {
    return typeof value === "object" && value !== null && #brand in value;
  }
}

/** A promise that no suspended function and no other promise will settle. */
export class HeapLeaf {
  readonly look: Look;
  readonly promise: number;
  readonly #brand = true;

  constructor(look: Look, promise: number) {
    this.look = look;
    this.promise = promise;
  }

  /** Whether a value is one; runs no trap of a proxy. */
  static is(value: unknown): value is HeapLeaf {
    return typeof value === "object" && value !== null && #brand in value;
  }
}

/** What hooks see of an end in a heap: the promise itself, where it can be had. */
export function presented(value: unknown): unknown {
  if (HeapLeaf.is(value) || Branching.is(value)) return value.look.object(value.promise) ?? value;
  return value;
}

/** A place in the trees of one dump that was drawn: what a reference points at. */
interface Drawn {
  id: string;
  /** What it is called: a frame by its name and its place. */
  label: string | Frame;
}

/** What one step leads to. */
export type Step = { frame: Frame; of: Suspended; next: HeapWait } | { next: HeapWait } | Branching | HeapLeaf | Leaf;

/** Characters of the id of a stack. */
const LONGEST_ID = 20;

/** What was drawn already. One for each dump, and for each stack that a hook asks for. */
export class DrawnWaits {
  readonly #drawn = new Map<Suspended | Combinator, Drawn>();
  /** What is being drawn: whoever waits for one of these waits for himself. */
  readonly #open: Set<Suspended | Combinator>;
  readonly #ids: { deep: number };
  readonly #held: { details: Record<string, string | number | boolean>; holder: Suspended }[] = [];

  constructor(within?: DrawnWaits) {
    this.#open = within === undefined ? new Set() : within.#open;
    this.#ids = within === undefined ? { deep: 0 } : within.#ids;
  }

  /** The id of a stack that hangs on another one. Those that hang deep have a number of their own: their way is too long to be told. */
  idWithin(id: string, index: number | string): string {
    const way = `${id}.${index}`;
    return way.length <= LONGEST_ID ? way : `${id.split(".", 1)[0]}.~${++this.#ids.deep}`;
  }

  /** Has this function been drawn? */
  has(suspended: Suspended): boolean {
    return this.#drawn.has(suspended);
  }

  /** The stack in which a function is drawn. */
  idOf(suspended: Suspended): string | undefined {
    return this.#drawn.get(suspended)?.id;
  }

  /** From here on `what` is drawn in the stack `id`. */
  open(what: Suspended | Combinator, drawn: Drawn): void {
    this.#drawn.set(what, drawn);
    this.#open.add(what);
  }

  /** All within `what` has been drawn. */
  close(what: Suspended | Combinator): void {
    this.#open.delete(what);
  }

  /** The leaf that points at where `what` was drawn; `undefined` when it was not. */
  reference(what: Suspended | Combinator): Leaf | undefined {
    const drawn = this.#drawn.get(what);
    if (drawn === undefined) {
      return this.#open.has(what)
        ? new Leaf({ kind: "cycle", description: "a function that is drawn around this: a circle of waits" })
        : undefined;
    }
    const { id } = drawn, label = typeof drawn.label === "string" ? drawn.label : placeOf(drawn.label);
    return this.#open.has(what)
      ? new Leaf({ kind: "cycle", description: `${label} again: a circle of waits`, details: { ref: id } })
      : new Leaf({ kind: "reference", description: `${label}, drawn in #${id}`, details: { ref: id } });
  }

  /** A leaf waits for what `holder` can settle, which may be drawn later. */
  hold(details: Record<string, string | number | boolean>, holder: Suspended): void {
    this.#held.push({ details, holder });
  }

  /** All has been drawn: let the leaves tell in which stack their holders are. */
  tellHolders(): void {
    for (const { details, holder } of this.#held.splice(0)) {
      const id = this.idOf(holder);
      if (id !== undefined) details.holder = id;
    }
  }
}

/** One step inward. */
export function stepInto(wait: HeapWait, drawn: DrawnWaits): Step {
  const { look, at, awaited, passed } = wait;
  const { graph, frames } = look;
  const suspended = typeof at === "number" ? graph.producers.get(at) : at;
  if (suspended !== undefined) {
    const reference = drawn.reference(suspended);
    if (reference !== undefined) return reference;
    return { frame: frames.of(suspended), of: suspended, next: new HeapWait(look, suspended.awaits) };
  }
  const promise = at as number;
  const combinator = graph.combinators.get(promise);
  if (combinator !== undefined) {
    const work = workUnderLock(graph, promise);
    if (work >= 0) return { next: new HeapWait(look, work) };
    return drawn.reference(combinator) ?? new Branching(look, promise, combinator);
  }
  const derived = graph.derivations.get(promise), derivations = derived ?? settledBy(look, promise);
  if (derivations.length === 0 || passed.has(promise)) return new HeapLeaf(look, awaited);
  if (derivations.length > 1) return new Branching(look, promise, derivations);
  const further = passed as Set<number>;
  const now = passed === NONE ? new Set([promise]) : further.add(promise);
  const [{ from }] = derivations;
  return { next: new HeapWait(look, from, { awaited: derived === undefined ? from : awaited, passed: now }) };
}

/** The promises whose handlers settle this one. Where something else can settle it too, that is one of them: the promise itself. */
function settledBy(look: Look, promise: number): Settler[] {
  const settlers = look.settlers.of(promise);
  if (settlers.length === 0) return [];
  const { kind } = describeAwaited(look.graph, look.holders, promise, { calls: [] });
  return kind === "promise" ? [...settlers] : [...settlers, { from: promise, derived: -1 }];
}

/** The leaf for a promise, and the functions of the program that are at work on what settles it. `frames`: what waits for it. */
export function leafOf(
  { look, promise }: HeapLeaf,
  frames: readonly Frame[],
  drawn?: DrawnWaits,
): { leaf: Leaf; atWork: HeapWait[] } {
  // The runtime's own frames at the inner end tell what the program called.
  let first = frames.length;
  while (first > 0 && frames[first - 1].hide) first--;
  const { graph, holders, acquisition: { takenAt, target } } = look;
  const running = look.running?.reference(graph, promise);
  if (running !== undefined) return { leaf: running, atWork: [] };
  const calls = frames.slice(first).map((frame) => ({
    url: frame.url,
    className: frame.className,
    functionName: frame.functionName,
    suspended: look.graph.suspended.get(sourceOfFrame(frame)?.node ?? -1),
  }));
  const { kind, description, details, producers = [], holder = -1, modules = [] } = describeAwaited(
    graph,
    holders,
    promise,
    {
      calls,
      written: first > 0 ? writtenCall(frames[first - 1]) : undefined,
      // Elsewhere the clock may be another one, and a file has none.
      now: target.kind === "process" || target.kind === "pid" ? takenAt.getTime() : undefined,
    },
  );
  const held = graph.suspended.get(modules.length === 1 ? modules[0] : holder);
  if (held !== undefined && details !== undefined) drawn?.hold(details, held);
  // Of several tasks of one function, the one whose turn it is stands elsewhere than those that queue for theirs.
  const words = modules.length > 0
    ? description + listed(modules.flatMap((node) => graph.suspended.get(node) ?? []), look)
    : held === undefined
    ? description
    : description.replace(String(details?.heldBy), () => placeOf(look.frames.of(held)));
  const creation = creationAt(look, promise), obj = look.object(promise);
  const op = creation.findLast(({ hide, functionName }) => hide && functionName.startsWith("op_"))?.functionName;
  const isLost = kind === "promise" && obj !== undefined && isOfCollected(obj);
  const worker = Number(details?.worker ?? NaN);
  const seen = look.acquisition.workers?.has(worker) ? ` (worker ${worker})` : "";
  return {
    leaf: new Leaf({
      kind: isLost ? "collected" : kind,
      description: isLost ? RESULT_OF_COLLECTED : op !== undefined && description === ANY_OPERATION ? op : words + seen,
      details: op === undefined ? details : Object.assign(details ?? {}, { op }),
      obj,
      age: look.age(promise),
      creation,
    }),
    atWork: producers.map((producer) => new HeapWait(look, producer)),
  };
}

/** Where the first of these functions stand. */
function listed(functions: readonly Suspended[], look: Look): string {
  const places = functions.slice(0, MOST_PLACES).map((one) => placeOf(look.frames.of(one)));
  const more = functions.length - places.length;
  return places.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** The running stack that made a promise, or the one from which links of `then` led to it, where that was traced. */
function creationAt(look: Look, promise: number): Frame[] {
  for (let at = promise, hops = 0; hops < MOST_LINKS; hops++) {
    const object = look.object(at);
    const calls = object === undefined ? [] : creationOf(object);
    if (calls.length > 0) return framesOfCalls(calls, look.lines);
    const derivations = look.graph.derivations.get(at) ?? [];
    if (derivations.length !== 1) return [];
    at = derivations[0].from;
  }
  return [];
}

/** The call of the runtime's API that a frame awaits, as its source has it. */
function writtenCall(frame: Frame): ApiCall | undefined {
  const source = sourceOfFrame(frame);
  const suspended = source?.look.graph.suspended.get(source.node);
  if (source?.position === undefined || suspended === undefined) return undefined;
  const value = awaitedValueAt(source.look.lines, frame.url, source.position);
  return value === undefined ? undefined : new SourceReader(source.look.graph, suspended).call(value);
}

/** `Class.method`, or the function's name. */
export function nameOf(frame: Frame): string {
  return frame.className === undefined ? frame.functionName : `${frame.className}.${frame.functionName}`;
}

/** The name, and where in which file. */
export function placeOf(frame: Frame): string {
  if (frame.line === 0) return nameOf(frame);
  // What holds the script itself has no file name, only text.
  const file = frame.url.startsWith("data:") ? shortUrl(frame.url) : frame.url.replace(/^.*\//, "");
  return `${nameOf(frame)} at ${file || "<anonymous>"}:${frame.line}${frame.column ? `:${frame.column}` : ""}`;
}

/** What a stack of a heap is called: its outermost frame that is shown, or what is waited for. */
export function titleOf(frames: readonly Frame[], leaf: Leaf | Leaf[] | undefined): string {
  if (frames.length > 0) return nameOf(frames.find((frame) => !frame.hide) ?? frames[0]);
  return leaf instanceof Leaf ? leaf.description : "";
}
