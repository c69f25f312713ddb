/** Where the dumps of a run go: to stderr, as stdout is the script's, or into one file. */
import { apart, underHeading } from "../format/apart.ts";
import type { Dump } from "../model/dump.ts";
import type { DumpOptions } from "./arguments.ts";
import { draw, type Medium } from "./draw.ts";
import { appendOutput, writeOutput, writeStderr } from "./output.ts";

/** Writes one dump after the other. */
export class RunOutput {
  readonly #options: DumpOptions;
  #isFirst = true;

  constructor(options: Omit<DumpOptions, "target">) {
    this.#options = { ...options, target: { kind: "demo" } };
  }

  /** Write a dump. The first one replaces what the file had, the others are appended. `isEnd`: its first note is its heading. */
  async write(dump: Dump, { isEnd = false } = {}): Promise<void> {
    const { output } = this.#options;
    const lines = await draw(
      dump,
      this.#options,
      this.#medium(),
      (dump, options, format) =>
        apart(dump, options, isEnd ? (dump, options) => underHeading(dump, options, format) : format),
    );
    if (output === undefined) await writeStderr(lines);
    else if (this.#isFirst) await writeOutput(output, lines);
    else await appendOutput(output, lines);
    this.#isFirst = false;
  }

  #medium(): Medium {
    if (this.#options.output !== undefined || !Deno.stderr.isTerminal()) return { isTerminal: false };
    try {
      return { isTerminal: true, columns: Deno.consoleSize().columns || undefined };
    } catch {
      return { isTerminal: true }; // a terminal without a size
    }
  }
}
