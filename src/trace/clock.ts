/**
 * The time to some hundredths of a second, for less than it costs to ask: in the hooks, a call of `performance.now()` would be most of the
 * work.
 *
 * Who asks keeps the answer for so many promises as are made in about 20 ms: for one only, where few are made. A timer tells
 * when a quiet time has begun after a busy one. It does not keep the program alive. To wake up an event loop that waits costs
 * 0.1 ms of processor time, so there are few of these timers, and none in a program that does little.
 */
import { undisturbed } from "../model/own_language.ts";
import type { RuntimeCore } from "./runtime.ts";

/** As it was before a program may have put in a clock of its own, for its tests. */
const monotonic = performance.now.bind(performance);
const { floor, max, min } = Math;

/** Milliseconds after which the time is looked at again, about. */
const FRESH = 20;
/** Milliseconds after which a quiet time is noticed: after a short busy one, and after a long one. */
const QUIET = 100, LONG_QUIET = 800;
/** Promises that are made between two looks at the time. */
const MOST_BETWEEN = 4096;
/** Not more than some hundred in a second. */
const FEW_BETWEEN = 8;
const KEEPS_ALIVE = false;

export class CoarseClock {
  readonly #core: Pick<RuntimeCore, "createSystemTimer" | "cancelTimer">;
  readonly #atTick: () => void;
  readonly #start = monotonic();
  /** The same instant by the calendar, for those who read a snapshot of this process (`heap/trace_marks.ts`). */
  readonly stackscopeTraceSeconds: number;
  readonly stackscopeTraceMilliseconds: number;
  #between = 1;
  #last = 0;
  #timer: object | undefined;
  #patience = QUIET;
  #alarm: object | undefined;

  /** `atTick` is called in a turn of its own when `wakeIn` has asked for it. */
  constructor(core: Pick<RuntimeCore, "createSystemTimer" | "cancelTimer">, atTick: () => void = () => {}) {
    this.#core = core;
    this.#atTick = atTick;
    const epoch = Date.now();
    this.stackscopeTraceSeconds = floor(epoch / 1000);
    this.stackscopeTraceMilliseconds = epoch % 1000;
  }

  /** Let a tick come in so many milliseconds. */
  wakeIn(delay: number): void {
    this.#alarm ??= this.#timerIn(delay, this.#wake);
  }

  /** Milliseconds since the clock was made, whole ones. Good for `between` questions, or until `atQuiet` is called. */
  read(atQuiet: () => void): number {
    const now = this.exact();
    const passed = now - this.#last;
    this.#last = now;
    if (passed < FRESH / 2) this.#between = min(2 * this.#between, MOST_BETWEEN);
    else if (passed > FRESH) this.#between = max(1, floor(this.#between * FRESH / passed));
    if (this.#between > 1) this.#awaitQuiet(atQuiet);
    return floor(now);
  }

  /** How many may go by until the time is to be read again. */
  get between(): number {
    return this.#between;
  }

  /** Was little asked lately? */
  get isCalm(): boolean {
    return this.#between <= FEW_BETWEEN;
  }

  #awaitQuiet(atQuiet: () => void): void {
    this.#timer ??= this.#timerIn(this.#patience, () => {
      this.#timer = undefined;
      if (this.exact() - this.#last < FRESH) {
        this.#patience = min(2 * this.#patience, LONG_QUIET);
        return this.#awaitQuiet(atQuiet);
      }
      this.#patience = QUIET;
      this.#between = 1;
      atQuiet();
    });
  }

  /** Undisturbed, as the runtime makes a timer with functions of the language, and this is in the midst of the program. */
  #timerIn(delay: number, callback: () => void): object {
    return undisturbed(() => this.#core.createSystemTimer(callback, delay, KEEPS_ALIVE));
  }

  /** Milliseconds since the clock was made. */
  exact(): number {
    return monotonic() - this.#start;
  }

  readonly #wake = (): void => {
    this.#alarm = undefined;
    this.#atTick();
  };

  /** No timer is left. */
  rest(): void {
    if (this.#timer !== undefined) this.#core.cancelTimer(this.#timer);
    if (this.#alarm !== undefined) this.#core.cancelTimer(this.#alarm);
    this.#timer = this.#alarm = undefined;
    this.#between = 1;
  }
}
