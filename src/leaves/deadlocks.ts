/**
 * Circles of waits that nothing can end: found among those who wait and those who hold, and reported only when no code that can
 * still run may wake any of them.
 */
import type { AwaitGraph, Suspended } from "../heap/await_graph.ts";
import type { Texts } from "../source/script_cache.ts";
import { CodeTexts, type MapPosition, type Site } from "./code_texts.ts";
import { findLive, type Liveness } from "./liveness.ts";
import { type Hold, LockHolders } from "./lock_holders.ts";
import { describeLock } from "./lock_names.ts";
import { isPackageCode, isRuntimeCode } from "./own_code.ts";
import { Taken } from "./taken.ts";
import { circlesOf, shortestCircle, waitedFor } from "./wait_circles.ts";

/** One suspended function in a circle. */
export interface CircleMember {
  suspended: Suspended;
  /** What it waits for, in words. */
  waitsFor: string;
  /** Index of the member who would have to go on first. */
  heldBy: number;
  /** The function that took what this one waits for; `undefined` where the next one makes it. */
  holder: Suspended | undefined;
}

/** A circle of waits. */
export interface Circle {
  kind: string;
  description: string;
  certain: boolean;
  members: CircleMember[];
}

/** What is known beside the heap. */
export interface DeadlockOptions {
  texts: Texts;
  mapPosition: MapPosition | undefined;
  /** Where suspended functions await, by node of their resume closure. */
  sites: ReadonlyMap<number, Site>;
  /** Where the functions are that run now. */
  running: readonly Site[];
}

/** The circles of waits in a heap that nothing can end. */
export function findDeadlocks(graph: AwaitGraph, options: DeadlockOptions): Circle[] {
  const { sites, running } = options;
  const texts = new CodeTexts(graph, options.texts, options.mapPosition);
  const locks = new LockHolders(graph, texts, sites);
  const known = new Map<number, readonly number[]>();
  const holders = (promise: number) => {
    let found = known.get(promise);
    if (found === undefined) known.set(promise, found = locks.of(promise).map(({ holder }) => holder.node));
    return found;
  };
  const parts = circlesOf(graph, holders);
  if (parts.length === 0) return [];
  const taken = new Taken(graph, locks), outside = new Set<number>();
  for (const part of parts) {
    for (const node of part) {
      const isHeld = !graph.suspended.has(node) && !graph.producers.has(node);
      for (const hold of isHeld ? locks.of(node) : []) {
        if (hold.how === "module" || hold.how === "web lock") outside.add(node);
        else if (hold.how === "taken") taken.add(hold);
      }
    }
  }
  let may: Liveness | undefined, must: Liveness | undefined;
  const found: Circle[] = [];
  for (const part of parts) {
    const way = shortestCircle(graph, part, holders);
    if (!way.some((node) => graph.suspended.has(node))) continue;
    if (isClosed(graph, way)) {
      found.push(describe(graph, locks, part, way, IS_PROVEN));
      continue;
    }
    const search = { texts: texts.with(taken.taking()), sites, running, outside };
    must ??= findLive(graph, { ...search, allMayFail: false });
    if (must.isBlind || way.some((node) => must?.live.has(node))) continue;
    may ??= findLive(graph, { ...search, allMayFail: true });
    const certain = !may.isBlind && !way.some((node) => may?.live.has(node));
    found.push(describe(graph, locks, part, way, certain));
  }
  return found;
}

const IS_PROVEN = true;

/** Is each promise on the way one that nothing but the next one can settle? Then no other code counts. */
function isClosed({ suspended, producers, combinators, derivations }: AwaitGraph, way: readonly number[]): boolean {
  return way.every((node) => {
    const frame = suspended.get(node) ?? producers.get(node);
    if (frame !== undefined) return frame.kind !== "driven";
    const combinator = combinators.get(node), from = derivations.get(node) ?? [];
    if (combinator !== undefined) {
      return from.length === 0 && (combinator.branches.length === 1 || combinator.kind === "allSettled");
    }
    return from.length === 1 && from[0].via !== "resolve";
  });
}

/** From a way through functions and promises to members: those who wait for a lock, or where there is none all. */
function describe(
  graph: AwaitGraph,
  locks: LockHolders,
  part: readonly number[],
  way: readonly number[],
  certain: boolean,
): Circle {
  const { suspended } = graph;
  const holds: { at: number; hold: Hold }[] = [];
  way.forEach((node, at) => {
    const next = suspended.get(way[(at + 1) % way.length]);
    if (suspended.has(node) || next === undefined || graph.producers.has(node)) return;
    const hold = locks.of(node).find(({ holder }) => holder === next);
    if (hold !== undefined) holds.push({ at, hold });
  });
  if (holds.length === 0) {
    const all = way.flatMap((node) => suspended.get(node) ?? []);
    const own = all.filter(({ closure }) => !isOfRuntime(graph, closure));
    const frames = own.length > 0 ? own : all;
    const members = frames.map((frame, i): CircleMember => {
      const heldBy = (i + 1) % frames.length;
      const waitsFor = frames.length === 1 ? "its own promise" : `${nameOf(graph, frames[heldBy])}()`;
      return { suspended: frame, waitsFor, heldBy, holder: undefined };
    });
    const isSelf = members.length === 1;
    return {
      kind: isSelf ? "self-await" : "promises",
      description: isSelf ? "1 task waits for itself" : `${members.length} functions wait for each other`,
      certain,
      members,
    };
  }
  const shared = holds.length === 1 ? sharedBy(holds[0].hold.lock) : [];
  if (shared.length > 1) {
    const what = describeLock(graph, holds[0].hold.lock);
    const members = shared.map(({ waiting, holder }, i): CircleMember => ({
      suspended: waiting,
      waitsFor: what,
      heldBy: (i + 1) % shared.length,
      holder: outsideOf(shared[(i + 1) % shared.length].holder, holds[0].hold.lock) ?? holder,
    }));
    const description = `${shared.length} tasks hold all of ${what}, and each waits for more of it`;
    return { kind: "starvation", description, certain, members };
  }
  const members = holds.map(({ at, hold }, i): CircleMember => {
    const waiting = waiterBefore(at, hold);
    const holder = outsideOf(hold.holder, hold.lock);
    const heldBy = (i + 1) % holds.length;
    if (hold.url !== undefined) return { suspended: waiting, waitsFor: moduleText(hold), heldBy, holder: undefined };
    const waitsFor = hold.name === undefined ? describeLock(graph, hold.lock) : `the web lock ${hold.name}`;
    return { suspended: waiting, waitsFor, heldBy, holder };
  });
  if (holds.some(({ hold }) => hold.how === "module")) {
    const description = members.length === 1
      ? "a module waits for its own end"
      : `${members.length} modules wait for each other`;
    return { kind: "modules", description, certain, members };
  }
  const isTaken = holds.every(({ hold }) => hold.how !== "due");
  const each = members.length === 1
    ? "1 task waits for what it holds itself"
    : `${members.length} tasks wait for each other`;
  return { kind: isTaken ? "lock" : "signal", description: each, certain, members };

  /** `the module plugin.ts, which waits for main.ts` */
  function moduleText({ holder, url = "" }: Hold): string {
    const own = graph.functions.place(holder.closure)?.url ?? "";
    const nameIn = (url: string) => url.replace(/^.*\//, "");
    return `the module ${nameIn(url)}${own === url ? "" : `, which waits for ${nameIn(own)}`}`;
  }

  /** Those who hold a part of a lock and wait for another part. */
  function sharedBy(lock: number): { waiting: Suspended; holder: Suspended }[] {
    const found = new Map<Suspended, { waiting: Suspended; holder: Suspended }>();
    for (const node of lock < 0 ? [] : part) {
      if (suspended.has(node) || graph.producers.has(node)) continue;
      for (const hold of locks.of(node)) {
        if (hold.lock !== lock || hold.how !== "taken" || found.has(hold.holder)) continue;
        const way = wayTo(hold.holder, lock);
        if (way !== undefined) found.set(hold.holder, { waiting: outermost(way, hold), holder: hold.holder });
      }
    }
    return [...found.values()];
  }

  /** From one who holds inward to where he waits for the same lock. */
  function wayTo(holder: Suspended, lock: number): Suspended[] | undefined {
    const frames = [holder];
    const seen = new Set<number>();
    for (let node = holder.awaits; !seen.has(node);) {
      seen.add(node);
      const next = waitedFor(graph, node, () => []);
      if (next.length === 0) return locks.lockOf(node).objects.includes(lock) ? frames : undefined;
      const frame = suspended.get(next[0]);
      if (frame !== undefined) frames.push(frame);
      node = next[0];
    }
    return undefined;
  }

  /** The innermost of these functions that is not the lock's own. */
  function outermost(way: readonly Suspended[], { lock, taking }: Hold): Suspended {
    const inward = way.toReversed();
    const isOwn = ({ receiver, closure }: Suspended) =>
      isOfRuntime(graph, closure) || isOfPackage(graph, closure) ||
      lock >= 0 && (receiver === lock || locks.isOf(closure, lock));
    return inward.find((frame) => !isOwn(frame)) ??
      inward.find(({ closure }) => !taking.includes(graph.heap.name(closure))) ?? inward[0];
  }

  /** Who waits, in a part of the circle that ends with a promise. */
  function waiterBefore(at: number, hold: Hold): Suspended {
    const frames: Suspended[] = [];
    for (let back = 1; back <= way.length; back++) {
      const node = way[(at - back + way.length) % way.length];
      const frame = suspended.get(node);
      if (frame !== undefined) frames.unshift(frame);
      else if (holds.some((other) => way[other.at] === node)) break;
    }
    if (frames.length === 0) throw new Error("Surprise: nobody waits in a circle of waits");
    return outermost(frames, hold);
  }

  /** A method of the lock itself says less than who called it. */
  function outsideOf(holder: Suspended, lock: number): Suspended {
    let found = holder;
    for (let hops = 0; lock >= 0 && found.receiver === lock && hops < 10; hops++) {
      const waiter = found.results.flatMap((promise) => graph.waiters.get(promise) ?? []).find(({ kind }) =>
        kind === "frame"
      );
      if (waiter?.kind !== "frame") return found;
      found = waiter.suspended;
    }
    return found;
  }
}

function isOfRuntime({ functions }: AwaitGraph, closure: number): boolean {
  return isRuntimeCode(closure < 0 ? "" : functions.place(closure)?.url ?? "");
}

function isOfPackage({ functions }: AwaitGraph, closure: number): boolean {
  return isPackageCode(closure < 0 ? "" : functions.place(closure)?.url ?? "");
}

function nameOf({ heap, functions }: AwaitGraph, { closure, receiver, kind }: Suspended): string {
  if (kind === "module") return "<module>";
  const method = receiver < 0 || closure < 0 ? undefined : functions.method(closure, receiver);
  const name = closure < 0 ? "" : heap.name(closure) || method?.name || "<anonymous>";
  return method?.className === undefined ? name : `${method.className}.${name}`;
}
