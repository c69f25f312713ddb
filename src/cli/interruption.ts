/** Ctrl-C and its like: leave the target first, then end. */

const STATUS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

type Signal = keyof typeof STATUS;

/** Turns the signals that end a process into an `AbortSignal`, until disposed. */
export class Interruption implements Disposable {
  /** Fires at the first signal. The second one ends the process at once. */
  readonly signal: AbortSignal;
  readonly #listeners: [Signal, () => void][] = [];
  #status: number | undefined;

  constructor() {
    const controller = new AbortController();
    this.signal = controller.signal;
    const signals: Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGHUP", "SIGINT", "SIGTERM"];
    for (const signal of signals) {
      const listener = () => {
        if (this.#status !== undefined) Deno.exit(this.#status);
        this.#status = STATUS[signal];
        controller.abort();
      };
      Deno.addSignalListener(signal, listener);
      this.#listeners.push([signal, listener]);
    }
  }

  /** The exit status that tells of the signal; `undefined` when there was none. */
  get status(): number | undefined {
    return this.#status;
  }

  [Symbol.dispose](): void {
    for (const [signal, listener] of this.#listeners) Deno.removeSignalListener(signal, listener);
  }
}
