/** Where a function starts exactly, from where a source map says that it starts. */
import type { Place } from "./script_syntax.ts";
import { syntaxOf, type Texts } from "./syntax_cache.ts";

/**
 * V8 means the parenthesis before the parameters; Deno's maps mostly have no entry for it (behind a computed key or a
 * private name they have), so what comes out is the name, the key or the keyword before it (Deno 2.9.6). The place itself where the script cannot be read or understood.
 */
export function functionStart(texts: Texts, url: string, mapped: Place): Place {
  return syntaxOf(texts, url)?.functionStartingAt(mapped)?.start ?? mapped;
}
