/** A dump of this process whenever a signal arrives. */
import process from "node:process";
import type inspector from "node:inspector";
import { extractAll } from "../extract/extract.ts";
import type { Dump } from "../model/dump.ts";
import type { FormatOptions } from "../model/drawing.ts";
import { formatDump } from "./dump.ts";

/** Options of {@linkcode dumpOnSignal}. */
export interface DumpOnSignalOptions extends FormatOptions {
  /** The signal. Default: `"SIGUSR1"`. */
  signal?: Deno.Signal;
  /** Where the text goes: to stderr (default), to the end of a file, or to a function. */
  output?: "stderr" | URL | ((text: string, dump: Dump) => void);
}

/** How long Deno may take to open its inspector after the signal, in milliseconds. */
const OPENING_MS = 1_000;

/**
 * Print the trees of this process on a signal, without ending it or keeping it alive. Deno itself opens an inspector port on
 * SIGUSR1: with `--allow-sys` it is closed again if it was not open before.
 *
 * A dump that fails is told on stderr in one line and does not end the program. While anyone listens for a signal, Deno no
 * longer ends a program whose top-level await can never resolve (2.9.6): it stays, and can be dumped.
 *
 * @param options which signal, where the text goes, and how it is drawn
 * @returns a `Disposable` that stops listening
 * @example One line at the start of a program
 * ```ts
 * import { dumpOnSignal } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * const dumped = Promise.withResolvers<number>();
 * {
 *   // Without options, `dumpOnSignal();` prints to stderr on `kill -USR1 PID`.
 *   using _ = dumpOnSignal({ signal: "SIGUSR2", output: (_text, dump) => dumped.resolve(dump.tasks.length) });
 *   Deno.kill(Deno.pid, "SIGUSR2");
 *   assertEquals(typeof await dumped.promise, "number");
 * }
 * ```
 */
export function dumpOnSignal(options: DumpOnSignalOptions = {}): Disposable {
  const { signal = "SIGUSR1", output = "stderr" } = options;
  const port = signal === "SIGUSR1" ? new InspectorPort() : undefined;
  const onSignal = () => {
    let text: string;
    try {
      const dump = extractAll();
      text = formatDump(dump, options).join("") + "\n";
      if (typeof output === "function") output(text, dump);
    } catch (error) {
      text = `Cannot dump the stacks of this process: ${error instanceof Error ? error.message : String(error)}\n`;
      if (typeof output === "function") writeAll(text);
    }
    if (output === "stderr") writeAll(text);
    else if (output instanceof URL) Deno.writeTextFileSync(output, text, { append: true });
    port?.closeSoon();
  };
  Deno.addSignalListener(signal, onSignal);
  return {
    [Symbol.dispose]() {
      Deno.removeSignalListener(signal, onSignal);
    },
  };
}

function writeAll(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += Deno.stderr.writeSync(bytes.subarray(at));
}

/** The inspector that Deno opens on SIGUSR1, and whether it was open before. */
class InspectorPort {
  readonly #inspector: typeof inspector | undefined;
  #wasOpen: boolean;

  constructor() {
    const isAllowed = Deno.permissions.querySync({ name: "sys" }).state === "granted";
    this.#inspector = isAllowed ? process.getBuiltinModule("node:inspector") as typeof inspector : undefined;
    this.#wasOpen = this.#isOpen();
  }

  /** Close the inspector as soon as the signal has opened it, unless it was open before. */
  closeSoon(): void {
    if (this.#wasOpen || this.#inspector === undefined) return;
    const until = Date.now() + OPENING_MS;
    const look = () => {
      if (this.#isOpen()) this.#inspector?.close();
      else if (Date.now() < until) Deno.unrefTimer(setTimeout(look, 20));
    };
    look();
  }

  #isOpen(): boolean {
    return this.#inspector?.url() !== undefined;
  }
}
