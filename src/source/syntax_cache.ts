/** The syntax of scripts, each text parsed once in a process. */
import { parseScript } from "./parse_script.ts";
import { readSyntax } from "./read_syntax.ts";
import { ScriptCache, type Texts } from "./script_cache.ts";
import type { ScriptSyntax } from "./script_syntax.ts";

const cache = new ScriptCache(parse);

/** The syntax of a script; `undefined` when it cannot be read or is not understood (JSX, broken, nested too deeply). */
export function syntaxOf(texts: Texts, url: string): ScriptSyntax | undefined {
  return cache.of(texts, url);
}

/** Parse a text without remembering it. */
export function parse(url: string, text: string): ScriptSyntax | undefined {
  try {
    const parsed = parseScript(url, text);
    return parsed === undefined ? undefined : readSyntax(text, parsed);
  } catch {
    return undefined; // A dump goes on without the syntax of a script that surprises us.
  }
}
