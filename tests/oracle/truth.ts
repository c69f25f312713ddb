/** What must be shown of a program, by its own record. */
import type { Activation, Held, Made, Site } from "./records.ts";
import {
  type Branches,
  type Facts,
  placeText,
  textOfModules,
  textOfWait,
  textOfWork,
  textsOfHeld,
  type Wait,
} from "./waits.ts";

/** Turns that a value takes through several generators that delegate, at most. */
const HANDING_ON = 10;

/** Everything that a dump must show of these functions. */
export function factsOf(activations: readonly Activation[], sites: readonly Site[]): Facts {
  return activations.filter(isWaiting).flatMap((activation) => {
    const place = placeOf(activation, sites), { held, awaited } = activation;
    return [
      `${place} -> ${textOfWait(waitFor(awaited, sites))}`,
      ...held.flatMap(textsOfHeld).map((text) => `${place} holds ${text}`),
    ];
  }).sort();
}

/** Why it is not certain what a function waits for, and what it can be at most. */
export interface Doubt {
  readonly why: string;
  /** Texts of functions that may bring what it awaits. */
  readonly possible: ReadonlySet<string>;
  /** What it holds, if it still stands there. */
  readonly held: readonly string[];
}

/**
 * The functions, by place, of which it is not certain what they wait for now: something moved just now at a generator, a thenable or a
 * promise of another class, which take several turns to hand it on. `isRunning`: functions of the program run.
 */
export function uncertain(
  activations: readonly Activation[],
  sites: readonly Site[],
  { now, isRunning: isAny }: { now: number; isRunning: boolean },
): Map<string, Doubt> {
  const standing = activations.filter(({ site, awaited }) => site >= 0 && awaited !== undefined);
  const own = new Set(standing.filter(({ awaited, since }) => isMoving(awaited, since, now)));
  const running = new Set(activations.filter((one) => isAny && isRunning(one)));
  const doubts = new Map<string, Doubt>();
  // Whether a function waits decides what those show that wait for it.
  for (const activation of standing) {
    const behind = [...reach(activation.awaited)].map(({ activation }) => activation);
    const has = (some: Set<Activation>) => behind.some((one) => one !== undefined && some.has(one));
    const why = has(running) ? "a generator runs" : own.has(activation) || has(own) ? "something moves" : undefined;
    if (why === undefined) continue;
    const places = behind.flatMap((one) =>
      one === undefined || one.site < 0 ? [] : [placeOf(one, sites), textOfWork(one.name)]
    );
    const place = placeOf(activation, sites), before = doubts.get(place)?.held ?? [];
    const held = [...before, ...activation.held.flatMap(textsOfHeld)];
    doubts.set(place, { why, possible: new Set(places), held });
  }
  return doubts;
}

/** A generator that is neither at a `yield` nor at an await may have been called by who seems to wait for it. */
function isRunning({ result, isIdle, isDelegating, awaited }: Activation): boolean {
  if (result !== undefined || isIdle || isDelegating) return false;
  return awaited === undefined || !(isPending(awaited) || isCollected(awaited));
}

function isMoving(start: Made | undefined, since: number, now: number): boolean {
  let isSlow = false, latest = since;
  for (const { kind, activation, promise, since } of reach(start)) {
    latest = Math.max(latest, since, activation?.since ?? 0);
    // A function that has ended did so when what it awaited last was settled.
    if (activation !== undefined && !isWaiting(activation)) {
      for (const { since } of reach(activation.awaited)) latest = Math.max(latest, since);
    }
    if (kind === "module") continue;
    if (kind === "work" || promise === undefined || promise.deref()?.constructor !== Promise) isSlow = true;
  }
  return isSlow && latest > now - HANDING_ON;
}

function placeOf({ name, site }: Activation, sites: readonly Site[]): string {
  const { file, line, column } = sites[site];
  return placeText(name, file, line, column);
}

/** `open`: combinators that were met; and what is being followed, as what waits for itself alone never comes. */
function waitFor(made: Made | undefined, sites: readonly Site[], open = new Map<Made, Branches | undefined>()): Wait {
  if (made === undefined || !isPending(made)) return undefined;
  if (open.has(made)) return open.get(made);
  const { kind, activation, parts, handled, modules } = made;
  const follow = (next: Made | undefined): Wait => {
    open.set(made, undefined);
    const wait = waitFor(next, sites, open);
    open.delete(made);
    return wait;
  };
  if (activation !== undefined) {
    if (activation.returned !== undefined) return follow(activation.returned);
    return isWaiting(activation) ? placeOf(activation, sites) : undefined;
  }
  if (kind === "gate") return undefined;
  if (modules !== undefined) {
    const waiting = modules().flatMap(({ activation }) =>
      activation !== undefined && isWaiting(activation) ? activation : []
    );
    return textOfModules(waiting.map((one) => placeOf(one, sites)));
  }
  if (kind === "work") {
    const worker = (handled ?? parts[0])?.activation;
    return worker !== undefined && isWaiting(worker) ? textOfWork(worker.name) : undefined;
  }
  if (kind === "chain") {
    return follow(parts[0] !== undefined && isPending(parts[0]) ? parts[0] : handled);
  }
  // A race of one is the shape of a promise that another one settles.
  const pending = parts.filter((part) => part !== undefined && isPending(part));
  if (kind === "race" && pending.length === 1) return follow(pending[0]);
  const branches: Branches = { kind, items: [] };
  open.set(made, branches);
  for (const [index, part] of parts.entries()) {
    if (part === undefined || !isPending(part)) continue;
    branches.items.push({ index: kind === "race" ? undefined : index, wait: waitFor(part, sites, open) });
  }
  return branches.items.length === 0 ? undefined : branches;
}

/** It is no longer held. */
export function letGo({ held }: Activation, one: Held): void {
  held.splice(held.indexOf(one), 1);
}

function isWaiting({ site, awaited, isIdle, result }: Activation): boolean {
  return !isIdle && site >= 0 && awaited !== undefined && isPending(awaited) &&
    (result === undefined || isPending(result));
}

/** Has a generator something to give first? One that delegates is as the other one is. */
function isBusy({ isIdle, isDelegating, awaited }: Activation): boolean {
  if (awaited !== undefined && isCollected(awaited)) return false; // what it waits for can never come, and nobody sees it
  return !isIdle && (!isDelegating || (awaited !== undefined && isPending(awaited)));
}

/** All that a promise is made of, as far as the functions that bring it. */
function reach(start: Made | undefined): Set<Made> {
  const found = new Set(start && [start]);
  for (const { activation, parts, handled, modules } of found) {
    const inner = activation === undefined
      ? [...parts, handled, ...modules?.() ?? []]
      : [activation.returned, activation.isDelegating ? activation.awaited : undefined];
    for (const next of inner) if (next !== undefined) found.add(next);
  }
  return found;
}

function isCollected({ promise }: Made): boolean {
  return promise !== undefined && promise.deref() === undefined;
}

/** The runtime's own word, for promises; a thenable is as its promise is, a stream as its generator. */
function isPending({ kind, promise, activation, parts }: Made): boolean {
  if (promise === undefined && activation !== undefined) return isBusy(activation);
  if (promise === undefined && kind === "gate") return true; // nothing ever comes of it
  if (promise === undefined) return parts[0] !== undefined && isPending(parts[0]);
  const live = promise.deref();
  return live !== undefined && Deno.inspect(live).includes("<pending>");
}
