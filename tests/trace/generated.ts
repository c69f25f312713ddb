/**
 * Programs made at random of async functions that await each other, of which it is known which functions can never go on. Shares
 * nothing with what it judges.
 *
 * Each function has a name of its own, so that a report can be held against it.
 */

import vm from "node:vm";

/** What becomes of a promise: it settles, it may yet (someone holds its resolver), or it never can. */
type Fate = "settles" | "held" | "never";

/** What a function awaits. */
type Wait =
  | { kind: "nothing" | "soon" | "held" | "lost" | "thenableSoon" | "thenableLost" | "foreignSoon" | "foreignLost" }
  | { kind: "call"; of: Fn }
  | { kind: "return"; of: Fn }
  | { kind: "then" | "finally"; of: Wait }
  | { kind: "all" | "race" | "any" | "allSettled"; of: Wait[] };

/** A function: what it starts and leaves alone, how often it awaits nothing, and what it awaits then. */
interface Fn {
  name: string;
  turns: number;
  leaves: Fn[];
  waits: Wait[];
}

/** One program. */
export interface Program {
  /** Functions that can never go on, and of which nothing is left. */
  stuck: Set<string>;
  /** Functions of which it may not be said that they can never go on. */
  sound: Set<string>;
  start(): Promise<void>;
}

/** Resolvers that somebody holds. */
export const held: (() => void)[] = [];

const MOST_DEPTH = 5;
const PLAIN = ["nothing", "soon", "soon", "soon", "held", "lost"] as const;
/** What is no promise, or one of another realm: V8 makes a promise more, and its hooks do not see all. */
const STRANGE = ["thenableSoon", "thenableSoon", "thenableLost", "foreignSoon", "foreignSoon", "foreignLost"] as const;
const realm: { make(executor: (resolve: () => void) => void): Promise<void> } = vm.runInContext(
  "({ make: (executor) => new Promise(executor) })",
  vm.createContext({}),
);

/** The program with this number. */
export function programOf(seed: number): Program {
  const random = generatorOf(seed);
  let functions = 0;
  const root = makeFn(0);
  const stuck = new Set<string>(), sound = new Set<string>();
  fateOf(root);
  return { stuck, sound, start: () => run(root) };

  function pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(random() * items.length)];
  }

  function makeFn(depth: number): Fn {
    const name = `fn${seed}x${functions++}`;
    const turns = pick([0, 0, 1, 2, 12]);
    const leaves = depth < MOST_DEPTH && random() < 0.15 ? [makeFn(depth + 2)] : [];
    const waits = Array.from({ length: pick([1, 1, 2]) }, () => makeWait(depth + 1));
    return { name, turns, leaves, waits };
  }

  function makeWait(depth: number): Wait {
    if (depth >= MOST_DEPTH || random() < 0.3) {
      return { kind: pick(random() < 0.85 ? PLAIN : STRANGE) };
    }
    const kind = pick(
      ["call", "call", "call", "return", "then", "finally", "all", "race", "any", "allSettled"] as const,
    );
    if (kind === "call" || kind === "return") return { kind, of: makeFn(depth) };
    if (kind === "then" || kind === "finally") return { kind, of: makeWait(depth + 1) };
    return { kind, of: Array.from({ length: pick([1, 2, 3]) }, () => makeWait(depth + 1)) };
  }

  /** Fate of what a function returns; notes what becomes of all functions that are called. */
  function fateOf(fn: Fn): Fate {
    let fate: Fate = "settles";
    for (const left of fn.leaves) fateOf(left);
    for (const wait of fn.waits) {
      fate = fateOfWait(wait);
      if (wait.kind === "return") {
        sound.add(fn.name); // it is over, whatever becomes of its result
        return fate;
      }
      if (fate !== "settles") break;
    }
    (fate === "never" ? stuck : sound).add(fn.name);
    return fate;
  }

  function fateOfWait(wait: Wait): Fate {
    switch (wait.kind) {
      case "nothing":
      case "soon":
      case "thenableSoon":
      case "foreignSoon":
        return "settles";
      case "held":
        return "held";
      case "lost":
      case "thenableLost":
      case "foreignLost":
        return "never";
      case "call":
      case "return":
        return fateOf(wait.of);
      case "then":
      case "finally":
        return fateOfWait(wait.of);
    }
    const fates = wait.of.map(fateOfWait); // all of them are started
    if (wait.kind === "race" || wait.kind === "any") {
      return fates.includes("settles") ? "settles" : fates.includes("held") ? "held" : "never";
    }
    // As long as an arm is held, the promise of all arms is, too.
    return fates.includes("held") ? "held" : fates.includes("never") ? "never" : "settles";
  }
}

function run(fn: Fn): Promise<void> {
  const { [fn.name]: named } = {
    [fn.name]: async function (): Promise<void> {
      for (const left of fn.leaves) run(left);
      for (let turn = 0; turn < fn.turns; turn++) await null;
      for (const wait of fn.waits) {
        if (wait.kind === "return") return run(wait.of);
        await start(wait);
      }
    },
  };
  return named();
}

function start(wait: Wait): Promise<unknown> {
  switch (wait.kind) {
    case "nothing":
      return Promise.resolve();
    case "soon":
      return new Promise<void>((resolve) => setTimeout(resolve, 1 + Math.random() * 20));
    case "thenableSoon":
      return thenable((resolve) => setTimeout(resolve, 3));
    case "thenableLost":
      return thenable(() => {});
    case "foreignSoon":
      return realm.make((resolve) => setTimeout(resolve, 3));
    case "foreignLost":
      return realm.make(() => {});
    case "held":
      return new Promise<void>((resolve) => held.push(resolve));
    case "lost":
      return new Promise<void>(() => {});
    case "call":
    case "return":
      return run(wait.of);
    case "then":
      return Promise.resolve(start(wait.of)).then((value) => value);
    case "finally":
      return Promise.resolve(start(wait.of)).finally(() => {});
    case "all":
      return Promise.all(wait.of.map(start));
    case "race":
      return Promise.race(wait.of.map(start));
    case "any":
      return Promise.any(wait.of.map(start));
    case "allSettled":
      return Promise.allSettled(wait.of.map(start));
  }
}

function thenable(start: (resolve: () => void) => void): Promise<void> {
  return { then: (resolve: () => void) => start(resolve) } as Promise<void>;
}

function generatorOf(seed: number): () => number {
  let state = seed * 2654435761 >>> 0;
  return () => {
    state = state + 0x6D2B79F5 >>> 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) / 4294967296;
  };
}
