/** Waits that can never end, joined to stacks: a function that waits for another one's result waits for as long as that one. */
import type { CallPlace } from "./call_place.ts";
import type { Outcome } from "./promise_record.ts";

/** A wait that has lasted, or a promise that `then` derived and that has not settled. Plain data: keeps nothing alive. */
export interface LastingWait {
  /** Id of its record. */
  readonly id: number;
  /** V8's promise for this wait. */
  readonly promise: WeakRef<object>;
  /** Milliseconds by the clock of the trace. */
  readonly since: number;
  /** What is awaited: id of its record; none above 0 when unknown. */
  readonly awaits: number;
  /** Where the function waits; `undefined` for what `then` derived. */
  readonly place: CallPlace | undefined;
  /** What the function returned: id of its record; 0 when unknown. */
  readonly result: number;
  /** Where the awaited promise was made, innermost call first. */
  readonly creation: readonly CallPlace[];
  /** What settles as this does, as an async function has returned it: id of its record; 0 for none. */
  readonly passesTo: number;
  /** For an arm of `Promise.all` or the like. */
  readonly combinator: Arm | undefined;
}

/** What an arm belongs to. */
export interface Arm {
  readonly name: string;
  /** Id of the record of the combinator's promise. */
  readonly id: number;
  readonly outcome: Outcome | undefined;
}

interface Chain {
  /** Innermost first. */
  chain: LastingWait[];
  awaiter: Awaiter;
  combinator: string | undefined;
}

/** Who waits for the outermost function of a stack. */
export type Awaiter = "nobody" | "handlers" | "settled" | "pending" | "unknown";

/** A stack of functions that can never go on. */
export interface CollectedWait {
  /** Outermost first. */
  readonly frames: readonly { place: CallPlace; since: number }[];
  /** Where the innermost awaited promise was made, innermost call first. */
  readonly creation: readonly CallPlace[];
  readonly awaiter: Awaiter;
  /** The combinator of which the outermost function is an arm. */
  readonly combinator: string | undefined;
  /** How many there are alike. */
  count: number;
}

/**
 * The stacks of what was collected. `lasting` are waits that may yet end, as far as is known: those for the result of a function that
 * cannot go on cannot end either. What passes through a combinator or a handler may end by another way, and is told only when it,
 * too, was collected.
 */
export function joinWaits(collected: readonly LastingWait[], lasting: Iterable<LastingWait>): CollectedWait[] {
  const dead = new Set(collected);
  const waiters = new Map<number, LastingWait[]>();
  for (const wait of [...collected, ...lasting]) {
    if (wait.awaits <= 0) continue;
    const known = waiters.get(wait.awaits);
    if (known === undefined) waiters.set(wait.awaits, [wait]);
    else known.push(wait);
  }
  const results = new Set(collected.flatMap(({ place, result }) => place !== undefined && result > 0 ? [result] : []));
  for (const { combinator } of collected) if (combinator !== undefined) results.add(combinator.id);
  const found = new Map<string, CollectedWait>();
  const told = new Set<LastingWait>();
  // The innermost ones first: those that wait for no function which is known to be stuck, and for no combinator.
  const starts = collected.filter(({ place }) => place !== undefined);
  for (const start of [...starts.filter(({ awaits }) => !results.has(awaits)), ...starts]) {
    if (told.has(start)) continue;
    tell(chainOf(start));
  }
  return [...found.values()];

  function chainOf(start: LastingWait): Chain {
    const chain = [start];
    for (let at = start;;) {
      told.add(at);
      const { direct, arms, hasHandlers } = outward(at.result);
      const through = arms.flatMap(({ id }) => outward(id).direct.filter((wait) => dead.has(wait)));
      const next = [...direct, ...through].find((wait) => !chain.includes(wait));
      if (next !== undefined) {
        chain.push(at = next);
        continue;
      }
      const isKnown = at.result > 0 && direct.length === 0 && through.length === 0;
      const awaiter = !isKnown
        ? "unknown"
        : arms.length > 0
        ? arms.every(({ outcome }) => outcome?.isThere === true) ? "settled" : "pending"
        : hasHandlers
        ? "handlers"
        : "nobody";
      return { chain, awaiter, combinator: arms[0]?.name };
    }
  }

  /** Who waits for a promise: functions that await it or what `then` has made of it, and combinators. */
  function outward(id: number): { direct: LastingWait[]; arms: Arm[]; hasHandlers: boolean } {
    const direct: LastingWait[] = [], arms: Arm[] = [];
    const seen = new Set<number>([0]), next = [id];
    for (let at = next.pop(); at !== undefined; at = next.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      for (const wait of waiters.get(at) ?? []) {
        if (wait.place !== undefined) direct.push(wait);
        else if (wait.combinator !== undefined) arms.push(wait.combinator);
        else next.push(wait.id, wait.passesTo);
      }
    }
    return { direct, arms, hasHandlers: seen.size > 2 };
  }

  function tell({ chain, awaiter, combinator }: Chain): void {
    const frames = chain.flatMap(({ place, since }) => place === undefined ? [] : [{ place, since }]).reverse();
    const places = frames.map(({ place: { name, script, line, column } }) => `${name} ${script}:${line}:${column}`);
    const key = [awaiter, combinator ?? "", ...places].join("\n");
    const known = found.get(key);
    if (known !== undefined) known.count++;
    else found.set(key, { frames, creation: chain[0].creation, awaiter, combinator, count: 1 });
  }
}
