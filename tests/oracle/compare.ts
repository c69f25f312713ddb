/** What a dump says of programs, compared with what they say of themselves. */
import type { Dump } from "../../mod.ts";
import type { Observation } from "./observe.ts";
import type { Rendered } from "./render.ts";
import { shownBy } from "./shown.ts";
import { difference, type Facts } from "./waits.ts";

/** How a dump differs from the truth of one program. */
export interface Verdict {
  readonly rendered: Rendered;
  /** What was compared. */
  readonly truth: Facts;
  /** What the dump has and the truth has not. */
  readonly wrong: Facts;
  /** What the truth has and the dump has not. */
  readonly missing: Facts;
  /** What is missing, and the dump says so. */
  readonly noted: Facts;
  /** Facts of the truth or of the dump that were not compared, as nothing is certain there: each with why. */
  readonly dropped: readonly string[];
}

/** What came of programs that were looked at together. */
export interface Comparison {
  readonly verdicts: readonly Verdict[];
  readonly errors: readonly string[];
}

/** Does a note say that this cannot be told? It excuses what is missing, never what is wrong. */
function isNoted(fact: string, notes: readonly string[]): boolean {
  const [, resource, first] = / holds (\w+):(\d+)! \{/.exec(fact) ?? [];
  if (
    resource !== undefined &&
    notes.some((note) => note.startsWith(`${resource} (line ${first}) disposes of its entries`))
  ) {
    return true;
  }
  const [, name, line] = /^(.+)@(?:\w+:)?(\d+):\d+ holds /.exec(fact) ?? [];
  return name !== undefined &&
    notes.some((note) => note.startsWith(`${name} (line ${line}) disposes of its resources`));
}

/** Compare. Another dump than the one that was taken is for those who test the oracle. */
export function compare({ programs, dump: taken }: Observation, dump: Dump = taken): Comparison {
  const { facts: shown, errors } = shownBy(dump);
  const verdicts = programs.map(({ rendered, url, truth, uncertain }) => {
    const why = (fact: string) => uncertain.get(fact.replace(/ (?:->|holds) .*$/s, ""));
    const isCertain = (fact: string) => why(fact) === undefined;
    const compared = truth.filter(isCertain), all = shown.get(url) ?? [], seen = all.filter(isCertain);
    const wrong = difference(seen, compared), missing = difference(compared, seen);
    return {
      rendered,
      truth: compared,
      wrong,
      missing: missing.filter((fact) => !isNoted(fact, dump.notes)),
      noted: missing.filter((fact) => isNoted(fact, dump.notes)),
      dropped: [...truth, ...difference(all, truth)].flatMap((fact) => why(fact) ?? []),
    };
  });
  const urls = new Set(programs.map(({ url }) => url));
  const foreign = [...shown].filter(([url]) => /\/p\d+\.[jt]s$/.test(url) && !urls.has(url) && dump !== taken);
  return { verdicts, errors: [...errors, ...foreign.map(([url]) => `${url} is no program of this dump`)] };
}
