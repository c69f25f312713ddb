/**
 * The time to some hundredths of a second, for less than it costs to ask: in the hooks, a call of `performance.now()` would be most of the
 * work.
 *
 * Who asks keeps the answer, until a quiet time begins. That is told by a timer which is set at the question, does not keep the
 * program alive, and is not set again by itself.
 */
import type { RuntimeCore } from "./runtime.ts";

/** As it was before a program may have put in a clock of its own, for its tests. */
const monotonic = performance.now.bind(performance);

const TICK = 20; // ms: each tick costs the event loop 20 us
const KEEPS_ALIVE = false;

export class CoarseClock implements Disposable {
  readonly #core: Pick<RuntimeCore, "createSystemTimer" | "cancelTimer">;
  readonly #atTick: () => void;
  readonly #start = monotonic();
  /** The same instant by the calendar, for those who read a snapshot of this process (`heap/trace_marks.ts`). */
  readonly stackscopeTraceSeconds: number;
  readonly stackscopeTraceMilliseconds: number;
  #timer: object | undefined;
  #alarm: object | undefined;

  /** `atTick` is called in a turn of its own when `wakeIn` has asked for it. */
  constructor(core: Pick<RuntimeCore, "createSystemTimer" | "cancelTimer">, atTick: () => void = () => {}) {
    this.#core = core;
    this.#atTick = atTick;
    const epoch = Date.now();
    this.stackscopeTraceSeconds = Math.floor(epoch / 1000);
    this.stackscopeTraceMilliseconds = epoch % 1000;
  }

  /** Let a tick come in so many milliseconds. */
  wakeIn(delay: number): void {
    this.#alarm ??= this.#core.createSystemTimer(this.#wake, delay, KEEPS_ALIVE);
  }

  /** Milliseconds since the clock was made, whole ones; `atQuiet` is called when the answer is some milliseconds old. */
  read(atQuiet: () => void): number {
    this.#timer ??= this.#core.createSystemTimer(
      () => {
        this.#timer = undefined;
        atQuiet();
      },
      TICK,
      KEEPS_ALIVE,
    );
    return Math.floor(this.exact());
  }

  /** Milliseconds since the clock was made. */
  exact(): number {
    return monotonic() - this.#start;
  }

  readonly #wake = (): void => {
    this.#alarm = undefined;
    this.#atTick();
  };

  [Symbol.dispose](): void {
    if (this.#timer !== undefined) this.#core.cancelTimer(this.#timer);
    if (this.#alarm !== undefined) this.#core.cancelTimer(this.#alarm);
    this.#timer = this.#alarm = undefined;
  }
}
