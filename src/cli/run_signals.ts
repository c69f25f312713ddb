/** The signals of `dump-stacks run`: some ask for a dump, the others are the script's. */
import { InspectorPort } from "../target/inspector_port.ts";

/** Handed on to the script. */
const HANDED_ON: readonly Deno.Signal[] = ["SIGHUP", "SIGTERM", "SIGUSR2"];

/** Listens until disposed. The command itself does not end by a signal: it ends when its script has ended. */
export class RunSignals implements Disposable {
  readonly #listeners: [Deno.Signal, () => void][] = [];
  readonly #port = Deno.build.os === "windows" ? undefined : new InspectorPort();
  #closing: Promise<void> = Promise.resolve();

  /**
   * @param child the script
   * @param dump called when a dump is asked for
   */
  constructor(child: Deno.ChildProcess, dump: () => void) {
    // A terminal sends Ctrl-C to the script by itself; a second one would mean something else to it.
    const hasTerminal = [Deno.stdin, Deno.stdout, Deno.stderr].some((stream) => stream.isTerminal());
    this.#on("SIGINT", () => hasTerminal || send(child, "SIGINT"));
    if (Deno.build.os === "windows") return;
    for (const signal of HANDED_ON) this.#on(signal, () => send(child, signal));
    this.#on("SIGQUIT", dump);
    this.#on("SIGUSR1", () => {
      // Deno opens the inspector of this process too, on the port that the script's will need.
      this.#closing = this.#port?.closed() ?? this.#closing;
      dump();
    });
  }

  /** Wait until the port of the inspector is free again, as far as this process has it. */
  settled(): Promise<void> {
    return this.#closing;
  }

  [Symbol.dispose](): void {
    for (const [signal, listener] of this.#listeners) Deno.removeSignalListener(signal, listener);
    this.#port?.[Symbol.dispose]();
  }

  #on(signal: Deno.Signal, listener: () => void): void {
    Deno.addSignalListener(signal, listener);
    this.#listeners.push([signal, listener]);
  }
}

function send(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // it has ended
  }
}
