/** Await sites in modules that were compiled beforehand: where V8 has them, not where Deno tells them (`source/compiled_modules.ts`). */
import type { AwaitGraph } from "../heap/await_graph.ts";
import type { AwaitSite } from "../heap/await_sites.ts";
import { placesInModule } from "../source/compiled_modules.ts";
import { keyOf } from "../source/generated_places.ts";
import type { SourceLines } from "../source/lines.ts";
import type { Acquisition } from "../target/target.ts";

type Sites = ReadonlyMap<number, AwaitSite>;

/** A look of one turn is asked for each of its frames. */
const mendedSites = new WeakMap<Acquisition, Sites>();

/** The sites of an acquisition, each in the script that runs. */
export function sitesInScripts(acquisition: Acquisition, graph: AwaitGraph, lines: SourceLines): Sites {
  const { sites = new Map(), target: { runtime } } = acquisition;
  if (runtime?.startsWith("node ")) return sites;
  let mended = mendedSites.get(acquisition);
  if (mended === undefined) mendedSites.set(acquisition, mended = mend(sites, graph, lines));
  return mended;
}

function mend(sites: Sites, { suspended, functions }: AwaitGraph, lines: SourceLines): Sites {
  const byUrl = Map.groupBy(new Set(sites.values()), ({ url }) => url);
  const modules = new Map(
    [...byUrl].flatMap(([url, told]) => {
      const places = placesInModule(lines, url, told);
      return places === undefined ? [] : [[url, places]];
    }),
  );
  if (modules.size === 0) return sites;
  const mended = new Map(sites);
  for (const { closure, resume } of suspended.values()) {
    const site = sites.get(resume), start = functions.place(closure);
    if (site === undefined || start === undefined) continue;
    const place = modules.get(site.url)?.get(keyOf(site))
      ?.find(({ line, column }) => line > start.line || (line === start.line && column >= start.column));
    if (place !== undefined) mended.set(resume, { ...site, ...place });
  }
  return mended;
}
