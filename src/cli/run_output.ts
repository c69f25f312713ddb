/** Where the dumps of a run go: to stderr, as stdout is the script's, or into one file. */
import { Dump } from "../model/dump.ts";
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
    const { output, format } = this.#options;
    const lines = isEnd && format !== "json"
      ? await this.#drawEnd(dump)
      : await draw(dump, this.#options, this.#medium());
    if (format !== "json") lines.push("\n");
    if (output === undefined) await writeStderr(lines);
    else if (this.#isFirst) await writeOutput(output, lines);
    else await appendOutput(output, lines);
    this.#isFirst = false;
  }

  async #drawEnd(dump: Dump): Promise<string[]> {
    const [heading, ...notes] = dump.notes;
    return [`${heading}\n\n`, ...await draw(new Dump({ ...dump, notes }), this.#options, this.#medium())];
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
