/** The texts of the functions of a heap: which names they mention, and which calls they would make when they go on. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { startingIn } from "../source/starting_in.ts";
import { type CallSyntax, flowOf, functionAround, type FunctionRange, type ScriptFlow } from "../source/script_flow.ts";
import type { FunctionSyntax, Place, ScriptSyntax } from "../source/script_syntax.ts";
import type { Texts } from "../source/script_cache.ts";
import { syntaxOf } from "../source/syntax_cache.ts";

/** The text of one function, or what is left of it. */
export interface CodeText {
  /** Equal for the same text. */
  key: string;
  /** All names in it, those in strings and comments too. */
  names: ReadonlySet<string>;
  /** Functions and classes declared inside, and functions that it has called, that it does not mention. */
  unmentioned: ReadonlySet<string>;
  /** Does it get at properties by names that it does not tell? */
  isOpen: boolean;
  /** Does it run code that is not in any text, and does that see the variables around it? */
  unknown: "" | "global" | "scope";
  /** What it imports when it runs: specifiers, `""` for one that it does not tell. */
  imports: readonly string[];
  /** Variables, and properties of whatever object, whose values go on under other names. */
  escapingVariables: ReadonlySet<string>;
  escapingProperties: ReadonlySet<string>;
  /** Are imported names others than the exported ones? */
  hasAliases: boolean;
}

/** What a suspended function did before its await, and what comes after it. */
export interface Continuation {
  flow: ScriptFlow;
  fn: FunctionRange;
  /** Offset of the await. */
  at: number;
  /** What may run next: from here on. Behind what is awaited, before `at` within a loop. */
  from: number;
  /** Calls in the function, in order. */
  calls: readonly CallSyntax[];
  /** The call whose result is awaited. */
  now: CallSyntax | undefined;
}

/** A place in a script, in the original source. */
export interface Site extends Place {
  url: string;
}

/** From a position in a script as V8 runs it to the original source; `undefined` where that is not known. */
export type MapPosition = (url: string, line: number, column: number) => Place | undefined;

/** Methods that wait until they are given what they take, and of what. */
export interface Taking {
  readonly methods: ReadonlySet<string>;
  /** Names that stand for nothing else in the whole heap than what is taken. */
  readonly names: ReadonlySet<string>;
  /** May the wait end otherwise, with an error? */
  readonly mayFail: boolean;
}

const NOTHING_TAKEN: Taking = { methods: new Set(), names: new Set(), mayFail: false };
const EMPTY: Omit<CodeText, "key"> = {
  names: new Set(),
  unmentioned: new Set(),
  isOpen: false,
  unknown: "",
  imports: [],
  escapingVariables: new Set(),
  escapingProperties: new Set(),
  hasAliases: false,
};

const NAME = /#?[\p{ID_Start}$_][\p{ID_Continue}$]*/gu;

/** What stands between the keyword of a declaration and its value. */
const DECLARED = /(?<=\b(?:const|let|var|function|class)\b)[^=;(]*/g;

const LENGTH = /\s*\??\.\s*(?:length|size)\b(?!\s*[(.[=])/y;

/** Finds texts, each once. */
export class CodeTexts {
  readonly #graph: AwaitGraph;
  readonly #texts: Texts;
  readonly #map: MapPosition | undefined;
  readonly #known = new Map<string, CodeText | undefined>();
  readonly #continuations = new Map<string, Continuation | "unknown">();
  /** What follows the calls of these waits too. */
  readonly taking: Taking;

  constructor(graph: AwaitGraph, texts: Texts, map: MapPosition | undefined, taking: Taking = NOTHING_TAKEN) {
    this.#graph = graph;
    this.#texts = texts;
    this.#map = map;
    this.taking = taking;
  }

  /** The same with other methods that take. */
  with(taking: Taking): CodeTexts {
    return new CodeTexts(this.#graph, this.#texts, this.#map, taking);
  }

  /** The text of a function; `undefined` when it cannot be read. */
  of(closure: number): CodeText | undefined {
    const place = this.#graph.functions.place(closure);
    if (place === undefined) return undefined;
    const key = `${place.url}:${place.line}:${place.column}`;
    if (this.#known.has(key)) return this.#known.get(key);
    const found = this.#read(key, closure, place);
    this.#known.set(key, found);
    return found;
  }

  /** The text of a function from where it is suspended or running. */
  after(site: Site): CodeText | undefined {
    const key = `${site.url}@${site.line}:${site.column}`;
    if (this.#known.has(key)) return this.#known.get(key);
    const going = this.continuation(site);
    const found = going && this.#text(key, going.flow, [going.fn], going);
    this.#known.set(key, found);
    return found;
  }

  /** Where a function is in its text. */
  continuation(site: Site): Continuation | undefined {
    const key = `${site.url}@${site.line}:${site.column}`;
    let found = this.#continuations.get(key);
    if (found === undefined) this.#continuations.set(key, found = this.#continue(site) ?? "unknown");
    return found === "unknown" ? undefined : found;
  }

  #continue({ url, line, column }: Site): Continuation | undefined {
    const flow = flowOf(this.#texts, url), syntax = syntaxOf(this.#texts, url);
    if (flow === undefined || syntax === undefined || line <= 0) return undefined;
    const at = syntax.offsetOf({ line, column });
    if (at < 0) return undefined;
    const fn = functionAround(flow, at);
    const around = flow.loops.filter((loop) => loop.fn === fn && loop.start <= at && at < loop.end);
    const from = around.length > 0 ? Math.min(...around.map(({ start }) => start)) : flow.awaits.get(at) ?? at;
    const calls = startingIn(flow.calls, offsetOfCall, fn).filter(({ end }) => end <= fn.end);
    return { flow, fn, at, from, calls, now: calls.find((call) => call.awaitStart === at) };
  }

  /** Where the function is that runs at a place: its start, as `of` knows it. */
  isWithin(closure: number, site: Site): boolean {
    const place = this.#graph.functions.place(closure);
    const syntax = place?.url === site.url ? syntaxOf(this.#texts, site.url) : undefined;
    if (place === undefined || syntax === undefined) return false;
    const mapped = this.#map?.(place.url, place.line, place.column) ?? place;
    const fn = syntax.functionStartingAt(mapped) ?? syntax.module;
    return syntax.functionAt(site) === fn;
  }

  /**
   * The calls that a function makes of what stands around it, by itself or by the functions in it; `undefined` when its text cannot be
   * read. Calls by a name that one of these has for a parameter or a variable of its own are left out.
   */
  callsIn(closure: number): CallSyntax[] | undefined {
    const place = this.#graph.functions.place(closure);
    const syntax = place && syntaxOf(this.#texts, place.url), flow = place && flowOf(this.#texts, place.url);
    const found = syntax && this.#functionAt(syntax, place);
    if (flow === undefined || found === undefined) return undefined;
    const range = { start: found.offset, end: found.end };
    const inside = startingIn(flow.functions, startOf, range).filter(({ end }) => end <= found.end);
    const own = new Set(
      [functionAround(flow, Math.min(found.offset, found.end - 1)), ...inside].flatMap((fn) => fn.params),
    );
    const text = flow.text.slice(found.offset, found.end);
    for (const { 0: declared } of text.matchAll(DECLARED)) for (const [name] of declared.matchAll(NAME)) own.add(name);
    return startingIn(flow.calls, offsetOfCall, range).filter(({ end, path }) => end <= found.end && !own.has(path[0]));
  }

  #functionAt(syntax: ScriptSyntax, { url, line, column }: Site): FunctionSyntax | undefined {
    const mapped = this.#map?.(url, line, column) ?? (isEmitted(url) ? undefined : { line, column });
    return mapped && syntax.functionStartingAt(mapped);
  }

  #read(key: string, closure: number, place: Site): CodeText | undefined {
    const text = this.#texts.text(place.url);
    const syntax = syntaxOf(this.#texts, place.url), flow = flowOf(this.#texts, place.url);
    if (text === undefined || flow === undefined || syntax === undefined) return undefined;
    const found = this.#functionAt(syntax, place);
    const functions = found !== undefined ? [found] : namedIn(syntax, this.#graph.heap.name(closure));
    // A constructor that a class has without writing it runs nothing but initializers, which are functions of their own.
    const [first] = functions;
    if (
      functions.length === 0 || functions.length === 1 && first.kind === "constructor" && text[first.offset] !== "("
    ) {
      return { key, ...EMPTY };
    }
    const ranges = functions.map(({ offset, end, kind }) =>
      kind === "module" ? flow.functions[0] : { ...functionAround(flow, Math.min(offset, end - 1)), start: offset, end }
    );
    return this.#text(key, flow, ranges);
  }

  /** `going`: where the function is. */
  #text(key: string, flow: ScriptFlow, ranges: readonly FunctionRange[], going?: Continuation): CodeText {
    const names = new Set<string>(), unmentioned = new Set<string>();
    const seen: Range[] = [], unseen: Range[] = [];
    for (const range of ranges) {
      // What was declared stands in the heap already. A function that is called makes what it declares when it mentions it.
      const declared = startingIn(flow.declarations, startOf, { start: range.start + 1, end: range.end })
        .filter(({ end }) => end <= range.end);
      const isExisting = going !== undefined || range.isModule;
      const open = new Set(declared);
      // What comes next runs without being given anything more. A loop comes round to what stands before.
      const parts: [Range, Range[]][] = going === undefined ? [[range, takenAway(flow, range, this.taking)]] : [
        [{ start: Math.max(going.at, going.from), end: range.end }, takenAway(flow, range, this.taking, going.at)],
        [{ start: going.from, end: going.at }, takenAway(flow, range, this.taking)],
      ];
      for (const [part, blanks] of parts) collect(flow.text, part, [...blanks, ...declared], names);
      for (let isMore = true; isMore;) {
        isMore = false;
        for (const inner of open) {
          if (!names.has(inner.name)) continue;
          open.delete(inner);
          if (isExisting) continue;
          isMore = true;
          const nested = declared.filter((other) =>
            other !== inner && inner.start <= other.start && other.end <= inner.end
          );
          collect(flow.text, inner, [...parts[0][1], ...nested], names);
        }
      }
      for (const { name } of open) unmentioned.add(name);
      // The registers of one that goes on still have what it called before.
      for (const name of going === undefined ? [] : calledBefore(flow, going)) {
        if (!names.has(name)) unmentioned.add(name);
      }
      seen.push({ start: going?.from ?? range.start, end: range.end });
      unseen.push(...isExisting ? declared : open);
    }
    const { escapes, open, unknown, imports } = flow.escapes();
    const isIn = (at: number) =>
      seen.some((range) => isWithin(at, range)) && !unseen.some((range) => isWithin(at, range));
    const hull = {
      start: Math.min(...seen.map(({ start }) => start)),
      end: Math.max(...seen.map(({ end }) => end)),
    };
    const hidden = startingIn(unknown, placeOfItem, hull).filter(({ at }) => isIn(at));
    const escaping = startingIn(escapes, placeOfItem, hull)
      .filter(({ at, name }) => (name === "this" || names.has(name)) && isIn(at));
    return {
      key,
      names,
      unmentioned,
      isOpen: startingIn(open, (at) => at, hull).some(isIn),
      unknown: hidden.length === 0 ? "" : hidden.some(({ seesScope }) => seesScope) ? "scope" : "global",
      imports: startingIn(imports, placeOfItem, hull).filter(({ at }) => isIn(at)).map(({ specifier }) => specifier),
      escapingVariables: new Set(escaping.filter(({ isProperty }) => !isProperty).map(({ name }) => name)),
      escapingProperties: new Set(escaping.filter(({ isProperty }) => isProperty).map(({ name }) => name)),
      hasAliases: flow.hasAliases,
    };
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

const offsetOfCall = ({ offset }: CallSyntax) => offset;
const startOf = ({ start }: Range) => start;
const placeOfItem = ({ at }: { at: number }) => at;

function isWithin(at: number, { start, end }: Range): boolean {
  return start <= at && at < end;
}

function collect(text: string, { start, end }: Range, blanks: readonly Range[], names: Set<string>): void {
  let at = start;
  for (const blank of blanks.toSorted((a, b) => a.start - b.start)) {
    if (blank.start >= end || blank.end <= start) continue;
    if (blank.start > at) mention(text.slice(at, blank.start), names);
    at = Math.max(at, blank.end);
  }
  if (at < end) mention(text.slice(at, end), names);
}

function mention(text: string, names: Set<string>): void {
  if (text.includes("\\u") || text.includes("\\x")) mention(unescaped(text), names);
  for (const { 0: name, index } of text.matchAll(NAME)) {
    if (name === "constructor" && text[index - 1] !== ".") continue; // `constructor() {` mentions nothing
    LENGTH.lastIndex = index + name.length;
    if (!LENGTH.test(text)) names.add(name); // a number is all that this has of it
  }
}

/**
 * What code cannot do as long as nothing is given back: to take, and on the same path whatever comes after taking; the
 * functions that it hands to the one that takes. `from`: only what is taken from here on counts.
 */
function takenAway(flow: ScriptFlow, range: Range, { methods, names, mayFail }: Taking, from = -1): Range[] {
  if (methods.size === 0) return [];
  const inside = startingIn(flow.calls, offsetOfCall, range).filter(({ end }) => end <= range.end);
  const blanks: Range[] = [];
  for (const call of inside) {
    if (!methods.has(call.method || call.path[0])) continue;
    if (call.awaitStart < 0 && !call.isReturned) continue;
    if (from >= 0 && (call.offset < from || call.awaitStart === from)) continue;
    blanks.push(nameOf(call));
    // Another thing of the same sort may be free, and then it runs what it is given.
    if (names.has(call.path[call.path.length - 1]) && !flow.locals.has(call.path[0])) {
      for (const { start, end } of flow.functions) {
        if (call.argsAt <= start && end <= call.end) blanks.push({ start, end });
      }
    }
    for (const later of inside) {
      if (later.offset < call.end || later.offset >= call.fn.end || !isSamePath(later, call)) continue;
      const isOther = flow.assigned.some(({ at, name }) =>
        call.end <= at && at < later.offset && later.path.includes(name)
      );
      const isAnyway = mayFail &&
        flow.tries.some(({ start, blockEnd, end }) =>
          start <= call.offset && call.end <= blockEnd && blockEnd <= later.offset && later.end <= end
        );
      if (!isOther && !isAnyway) blanks.push(nameOf(later));
    }
  }
  return blanks;
}

/** The names of functions that were called before a place, and only called. */
function calledBefore({ calls, escapes }: ScriptFlow, { fn, at, from }: Continuation): Set<string> {
  const found = new Set<string>();
  for (const call of calls) {
    if (isWithin(call.offset, fn) && call.offset < Math.max(at, from)) found.add(call.method || call.path[0]);
  }
  for (const escape of escapes().escapes) if (isWithin(escape.at, fn)) found.delete(escape.name);
  return found;
}

/** Names can be written with their numbers: `\u0061` for `a`. */
function unescaped(text: string): string {
  return text.replace(/\\(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2}))/gi, (all, braces, four, two) => {
    const code = parseInt(braces ?? four ?? two, 16);
    return code > 0x10ffff || code === 92 ? all.slice(1) : String.fromCodePoint(code);
  }).replaceAll(/\\[ux]/g, " ");
}

/** Is it called on the same thing? */
export function isSamePath(a: CallSyntax, b: CallSyntax): boolean {
  return a.method !== "" && b.method !== "" && a.path.join(".") === b.path.join(".");
}

function nameOf({ method, methodAt, path }: CallSyntax): Range {
  return { start: methodAt, end: methodAt + (method || path[0]).length };
}

/** Is the script another text than the file? */
function isEmitted(url: string): boolean {
  return /\.(?:[cm]?ts|[jt]sx)(?:[?#].*)?$/.test(url);
}

/** The functions of this name, none for a class without a constructor; the whole script where there is neither. */
function namedIn(syntax: ScriptSyntax, name: string): FunctionSyntax[] {
  const found: FunctionSyntax[] = [];
  let isClass = false;
  const open: FunctionSyntax[] = [syntax.module];
  for (let fn = open.pop(); fn !== undefined; fn = open.pop()) {
    if (fn.kind !== "module" && fn.name === name) found.push(fn);
    open.push(...fn.functions);
    const classes = [...fn.classes];
    for (let cls = classes.pop(); cls !== undefined; cls = classes.pop()) {
      open.push(...cls.functions);
      classes.push(...cls.classes);
      isClass ||= cls.name === name && name !== "";
      if (cls.name === name) found.push(...cls.functions.filter(({ kind }) => kind === "constructor"));
    }
  }
  return found.length > 0 || isClass ? found : [syntax.module];
}
