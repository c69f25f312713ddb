/** What code of the program gets at that may run: by the names in its text, the variables around it and what it imports. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { variablesOf } from "../heap/scopes.ts";
import type { CodeText, CodeTexts, Site } from "./code_texts.ts";
import type { LiveModules } from "./live_modules.ts";
import { CODE, type LiveNames, OPEN, RUNTIME, VARIABLE } from "./live_names.ts";
import { isOwnCode, isProgramText } from "./own_code.ts";

/** Where the texts are, and where in them functions stand. */
export interface LiveCodeOptions {
  texts: CodeTexts;
  /** Where a suspended function awaits, by node of its resume closure. */
  sites: ReadonlyMap<number, Site>;
  /** Where the functions are that run now. */
  running: readonly Site[];
}

/** What it tells of what it finds. */
export interface LiveCodeSearch {
  names: LiveNames;
  modules: LiveModules;
  reach: (node: number, how: number) => void;
}

/** Follows code by its text. */
export class LiveCode {
  readonly #graph: AwaitGraph;
  readonly #options: LiveCodeOptions;
  readonly #names: LiveNames;
  readonly #modules: LiveModules;
  readonly #reach: (node: number, how: number) => void;
  readonly #texts = new Set<string>();
  /** Scopes around functions that may run. */
  readonly #passed = new Set<number>();
  /** Objects, and prototypes of objects, whose methods give `this` away. */
  readonly #givingAway = new Set<number>();
  /** Variables of large scopes by name, those without one under `""`. */
  readonly #largeScopes = new Map<number, Map<string, Variable[]>>();
  /** Code was met whose text cannot be read. */
  isBlind = false;
  /** Some live text runs code that stands in no text. */
  isUnknown = false;

  constructor(graph: AwaitGraph, options: LiveCodeOptions, { names, modules, reach }: LiveCodeSearch) {
    this.#graph = graph;
    this.#options = options;
    this.#names = names;
    this.#modules = modules;
    this.#reach = reach;
  }

  /** Was there any? */
  get isThere(): boolean {
    return this.#texts.size > 0;
  }

  /** How many objects are known to be given away by their methods. */
  get givingAway(): number {
    return this.#givingAway.size;
  }

  /** A search begins, with what is known by now. */
  forget(): void {
    this.#texts.clear();
    this.#passed.clear();
  }

  /** A function may be called. */
  closure(closure: number): void {
    const text = this.#options.texts.of(closure);
    if (text === undefined) return void (this.isBlind = true);
    if (text.escapingVariables.has("this")) this.#findGivenAway(closure);
    this.#mentionIn(text, this.#graph.heap.field(closure, "context"));
  }

  /** A function may go on: what stands in its registers, and what its text names from where it is. */
  generator(node: number): void {
    const { heap } = this.#graph;
    const closure = heap.field(node, "function");
    const registers = heap.field(node, "parameters_and_registers");
    const { texts, sites } = this.#options;
    const suspended = this.#graph.suspended.get(node);
    const site = suspended === undefined ? this.#runningSite(closure) : sites.get(suspended.resume);
    const text = site && texts.after(site) || texts.of(closure);
    if (text === undefined) return void (this.isBlind = true);
    this.#reach(heap.field(node, "receiver"), text.escapingVariables.has("this") ? OPEN : CODE);
    this.#mentionIn(text, heap.field(node, "context"));
    for (const { type, to } of registers < 0 ? [] : heap.edges(registers)) {
      const isIdle = heap.type(to) === "closure" && text.unmentioned.has(heap.name(to));
      if (type === "weak" || isIdle) continue;
      if (isScope(heap.name(to))) this.#innerScopes(to, [text]);
      else this.#reach(to, OPEN);
    }
  }

  /** What stands on the stack now: of functions that run, what their text names from where they are. */
  runs(root: number): void {
    const { heap, functions } = this.#graph;
    const values = new Set<number>();
    for (const { type, to } of heap.edges(root)) if (type !== "weak") values.add(to);
    const idle = new Set<string>();
    const texts: CodeText[] = [];
    let isKnown = true;
    for (const node of values) {
      if (heap.type(node) !== "closure" || !isProgramText(functions.place(node)?.url)) continue;
      if (isOwnCode(functions.place(node)?.url ?? "")) {
        values.delete(node);
        continue;
      }
      const site = this.#runningSite(node);
      const text = site && this.#options.texts.after(site);
      if (text === undefined) {
        isKnown = false;
        continue;
      }
      values.delete(node);
      texts.push(text);
      for (const name of text.unmentioned) idle.add(name);
      this.#mentionIn(text, heap.field(node, "context"));
    }
    for (const node of values) {
      const isIdle = heap.type(node) === "closure" && idle.has(heap.name(node));
      if (isIdle) continue;
      if (isKnown && isScope(heap.name(node))) this.#innerScopes(node, texts);
      else this.#reach(node, heap.type(node) === "object" ? OPEN : RUNTIME);
    }
  }

  /** Scopes within functions that go on: what these name. The scopes around the functions have been looked at. */
  #innerScopes(scope: number, texts: readonly CodeText[]): void {
    const { heap } = this.#graph;
    for (let inner = scope, hops = 0; inner >= 0 && hops < 100; hops++, inner = heap.field(inner, "previous")) {
      if (this.#passed.has(inner) || !isScope(heap.name(inner))) return;
      for (const text of texts) this.#variables(inner, text);
    }
  }

  #runningSite(closure: number): Site | undefined {
    return this.#options.running.find((site) => this.#options.texts.isWithin(closure, site));
  }

  /** A scope that was not reached by its functions: its variables are found by their names. */
  scope(node: number): void {
    const { heap } = this.#graph;
    for (const { name, to } of variablesOf(heap, node)) {
      if (isTold(name)) this.#names.property(name, to, VARIABLE);
      else this.#reach(to, OPEN);
    }
    const outer = heap.field(node, "previous");
    if (!this.#passed.has(outer)) this.#reach(outer, CODE);
  }

  /** Does some method of an object give the object away? */
  givesAway(node: number): boolean {
    if (this.#givingAway.size === 0) return false;
    const { heap } = this.#graph;
    for (let object = node, hops = 0; object >= 0 && hops < 20; hops++, object = heap.prototype(object)) {
      if (this.#givingAway.has(object)) return true;
    }
    return false;
  }

  /** A function gives its `this` away: the objects that have it as a method, and all that inherit from them. */
  #findGivenAway(closure: number): void {
    const { heap } = this.#graph;
    for (const { edge, from } of heap.retainers(closure)) {
      const step = heap.step(edge);
      if (heap.type(from) === "object" && step !== "" && step !== "constructor") this.#givingAway.add(from);
    }
    // A private method stands in the scope of its class, and that in each object of the class (V8 15.0).
    if (!heap.name(closure).startsWith("#")) return;
    for (const { from } of heap.retainers(heap.field(closure, "context"))) {
      if (heap.type(from) === "object" && !heap.name(from).startsWith("system / ")) this.#givingAway.add(from);
    }
  }

  #mentionIn(text: CodeText, context: number): void {
    const { heap } = this.#graph;
    const { names, unknown } = text;
    if (!this.#texts.has(text.key)) {
      this.#texts.add(text.key);
      this.#names.mention(names, text.escapingProperties);
      this.#names.isOpen ||= text.isOpen || unknown !== "";
      this.isUnknown ||= unknown !== "";
      for (const specifier of text.imports) this.#modules.import(specifier, text.key);
    }
    for (let scope = context, hops = 0; scope >= 0 && hops < 100; hops++) {
      this.#passed.add(scope);
      this.#variables(scope, text);
      const module = heap.field(scope, "extension");
      if (module >= 0 && heap.name(module) === "system / SourceTextModule") this.#modules.mention(module, text);
      const outer = heap.field(scope, "previous");
      if (outer >= 0 && heap.name(outer) === "system / NativeContext") {
        this.#reach(heap.field(outer, "extension"), this.isUnknown || this.#modules.isImported ? OPEN : CODE);
        break;
      }
      scope = outer;
    }
  }

  #variables(scope: number, { names, escapingVariables, unknown }: CodeText): void {
    const variables = unknown === "scope" ? variablesOf(this.#graph.heap, scope) : this.#mentioned(scope, names);
    for (const { name, to } of variables) {
      if (isTold(name) && name !== "this" && unknown !== "scope" && !names.has(name)) continue;
      this.#reach(to, unknown === "scope" || !isTold(name) || escapingVariables.has(name) ? OPEN : CODE);
    }
  }

  /** The variables of a scope that a text with these names may use, and maybe others. */
  #mentioned(scope: number, names: ReadonlySet<string>): Iterable<Variable> {
    const { heap } = this.#graph, { firstEdge } = heap.snapshot;
    if (firstEdge[scope + 1] - firstEdge[scope] < LARGE_SCOPE) return variablesOf(heap, scope);
    let byName = this.#largeScopes.get(scope);
    if (byName === undefined) {
      byName = Map.groupBy(variablesOf(heap, scope), ({ name }) => isTold(name) ? name : "");
      this.#largeScopes.set(scope, byName);
    }
    const found: Variable[] = [];
    for (const name of new Set(["", "this", ...names])) found.push(...byName.get(name) ?? []);
    return found;
  }
}

interface Variable {
  name: string;
  to: number;
}

/** Edges of a scope whose variables are looked up by their names: that of a bundle has thousands, and as many functions. */
const LARGE_SCOPE = 64;

/** Does a text that uses this variable mention its name? V8 has variables of its own too, such as `.home_object`. */
function isTold(name: string): boolean {
  return name !== "" && !name.startsWith(".");
}

function isScope(name: string): boolean {
  return name.startsWith("system / Context") && !name.startsWith("system / ContextCell");
}
