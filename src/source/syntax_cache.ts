/** The syntax of scripts, each text parsed once in a process. */
import { parseScript } from "./parse_script.ts";
import { readSyntax } from "./read_syntax.ts";
import type { ScriptSyntax } from "./script_syntax.ts";

/** What gives the text of a script. */
export interface Texts {
  /** The whole text; `undefined` when it cannot be read. */
  text(url: string): string | undefined;
}

/** Most scripts, and most characters of their texts, that are remembered. */
const MOST_SCRIPTS = 256;
const MOST_CHARACTERS = 8_000_000;

const known = new Map<string, { text: string; syntax: ScriptSyntax | undefined }>();
let characters = 0;

/** The syntax of a script; `undefined` when it cannot be read or is not understood (JSX, broken, nested too deeply). */
export function syntaxOf(texts: Texts, url: string): ScriptSyntax | undefined {
  const text = texts.text(url);
  if (text === undefined) return undefined;
  const found = known.get(url);
  if (found !== undefined) forget(url, found.text);
  const entry = found?.text === text ? found : { text, syntax: parse(url, text) };
  known.set(url, entry); // anew, so that the last in order is the last one used
  characters += text.length;
  for (const [oldest, { text }] of known) {
    if (known.size <= MOST_SCRIPTS && characters <= MOST_CHARACTERS) break;
    forget(oldest, text);
  }
  return entry.syntax;
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

function forget(url: string, text: string): void {
  known.delete(url);
  characters -= text.length;
}
