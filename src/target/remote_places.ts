/** Where the functions of another process start in their original source, by the source maps that the process itself has. */
import { readAwaitGraph } from "../heap/await_graph.ts";
import type { AwaitSite } from "../heap/await_sites.ts";
import type { Snapshot } from "../heap/snapshot.ts";
import { type Acquisition, type MappedTexts, mappedTexts, type Position } from "./target.ts";

type Send = (method: string, params: object) => Promise<unknown>;

/** Places asked for. */
const MAX_PLACES = 20_000;

/** What is known of the source files of another process. */
type Maps = Required<Pick<Acquisition, "mapPosition" | "mappedTexts">>;

/** Map the starts of all functions of TypeScript files, and these sites. */
export function readPlaces(send: Send, snapshot: Snapshot, sites: readonly AwaitSite[]): Promise<Maps> {
  return mapPlaces(send, [...sites, ...readAwaitGraph(snapshot).functions.places()]);
}

/**
 * Map places in TypeScript files, in one question, which also tells how much would be emitted of each file as it is now. What the
 * target cannot tell is `undefined`.
 */
export async function mapPlaces(send: Send, all: Iterable<Position & { url: string }>): Promise<Maps> {
  const asked = new Map<string, number[]>();
  let count = 0;
  for (const { url, line, column } of all) {
    if (!url.startsWith("file:") || !/\.(?:[cm]?ts|[jt]sx)$/.test(url) || ++count > MAX_PLACES) continue;
    const places = asked.get(url);
    if (places === undefined) asked.set(url, [line - 1, column - 1]);
    else places.push(line - 1, column - 1);
  }
  const known = new Map<string, Position>(), texts = new Map<string, MappedTexts | undefined>();
  const answer = asked.size === 0 ? undefined : await send("Runtime.evaluate", {
    expression: `(() => {
      const load = globalThis.process?.getBuiltinModule ?? require;
      return ${JSON.stringify([...asked])}.map(([url, places]) => {
        const map = load("node:module").findSourceMap(load("node:url").fileURLToPath(url));
        for (let i = 0; i < places.length; i += 2) {
          const entry = map?.findEntry(places[i], places[i + 1]);
          places[i] = entry?.originalLine ?? -1;
          places[i + 1] = entry?.originalColumn ?? -1;
        }
        const { sources, sourcesContent } = map?.payload ?? {};
        return [places, ...sources?.[0] === url ? [map.lineLengths, sourcesContent?.[0]?.length] : []];
      });
    })()`,
    includeCommandLineAPI: true,
    returnByValue: true,
  }).catch(() => undefined) as { result?: { value?: unknown } } | undefined; // without, the starts are as V8 has them
  const mapped = answer?.result?.value;
  if (Array.isArray(mapped)) {
    [...asked].forEach(([url, places], file) => {
      const [found, lineLengths, original] = (mapped[file] ?? []) as [number[]?, (number[] | null)?, (number | null)?];
      texts.set(url, mappedTexts(lineLengths, original));
      for (let i = 0; i < places.length; i += 2) {
        const [line, column] = [Number(found?.[i] ?? -1), Number(found?.[i + 1] ?? -1)];
        if (line >= 0) {
          known.set(`${url}:${places[i] + 1}:${places[i + 1] + 1}`, { line: line + 1, column: column + 1 });
        }
      }
    });
  }
  return {
    mapPosition: (url, line, column) => known.get(`${url}:${line}:${column}`),
    mappedTexts: (url) => texts.get(url),
  };
}
