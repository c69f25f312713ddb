/**
 * Answers without delay while a debugger is enabled. For one command the target then sends several messages, such as that there is a new
 * script. All but the first are held back (Nagle's algorithm) until we have acknowledged that, which our system puts off for 40 ms
 * unless it has something to send. So something is asked now and then that runs no code.
 */
import type { DebuggedIsolate } from "./cdp.ts";

/** Milliseconds between two questions. */
const ASKING_MS = 1;

/**
 * Characters from which on a command is long. Deno's server may lose its place in one when it has something to send meanwhile (2.9.6,
 * see `cdp.ts`): nothing else is asked then.
 */
const LONG = 2000;

/** A session that is kept talking while an answer is due. */
export class Talk implements DebuggedIsolate {
  readonly #session: DebuggedIsolate;
  readonly #asked = new Set<Promise<unknown>>();

  constructor(session: DebuggedIsolate) {
    this.#session = session;
  }

  async send<Result = Record<string, unknown>>(method: string, params: object = {}): Promise<Result> {
    if (JSON.stringify(params).length < LONG) return await this.until(this.#session.send<Result>(method, params));
    await Promise.allSettled(this.#asked);
    return await this.#session.send<Result>(method, params);
  }

  /** Send a command whose answer may take for ever. */
  leave(method: string): Promise<unknown> {
    return this.#session.send(method);
  }

  post(method: string, params?: object): Promise<void> {
    return this.until(this.#session.post(method, params));
  }

  on(event: string, listener: (params: Record<string, unknown>) => void): Disposable {
    return this.#session.on(event, listener);
  }

  /** Wait for something, and keep talking. */
  async until<Result>(due: Promise<Result>): Promise<Result> {
    let isDue = true;
    const ask = async () => {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, ASKING_MS));
        if (!isDue) return;
        const asked = this.#session.send("Runtime.getIsolateId");
        this.#asked.add(asked);
        await asked.finally(() => this.#asked.delete(asked));
      }
    };
    ask().catch(() => {}); // the session is over
    try {
      return await due;
    } finally {
      isDue = false;
    }
  }
}
