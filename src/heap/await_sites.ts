/** Await positions as objects. */
import { urlOfScript } from "./functions.ts";
import type { SiteTable } from "./await_walk.ts";

/** A position that V8's own async stack walk gave for one await closure. 1-based, original source. */
export interface AwaitSite {
  /** Node of the closure. */
  closure: number;
  /** Name of the function that waits, as V8 tells it; `""` for none. */
  functionName: string;
  /** URL of the script; `""` for a combinator. */
  url: string;
  line: number;
  column: number;
  /** Index of the branch, for the element closure of a combinator; -1 otherwise. */
  promiseIndex: number;
}

/** The rows of a site table as objects. */
export function readSites({ rows, strings }: SiteTable): AwaitSite[] {
  const sites: AwaitSite[] = [];
  for (let at = 0; at < rows.length; at += 6) {
    sites.push({
      closure: rows[at],
      functionName: strings[rows[at + 1]],
      url: urlOfScript(strings[rows[at + 2]]),
      line: rows[at + 3],
      column: rows[at + 4],
      promiseIndex: rows[at + 5],
    });
  }
  return sites;
}
