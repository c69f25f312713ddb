/** Circles of waits as parts of a dump. */
import type { AwaitSite } from "../heap/await_sites.ts";
import type { Site } from "../leaves/code_texts.ts";
import { type Circle, findDeadlocks } from "../leaves/deadlocks.ts";
import { Deadlock } from "../model/deadlock.ts";
import { safeText } from "../model/safe_text.ts";
import { callSites } from "./call_sites.ts";
import { scriptUrl } from "../source/script_url.ts";
import type { Look } from "./look.ts";
import { type DrawnWaits, nameOf, placeOf } from "./waits.ts";

/** The deadlocks in a heap that was looked at. `drawn`: where its functions are drawn. */
export function deadlocksOf(look: Look, drawn: DrawnWaits, notes: string[]): Deadlock[] {
  const { graph, lines, acquisition: { mapPosition }, live } = look;
  const sites = new Map<number, Site>();
  const known = new Map<AwaitSite, Site>(); // those that wait at one place share it
  for (const [closure, at] of look.sites) {
    if (at.url === "") continue;
    let site = known.get(at);
    if (site === undefined) known.set(at, site = { url: scriptUrl(at.url), line: at.line, column: at.column });
    sites.set(closure, site);
  }
  const running = live === undefined ? sitesOf(look) : runningSites();
  let circles: Circle[] = [];
  try {
    circles = findDeadlocks(graph, { texts: lines, mapPosition, sites, running });
  } catch (error) {
    notes.push(`Deadlocks could not be looked for: ${safeText(error)}.`);
  }
  return circles.map(({ kind, description, certain, members }) =>
    new Deadlock({
      kind,
      description,
      certain,
      members: members.map(({ suspended, waitsFor, heldBy, holder }) => {
        const frame = look.frames.of(suspended);
        const { url, line, column } = frame;
        const taken = holder === undefined ? "" : placeOf(look.frames.of(holder));
        return { name: nameOf(frame), stack: drawn.idOf(suspended), url, line, column, waitsFor, heldBy, taken };
      }),
    })
  );
}

/** Where the functions of another thread are that ran when it was stopped. */
function sitesOf({ acquisition: { running } }: Look): Site[] {
  return (running?.calls ?? []).map(({ url, line, column }) => ({ url: scriptUrl(url), line, column }));
}

/** Where the functions of this process are that run now. */
function runningSites(): Site[] {
  const sites: Site[] = [];
  for (const call of callSites()) {
    const url = call.getScriptNameOrSourceURL() ?? "";
    if (url !== "" && !call.isAsync()) {
      sites.push({ url: scriptUrl(url), line: call.getLineNumber() ?? 0, column: call.getColumnNumber() ?? 0 });
    }
  }
  return sites;
}
