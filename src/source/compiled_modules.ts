/**
 * Modules of JavaScript that a compiler made beforehand, as packages of npm bring them. Where such a module has a source map, Deno
 * tells calls in it by lines of the original, under the name of the script (2.9.6); the original is seldom there. What V8 had said is
 * found again by the same map.
 */
import { generatedPlaces, keyOf } from "./generated_places.ts";
import type { Place } from "./line_table.ts";
import { SourceLines } from "./lines.ts";

/** Of these, Deno has a map of its own, which leads to the same file. */
const EMITTED = /\.(?:[cm]?ts|[jt]sx)$/;
const MAP_COMMENT = /^\/\/[#@] sourceMappingURL=(\S+)\s*$/gm;
/** What only a module has. Maps of CommonJS are not applied. */
const MODULE_SYNTAX = /(?:^|[;}])\s*(?:import\s*["'{*\w]|export\s*[{*\w])/m;

/** The mappings of modules, by URL, for those who read lines of them; `undefined` for what has none, or is none. */
const known = new WeakMap<SourceLines, Map<string, string | undefined>>();

/** The places of these in the module, by `keyOf()` of what Deno tells; `undefined` where it tells places of the module itself. */
export function placesInModule(
  lines: SourceLines,
  url: string,
  told: Iterable<Place>,
): Map<number, Place[]> | undefined {
  const mappings = mappingsOfModule(lines, url);
  return mappings === undefined ? undefined : generatedPlaces(mappings, new Set(Iterator.from(told).map(keyOf)));
}

/** The place of a call in the script that runs, by what Deno tells of it. */
export function placeInScript(lines: SourceLines, url: string, told: Place): Place {
  return placesInModule(lines, url, [told])?.get(keyOf(told))?.[0] ?? told;
}

function mappingsOfModule(lines: SourceLines, url: string): string | undefined {
  if (!url.startsWith("file:") || EMITTED.test(url) || url.endsWith(".cjs")) return undefined;
  let files = known.get(lines);
  if (files === undefined) known.set(lines, files = new Map());
  if (!files.has(url)) files.set(url, readMappings(lines.text(url) ?? "", url));
  return files.get(url);
}

function readMappings(text: string, url: string): string | undefined {
  const comment = text.matchAll(MAP_COMMENT).toArray().at(-1)?.[1];
  if (comment === undefined || !(url.endsWith(".mjs") || MODULE_SYNTAX.test(text))) return undefined;
  try {
    const { mappings } = JSON.parse(new SourceLines().text(new URL(comment, url).href) ?? "");
    return typeof mappings === "string" ? mappings : undefined;
  } catch {
    return undefined; // no map, or none that can be read: Deno does not apply it either
  }
}
