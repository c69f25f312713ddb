/**
 * The scripts of a program that is no more, as far as their files are still what they were: then there are source lines and
 * positions in TypeScript, and a function with one await is suspended at that. What the heap has of each script, its first characters
 * and its length, tells whether a file is the same.
 */
import type { AwaitGraph } from "../heap/await_graph.ts";
import type { AwaitSite } from "../heap/await_sites.ts";
import { isSourceText, scriptSource } from "../heap/script_source.ts";
import type { SourceLines } from "../source/lines.ts";
import type { ScriptSyntax } from "../source/script_syntax.ts";
import { stripTypes } from "../source/strip_types.ts";
import { parse } from "../source/syntax_cache.ts";
import type { Position } from "../target/target.ts";
import { type Emitted, transpile } from "../target/transpile.ts";

/** Scripts that are looked at, and how many at once. */
const MAX_SCRIPTS = 500, AT_ONCE = 4;

/** TypeScript, and what else is no JavaScript. */
const TYPED = /\.(?:[cm]?ts|[jt]sx)$/;

/** What is known of the scripts of a heap. */
export class OfflineScripts {
  readonly #scripts = new Map<string, Emitted>();
  readonly #syntaxes = new Map<string, ScriptSyntax | undefined>();
  /** What a reader must know. */
  readonly notes: string[] = [];

  /** Look at the files of all scripts from which functions of the heap come; `lines` are told which to leave alone. */
  static async of({ heap, functions }: AwaitGraph, lines: SourceLines): Promise<OfflineScripts> {
    const scripts = new OfflineScripts();
    const files = new Map<string, number>();
    for (const [url, script] of functions.scripts()) if (url.startsWith("file://")) files.set(url, script);
    const waiting = [...files].slice(0, MAX_SCRIPTS);
    const work = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await scripts.#read(heap, next, lines);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return scripts;
  }

  async #read(heap: AwaitGraph["heap"], [url, script]: [string, number], lines: SourceLines): Promise<void> {
    const source = scriptSource(heap, script);
    const text = lines.text(url);
    if (source === undefined || text === undefined) return;
    for await (const emitted of candidates(url, text)) {
      if (!isSourceText(emitted.text, source)) continue;
      this.#scripts.set(url, emitted);
      return;
    }
    lines.refuse(url, "it is not the file that ran");
  }

  /** From a position in the script as V8 ran it to the original source. */
  map(url: string, position: Position): Position | undefined {
    return this.#scripts.get(url)?.map(position);
  }

  /** Is it told by positions in JavaScript that nobody has? */
  isLost(url: string): boolean {
    return TYPED.test(url) && !this.#scripts.has(url);
  }

  /** Where functions with one await are suspended. */
  sites({ functions, suspended }: AwaitGraph): AwaitSite[] {
    const sites: AwaitSite[] = [];
    for (const { closure, kind, resume } of suspended.values()) {
      const place = closure < 0 || kind === "generator" ? undefined : functions.place(closure);
      const script = place && this.#scripts.get(place.url);
      const syntax = place && script && this.#syntax(place.url, script.text);
      if (place === undefined || script === undefined || syntax === undefined) continue;
      const fn = kind === "module" ? syntax.module : syntax.functionStartingAt(place);
      const at = fn && syntax.onlyAwaitOf(fn);
      const original = at && script.map(at);
      if (original === undefined) continue;
      sites.push({ closure: resume, functionName: "", url: place.url, ...original, promiseIndex: -1 });
    }
    return sites;
  }

  #syntax(url: string, text: string): ScriptSyntax | undefined {
    if (!this.#syntaxes.has(url)) this.#syntaxes.set(url, parse(url.replace(TYPED, ".js"), text));
    return this.#syntaxes.get(url);
  }
}

/** What V8 may have got of a file: the text itself, without its types (Node), or as Deno emits it. */
async function* candidates(url: string, text: string): AsyncGenerator<Emitted> {
  const same = (position: Position) => position;
  yield { text, map: same };
  if (!TYPED.test(url)) return;
  const emitted = await transpile(url);
  if (emitted !== undefined) yield emitted;
  for (const { text: stripped } of stripTypes(text)) yield { text: stripped, map: same };
}
