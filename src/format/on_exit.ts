/** A dump of this process when it ends with something undone. */
import { extractOnExit } from "../extract/on_exit.ts";
import type { FormatOptions } from "../model/drawing.ts";
import type { Dump } from "../model/dump.ts";
import { apart, underHeading } from "./apart.ts";
import { formatDump } from "./dump.ts";
import { checkOutput, printDump } from "./dump_output.ts";
import { checkOptions } from "../model/given.ts";
import { undisturbed } from "../model/own_language.ts";
import { maxLinesOf } from "./max_lines.ts";

/** Options of {@linkcode dumpOnExit}. */
export interface DumpOnExitOptions extends FormatOptions {
  /** Where the text goes: to stderr (default), to the end of a file, or to a function. */
  output?: "stderr" | URL | ((text: string, dump: Dump) => void);
  /**
   * Keep promises alive while they are pending, as long as there are fewer than 50,000. Then the dump also has what nothing refers to
   * any more, the commonest way to hang: a callback that is never called. V8's promise hooks, which this takes, slow down each await,
   * and cannot be taken away again. Default: false.
   */
  keepPending?: boolean;
}

/**
 * Print what is left undone when this program ends although something waits that nothing could wake any more:
 *
 * - it ends naturally, with exit status 0, as nothing keeps it alive, and async functions are still suspended. Of that Deno says
 *   nothing;
 * - a top-level await stalls. Deno says "Top-level await promise never resolved", with the line of that await, and ends with 1. The
 *   dump names the innermost function too.
 *
 * The end is the same as without: the same exit status, the same words of Deno. When all is done, nothing is printed, but it takes a
 * heap snapshot to know that, at the very end. `Deno.exit()`, a signal and an uncaught error are ends that somebody wanted; they
 * print nothing. Neither do waits that the program does not want to be waited for: timers and operations under `unref`, and
 * generators at a `yield`. What nothing refers to any more was collected and cannot be seen, unless `keepPending` is set.
 *
 * A stall is not seen while a signal listener, a worker or an `unref`ed interval is there: Deno itself does not see it then, and the
 * program stays (2.9.6).
 *
 * @param options where the text goes, and how it is drawn
 * @returns a `Disposable` that stops watching
 * @example One line at the start of a program
 * ```ts
 * import { dumpOnExit } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * const watching = dumpOnExit(); // from now on, to the end
 *
 * watching[Symbol.dispose](); // only if the end is of no interest any more
 * assertEquals(typeof watching, "object");
 * ```
 */
export function dumpOnExit(options: DumpOnExitOptions = {}): Disposable {
  checkOptions(options, "dump at the end");
  return undisturbed(() => {
    maxLinesOf(options); // what is wrong with it is told here, not at the end
    const { output = "stderr", keepPending } = options;
    checkOutput(output);
    const watching = extractOnExit(({ dump }) => print(dump, output, options), { keepPending });
    watchers.add(watching);
    return {
      [Symbol.dispose]: () =>
        undisturbed(() => {
          watchers.delete(watching);
          watching[Symbol.dispose]();
        }),
    };
  });
}

/** What the program asked for by itself, so that a trace need not print the same. */
const watchers = new Set<Disposable>();

/** The same for a program that is traced. */
export function dumpAtEndOfTrace(options: Pick<FormatOptions, "maxLines">): Disposable {
  maxLinesOf(options);
  const isWanted = () => watchers.size === 0;
  return extractOnExit(({ dump }) => print(dump, "stderr", options), { isWanted });
}

function print(dump: Dump, output: NonNullable<DumpOnExitOptions["output"]>, options: FormatOptions): void {
  printDump(
    () => dump,
    output,
    (dump) => apart(dump, options, (dump, options) => underHeading(dump, options, formatDump)),
  );
}
