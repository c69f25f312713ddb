/** A dump of this process whenever a signal arrives. */
import { extractOnSignal } from "../extract/on_signal.ts";
import type { Dump } from "../model/dump.ts";
import type { FormatOptions } from "../model/drawing.ts";
import { apart } from "./apart.ts";
import { formatDump } from "./dump.ts";
import { checkOutput, printDump } from "./dump_output.ts";
import { checkOptions } from "../model/given.ts";
import { undisturbed } from "../model/own_language.ts";
import { safeText } from "../model/safe_text.ts";
import { maxLinesOf } from "./max_lines.ts";

/** Options of {@linkcode dumpOnSignal}. */
export interface DumpOnSignalOptions extends FormatOptions {
  /** The signal. Default: `"SIGUSR1"`. */
  signal?: Deno.Signal;
  /** Where the text goes: to stderr (default), to the end of a file, or to a function. */
  output?: "stderr" | URL | ((text: string, dump: Dump) => void);
}

/**
 * Print the trees of this process on a signal, without ending it or keeping it alive. Deno itself opens an inspector port on
 * SIGUSR1: with `--allow-sys` it is closed again if it was not open before.
 *
 * A dump that fails leaves one line in its place, and does not end the program. While anyone listens for a signal, Deno no
 * longer ends a program whose top-level await can never resolve (2.9.6): it stays, and can be dumped.
 *
 * @param options which signal, where the text goes, and how it is drawn
 * @returns a `Disposable` that stops listening
 * @example One line at the start of a program
 * ```ts
 * import { dumpOnSignal } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * const listening = dumpOnSignal(); // from now on: kill -USR1 PID
 *
 * listening[Symbol.dispose](); // only if it shall end before the program does
 * assertEquals(typeof listening, "object");
 * ```
 */
export function dumpOnSignal(options: DumpOnSignalOptions = {}): Disposable {
  checkOptions(options, "dump on a signal");
  const { signal, output } = undisturbed(() => {
    const { signal = "SIGUSR1", output = "stderr" } = options;
    maxLinesOf(options); // what is wrong with it is told here, not on the signal
    checkOutput(output);
    if (typeof signal !== "string" || !/^SIG[A-Z\d]{2,9}$/.test(signal)) {
      throw new TypeError(`Cannot dump on a signal as 'signal' must be its name: current value is ${safeText(signal)}`);
    }
    return { signal, output };
  });
  return extractOnSignal(signal, (take) => printDump(take, output, (dump) => apart(dump, options, formatDump)));
}
