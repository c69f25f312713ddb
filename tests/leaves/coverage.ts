/**
 * Which asynchronous APIs a dump names. Each is started, left pending in an async function of its own and looked for in one dump;
 * a table of the lines is kept in `docs/leaves`.
 */
import { assert, assertEquals } from "@std/assert";
import { type Dump, extractAll, type Frame, type Stack } from "../../mod.ts";

/** One API, pending. */
export interface Case {
  /** As in the list of public APIs: `Deno.lstat`, `Deno.Listener.accept`. */
  api: string;
  /** Awaits it, as a program would: `async () => void await Deno.lstat(path)`. */
  start: () => Promise<unknown>;
  /** What the line must say of the call. */
  verb: string;
  /** What it must say of the thing waited for; absent: the API has none. */
  target?: string;
  /** It stays pending: it is started first, and the event loop turns before the dump. Default: dumped in the turn of its start. */
  lasts?: boolean;
  /** Ends the wait. Without it, what does not last ends by itself, and what lasts is left pending. */
  end?: () => unknown;
}

/** What the dump said. */
export interface Outcome {
  api: string;
  line: string;
  hasVerb: boolean;
  /** `undefined`: the API has no target. */
  hasTarget: boolean | undefined;
}

/** Start all cases, dump once, end them. */
export async function runCases(cases: readonly Case[]): Promise<Outcome[]> {
  const { outcomes, started } = await dumpCases(cases);
  const ended = Promise.allSettled(cases.flatMap((one) => one.lasts && !one.end ? [] : [started.get(one)]));
  for (const { end } of cases) await end?.();
  await ended;
  return outcomes;
}

/** Start all cases and dump once: for a program that exits then. */
export async function dumpCases(
  cases: readonly Case[],
): Promise<{ outcomes: Outcome[]; started: Map<Case, Promise<unknown>> }> {
  const started = new Map<Case, Promise<unknown>>();
  const [lasting, brief] = [cases.filter(({ lasts }) => lasts), cases.filter(({ lasts }) => !lasts)];
  for (const one of lasting) started.set(one, one.start());
  for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setTimeout(resolve, 2));
  for (const one of brief) started.set(one, one.start());
  const dump = extractAll();
  // Only now: before, this function would be one that waits for them.
  for (const promise of started.values()) promise.catch(() => {}); // to be stopped makes some fail
  return { outcomes: cases.map((one) => outcomeOf(one, dump, started.get(one))), started };
}

function outcomeOf({ api, verb, target }: Case, dump: Dump, promise: unknown): Outcome {
  const line = leafLine(dump.tasks, ({ origin }) => origin === promise) ?? "(not in the dump)";
  return {
    api,
    line,
    hasVerb: line.includes(verb),
    hasTarget: target === undefined ? undefined : line.includes(target),
  };
}

/** The leaf at the inner end of the stack that has a certain frame. */
export function leafLine(stacks: readonly Stack[], isSought: (frame: Frame) => boolean): string | undefined {
  for (const stack of stacks) {
    if (stack.frames.some(isSought)) return innermost(stack);
    for (const { contexts } of stack.frames) {
      for (const { children } of contexts) {
        const found = leafLine(children.filter((child) => "frames" in child), isSought);
        if (found !== undefined) return found;
      }
    }
  }
  return undefined;
}

function innermost(stack: Stack): string | undefined {
  if (stack.leaf !== undefined && stack.leaf !== null) return String(stack.leaf);
  for (const { contexts } of stack.frames.toReversed()) {
    for (const { children } of contexts) {
      for (const child of children) {
        const found = "frames" in child ? innermost(child) : undefined;
        if (found !== undefined) return found;
      }
    }
  }
  return undefined;
}

/** What a table is made of. */
export interface Coverage {
  title: string;
  /** What stands under the title. */
  text: string;
  /** The public APIs. */
  apis: readonly string[];
  outcomes: readonly Outcome[];
  /** APIs that are never pending in a dump, each with the reason: they do not count. */
  neverPending: Readonly<Record<string, string>>;
  /** APIs that are not tried, each with the reason: they count as not named. */
  notTried: Readonly<Record<string, string>>;
  /** What differs from run to run, and what is written instead. */
  scrub: readonly (readonly [RegExp | string, string])[];
}

/** Shares of the APIs that can be pending. */
export interface Shares {
  verb: number;
  target: number;
}

/** Compare with the table that is committed, or write it when `STACKSCOPE_UPDATE=1`. */
export async function checkTable(file: URL, coverage: Coverage): Promise<Shares> {
  const { apis, outcomes, neverPending, notTried } = coverage;
  const known = new Set([...outcomes.map(({ api }) => api), ...Object.keys(neverPending), ...Object.keys(notTried)]);
  assertEquals(apis.filter((api) => !known.has(api)), [], "APIs without a case");
  const listed = [...Object.keys(neverPending), ...Object.keys(notTried)];
  assertEquals(listed.filter((api) => !apis.includes(api)), [], "exclusions that are no public API");
  const { text, shares } = tableOf(coverage);
  if (Deno.env.get("STACKSCOPE_UPDATE") === "1") {
    await Deno.mkdir(new URL(".", file), { recursive: true });
    await Deno.writeTextFile(file, text);
  } else assertEquals(text, await Deno.readTextFile(file), "write it anew with STACKSCOPE_UPDATE=1");
  return shares;
}

function tableOf(
  { title, text, outcomes, neverPending, notTried, scrub }: Coverage,
): { text: string; shares: Shares } {
  const all = outcomes.length + Object.keys(notTried).length;
  const withTarget = outcomes.filter(({ hasTarget }) => hasTarget !== undefined);
  const missing = Object.keys(notTried).length;
  const counts = {
    verb: outcomes.filter(({ hasVerb }) => hasVerb).length,
    target: withTarget.filter(({ hasTarget }) => hasTarget).length,
  };
  assert(all > 0);
  const rows = outcomes.toSorted((a, b) => a.api < b.api ? -1 : Number(a.api > b.api)).map((
    { api, line, hasVerb, hasTarget },
  ) => `| ${[`\`${api}\``, escaped(scrubbed(line, scrub)), mark(hasVerb), mark(hasTarget)].join(" | ")} |`);
  const excluded = (list: Readonly<Record<string, string>>) =>
    Object.entries(list).map(([api, reason]) => `- \`${api}\`: ${reason}`);
  return {
    text: [
      "<!-- deno-fmt-ignore-file -->",
      "<!-- Generated by tests/leaves with STACKSCOPE_UPDATE=1. -->",
      `# ${title}`,
      "",
      text.trim(),
      "",
      `- Verb: ${counts.verb} of ${all} (${percent(counts.verb, all)})`,
      `- Target: ${counts.target} of ${withTarget.length + missing} that have one (${
        percent(counts.target, withTarget.length + missing)
      })`,
      `- Not tried, and counted as not named: ${missing}`,
      `- Never pending in a dump, and not counted: ${Object.keys(neverPending).length}`,
      "",
      "| API | Leaf | Verb | Target |",
      "| --- | --- | --- | --- |",
      ...rows,
      ...missing === 0 ? [] : ["", "## Not tried", "", ...excluded(notTried)],
      ...Object.keys(neverPending).length === 0 ? [] : ["", "## Never pending", "", ...excluded(neverPending)],
      "",
    ].join("\n"),
    shares: { verb: counts.verb / all, target: counts.target / (withTarget.length + missing) },
  };
}

function mark(is: boolean | undefined): string {
  return is === undefined ? "–" : is ? "yes" : "**no**";
}

function percent(part: number, whole: number): string {
  return `${Math.floor(100 * part / whole)} %`;
}

function scrubbed(line: string, scrub: Coverage["scrub"]): string {
  return scrub.reduce((text, [pattern, instead]) => text.replaceAll(pattern, instead), line);
}

function escaped(line: string): string {
  return line.replace(/[|<>*_`[\]]/g, "\\$&");
}
