/** Await positions as objects. */
import { urlOfScript } from "./functions.ts";
import type { SiteTable } from "./await_walk.ts";

/** A position that V8's own async stack walk gave. 1-based, original source. All that wait at it may share the object. */
export interface AwaitSite {
  /** URL of the script; `""` for a combinator. */
  url: string;
  line: number;
  column: number;
  /** Index of the branch, for the element closure of a combinator; -1 otherwise. */
  promiseIndex: number;
}

/** The places of a site table. */
export function placesOf({ places }: SiteTable): AwaitSite[] {
  return places.map(([url, line, column, promiseIndex]) => ({ url: urlOfScript(url), line, column, promiseIndex }));
}

/** The rows of a site table, by node of the await closure. `places`: those of the table. */
export function readSites({ rows }: SiteTable, places: readonly AwaitSite[]): Map<number, AwaitSite> {
  const sites = new Map<number, AwaitSite>();
  for (let at = 0; at < rows.length; at += 2) sites.set(rows[at], places[rows[at + 1]]);
  return sites;
}
