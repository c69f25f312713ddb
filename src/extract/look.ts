/** One heap that was looked at, with everything that stacks are made of. */
import { type AwaitGraph, type CombinatorKind, readAwaitGraph, type Suspended } from "../heap/await_graph.ts";
import type { AwaitSite } from "../heap/await_sites.ts";
import { TraceMarks } from "../heap/trace_marks.ts";
import { CodeTexts } from "../leaves/code_texts.ts";
import { followDriven } from "../leaves/driven.ts";
import { Holders } from "../leaves/holders.ts";
import { isAbortListener } from "../leaves/node_listeners.ts";
import { Reach } from "../leaves/reach.ts";
import { Settlers } from "../leaves/settlers.ts";
import { SourceLines } from "../source/lines.ts";
import type { LocalAcquisition } from "../target/local.ts";
import type { LiveObjects } from "../target/live_objects.ts";
import type { Acquisition, Position } from "../target/target.ts";
import { traceTime } from "../trace/engine.ts";
import type { Context } from "../model/context.ts";
import { ChangedFiles } from "./changed_files.ts";
import { sitesInScripts } from "./module_sites.ts";
import type { Leaf } from "../model/leaf.ts";
import type { Frame } from "../model/frame.ts";

/** What makes the frames of a look (`frames.ts`). */
export interface Frames {
  /** Let the frame of a suspended function have a context. */
  addContext(suspended: Suspended, context: Context): void;
  /** How many frames show the start of their function, for want of an await position. */
  readonly withoutSite: number;
  /** What a reader must know of labels that are missing. */
  readonly labelNotes: readonly string[];
  /** The frame of a suspended function. */
  of(suspended: Suspended): Frame;
  /** The frame of a function that is suspended at `position`. */
  at(closure: number, receiver: number, position: Position, options: FrameOptions): Frame;
  /** A frame of V8's own, such as `Promise.all`. */
  native(name: CombinatorKind | "then"): Frame;
}

/** The stack that ran in the thread that was looked at (`running_thread.ts`). */
export interface Running {
  /** Where the leaf of a wait for the result of a function that runs points to; `undefined` for other promises. */
  reference(graph: AwaitGraph, promise: number): Leaf | undefined;
}

/** What is known of a frame, besides its function and its position. */
export interface FrameOptions {
  isAsync: boolean;
  /** Node of the generator object. */
  node: number;
  /** The promise that it awaits; -1 or none for a generator at a `yield`. */
  awaits?: number;
  url?: string;
  isModule?: boolean;
  /** Is it the generator behind a compiled async function, which has the name? */
  isDriven?: boolean;
  origin?: object;
  /** Milliseconds since it began to wait, where that was traced. */
  age?: number;
  /** Is the position where it is suspended, not where its function starts? Default: true. */
  isPlaced?: boolean;
  /** What the program says of this work. Default: nothing. */
  labels?: Readonly<Record<string, string>>;
}

/**
 * A heap of this process or of another one. Frames and contexts remember from which look they are, and may live long: so a look
 * that is disposed lets go of the heap.
 */
export class Look implements Disposable {
  readonly lines: SourceLines;
  readonly frames: Frames;
  /** What runs, where the thread that was looked at stood still in it. Drawn before all else. */
  running: Running | undefined;
  /** Tells files that are not what runs. */
  readonly files: ChangedFiles;
  #heap: Heap | undefined;
  /** The time of the snapshot by the clock of the trace engine. */
  readonly traceTime: number | undefined;

  constructor(
    acquisition: Acquisition | LocalAcquisition,
    framesOf: (look: Look) => Frames,
    lines: SourceLines = new SourceLines(),
  ) {
    const graph = readAwaitGraph(acquisition.snapshot);
    this.files = new ChangedFiles(graph, acquisition.mappedTexts);
    lines.doubtedBy(this.files.doubt);
    const texts = new CodeTexts(graph, lines, acquisition.mapPosition);
    followDriven(graph, texts, (generator) => acquisition.parked?.has(generator) ?? false);
    const marks = new TraceMarks(graph.heap);
    this.#heap = {
      acquisition,
      marks,
      graph,
      sites: sitesInScripts(acquisition, graph, lines),
      holders: new Holders(graph, new Reach(graph, texts), (holder) => isAbortListener(graph, holder)),
      settlers: new Settlers(graph, texts),
      live: "live" in acquisition ? acquisition.live : undefined,
    };
    this.traceTime = traceTimeOf(acquisition, marks);
    this.lines = lines;
    this.frames = framesOf(this);
  }

  get acquisition(): Acquisition {
    return this.#open.acquisition;
  }

  get graph(): AwaitGraph {
    return this.#open.graph;
  }

  /** Await positions, by node of the closure. */
  get sites(): ReadonlyMap<number, AwaitSite> {
    return this.#open.sites;
  }

  get holders(): Holders {
    return this.#open.holders;
  }

  get settlers(): Settlers {
    return this.#open.settlers;
  }

  /** The objects themselves; `undefined` for another process, and for a look that is over. */
  get live(): LiveObjects | undefined {
    return this.#heap?.live;
  }

  /** Has it let go of the heap? */
  get isOver(): boolean {
    return this.#heap === undefined;
  }

  get #open(): Heap {
    if (this.#heap === undefined) throw new Error("Cannot look into this heap as the look is over");
    return this.#heap;
  }

  /** Milliseconds since the promise at a node was made, where that was traced. */
  age(node: number): number | undefined {
    const since = this.traceTime === undefined ? undefined : this.#open.marks.since(node);
    return since === undefined || this.traceTime === undefined ? undefined : Math.max(0, this.traceTime - since);
  }

  /** The promise, generator or function at a node, as an object; `undefined` where it cannot be had. */
  object(node: number): object | undefined {
    return this.live?.object(node);
  }

  /** Let go of the heap and of its objects. */
  [Symbol.dispose](): void {
    this.live?.[Symbol.dispose]();
    this.files.release();
    this.#heap = undefined;
  }
}

interface Heap {
  acquisition: Acquisition;
  graph: AwaitGraph;
  sites: ReadonlyMap<number, AwaitSite>;
  holders: Holders;
  settlers: Settlers;
  marks: TraceMarks;
  live: LiveObjects | undefined;
}

/** The time of the snapshot by the clock of the trace engine; `undefined` when nothing was ever traced there. */
function traceTimeOf(acquisition: Acquisition | LocalAcquisition, marks: TraceMarks): number | undefined {
  const { takenAt } = acquisition;
  if (!("live" in acquisition)) {
    const epoch = marks.epoch();
    return epoch === undefined ? undefined : takenAt.getTime() - epoch.getTime();
  }
  const now = traceTime();
  return now === undefined ? undefined : now - (Date.now() - takenAt.getTime());
}
