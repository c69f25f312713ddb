/** The inspector that Deno itself opens on SIGUSR1, and whether it was open before. */
import type inspector from "node:inspector";
import { hostProcess } from "../heap/host_process.ts";

/** How long Deno may take to open it after the signal, in milliseconds. */
const OPENING_MS = 1_000;
/** How long it stays open for who sent the signal to say that it is his, in milliseconds. */
const GRACE_MS = 300;
/** Between two looks, in milliseconds. */
const PAUSE_MS = 20;

/** Under this symbol the global object has the function that keeps the port open, while there is an `InspectorPort`. */
export const HOLD_PORT = "stackscope.holdInspectorPort";

/** The inspector port of this process. Without `--allow-sys` it cannot be looked at, and stays as it is. */
export class InspectorPort implements Disposable {
  readonly #inspector: typeof inspector | undefined;
  readonly #wasOpen: boolean;
  #heldUntil = 0;

  constructor() {
    const isAllowed = Deno.permissions.querySync({ name: "sys" }).state === "granted";
    this.#inspector = isAllowed ? hostProcess().getBuiltinModule("node:inspector") as typeof inspector : undefined;
    this.#wasOpen = this.#isOpen();
    // A client that opened the port by the signal, such as dump-stacks, closes it when it is done.
    const hold = (milliseconds: number) => this.#heldUntil = Date.now() + milliseconds;
    Reflect.defineProperty(globalThis, Symbol.for(HOLD_PORT), { value: hold, configurable: true });
  }

  /** Can the port be closed again? */
  get canClose(): boolean {
    return this.#inspector !== undefined;
  }

  /** Close it as soon as the signal has opened it, unless it was open before, or a client holds it. Keeps nothing alive. */
  closeSoon(): void {
    if (this.#wasOpen || this.#inspector === undefined) return;
    const until = Date.now() + OPENING_MS;
    // The timer is an object: its number does not do (Deno 2.9.6).
    const later = (look: () => void, ms: number) => Deno.unrefTimer(setTimeout(look, ms) as unknown as number);
    const close = () => {
      const held = this.#heldUntil - Date.now();
      if (held > 0) later(close, held);
      else if (this.#isOpen()) this.#inspector?.close();
    };
    const look = () => {
      if (this.#isOpen()) later(close, GRACE_MS);
      else if (Date.now() < until) later(look, PAUSE_MS);
    };
    look();
  }

  /** Wait until the signal has opened it, and close it at once; resolves soon when the signal opens nothing. */
  async closed(): Promise<void> {
    if (this.#wasOpen || this.#inspector === undefined) return;
    for (const until = Date.now() + GRACE_MS; Date.now() < until;) {
      if (this.#isOpen()) return this.#inspector.close();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  #isOpen(): boolean {
    return this.#inspector?.url() !== undefined;
  }

  [Symbol.dispose](): void {
    Reflect.deleteProperty(globalThis, Symbol.for(HOLD_PORT));
  }
}
