/** Which functions a script has, where they start as V8 tells it, and the blocks of their `using` declarations. */
import type { LineTable, Place } from "./line_table.ts";
import { type Region, RegionMap } from "./region_map.ts";

export type { Place } from "./line_table.ts";

/** A name bound by `using` or `await using`. */
export interface UsingBinding {
  /** The identifier. */
  readonly varName: string;
  /** Is it `await using`? */
  readonly isAsync: boolean;
  /** Line of the `using` keyword, or of the `await` before it, 1-based. */
  readonly line: number;
  /** Column of the `using` keyword, or of the `await` before it, 1-based. */
  readonly column: number;
  /** Offset of the identifier in the source, in UTF-16 units. */
  readonly offset: number;
  /** Offset from which on the name is bound: behind its initializer, or the start of the body of `for (using x of y)`. */
  readonly end: number;
}

/** A block with `using` directly in it. V8 keeps one hidden disposable stack for each. */
export interface UsingBlock {
  /** Offset of the block, or of the loop whose head declares. */
  readonly start: number;
  /** Offset behind it. */
  readonly end: number;
  /** What is declared directly in it, in source order. */
  readonly bindings: readonly UsingBinding[];
  /**
   * Do the bindings stand in the head of a `for`? In `for (using x of y)` each turn of the loop is a block of its own,
   * as is each turn for a block that is a loop's body.
   */
  readonly isLoopHead: boolean;
}

/** A block that is active at some place. */
export interface ActiveBlock {
  readonly block: UsingBlock;
  /** The bindings whose initializers lie wholly before the place. */
  readonly declared: readonly UsingBinding[];
}

/** What kind of function it is. An initializer runs all fields, or all static fields and static blocks, of a class. */
export type FunctionKind = "module" | "function" | "arrow" | "method" | "get" | "set" | "constructor" | "initializer";

/** A function as written in a script. */
export interface FunctionSyntax {
  readonly kind: FunctionKind;
  /** Its name, or the one it gets from what it is assigned to; `""` without one. */
  readonly name: string;
  /** For members of a class, its name; `""` for a class without one. */
  readonly className: string | undefined;
  readonly isStatic: boolean;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  /** Where V8 says that it starts (`[[FunctionLocation]]`): mostly the parenthesis before its parameters. */
  readonly start: Place;
  /** The offset of `start`. */
  readonly offset: number;
  /** Offset behind it. */
  readonly end: number;
  /** Its blocks with `using`, outer ones before inner ones; those of functions inside excluded. */
  readonly blocks: readonly UsingBlock[];
  /** The functions directly inside, in source order. */
  readonly functions: readonly FunctionSyntax[];
  /** The classes directly inside, in source order. */
  readonly classes: readonly ClassSyntax[];
}

/** A class as written in a script. */
export interface ClassSyntax {
  /** Its name, or the one it gets from what it is assigned to; `""` without one. */
  readonly name: string;
  readonly offset: number;
  readonly end: number;
  /** Constructor, methods, accessors, functions that are values of fields, and initializers, in source order. */
  readonly functions: readonly FunctionSyntax[];
  /** The classes that are values of its fields. */
  readonly classes: readonly ClassSyntax[];
}

/** What suspends a function. */
export type Suspension = "await" | "yield" | "yield*" | "for-await";

/** What the parser found. */
export interface ScriptSyntaxInit {
  readonly module: FunctionSyntax;
  /** The text that was parsed, with spaces for what is no JavaScript. */
  readonly text: string;
  readonly places: LineTable;
  /** Functions by offset of their start, with the constructors that classes have without writing them. */
  readonly starts: ReadonlyMap<number, FunctionSyntax>;
  /** The code of each function but the module, in any order. */
  readonly bodies: readonly Region<FunctionSyntax>[];
  /** What stands before the start of each function: modifiers, its name, type parameters. In any order. */
  readonly heads: readonly Region<FunctionSyntax>[];
  /** By the offset that V8 reports. */
  readonly suspensions: ReadonlyMap<number, Suspension>;
  /** The loop variables of each `for await`, in any order. */
  readonly forAwaits: readonly Region<FunctionSyntax>[];
}

/** The syntax of one script. */
export class ScriptSyntax {
  /** The top level: a function without a name. */
  readonly module: FunctionSyntax;
  readonly #text: string;
  readonly #places: LineTable;
  readonly #starts: ReadonlyMap<number, FunctionSyntax>;
  readonly #suspensions: ReadonlyMap<number, Suspension>;
  readonly #bodies: RegionMap<FunctionSyntax>;
  readonly #heads: RegionMap<FunctionSyntax>;
  readonly #forAwaits: RegionMap<FunctionSyntax>;
  readonly #loopers: ReadonlySet<FunctionSyntax>;

  /** Made by `readSyntax()`. */
  constructor({ module, text, places, starts, bodies, heads, suspensions, forAwaits }: ScriptSyntaxInit) {
    this.module = module;
    this.#text = text;
    this.#places = places;
    this.#starts = starts;
    this.#suspensions = suspensions;
    this.#bodies = new RegionMap(bodies);
    this.#heads = new RegionMap(heads);
    this.#forAwaits = new RegionMap(forAwaits);
    this.#loopers = new Set(forAwaits.map(({ owner }) => owner));
  }

  /** The offset of a place; -1 if there is no such line. */
  offsetOf(place: Place): number {
    return this.#places.offsetOf(place);
  }

  /** The place of an offset. */
  placeOf(offset: number): Place {
    return this.#places.placeOf(offset);
  }

  /** The innermost function whose code runs at a place; the module where there is none. */
  functionAt(place: Place): FunctionSyntax {
    return this.#bodies.at(this.offsetOf(place)) ?? this.module;
  }

  /**
   * The function that V8 says starts at a place. At the very first place that is the module, whatever else starts there.
   *
   * A place in the head of a function will do: Deno's source maps lead from the parenthesis in the emitted code, which
   * has no mapping of its own, to the name or the keyword before it (Deno 2.9.6).
   */
  functionStartingAt(place: Place): FunctionSyntax | undefined {
    const offset = this.offsetOf(place);
    return this.#starts.get(offset) ?? this.#heads.at(offset);
  }

  /** The blocks of `fn` with `using` that contain a place, outermost first, each with what is bound at that place. */
  activeBlocks(fn: FunctionSyntax, place: Place): ActiveBlock[] {
    const offset = this.offsetOf(place);
    return fn.blocks.filter(({ start, end }) => start <= offset && offset < end)
      .map((block) => ({ block, declared: block.bindings.filter(({ end }) => end <= offset) }));
  }

  /**
   * What stands at a place that V8 reports for a suspended function. `undefined` where nothing awaits in the source: then
   * the function awaits a disposal at the end of a block, the closing of an iterator, or a `return` of an async generator.
   */
  awaitOrYieldAt(place: Place): Suspension | undefined {
    const offset = this.offsetOf(place);
    const how = this.#suspensions.get(offset) ?? this.#suspensions.get(this.#behindParentheses(offset));
    if (how !== undefined) return how;
    const loop = this.#forAwaits.at(offset);
    return loop !== undefined && loop === this.functionAt(place) ? "for-await" : undefined;
  }

  /**
   * The places at which a function can be suspended: those of its `await`s. `undefined` where V8 awaits by itself, too: generators,
   * `for await`, the disposal of `await using`.
   */
  awaitsOf(fn: FunctionSyntax): Place[] | undefined {
    const hasOthers = fn.isGenerator || this.#loopers.has(fn) ||
      fn.blocks.some(({ bindings }) => bindings.some(({ isAsync }) => isAsync));
    if (!fn.isAsync || hasOthers) return undefined;
    const own = this.#suspensions.keys().filter((offset) => (this.#bodies.at(offset) ?? this.module) === fn);
    return Array.from(own, (offset) => this.placeOf(offset));
  }

  /** `(await x) && y` is emitted without parentheses, and its place in the source is that of the first one. */
  #behindParentheses(offset: number): number {
    if (this.#text[offset] !== "(" && !/^\s$/.test(this.#text[offset] ?? "")) return -1;
    const opening = /[(\s]+/y;
    opening.lastIndex = offset;
    opening.exec(this.#text);
    return opening.lastIndex;
  }
}

/** All `using` bindings of a function in source order; those of functions inside excluded. */
export function usingBindings(fn: FunctionSyntax): UsingBinding[] {
  return fn.blocks.flatMap(({ bindings }) => bindings).sort((a, b) => a.offset - b.offset);
}
