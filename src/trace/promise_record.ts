/**
 * What is known of one promise that was made while there was time to capture the stack.
 *
 * V8 tells a hook which promise was derived from which, and nothing of the function that awaits. The stack does: a promise that
 * `await` makes, one for each wait, is made with the awaiting function on top. The result of an async function is made at its
 * entry, with that function on top at the same depth; so the wait and the result can be joined (`resultOf`).
 */
import { type CallPlace, captureRaw, RawCalls } from "./call_place.ts";

/** Calls of our own on top of each captured stack: `captureRaw`, the constructor, `#capture`, `#note`, the hook. */
const OWN_CALLS = 5;
/** Waits of one function that are remembered raw, one behind the other. */
const MOST_STEPS = 8;
/** Promises made in one turn that are remembered for those that follow. */
const MOST_MADE = 64;

/** Calls that are kept of where something was made. */
const MOST_CALLS = 3;

const COMBINATORS = ["all", "allSettled", "any", "race"];

/** Promises without a parent that were made in the turn that runs, the newest first. */
export interface Made {
  readonly record: PromiseRecord;
  readonly before: Made | undefined;
  readonly length: number;
}

/** One more of them. */
export function madeAfter(before: Made | undefined, record: PromiseRecord): Made {
  if (before === undefined || before.length < MOST_MADE) return { record, before, length: (before?.length ?? 0) + 1 };
  return { record, before: undefined, length: 1 };
}

/** Has the outcome come? Shared by those who wait to know. */
export interface Outcome {
  isThere: boolean;
}

/** What is known of a promise when it is made. */
export interface RecordInit {
  /** Milliseconds by the clock of the trace. */
  since: number;
  isDerived: boolean;
  /** What it was derived from. */
  parent: PromiseRecord | undefined;
  turn: Turn;
  /** How many calls to capture. */
  calls: number;
}

const UNKNOWN = -1;

let records = 0;

export class PromiseRecord {
  /** Not 0. */
  readonly id = ++records;
  /** Milliseconds by the clock of the trace. */
  readonly since: number;
  /** The record of the promise that it was derived from; 0 without one, `UNKNOWN` when that has no record. */
  readonly parent: number;
  isSettled = false;
  /**
   * Has another promise been derived from it? Then it is no wait: no program ever sees those. What `await` makes of a value or of
   * another realm's promise looks like one, and V8 may not tell when such a one settles.
   */
  hasChild = false;
  outcome: Outcome | undefined;
  /** Holds on to functions and receivers, and so is let go of when it has lasted. */
  #raw: Raw | undefined;
  /** What is kept then. */
  #plain: RawCalls | undefined;
  /** Does the wait that followed this one in the same function need it still? */
  #isFollowed = false;
  #result: number | undefined;

  constructor({ since, isDerived, parent, turn, calls }: RecordInit) {
    this.since = since;
    this.parent = !isDerived ? 0 : parent?.id ?? UNKNOWN;
    const job = isDerived ? turn.job : undefined;
    const steps = job === undefined ? 0 : job.#steps + 1;
    if (job !== undefined) job.#isFollowed = true;
    if (steps > MOST_STEPS) job?.resultOrNone();
    this.#raw = {
      stack: captureRaw(calls),
      most: calls,
      parent,
      job,
      made: isDerived ? turn.made : undefined,
      steps: steps > MOST_STEPS ? 0 : steps,
    };
  }

  get #steps(): number {
    return this.#raw?.steps ?? 0;
  }

  /** The stack when the promise was made; `undefined` when it was let go of. */
  get calls(): RawCalls | undefined {
    const raw = this.#raw;
    return raw === undefined ? this.#plain : raw.calls ??= new RawCalls(raw.stack, raw.most, OWN_CALLS);
  }

  /** Did `await` make it of a value that is no promise of this realm? Then its parent is only that which the function returned. */
  get isWrapper(): boolean {
    return this.parent !== 0 && this.hasChild && this.calls?.functionAt(0)?.script !== "";
  }

  /** Did `await` make it, and not `then`? On top of the stack is the function that awaits, or `then` of V8 itself. */
  get isWait(): boolean {
    if (this.parent === 0 || this.hasChild) return false;
    const top = this.calls?.functionAt(0);
    return top !== undefined && top.script !== "";
  }

  /** For a wait: the record of the promise that the waiting function returned; 0 when it is not known. */
  result(): number {
    const path: PromiseRecord[] = [this];
    let found = this.#result ?? this.#resultHere();
    while (found === undefined && path.length <= MOST_STEPS + 1) {
      const before = path[path.length - 1].#raw?.job;
      if (before === undefined) break;
      path.push(before);
      found = before.#result ?? before.#resultHere();
    }
    for (const record of path) {
      record.#result = found ?? 0;
      if (record.#raw !== undefined) record.#raw.job = undefined;
    }
    return found ?? 0;
  }

  /** The same, for use within a hook, which must not throw. */
  resultOrNone(): number {
    try {
      return this.result();
    } catch {
      return this.#result = 0; // V8 cannot tell of a torn stack
    }
  }

  /** The same, from this stack alone; `undefined` when the function was resumed, and the wait before this one tells. */
  #resultHere(): number | undefined {
    const raw = this.#raw, calls = this.calls;
    if (raw === undefined || calls === undefined || !this.isWait) return 0;
    const { depth } = calls, top = calls.functionAt(0);
    if (depth === 1 && raw.job !== undefined && raw.job.parent !== 0) return raw.job.isWaitOrKnown ? undefined : 0;
    if (depth < 0 || top === undefined) return 0;
    let found = 0, line = Infinity, column = Infinity;
    for (let made = raw.made; made !== undefined; made = made.before) {
      const { record } = made, entry = record.calls;
      if (record === raw.parent || entry === undefined || entry.depth !== depth) continue;
      const called = entry.at(0);
      if (called === undefined || called.name !== top.name || called.script !== top.script) break;
      // A promise that the runtime makes for a call has the calling function on top, too, but further down in its text.
      if (called.line > line || called.line === line && called.column >= column) break;
      ({ line, column } = called);
      found = record.id;
    }
    return found;
  }

  get isWaitOrKnown(): boolean {
    return this.#result !== undefined ? this.#result > 0 : this.isWait;
  }

  /** For what `Promise.all` and the like have derived: the record of their own promise. */
  combinator(): { name: string; record: PromiseRecord } | undefined {
    const raw = this.#raw, calls = this.calls;
    const within = calls?.functionAt(1);
    if (raw === undefined || calls === undefined || within?.script !== "" || !COMBINATORS.includes(within.name)) {
      return undefined;
    }
    for (let made = raw.made; made !== undefined; made = made.before) {
      const top = made.record.calls?.functionAt(0);
      if (top?.script === "" && top.name === within.name && made.record.calls?.depth === calls.depth - 1) {
        return { name: within.name, record: made.record };
      }
    }
    return undefined;
  }

  /** For what V8 derived because an async function returned a promise: the record of that function's result; 0 otherwise. */
  get returnedBy(): number {
    const job = this.#raw?.job;
    return job !== undefined && job.parent === 0 ? job.id : 0;
  }

  /** The promise that it was derived from, made by whom; where it was made by hand, or by the runtime. */
  creationOfParent(): CallPlace[] {
    const calls = this.#raw?.parent?.calls;
    return calls === undefined ? [] : calls.ofProgram(MOST_CALLS);
  }

  /** It has settled. A wait that none followed is let go of: it is over before a collection of garbage finds it. */
  settle(): void {
    this.isSettled = true;
    if (this.outcome !== undefined) this.outcome.isThere = true;
    if (this.parent !== 0 && !this.#isFollowed) this.release();
  }

  /** It has lasted. Of where it was made so many calls of the program are kept, which hold on to nothing. */
  outlast(most: number): void {
    const { calls } = this;
    calls?.letGo(most);
    this.#plain = calls;
    this.#raw = undefined;
  }

  /** Hold on to nothing. */
  release(): void {
    this.#raw = this.#plain = undefined;
  }
}

interface Raw {
  readonly stack: Error;
  readonly most: number;
  readonly parent: PromiseRecord | undefined;
  readonly made: Made | undefined;
  readonly steps: number;
  job: PromiseRecord | undefined;
  calls?: RawCalls;
}

/** What runs now. */
export interface Turn {
  /** The wait that has just ended, when V8 resumes a function. */
  job: PromiseRecord | undefined;
  made: Made | undefined;
}
