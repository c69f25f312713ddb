/** Where the library itself prints dumps: never in the way of the program. */
import type { Dump } from "../model/dump.ts";
import { undisturbed } from "../model/own_language.ts";
import { safeText } from "../model/safe_text.ts";
import { isInstance } from "../model/type_name.ts";
import { thrownText } from "../model/thrown_text.ts";

/** Where the text of a dump goes: to stderr, to the end of a file, or to a function. */
export type DumpOutput = "stderr" | URL | ((text: string, dump: Dump) => void);

/** Refuses what is no place for text, before something is to be written there. */
export function checkOutput(output: unknown): void {
  const isPlace = output === "stderr" || typeof output === "function" || isInstance(output, URL);
  if (isPlace) return;
  throw new TypeError(
    `Cannot write dumps as 'output' must be "stderr", a file URL or a function: current value is ${safeText(output)}`,
  );
}

/** Print a dump. What goes wrong is one line on stderr, and no error of the program. */
export function printDump(take: () => Dump, output: DumpOutput, format: (dump: Dump) => string[]): void {
  let text: string;
  try {
    const dump = take();
    text = undisturbed(() => format(dump).join(""));
    if (typeof output === "function") return output(text, dump);
  } catch (error) {
    text = `Cannot dump the stacks of this process: ${thrownText(error)}\n`;
  }
  try {
    undisturbed(() => {
      if (output instanceof URL) Deno.writeTextFileSync(output, text, { append: true });
      else writeAll(text);
    });
  } catch (error) {
    report(`Cannot write the dump: ${thrownText(error)}\n`);
  }
}

/** Say it on stderr, if that can be written. A dump must not end the program. */
function report(text: string): void {
  try {
    undisturbed(() => writeAll(text));
  } catch {
    // nobody reads it
  }
}

function writeAll(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += Deno.stderr.writeSync(bytes.subarray(at));
}
