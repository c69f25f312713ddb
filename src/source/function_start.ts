/** Where a function starts exactly, from where a source map says that it starts. */
import type { Place } from "./script_syntax.ts";
import type { Texts } from "./script_cache.ts";
import { syntaxOf } from "./syntax_cache.ts";

/**
 * V8 means the parenthesis before the parameters; Deno's maps mostly have no entry for it (behind a computed key or a
 * private name they have), so what comes out is the name, the key or the keyword before it (Deno 2.9.6). The place itself where the script cannot be read or understood.
 */
export function functionStart(texts: Texts, url: string, mapped: Place): Place {
  return syntaxOf(texts, url)?.functionStartingAt(mapped)?.start ?? mapped;
}

/** The function in which another one starts, with its name and its class; `undefined` where that is the module, and where it cannot be read. */
export function functionAround(
  texts: Texts,
  url: string,
  mapped: Place,
): { name: string; className: string | undefined } | undefined {
  const syntax = syntaxOf(texts, url), own = syntax?.functionStartingAt(mapped);
  if (syntax === undefined || own === undefined) return undefined;
  const around = syntax.functionAt(syntax.placeOf(own.offset - 1));
  return around === own || around.kind === "module" ? undefined : around;
}
