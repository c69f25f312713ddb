/** The inspector that Deno itself opens on SIGUSR1, and whether it was open before. */
import type inspector from "node:inspector";
import { hostProcess } from "../heap/host_process.ts";

/** How long Deno may take to open it after the signal, in milliseconds. */
const OPENING_MS = 1_000;
/** Between two looks, in milliseconds. */
const PAUSE_MS = 20;

/** The inspector port of this process. Without `--allow-sys` it cannot be looked at, and stays as it is. */
export class InspectorPort {
  readonly #inspector: typeof inspector | undefined;
  readonly #wasOpen: boolean;

  constructor() {
    const isAllowed = Deno.permissions.querySync({ name: "sys" }).state === "granted";
    this.#inspector = isAllowed ? hostProcess().getBuiltinModule("node:inspector") as typeof inspector : undefined;
    this.#wasOpen = this.#isOpen();
  }

  /** Close it as soon as the signal has opened it, unless it was open before. Keeps nothing alive. */
  closeSoon(): void {
    if (this.#wasOpen || this.#inspector === undefined) return;
    const until = Date.now() + OPENING_MS;
    const look = () => {
      if (this.#isOpen()) this.#inspector?.close();
      else if (Date.now() < until) Deno.unrefTimer(Number(setTimeout(look, PAUSE_MS)));
    };
    look();
  }

  #isOpen(): boolean {
    return this.#inspector?.url() !== undefined;
  }
}
