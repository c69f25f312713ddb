/**
 * How much time may go into stacks: a small share of the time in which the program is busy. Where it makes few promises, a little of
 * all time, too, which is saved up. So a program that makes a few hundred promises in a second has the stacks of all of them, and so
 * has a burst after a quiet time; one that makes thousands is slowed down by that share.
 */

const { min } = Math; // taken before the program can patch it

/** Nanoseconds for each millisecond in which the program is busy: 0.3 %. */
const SHARE = 3_000;
/** Nanoseconds for each millisecond that passes where few promises are made: 0.1 %. */
const ALWAYS = 1_000;
/** Nanoseconds that can be saved up. */
const MOST = 80_000_000;
/** More than this is ample. */
const AMPLE = 65_000_000;
/** What is thrown away costs more, by as much as this: measured on an HTTP server, with a stack captured for each request. */
const GARBAGE = 1.25;
/** Milliseconds between two looks at the busy time: each takes 12 us of it. */
const REFILL = 1000;
/** One spending in so many is measured. */
const MEASURED = 32;

/** What a budget is made of. */
export interface BudgetInit {
  isUnlimited: boolean;
  /** Milliseconds since some time. */
  monotonic: () => number;
  /** Milliseconds in which this thread was busy since some time. */
  busyTime: () => number;
}

export class Budget {
  readonly #isUnlimited: boolean;
  readonly #monotonic: () => number;
  readonly #busyTime: () => number;
  #busy: number;
  #credit = MOST;
  #at = -REFILL;
  /** What one spending costs, in nanoseconds, as measured lately. */
  #price = 2000;
  #spent = 0;

  constructor({ isUnlimited, monotonic, busyTime }: BudgetInit) {
    this.#isUnlimited = isUnlimited;
    this.#monotonic = monotonic;
    this.#busyTime = busyTime;
    this.#busy = busyTime();
  }

  /** Is most of what can be saved up there? */
  get isAmple(): boolean {
    return this.#credit > AMPLE || this.#isUnlimited;
  }

  /** May something be spent at `now`, in milliseconds? `isCalm`: few promises are made. */
  allows(now: number, isCalm: boolean): boolean {
    if (now >= this.#at + REFILL) {
      const busy = this.#busyTime();
      this.#credit = min(
        MOST,
        this.#credit + (isCalm ? (now - this.#at) * ALWAYS : 0) + (busy - this.#busy) * SHARE,
      );
      this.#busy = busy;
      this.#at = now;
    }
    return this.#credit > 0 || this.#isUnlimited;
  }

  /** A spending begins; what is returned, `spent` needs. */
  begin(): number {
    return this.#spent++ % MEASURED === 0 ? this.#monotonic() : 0;
  }

  /** It has ended. */
  spent(begun: number): void {
    if (begun > 0) {
      const price = GARBAGE * (this.#monotonic() - begun) * 1e6;
      // A collection of garbage, or another process, may fall into it.
      this.#price += (min(price, 20_000) - this.#price) / 8;
    }
    this.#credit -= this.#price;
  }

  /** Milliseconds that may be spent at `now`. */
  left(now: number, isCalm: boolean): number {
    return this.allows(now, isCalm) ? this.#isUnlimited ? Infinity : this.#credit / 1e6 : 0;
  }

  /** Take what a longer work has cost, in milliseconds. */
  take(milliseconds: number): void {
    this.#credit -= milliseconds * 1e6;
  }
}
