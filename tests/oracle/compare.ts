/** What a dump says of programs, compared with what they say of themselves. */
import type { Dump } from "../../mod.ts";
import type { Observation } from "./observe.ts";
import type { Rendered } from "./rendered.ts";
import { shownBy } from "./shown.ts";
import type { Doubt } from "./truth.ts";
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
  /** For each fact that is missing and of which the dump says so: the note. */
  readonly noted: readonly string[];
  /** Facts of the truth or of the dump alone, where it is not certain what is true, and both may be: each with why. */
  readonly dropped: readonly string[];
}

/** What came of programs that were looked at together. */
export interface Comparison {
  readonly verdicts: readonly Verdict[];
  readonly errors: readonly string[];
}

/** The notes that excuse what is missing, never what is wrong: after the name and the line that they are about. */
const NOTES = {
  entries: "disposes of its entries: which of them are left cannot be told.",
  resources: "disposes of its resources: which one now cannot be told.",
};

/** The note that says that this cannot be told. */
function noteOn(fact: string, notes: readonly string[]): string | undefined {
  const [, resource, first] = / holds (\w+):(\d+)! \{/.exec(fact) ?? [];
  if (resource !== undefined && notes.includes(`${resource} (line ${first}) ${NOTES.entries}`)) return NOTES.entries;
  const [, name, line] = /^(.+)@(?:\w+:)?(\d+):\d+ holds /.exec(fact) ?? [];
  return notes.includes(`${name} (line ${line}) ${NOTES.resources}`) ? NOTES.resources : undefined;
}

/** Is it shown as held where the truth is that it is being disposed of, and the dump says that it cannot tell? */
function isUnmarked(fact: string, lacking: Facts, notes: readonly string[]): boolean {
  const marked = fact.replace(/( holds \w+:\d+)(?= \{|$)/, "$1!");
  return lacking.includes(marked) && noteOn(marked, notes) === NOTES.resources;
}

/** May this be so, where it is not certain what is? A wait leads to a function that may bring what is awaited, or to none. */
function isPossible(fact: string, doubt: Doubt | undefined): boolean {
  const [, what, rest] = / (->|holds) (.*)$/s.exec(fact) ?? [];
  if (doubt === undefined || rest === undefined) return false;
  if (what === "holds") return doubt.held.includes(rest);
  let left = rest;
  for (const place of doubt.possible) left = left.replaceAll(place, "");
  return !/@\S*:\d|~/.test(left);
}

/** Compare. Another dump than the one that was taken is for those who test the oracle. */
export function compare({ programs, dump: taken }: Observation, dump: Dump = taken): Comparison {
  const { facts: shown, errors } = shownBy(dump);
  const verdicts = programs.map(({ rendered, url, truth, uncertain }) => {
    const doubtOf = (fact: string) => uncertain.get(fact.replace(/ (?:->|holds) .*$/s, ""));
    const isCertain = (fact: string) => doubtOf(fact) === undefined;
    const seen = shown.get(url) ?? [], only = difference(seen, truth), lacking = difference(truth, seen);
    const known = only.filter((fact) => !isUnmarked(fact, lacking, dump.notes));
    const wrong = known.filter((fact) => !isPossible(fact, doubtOf(fact))), missing = lacking.filter(isCertain);
    return {
      rendered,
      truth: difference(truth, difference(lacking, missing)),
      wrong,
      missing: missing.filter((fact) => noteOn(fact, dump.notes) === undefined),
      noted: missing.flatMap((fact) => noteOn(fact, dump.notes) ?? []),
      dropped: [...lacking, ...difference(known, wrong)].flatMap((fact) => doubtOf(fact)?.why ?? []),
    };
  });
  const urls = new Set(programs.map(({ url }) => url));
  const foreign = [...shown].filter(([url]) => /\/p\d+\.[jt]s$/.test(url) && !urls.has(url) && dump !== taken);
  return { verdicts, errors: [...errors, ...foreign.map(([url]) => `${url} is no program of this dump`)] };
}
