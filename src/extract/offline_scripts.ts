/**
 * The scripts of a program that is no more, as far as their files are still what they were: then there are source lines and
 * positions in TypeScript, and a function with one await is suspended at that. What the heap has of each script, its first characters
 * and its length, tells whether a file is the same.
 */
import type { AwaitGraph } from "../heap/await_graph.ts";
import type { AwaitSite } from "../heap/await_sites.ts";
import { isSourceText, scriptSource } from "../heap/script_source.ts";
import type { SourceLines } from "../source/lines.ts";
import { isInternal } from "./internal.ts";
import { awaited, type Steps, undisturbedSteps } from "../model/steps.ts";
import type { ScriptSyntax } from "../source/script_syntax.ts";
import { awaitedValueAt } from "../source/awaited_values.ts";
import { stripTypes } from "../source/strip_types.ts";
import { parse } from "../source/syntax_cache.ts";
import type { Position } from "../target/target.ts";
import { type Emitted, mayTranspile, transpile } from "../target/transpile.ts";

/** Scripts that are looked at, and how many at once. */
const MAX_SCRIPTS = 500, AT_ONCE = 4;

/** TypeScript, and what else is no JavaScript. */
const TYPED = /\.(?:[cm]?ts|[jt]sx)$/;

/** What is known of the scripts of a heap. */
export class OfflineScripts {
  readonly #scripts = new Map<string, Emitted>();
  readonly #syntaxes = new Map<string, ScriptSyntax | undefined>();

  /** Look at the files of all scripts from which functions of the heap come; `lines` are told which to leave alone. */
  static *of({ heap, functions }: AwaitGraph, lines: SourceLines): Steps<OfflineScripts> {
    const scripts = new OfflineScripts();
    const files = new Map<string, number>();
    for (const [url, script] of functions.scripts()) if (url.startsWith("file://")) files.set(url, script);
    const waiting = [...files].slice(0, MAX_SCRIPTS);
    function* work(): Steps<void> {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) yield* scripts.#read(heap, next, lines);
    }
    const works = Array.from({ length: AT_ONCE }, () => undisturbedSteps(work));
    yield* awaited(Promise.all(works));
    return scripts;
  }

  *#read(heap: AwaitGraph["heap"], [url, script]: [string, number], lines: SourceLines): Steps<void> {
    const source = scriptSource(heap, script);
    const text = lines.text(url);
    if (source === undefined || text === undefined) return;
    const emitted = yield* emittedFrom(url, text, ({ text }) => isSourceText(text, source));
    if (emitted !== undefined) {
      this.#scripts.set(url, emitted);
      return;
    }
    lines.refuse(
      url,
      TYPED.test(url) && !mayTranspile()
        ? "no permission to run Deno, to find out whether it is the file that ran"
        : "it is not the file that ran",
    );
  }

  /** What a reader must know of the positions of what is suspended. */
  notes({ functions, suspended }: AwaitGraph): string[] {
    const lost = new Set<string>();
    for (const { closure } of suspended.values()) {
      const url = (closure < 0 ? undefined : functions.place(closure)?.url) ?? "";
      if (TYPED.test(url) && !isInternal(url) && !this.#scripts.has(url)) lost.add(url);
    }
    if (lost.size === 0) return [];
    const [first] = lost;
    return [
      lost.size === 1
        ? `Positions in ${first} are those in the JavaScript that was made of it.`
        : `Positions in ${lost.size} files, such as ${first}, are those in the JavaScript that was made of them.`,
    ];
  }

  /** From a position in the script as V8 ran it to the original source. */
  map(url: string, position: Position): Position | undefined {
    return this.#scripts.get(url)?.map(position);
  }

  /** Where functions with one await are suspended, by node of the await closure. */
  sites({ functions, suspended }: AwaitGraph): Map<number, AwaitSite> {
    const sites = new Map<number, AwaitSite>();
    for (const { closure, kind, resume } of suspended.values()) {
      const place = closure < 0 || kind === "generator" ? undefined : functions.place(closure);
      const script = place && this.#scripts.get(place.url);
      const syntax = place && script && this.#syntax(place.url, script.text);
      if (place === undefined || script === undefined || syntax === undefined) continue;
      const fn = kind === "module" ? syntax.module : syntax.functionStartingAt(place);
      const at = fn && this.#onlyAwait(place.url, script.text, syntax.awaitsOf(fn) ?? []);
      const original = at && script.map(at);
      if (original === undefined) continue;
      sites.set(resume, { url: place.url, ...original, promiseIndex: -1 });
    }
    return sites;
  }

  /** The only place at which there is anything to wait for: to await a value like `null` takes no longer than this turn. */
  #onlyAwait(url: string, text: string, awaits: readonly Position[]): Position | undefined {
    const texts = { text: () => text };
    const isWait = (at: Position) => awaitedValueAt(texts, emittedUrl(url), at)?.kind !== "literal";
    const waits = awaits.length < 2 ? awaits : awaits.filter(isWait);
    return waits.length === 1 ? waits[0] : undefined;
  }

  #syntax(url: string, text: string): ScriptSyntax | undefined {
    if (!this.#syntaxes.has(url)) this.#syntaxes.set(url, parse(emittedUrl(url), text));
    return this.#syntaxes.get(url);
  }
}

/** A name for the text that V8 ran: it is no TypeScript. */
function emittedUrl(url: string): string {
  return `${url}.emitted.js`;
}

/** What V8 has got of a file: the text itself, as Deno emits it, or without its types (Node). `undefined` for none of these. */
function* emittedFrom(
  url: string,
  text: string,
  isIt: (emitted: Emitted) => boolean,
): Steps<Emitted | undefined> {
  const same = (position: Position) => position;
  if (isIt({ text, map: same })) return { text, map: same };
  if (!TYPED.test(url)) return undefined;
  const emitted = yield* transpile(url);
  if (emitted !== undefined && isIt(emitted)) return emitted;
  for (const { text: stripped } of stripTypes(text)) {
    const candidate = { text: stripped, map: same };
    if (isIt(candidate)) return candidate;
  }
  return undefined;
}
