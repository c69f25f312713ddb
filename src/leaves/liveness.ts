/**
 * What can still go on in a heap: the promises that code which can run may settle, and the functions that await them.
 *
 * It starts at the roots of the heap, with all that the runtime holds: operations, timers, listeners, what runs now. What
 * the runtime holds is followed wherever it leads. Code of the program is followed as far as it can name: from a function
 * to the variables that its text mentions, from an object to the properties that some live text mentions. A suspended
 * function is code that can run only when its promise can be settled. So who is not found here can be woken by nobody.
 *
 * Too much may be found (a name says little), never too little: text that cannot be read ends the search, and then all is live.
 */
import type { AwaitGraph, Suspended } from "../heap/await_graph.ts";
import { BOOKKEEPING, isPromise } from "./bookkeeping.ts";
import type { CodeText, Site } from "./code_texts.ts";
import type { Liveness, LivenessOptions } from "./liveness_question.ts";
import { cellsOf, exportedCells, valueOfCell } from "./module_cells.ts";
import { isOwnCode, isRuntimeCode } from "./own_code.ts";

/** How a node was reached: by code of the program, or by the runtime, which may use all that it holds. */
const CODE = 1, RUNTIME = 2;

/** Find what is live in a heap. */
export function findLive(graph: AwaitGraph, options: LivenessOptions): Liveness {
  return new Search(graph, options).run();
}

class Search {
  readonly #graph: AwaitGraph;
  readonly #options: LivenessOptions;
  readonly #live = new Set<number>();
  readonly #reached: Uint8Array;
  readonly #open: number[] = [];
  /** Names that live text mentions. */
  readonly #names = new Set<string>();
  /** Properties that wait for their name to be mentioned. */
  readonly #unnamed = new Map<string, number[]>();
  readonly #texts = new Set<string>();
  readonly #isUsers = new Map<number, boolean>();
  readonly #settledBranches = new Map<number, number>();
  #isBlind = false;
  /** Names of things whose methods are called by names that are computed. */
  readonly #tables = new Set<string>();
  readonly #wild = new Set<number>();
  /** Some live text calls methods by names that are computed. */
  #isDynamic = false;
  readonly #cellNames: ReadonlyMap<number, string>;

  constructor(graph: AwaitGraph, options: LivenessOptions) {
    this.#graph = graph;
    this.#options = options;
    this.#reached = new Uint8Array(graph.heap.snapshot.nodeCount);
    this.#cellNames = exportedCells(graph);
  }

  run(): Liveness {
    // Tables that are only met on the way may have been passed before: then all is searched again, with what is known by now.
    for (let before = -1; before !== this.#tables.size && !this.#isBlind;) {
      before = this.#tables.size;
      this.#reached.fill(0);
      this.#live.clear();
      this.#unnamed.clear();
      this.#settledBranches.clear();
      this.#pass();
    }
    return {
      live: this.#live,
      isBlind: this.#isBlind,
      hasCode: this.#isBlind || this.#texts.size > 0,
      mayCall: (name) => this.#isBlind || this.#isDynamic || this.#names.has(name),
      isReached: (node) => this.#isBlind || this.#reached[node] > 0,
    };
  }

  #pass(): void {
    this.#reach(0, RUNTIME);
    for (let node = this.#open.pop(); node !== undefined && !this.#isBlind; node = this.#open.pop()) {
      this.#expand(node, this.#reached[node]);
    }
  }

  #reach(node: number, how: number): void {
    if (node < 0 || this.#reached[node] >= how) return;
    this.#reached[node] = how;
    this.#open.push(node);
  }

  #expand(node: number, how: number): void {
    const { heap, suspended, ignored } = this.#graph;
    if (ignored.has(node) || this.#options.deaf?.has(node)) return;
    switch (heap.type(node)) {
      case "synthetic":
        if (
          /^\((?:Internalized strings|Weak roots|Builtins|Startup object cache|External strings)\)$/.test(
            heap.name(node),
          )
        ) {
          return;
        }
        return heap.name(node) === "(Stack roots)" ? this.#runs(node) : this.#follow(node, RUNTIME);
      case "closure":
        return this.#closure(node, how);
      case "object":
        break;
      case "array":
      case "native":
      case "hidden":
        if (heap.name(node) === "system / NativeContext") return this.#asyncWaits(node);
        if (BOOKKEEPING.test(heap.name(node))) return;
        return this.#follow(node, how);
      default:
        return;
    }
    if (heap.field(node, "reactions_or_result") >= 0 || heap.name(node) === "Promise") {
      return this.#promise(node, how);
    }
    if (suspended.has(node)) return;
    const name = heap.name(node);
    if (name.startsWith("system / Context")) return this.#scope(node, how);
    if (heap.field(node, "parameters_and_registers") >= 0) return this.#generator(node);
    if (name === "Module" && how === RUNTIME) return; // the loader holds all modules and calls none of their functions
    this.#object(node, how === RUNTIME && !this.#isOfProgram(node) ? RUNTIME : CODE);
  }

  /** `Atomics.waitAsync()` ends by itself, or by another thread. */
  #asyncWaits(context: number): void {
    for (const { name, to } of this.#graph.heap.edges(context)) {
      if (name === "atomics_waitasync_promises") this.#reach(to, RUNTIME);
    }
  }

  /** What stands on the stack now: of functions that run, what their text names from where they are. */
  #runs(root: number): void {
    const { heap, functions } = this.#graph;
    const values = new Set<number>();
    for (const { type, to } of heap.edges(root)) if (type !== "weak") values.add(to);
    const idle = new Set<string>();
    for (const node of values) {
      if (heap.type(node) !== "closure" || !this.#isProgramText(functions.place(node)?.url)) continue;
      const site = this.#runningSite(node);
      const text = site && this.#options.texts.after(site);
      if (text === undefined) continue;
      values.delete(node);
      for (const name of text.unmentioned) idle.add(name);
      this.#mentionIn(text, heap.field(node, "context"));
    }
    for (const node of values) {
      const isIdle = heap.type(node) === "closure" && idle.has(heap.name(node));
      if (!isIdle) this.#reach(node, heap.type(node) === "object" ? CODE : RUNTIME);
    }
  }

  #runningSite(closure: number): Site | undefined {
    return this.#options.running.find((site) => this.#options.texts.isWithin(closure, site));
  }

  /** A scope that was not reached by its functions: its variables are found by their names. */
  #scope(node: number, how: number): void {
    const { heap } = this.#graph;
    const module = heap.field(node, "extension");
    const isProgram = how === CODE || module >= 0 && heap.name(module) === "system / SourceTextModule";
    if (!isProgram) return this.#follow(node, how);
    for (const { type, name, to } of heap.edges(node)) {
      if (type === "context") this.#property(String(name), to);
      else if (name === "previous") this.#reach(to, CODE);
    }
  }

  /** All strong edges. */
  #follow(node: number, how: number): void {
    const { firstEdge, edgeType, edgeTo, edgeTypes } = this.#graph.heap.snapshot;
    const weak = edgeTypes.indexOf("weak");
    for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) if (edgeType[e] !== weak) this.#reach(edgeTo[e], how);
  }

  #object(node: number, how: number): void {
    const { heap } = this.#graph;
    // A plain object may be a table: its properties are had by names that are computed.
    const isTable = this.#wild.has(node) || heap.type(node) === "object" && heap.name(node) === "Object" &&
        heap.property(node, "constructor") < 0;
    for (const { type, name, to } of heap.edges(node)) {
      if (type === "weak") continue;
      if (type === "internal" && (name === "properties" || name === "map")) continue; // they have edges of their own
      if (type === "property" && how === CODE && !isTable) this.#property(String(name), to);
      else this.#reach(to, how);
    }
  }

  /** A property is reached when its name is mentioned; prototypes and symbols are always. */
  #property(edgeName: string, to: number): void {
    const name = edgeName.replace(/^[gs]et (?=.)/, "");
    if (this.#tables.has(name)) this.#wild.add(to);
    if (name.startsWith("<symbol")) return this.#reach(to, RUNTIME); // the runtime keeps its state there
    if (name === "__proto__" || name === "prototype" || this.#isDynamic || this.#names.has(name)) {
      return this.#reach(to, CODE);
    }
    const waiting = this.#unnamed.get(name);
    if (waiting === undefined) this.#unnamed.set(name, [to]);
    else waiting.push(to);
  }

  #mention(names: ReadonlySet<string>): void {
    for (const name of names) {
      if (this.#names.has(name)) continue;
      this.#names.add(name);
      for (const node of this.#unnamed.get(name) ?? []) this.#reach(node, CODE);
      this.#unnamed.delete(name);
    }
  }

  #isOfProgram(node: number): boolean {
    const { heap } = this.#graph;
    if (heap.name(node).startsWith("Window")) return true;
    const prototype = heap.prototype(node);
    if (prototype < 0) return false;
    let known = this.#isUsers.get(prototype);
    if (known === undefined) {
      const constructor = heap.property(prototype, "constructor");
      known = constructor >= 0 && this.#isProgramText(this.#graph.functions.place(constructor)?.url);
      this.#isUsers.set(prototype, known);
    }
    return known;
  }

  #isProgramText(url: string | undefined): boolean {
    return url !== undefined && url !== "" && !isRuntimeCode(url);
  }

  #closure(node: number, how: number): void {
    const { heap, functions } = this.#graph;
    const url = functions.place(node)?.url;
    if (url !== undefined && isOwnCode(url)) return; // this library settles nothing of the program
    if (this.#isProgramText(url)) {
      this.#code(node, heap.field(node, "context"));
      return this.#object(node, CODE);
    }
    const builtin = functions.builtin(node);
    if (/^Async(?:Function|Generator)/.test(builtin)) {
      const generator = heap.field(heap.field(node, "context"), "extension");
      if (generator >= 0) this.#wake(generator);
      return;
    }
    // The resolving functions of a promise, and whatever else of V8's own refers to one, can settle it.
    if (/^Promise/.test(builtin)) return this.#context(heap.field(node, "context"));
    this.#reach(heap.field(node, "context"), RUNTIME);
    for (const { type, name, to } of heap.edges(node)) {
      if (type === "weak" || /^(?:shared|code|map|feedback_cell|properties|context)$/.test(String(name))) continue;
      // `onmessage = …` stands in a wrapper of Deno's, which is the listener.
      if (name === "handler" && heap.name(node) === "wrappedHandler") this.#reach(to, CODE);
      else if (type === "property" && this.#isProgramText(functions.place(to)?.url)) this.#property(String(name), to);
      else this.#reach(to, /^bound_/.test(String(name)) ? CODE : how);
    }
  }

  /** The scope of a function of V8's own. */
  #context(context: number): void {
    if (context < 0) return;
    const { heap } = this.#graph;
    for (const { to } of heap.edges(context)) {
      if (isPromise(this.#graph, to)) this.#settle(to);
      else if (heap.name(to) === "system / PromiseCapability") this.#context(to);
      else if (heap.type(to) === "closure") this.#reach(to, CODE);
    }
  }

  #promise(node: number, how: number): void {
    const { heap } = this.#graph;
    // What the runtime holds it may settle. To whom the program hands it, he waits for it.
    if (how === RUNTIME) this.#settle(node);
    const result = heap.field(node, "reactions_or_result");
    if (result >= 0 && heap.name(result) !== "system / PromiseReaction") this.#reach(result, CODE);
    this.#object(node, CODE);
  }

  /** A promise may be settled: all that hangs on it may run. */
  #settle(promise: number): void {
    if (this.#live.has(promise) || this.#options.outside.has(promise)) return;
    this.#live.add(promise);
    const { heap, waiters, combinators } = this.#graph;
    for (const waiter of waiters.get(promise) ?? []) {
      if (waiter.kind === "frame") this.#wake(waiter.suspended.node);
      else {
        const combinator = combinators.get(waiter.promise);
        if (combinator === undefined || this.#isEnough(waiter.promise)) this.#settle(waiter.promise);
      }
    }
    const seen = new Set<number>();
    for (let reaction = heap.field(promise, "reactions_or_result"); reaction >= 0 && !seen.has(reaction);) {
      seen.add(reaction);
      let next = -1;
      if (heap.name(reaction) !== "system / PromiseReaction") break;
      for (const { type, to } of heap.edges(reaction)) {
        if (type !== "hidden") continue;
        if (heap.name(to) === "system / PromiseReaction") next = to;
        else if (heap.type(to) === "closure" && !/^Promise\w*Element/.test(this.#graph.functions.builtin(to))) {
          this.#reach(to, RUNTIME);
        }
      }
      reaction = next;
    }
  }

  #isEnough(target: number): boolean {
    const combinator = this.#graph.combinators.get(target);
    if (combinator === undefined) return true;
    const settled = (this.#settledBranches.get(target) ?? 0) + 1;
    this.#settledBranches.set(target, settled);
    if (combinator.kind === "race" || combinator.kind === "any") return true;
    if (combinator.kind === "all" && this.#options.allMayFail) return true;
    return settled >= combinator.branches.length;
  }

  #wake(generator: number): void {
    if (this.#live.has(generator)) return;
    this.#live.add(generator);
    const suspended: Suspended | undefined = this.#graph.suspended.get(generator);
    for (const promise of suspended?.results ?? this.#resultsOf(generator)) this.#settle(promise);
    this.#generator(generator);
  }

  /** Of a function that has been woken but has not run yet. */
  #resultsOf(generator: number): number[] {
    const { heap } = this.#graph;
    const found: number[] = [];
    for (const { type, to } of heap.edges(generator)) {
      if (type === "hidden" && isPromise(this.#graph, to)) found.push(to);
    }
    return found;
  }

  /** A generator that may go on: what stands in its registers, and what its text names. */
  #generator(node: number): void {
    const { heap, functions } = this.#graph;
    const closure = heap.field(node, "function");
    const how = this.#isProgramText(functions.place(closure)?.url) ? CODE : RUNTIME;
    const registers = heap.field(node, "parameters_and_registers");
    this.#reach(heap.field(node, "receiver"), CODE);
    if (how === RUNTIME) {
      if (registers >= 0) this.#follow(registers, how);
      return this.#reach(heap.field(node, "context"), RUNTIME);
    }
    const { texts, sites } = this.#options;
    const suspended = this.#graph.suspended.get(node);
    const site = suspended === undefined ? this.#runningSite(closure) : sites.get(suspended.resume);
    const text = site && texts.after(site) || texts.of(closure);
    if (text === undefined) return void (this.#isBlind = true);
    this.#mentionIn(text, heap.field(node, "context"));
    for (const { type, to } of registers < 0 ? [] : heap.edges(registers)) {
      const isIdle = heap.type(to) === "closure" && text.unmentioned.has(heap.name(to));
      if (type !== "weak" && !isIdle) this.#reach(to, CODE);
    }
  }

  /** Code of the program that may run, in a scope. */
  #code(closure: number, context: number): void {
    const text = this.#options.texts.of(closure);
    if (text === undefined) this.#isBlind = true;
    else this.#mentionIn(text, context);
  }

  #mentionIn(text: CodeText, context: number): void {
    const { heap } = this.#graph;
    if (!this.#texts.has(text.key)) {
      this.#texts.add(text.key);
      this.#mention(text.names);
      for (const table of text.tables) this.#tables.add(table);
      if (text.isDynamic && !this.#isDynamic) {
        this.#isDynamic = true;
        for (const nodes of this.#unnamed.values()) for (const node of nodes) this.#reach(node, CODE);
      }
    }
    for (let scope = context, hops = 0; scope >= 0 && hops < 100; hops++) {
      for (const { type, name, to } of heap.edges(scope)) {
        if (type === "context" && (name === "this" || text.names.has(String(name)))) {
          this.#property(String(name), to);
          this.#reach(to, CODE);
        }
      }
      const module = heap.field(scope, "extension");
      if (module >= 0 && heap.name(module) === "system / SourceTextModule") this.#cells(module, text);
      const outer = heap.field(scope, "previous");
      if (outer >= 0 && heap.name(outer) === "system / NativeContext") {
        this.#reach(heap.field(outer, "extension"), CODE);
        break;
      }
      scope = outer;
    }
  }

  /** Exported and imported variables of a module stand in cells. */
  #cells(module: number, { names, hasAliases }: CodeText): void {
    for (const [cell] of cellsOf(this.#graph, module)) {
      const exported = this.#cellNames.get(cell);
      const isMeant = hasAliases || exported === undefined || exported === "default" || names.has(exported);
      if (isMeant) this.#reach(valueOfCell(this.#graph, cell), CODE);
    }
  }
}
