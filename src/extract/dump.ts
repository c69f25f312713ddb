/** All stacks of one isolate. */
import type { AwaitGraph, Suspended } from "../heap/await_graph.ts";
import type { AwaitSite } from "../heap/await_sites.ts";
import { isIdleModule, iteratorOwner } from "../heap/idle_generators.ts";
import { workersIn } from "../heap/workers.ts";
import { Context } from "../model/context.ts";
import { Dump, type WorkerIdentity } from "../model/dump.ts";
import type { Frame } from "../model/frame.ts";
import { Leaf } from "../model/leaf.ts";
import { Stack } from "../model/stack.ts";
import { SourceLines } from "../source/lines.ts";
import { TURN } from "../target/busy_thread.ts";
import type { Acquisition } from "../target/target.ts";
import { collectedWaits } from "../trace/engine.ts";
import { collectedStacks, indexOfModule, withModule } from "./collected.ts";
import { framesOf } from "./combinators.ts";
import { deadlocksOf } from "./deadlocks.ts";
import { Extraction } from "./extraction.ts";
import { sourceOfFrame } from "./frame_source.ts";
import { lookAt } from "./frames.ts";
import { isInternal } from "./internal.ts";
import type { LookSource } from "./items.ts";
import type { Look } from "./look.ts";
import { RunningThread } from "./running_thread.ts";
import { countStacks } from "./statistics.ts";
import { DrawnWaits, HeapWait, nameOf, placeOf } from "./waits.ts";

/** How a dump is made. */
export interface DumpMaking {
  /** For objects of this process. */
  looks?: LookSource;
  /** Takes what could not be told. */
  notes?: string[];
  options?: {
    withContexts?: boolean;
    recurseChildTasks?: boolean;
    allLabels?: boolean;
    /** Which worker's heap it is. */
    worker?: WorkerIdentity;
  };
  /** Called when all has been drawn, while the heap can still be looked at. */
  onDrawn?: (look: Look, drawn: DrawnWaits) => void;
}

/** Tasks of dumps whose only waiters have settled without them. */
const outdated = new WeakSet<Stack>();

/** Is this task of a dump one that nobody waits for any more, such as one that lost a race? As far as it is known. */
export function isOutdated(task: Stack): boolean {
  return outdated.has(task);
}

/** The dump of what was acquired of another process. */
export function dumpOf(
  acquisition: Acquisition,
  options: DumpMaking["options"] = {},
  onDrawn?: DumpMaking["onDrawn"],
): Dump {
  using look = lookAt(acquisition, new SourceLines(), options);
  return dumpFrom(look, { options, onDrawn });
}

/** The dump of a heap that was looked at. */
export function dumpFrom(look: Look, { looks, notes = [], options = {}, onDrawn }: DumpMaking): Dump {
  const { acquisition, graph, sites, frames, lines } = look;
  const { withContexts = true, recurseChildTasks = false, worker } = options;
  const newId = () => `${worker === undefined ? "" : `w${worker.id}.`}${tasks.length + 1}`;
  for (const note of acquisition.notes) if (!notes.includes(note)) notes.push(note);
  const scripts = looks === undefined ? graph.functions.urls() : [];
  const extraction = new Extraction({ withContexts, recurseChildTasks, looks, lines, notes, scripts });
  const drawn = new DrawnWaits();
  const { unowned, lost } = placeParked(look);
  const roots = rootsOf(look).map((start) => ({ start, order: orderOf(graph, sites, start) }));
  roots.sort((a, b) => compare(a.order, b.order));
  const tasks = looks === undefined ? [] : tracedTasks(look, notes);
  const add = (start: number | Suspended) => {
    const task = extraction.stack(new HeapWait(look, start), { id: newId(), drawn });
    if (typeof start === "number" && isSettled(look, start)) outdated.add(task);
    tasks.push(task);
  };
  if (acquisition.running !== undefined) {
    const running = new RunningThread(acquisition.running, { extraction, id: newId(), worker });
    look.running = running;
    tasks.push(running.stack);
  }
  for (const { start } of roots) add(start);
  // What is left has an awaiter each, so it waits in a circle, or for a circle.
  for (const suspended of graph.suspended.values()) if (!drawn.has(suspended)) add(suspended);
  const addParked = (frame: Frame, leaf: Leaf) => {
    const { frames, error } = extraction.stack(frame, { drawn });
    tasks.push(new Stack({ root: nameOf(frame), frames, leaf, error, id: newId() }));
  };
  for (const frame of lost) {
    const at = indexOfModule(tasks, frame);
    if (at < 0) addParked(frame, lostLeaf());
    else tasks[at] = withModule(tasks[at], extraction.stack(frame, { drawn }).frames);
  }
  for (const frame of unowned) {
    addParked(frame, new Leaf({ kind: "yield", description: "at a yield: nobody asks for the next value" }));
  }
  drawn.tellHolders();
  const visible = tasks.filter(isVisible);
  const isTold = acquisition.sites === undefined && look.live?.session === undefined; // a note says why already
  if (!isTold && frames.withoutSite > 0) {
    notes.push(
      frames.withoutSite === 1
        ? "V8 gave no await position for 1 frame: it shows where its function starts."
        : `V8 gave no await position for ${frames.withoutSite} frames: they show where their function starts.`,
    );
  }
  const resuming = graph.resuming.filter((node) => isOfProgram(graph, node)).length;
  if (resuming > 0) {
    notes.push(
      resuming === 1
        ? "1 function is not shown: what it awaited is settled, and it is about to go on."
        : `${resuming} functions are not shown: what they awaited is settled, and they are about to go on.`,
    );
  }
  readLines(tasks);
  notes.push(...frames.labelNotes);
  for (const [file, reason] of lines.unread) notes.push(`No source lines of ${file}: ${reason}.`);
  const deadlocks = deadlocksOf(look, drawn, notes);
  if (acquisition.workers === undefined) notes.push(...unseenWorkers(look));
  onDrawn?.(look, drawn);
  const { snapshotBytes = acquisition.snapshot.bytes.length } = acquisition;
  return new Dump({
    target: worker === undefined ? acquisition.target : { ...acquisition.target, worker },
    takenAt: acquisition.takenAt,
    tasks,
    stats: { tasks: visible.length, ...countStacks(tasks), snapshotBytes },
    notes,
    deadlocks,
  });
}

/** Source is read now: the files may change, and notes are due. A file is read as a whole, for the first of its frames. */
function readLines(tasks: readonly Stack[]): void {
  const read = new Set<string>();
  for (const task of tasks) {
    for (const frame of framesOf(task)) {
      const { url, hide } = frame;
      if (url === "" || hide) continue;
      if (sourceOfFrame(frame) === undefined) frame.lineText; // made by a hook, it may read what it likes
      else if (!read.has(url)) {
        read.add(url);
        frame.lineText;
      }
    }
  }
}

/** What is said of workers of this heap that are not looked at. */
function unseenWorkers({ graph, acquisition }: Look): string[] {
  const running = workersIn(graph.heap).filter(({ isRunning }) => isRunning);
  if (running.length === 0) return [];
  const names = running.flatMap(({ name }) => name === "" ? [] : JSON.stringify(name)).slice(0, MOST_NAMES);
  const named = names.length === 0 ? "" : ` (${names.join(", ")}${names.length < running.length ? ", …" : ""})`;
  const were = running.length === 1 ? "1 worker was" : `${running.length} workers were`;
  const command = `dump-stacks ${acquisition.target.pid ?? "PID"}`, them = running.length === 1 ? "it" : "them";
  return [`${were} not looked at${named}: only \`${command}\`, from outside, sees ${them}.`];
}

/** Names of workers told. */
const MOST_NAMES = 5;

/** What the trace engine of this process has seen collected. */
function tracedTasks(look: Look, notes: string[]): Stack[] {
  const { waits, forgotten } = collectedWaits();
  if (forgotten > 0) {
    notes.push(`${forgotten} more waits were collected while pending: they were too many to remember.`);
  }
  return collectedStacks(waits, look.traceTime ?? 0, look.lines);
}

/** A module may wait for a promise that nothing refers to any more: then all between the two was collected. */
function lostLeaf(): Leaf {
  return new Leaf({
    kind: "promise",
    description: "a promise that was collected, as nothing refers to it: it can never be settled",
    details: { collected: true },
  });
}

/** What is suspended without a promise. */
interface Parked {
  /** Async generators at a `yield` that no suspended function iterates; the others become contexts of it. */
  unowned: Frame[];
  /** Modules that wait for what was collected. */
  lost: Frame[];
}

/** A parked generator that a suspended function iterates becomes a context of that; the others are left. */
function placeParked({ acquisition, graph, frames, live }: Look): Parked {
  const { heap } = graph;
  const unowned: Frame[] = [], lost: Frame[] = [];
  for (const [node, at] of acquisition.parked ?? []) {
    if (graph.suspended.has(node)) continue;
    const isModule = isIdleModule(graph, node);
    const found = { isAsync: true, isModule, node, origin: live?.object(node) };
    const frame = frames.at(heap.field(node, "function"), heap.field(node, "receiver"), at, found);
    const owner = isModule ? undefined : iteratorOwner(graph, node);
    if (owner === undefined) (isModule ? lost : unowned).push(frame);
    else {
      const description = `iterates ${placeOf(frame)}, which is at a yield`;
      frames.addContext(owner, new Context({ kind: "iterator", description, isAsync: true }));
    }
  }
  return { unowned, lost };
}

/** Where trees begin: promises that nothing waits for, and what lies below them; and functions without a result. */
function rootsOf({ graph, settlers }: Look): (number | Suspended)[] {
  const roots: (number | Suspended)[] = [];
  const seen = new Set<number>();
  for (const suspended of graph.suspended.values()) {
    const upward = [...suspended.results];
    if (upward.length === 0) roots.push(suspended);
    for (let promise = upward.pop(); promise !== undefined; promise = upward.pop()) {
      if (seen.has(promise)) continue;
      seen.add(promise);
      const waiters = graph.waiters.get(promise) ?? [], settled = settlers.settledBehind(promise);
      if (waiters.length === 0 && settled.length === 0) roots.push(promise);
      upward.push(...settled);
      for (const waiter of waiters) {
        // Where a handler settles another promise, that is what it is for: `then(resolve handler).catch(reject handler)`.
        if (waiter.kind === "promise" && (settled.length === 0 || isAwaited(graph, waiter.promise))) {
          upward.push(waiter.promise);
        }
      }
    }
  }
  return roots;
}

/** Does a suspended function wait for the promise, in the end? */
function isAwaited({ waiters }: AwaitGraph, promise: number): boolean {
  const open = [promise], seen = new Set(open);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const waiter of waiters.get(next) ?? []) {
      if (waiter.kind === "frame") return true;
      if (!seen.has(waiter.promise)) open.push(waiter.promise);
      seen.add(waiter.promise);
    }
  }
  return false;
}

type Order = readonly [hidden: number, kind: number, url: string, line: number, column: number, id: number];

/** Modules first, then by the place of the first frame of the program; the runtime's own last. */
function orderOf(graph: AwaitGraph, sites: ReadonlyMap<number, AwaitSite>, start: number | Suspended): Order {
  let first: Suspended | undefined;
  const seen = new Set<number>();
  let at: number | undefined = typeof start === "number" ? start : start.awaits;
  if (typeof start !== "number") first = start;
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    const suspended = graph.producers.get(at);
    if (suspended !== undefined) {
      const url = urlOfSuspended(suspended);
      if (first === undefined || isInternal(urlOfSuspended(first))) first = suspended;
      if (!isInternal(url)) break;
      at = suspended.awaits;
    } else at = graph.combinators.get(at)?.branches[0].promise ?? graph.derivations.get(at)?.[0].from;
  }
  if (first === undefined) return [1, 1, "", 0, 0, 0];
  const site = sites.get(first.resume), url = urlOfSuspended(first);
  return [
    Number(isInternal(url)),
    Number(first.kind !== "module"),
    url,
    site?.line ?? 0,
    site?.column ?? 0,
    graph.heap.id(first.node),
  ];

  function urlOfSuspended({ closure }: Suspended): string {
    return closure < 0 ? "" : graph.functions.place(closure)?.url ?? "";
  }
}

function isOfProgram({ heap, functions }: AwaitGraph, generator: number): boolean {
  const place = functions.place(heap.field(generator, "function"));
  return place !== undefined && !isInternal(place.url) && functions.name(heap.field(generator, "function")) !== TURN;
}

function compare(a: Order, b: Order): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}

/** Has a promise with others behind it settled? */
function isSettled({ acquisition, graph: { heap } }: Look, promise: number): boolean {
  const result = heap.field(promise, "reactions_or_result");
  if (result < 0) return acquisition.settled?.has(promise) === true;
  return heap.name(result) !== "system / PromiseReaction";
}

/** Does the stack have anything of the program? */
function isVisible(stack: Stack): boolean {
  return framesOf(stack).some((frame) => !frame.hide && frame.url !== "");
}
