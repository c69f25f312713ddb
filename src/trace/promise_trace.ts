/**
 * The promises of this isolate, as V8's hooks tell of them.
 *
 * Each promise is marked with its time. Of as many as the budget allows the stack is captured raw: for 1.5 us, while reading it
 * takes 5 us a call. It is read when somebody asks, or when a wait has lasted; most waits are over by then. What has lasted is kept
 * as plain data, with a weak reference to V8's promise for that wait. When that one is gone and the wait has not ended, the awaited
 * promise was collected while it was pending, and nothing can resume the function.
 */
import { Budget } from "./budget.ts";
import { checkLimit, FEW_CAPTURED, MOST_CAPTURED } from "./call_place.ts";
import type { CoarseClock } from "./clock.ts";
import { type CollectedWait, joinWaits, type LastingWait } from "./collected.ts";
import type { Hooks, InstalledHooks } from "./hooks.ts";
import { mark, noteOf, settle, SETTLED } from "./marks.ts";
import { busyClock } from "./runtime.ts";
import { madeAfter, PromiseRecord, type Turn } from "./promise_record.ts";
import { Queue } from "./queue.ts";
import { undisturbed } from "../model/own_language.ts";

/** Of which promises the stack is captured. */
export type StackSampling = "all" | "sampled" | "none";

// The hooks run in the midst of the program, at each promise: what they use is taken now, before the program can patch it.
const { apply } = Reflect;
const { min } = Math;
const OwnWeakRef = WeakRef;
const { delete: forget } = Map.prototype;

/** Calls of the program that are told of where something was made. */
export const MOST_CALLS = 6;

/** Milliseconds after which a wait has lasted. */
const LASTING = 50;
/** Milliseconds until those that last are looked for, where stacks are sampled. */
const SELDOM = 2000;
/** Waits that may be too young to be looked at. */
const MOST_YOUNG = 50_000;
/** Promises that may be too young to be let go of: a function that waits has made one, and mostly another one that it waits for. */
const MOST_MADE = 2 * MOST_YOUNG;
/** Collected waits that are remembered. */
const MOST_COLLECTED = 10_000;
/** Waits that one tick looks after. */
const MOST_SWEPT = 500;
/** Milliseconds of one tick. */
const MOST_TENDING = 10;

/** A loop that awaits only what is there already is looked at now and then: after so many of these, for one of so many. */
const MOST_UNWANTED = 16, MOST_UNWATCHED = 64;

/** Of what is made now the stack is captured: of nothing, of what may wait for ever, of everything. */
const NOTHING = 0, URGENT = 1, EVERYTHING = 2;

// What the hooks read at each promise stands in variables of the module: fields would make them half as fast again.
let isOn = false;
let capturing: 0 | 1 | 2 = NOTHING;
let now = 0;
/** How many promises may be made until the clock is to be looked at. */
let untimed = 0;
/** How many of these need nothing but their mark. */
let plain = 0;
/** How many are not even looked at, after how many in a row that were not wanted. */
let unwatched = 0, unwanted = 0;
/** Was a promise captured in this turn? One that follows may be derived from it. */
let isAfterCapture = false;
/** Is anything known of the turn? */
let isKnownTurn = false;
const turn: Turn = { job: undefined, made: undefined };

interface YoungWait {
  readonly promise: WeakRef<object>;
  readonly record: PromiseRecord;
}

export class PromiseTrace {
  readonly #clock: CoarseClock;
  readonly #hooks: InstalledHooks;
  readonly #busyTime = busyClock();
  #sampling: StackSampling = "none";
  /** For capturing stacks. */
  #budget: Budget;
  /** For reading them. */
  #reading: Budget;
  #isBusy = false;
  #young = new Queue<YoungWait>();
  /** Of promises that were derived from none, which live as long as the program wants. */
  #made = new Queue<PromiseRecord>();
  #lasting = new Map<PromiseRecord, LastingWait>();
  #sweep: Iterator<[PromiseRecord, LastingWait]> | undefined;
  #collected: LastingWait[] = [];
  #forgotten = 0;
  #deadResults: ReadonlySet<number> = new Set();

  /** `put` is given what V8 is to call. */
  constructor(clock: CoarseClock, put: (hooks: Hooks) => InstalledHooks) {
    this.#clock = clock;
    this.#hooks = put([this.#init, this.#before, this.#after, this.#settled]);
    this.#budget = this.#newBudget();
    this.#reading = this.#newBudget();
  }

  /** Record, from here on. */
  start(sampling: StackSampling): void {
    if (!isOn || sampling !== this.#sampling) {
      this.#sampling = sampling;
      this.#budget = this.#newBudget();
      this.#reading = this.#newBudget();
    }
    checkLimit();
    isOn = true;
    untimed =
      plain =
      unwatched =
      unwanted =
        0;
    capturing = NOTHING;
    forgetTurn();
    const isIdle = sampling === "none" && this.#young.length === 0 && this.#lasting.size === 0;
    this.#hooks.want(isIdle ? "init" : "init and settled");
  }

  /** Record nothing any more. What is known is forgotten. */
  stop(): void {
    isOn = false;
    plain = 0;
    this.#hooks.want("none");
    this.#hooks.catchUp();
    forgetTurn();
    this.#clock.rest();
    this.#sweep = undefined;
    this.#young = new Queue();
    this.#lasting = new Map();
    this.#collected = [];
    this.#forgotten = 0;
    this.#deadResults = new Set();
  }

  /** Hold on to nothing of the program any more. */
  release(): void {
    for (let young = this.#young.first; young !== undefined; young = this.#young.first) {
      young.record.release();
      this.#young.shift();
    }
    for (let made = this.#made.first; made !== undefined; made = this.#made.first) {
      made.release();
      this.#made.shift();
    }
  }

  /** A promise was made. This is small, so that V8 makes one piece of it and of the mark; with the rest in it, it is slower by half. */
  readonly #init = (promise: object, parent?: object): void => {
    if (--plain >= 0) mark(promise, now);
    else this.#note(promise, parent);
  };

  #note(promise: object, parent: object | undefined): void {
    plain = 0;
    if (!isOn) return;
    if (--untimed < 0) this.#look();
    if (capturing !== NOTHING && --unwatched < 0 && this.#isWanted(parent)) return this.#capture(promise, parent);
    if (isAfterCapture) passOver(parent);
    mark(promise, now);
    if (capturing !== NOTHING || isAfterCapture) return;
    plain = untimed;
    untimed = 0;
  }

  /** What a promise stands for goes on. */
  readonly #before = (promise: object): void => {
    if (!isOn || capturing === NOTHING) return;
    isAfterCapture = false;
    isKnownTurn = true;
    turn.job = recordOf(promise);
    turn.made = undefined;
  };

  /** What a promise stood for has gone on, to its next wait or to its end. */
  readonly #after = (): void => {
    if (isKnownTurn) forgetTurn();
  };

  /** A promise has settled. */
  readonly #settled = (promise: object): void => {
    const record = settle(promise);
    if (record !== undefined) this.#end(record);
  };

  #end(record: object): void {
    if (!(record instanceof PromiseRecord)) return;
    record.settle();
    if (record.parent !== 0) apply(forget, this.#lasting, [record]);
  }

  /** A look at the clock and at the budget; the next one after a quiet time, or after so many promises. */
  #look(): void {
    now = this.#clock.read(atQuiet);
    untimed = this.#clock.between;
    this.#choose();
  }

  #choose(): void {
    if (this.#sampling === "none") return;
    const before = capturing;
    capturing = !this.#budget.allows(now, this.#clock.isCalm) ? NOTHING : this.#budget.isAmple ? EVERYTHING : URGENT;
    if ((before === NOTHING) === (capturing === NOTHING)) return;
    // Which turn it is, nobody asks while nothing is captured.
    this.#hooks.want(capturing === NOTHING ? "init and settled" : "all");
    isKnownTurn = false;
    turn.job = turn.made = undefined;
  }

  /** Is there time for this one, and may it wait for ever? */
  #isWanted(parent: object | undefined): boolean {
    if (this.#isBusy) return false;
    if (capturing === EVERYTHING) return true;
    if (parent === undefined) return false;
    if (!isSettled(parent)) {
      unwanted = 0;
      return true;
    }
    if (++unwanted > MOST_UNWANTED) unwatched = min(unwanted, MOST_UNWATCHED);
    return false;
  }

  #capture(promise: object, parent: object | undefined): void {
    this.#isBusy = true;
    try {
      const begun = this.#budget.begin();
      const calls = capturing === EVERYTHING ? MOST_CAPTURED : FEW_CAPTURED;
      const of = parent === undefined ? undefined : parentOf(parent);
      const record = new PromiseRecord({ since: now, isDerived: parent !== undefined, parent: of, turn, calls });
      mark(promise, record);
      isAfterCapture = true;
      isKnownTurn = true;
      if (parent === undefined) this.#remember(record);
      else if (this.#young.length < MOST_YOUNG) {
        this.#young.append({ promise: new OwnWeakRef(promise), record });
        if (this.#young.length === 1) this.#clock.wakeIn(this.#sampling === "all" ? LASTING : SELDOM);
      }
      this.#budget.spent(begun);
      this.#choose();
    } finally {
      this.#isBusy = false;
    }
  }

  #remember(record: PromiseRecord): void {
    if (this.#made.length >= MOST_MADE) return record.release();
    turn.made = madeAfter(turn.made, record);
    this.#made.append(record);
    if (this.#made.length === 1) this.#clock.wakeIn(this.#sampling === "all" ? LASTING : SELDOM);
  }

  /** Look after what has lasted, in a turn of its own. */
  readonly tend = (): void => {
    if (isOn) undisturbed(() => this.#tend());
  };

  #tend(): void {
    checkLimit();
    this.#hooks.catchUp();
    const start = this.#clock.exact();
    const time = Math.min(MOST_TENDING, this.#reading.left(Math.floor(start), this.#clock.isCalm));
    this.#settleDown(start - LASTING, start + time);
    this.#letGoOfMade(min(start - LASTING, this.#young.first?.record.since ?? Infinity), start + time);
    this.#sweepSome();
    this.#reading.take(this.#clock.exact() - start);
    if (this.#young.length === 0 && this.#made.length === 0) return;
    const usual = this.#sampling === "all" ? LASTING : SELDOM;
    this.#clock.wakeIn(time === MOST_TENDING ? MOST_TENDING : usual);
  }

  /** Before a snapshot: hold on to nothing of the program, so that the collection that begins it shows what is garbage. */
  letGo(): void {
    this.#isBusy = true;
    try {
      this.#settleDown(Infinity, Infinity);
    } finally {
      this.#isBusy = false;
    }
  }

  /** What was collected while it was pending, as far as is known now. */
  collectedWaits(): { waits: CollectedWait[]; forgotten: number } {
    for (const [record, wait] of this.#lasting) this.#lookAt(record, wait);
    this.#sweep = undefined;
    this.#deadResults = new Set(this.#collected.flatMap(({ place, result }) => place !== undefined ? [result] : []));
    return { waits: joinWaits(this.#collected, this.#lasting.values()), forgotten: this.#forgotten };
  }

  /** Is this the result of a function that was told to be collected, with what it waited for? */
  isOfCollected(promise: object): boolean {
    const record = recordOf(promise);
    return record !== undefined && this.#deadResults.has(record.id);
  }

  /** Waits that are older than `before` become plain data, if they are not over, and as far as there is time. */
  #settleDown(before: number, end: number): void {
    const young = this.#young;
    for (let oldest = young.first; oldest !== undefined; oldest = young.first) {
      const { promise, record } = oldest;
      if (record.since > before || !record.isSettled && this.#clock.exact() >= end) return;
      young.shift();
      if (record.isSettled) continue; // the wait that followed it may need it still
      try {
        if (!record.isWrapper) this.#lasting.set(record, lastingWait(promise, record));
      } catch {
        // V8 cannot tell of a torn stack; the program must not hear of it.
      }
      record.release();
    }
  }

  /** The waits of the same turns are plain data by now: for them these were kept. */
  #letGoOfMade(before: number, end: number): void {
    const made = this.#made;
    for (let record = made.first; record !== undefined; record = made.first) {
      if (record.since >= before || !record.isSettled && this.#clock.exact() >= end) return;
      made.shift();
      if (record.isSettled) record.release();
      else {
        try {
          record.outlast(MOST_CALLS);
        } catch {
          record.release(); // V8 cannot tell of a torn stack; the program must not hear of it.
        }
      }
    }
  }

  #sweepSome(): void {
    for (let swept = 0; swept < MOST_SWEPT; swept++) {
      this.#sweep ??= this.#lasting.entries();
      const next = this.#sweep.next();
      if (next.done === true) {
        this.#sweep = undefined;
        return;
      }
      this.#lookAt(...next.value);
    }
  }

  #lookAt(record: PromiseRecord, wait: LastingWait): void {
    if (wait.promise.deref() !== undefined) return;
    this.#lasting.delete(record);
    this.#collected.push(wait);
    if (this.#collected.length <= 2 * MOST_COLLECTED) return;
    this.#forgotten += this.#collected.length - MOST_COLLECTED;
    this.#collected = this.#collected.slice(-MOST_COLLECTED);
  }

  #newBudget(): Budget {
    return new Budget({
      isUnlimited: this.#sampling === "all",
      monotonic: () => this.#clock.exact(),
      busyTime: this.#busyTime,
    });
  }
}

/** A promise was made that is not captured: it must not be taken for something older. */
function passOver(parent: object | undefined): void {
  turn.made = undefined;
  isAfterCapture = capturing !== NOTHING; // what `await` makes of a value has its child at once
  if (parent !== undefined) parentOf(parent);
}

function isSettled(promise: object): boolean {
  const note = noteOf(promise);
  return note === SETTLED || note instanceof PromiseRecord && note.isSettled;
}

/** The record of a promise from which another one is derived now. */
function parentOf(promise: object): PromiseRecord | undefined {
  const record = recordOf(promise);
  if (record !== undefined) record.hasChild = true;
  return record;
}

function forgetTurn(): void {
  isAfterCapture = isKnownTurn = false;
  turn.job = turn.made = undefined;
}

function atQuiet(): void {
  untimed = plain = 0;
}

/** What was captured of a promise that has not settled. */
export function recordOf(promise: object): PromiseRecord | undefined {
  const note = noteOf(promise);
  return note instanceof PromiseRecord ? note : undefined;
}

function lastingWait(promise: WeakRef<object>, record: PromiseRecord): LastingWait {
  const { id, since, parent, isWait } = record;
  const combinator = isWait ? undefined : record.combinator();
  if (combinator !== undefined) combinator.record.outcome ??= { isThere: combinator.record.isSettled };
  return {
    id,
    promise,
    since,
    awaits: parent,
    place: isWait ? record.calls?.at(0) : undefined,
    result: isWait ? record.result() : 0,
    creation: isWait ? record.creationOfParent() : [],
    passesTo: isWait ? 0 : record.returnedBy,
    combinator: combinator && { name: combinator.name, id: combinator.record.id, outcome: combinator.record.outcome },
  };
}
