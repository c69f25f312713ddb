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
import type { AwaitGraph } from "../heap/await_graph.ts";
import { variablesOf } from "../heap/scopes.ts";
import { BOOKKEEPING, isPromise, registriesOf, wasmImports } from "./bookkeeping.ts";
import type { CodeText, CodeTexts, Site } from "./code_texts.ts";
import { LiveModules } from "./live_modules.ts";
import { LivePromises } from "./live_promises.ts";
import { ALL, CODE, LiveNames, OPEN, RUNTIME, VARIABLE } from "./live_names.ts";
import { Origins } from "./origins.ts";
import { isOwnCode, isProgramText } from "./own_code.ts";

/** What is live. */
export interface Liveness {
  /** Nodes of promises that may be settled, and of suspended functions that may go on. */
  readonly live: ReadonlySet<number>;
  /** Code was met whose text cannot be read: nothing is known of what it may do. */
  readonly isBlind: boolean;
  /** Can any code of the program still run? */
  readonly hasCode: boolean;
  /** Does code that can run mention this name? */
  mayCall(name: string): boolean;
  /** Can code that can run get at this? */
  isReached(node: number): boolean;
}

/** What settles nothing of a program: this library; the runner of tests, as what it has yet to run waits for the one that runs. */
const TEST_RUNNER = /^ext:cli\/40_(?:test|bench)/;
/** What the search needs to know besides the heap. */
export interface LivenessOptions {
  texts: CodeTexts;
  /** Where a suspended function awaits, by node of its resume closure. */
  sites: ReadonlyMap<number, Site>;
  /** Promises that the runtime settles only when those have ended who are known to hold them: of imports, of web locks. */
  outside: ReadonlySet<number>;
  /** Objects that only these promises would lead to, such as the listeners of a message that nobody can send. Default: none. */
  deaf?: ReadonlySet<number>;
  /** Where the functions are that run now. */
  running: readonly Site[];
  /** May one rejected branch end a `Promise.all`? Otherwise it must wait for all. */
  allMayFail: boolean;
}

/** Find what is live in a heap. */
export function findLive(graph: AwaitGraph, options: LivenessOptions): Liveness {
  return new Search(graph, options).run();
}

class Search {
  readonly #graph: AwaitGraph;
  readonly #options: LivenessOptions;
  readonly #promises: LivePromises;
  readonly #reached: Uint8Array;
  readonly #open: number[] = [];
  readonly #names = new LiveNames((node, how) => this.#reach(node, how));
  readonly #texts = new Set<string>();
  /** Scopes around functions that may run. */
  readonly #passed = new Set<number>();
  readonly #origins: Origins;
  #isBlind = false;
  #isWasm = false;
  /** Objects, and prototypes of objects, whose methods give `this` away. */
  readonly #givingAway = new Set<number>();
  /** Some live text runs code that stands in no text. */
  #isUnknown = false;
  readonly #modules: LiveModules;
  readonly #registries: readonly number[];

  constructor(graph: AwaitGraph, options: LivenessOptions) {
    this.#graph = graph;
    this.#options = options;
    this.#reached = new Uint8Array(graph.heap.snapshot.nodeCount);
    this.#promises = new LivePromises(graph, {
      allMayFail: options.allMayFail,
      isOutside: (promise) => options.outside.has(promise) && !this.#names.has("steal"), // a web lock may be stolen
      reach: (node, how) => this.#reach(node, how),
      resume: (generator) => this.#generator(generator),
    });
    this.#modules = new LiveModules(graph, this.#names, (node, how) => this.#reach(node, how));
    this.#registries = registriesOf(graph);
    this.#origins = new Origins(graph);
  }

  run(): Liveness {
    // What is only met on the way may have been passed before: then all is searched again, with what is known by now.
    for (let before = -1; before !== this.#met() && !this.#isBlind;) {
      before = this.#met();
      this.#reached.fill(0);
      this.#promises.forget();
      this.#names.forgetProperties();
      this.#texts.clear();
      this.#passed.clear();
      this.#isWasm = false;
      this.#pass();
    }
    return {
      live: this.#promises.live,
      isBlind: this.#isBlind,
      hasCode: this.#isBlind || this.#texts.size > 0,
      mayCall: (name) => this.#isBlind || this.#names.has(name),
      isReached: (node) => this.#isBlind || this.#reached[node] > 0,
    };
  }

  /** Grows when something is met that changes what is reached from elsewhere. */
  #met(): number {
    return this.#givingAway.size + Number(this.#names.isOpen) + Number(this.#isUnknown) +
      Number(this.#modules.isImported) +
      Number(this.#names.has("steal"));
  }

  #pass(): void {
    this.#reach(0, RUNTIME);
    this.#modules.pass();
    for (const node of [...this.#graph.resuming, ...this.#modules.going()]) this.#promises.wake(node);
    // The runtime keeps registries by weak references, and calls their functions.
    for (const node of this.#registries) this.#reach(node, RUNTIME);
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
        if (heap.name(node) === "system / JSProxy") return this.#follow(node, ALL);
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
    if (name === "Module") {
      for (const { to } of heap.edges(node)) {
        if (heap.name(to) === "system / SourceTextModule") this.#modules.exports(to);
      }
    }
    if (name === "WeakRef") { for (const { to } of heap.edges(node)) this.#reach(to, OPEN); }
    const origin = this.#origins.of(node);
    if (origin !== "own") this.#object(node, how === RUNTIME && origin === "program" ? OPEN : how);
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
  #scope(node: number, how: number): void {
    const { heap } = this.#graph;
    if (how === RUNTIME) return this.#follow(node, how);
    for (const { name, to } of variablesOf(heap, node)) {
      if (isTold(name)) this.#names.property(name, to, VARIABLE);
      else this.#reach(to, OPEN);
    }
    const outer = heap.field(node, "previous");
    if (!this.#passed.has(outer)) this.#reach(outer, CODE);
  }

  /** All strong edges. What code has of a list it has under no name. */
  #follow(node: number, how: number): void {
    const { firstEdge, edgeType, edgeTo, edgeTypes } = this.#graph.heap.snapshot;
    const weak = edgeTypes.indexOf("weak");
    const inner = how === CODE ? OPEN : how;
    for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) if (edgeType[e] !== weak) this.#reach(edgeTo[e], inner);
  }

  #object(node: number, given: number): void {
    const { heap } = this.#graph;
    const how = given === CODE && this.#isGivenAway(node) ? OPEN : given;
    const isAll = how === ALL || how === OPEN && (this.#names.isOpen || isPlain(heap.name(node))) ||
      how < ALL && this.#origins.of(node) === "runtime";
    for (const { type, name, to } of heap.edges(node)) {
      if (type === "weak") continue;
      if (type === "internal" && (name === "properties" || name === "map")) continue; // they have edges of their own
      if (how === RUNTIME) this.#reach(to, RUNTIME);
      else if (type !== "property") this.#reach(to, OPEN);
      else if (name === "__proto__" || name === "prototype") this.#reach(to, isAll ? Math.max(how, OPEN) : how);
      else if (isAll && !String(name).startsWith("<symbol")) this.#reach(to, OPEN);
      else this.#names.property(String(name), to, how);
    }
  }

  /** Does some method of an object give the object away? */
  #isGivenAway(node: number): boolean {
    if (this.#givingAway.size === 0) return false;
    const { heap } = this.#graph;
    for (let object = node, hops = 0; object >= 0 && hops < 20; hops++, object = heap.prototype(object)) {
      if (this.#givingAway.has(object)) return true;
    }
    return false;
  }

  #closure(node: number, how: number): void {
    const { heap, functions } = this.#graph;
    const url = functions.place(node)?.url;
    if (url !== undefined && (isOwnCode(url) || TEST_RUNNER.test(url))) return;
    if (url?.startsWith("wasm:")) return this.#wasm();
    if (isProgramText(url)) {
      this.#code(node, heap.field(node, "context"));
      return this.#object(node, how === RUNTIME ? OPEN : how);
    }
    const builtin = functions.builtin(node);
    if (how < RUNTIME && /^(?:GlobalEval|\w*FunctionConstructor)$/.test(builtin)) {
      this.#isUnknown = this.#names.isOpen = true;
    }
    if (/^Async(?:Function|Generator)(?:Await|Yield|Return)/.test(builtin)) {
      const generator = heap.field(heap.field(node, "context"), "extension");
      if (generator >= 0) this.#promises.wake(generator);
      return;
    }
    // The resolving functions of a promise, and whatever else of V8's own refers to one, can settle it.
    if (/^Promise/.test(builtin)) return this.#context(heap.field(node, "context"));
    this.#reach(heap.field(node, "context"), RUNTIME);
    for (const { type, name, to } of heap.edges(node)) {
      if (type === "weak" || /^(?:shared|code|map|feedback_cell|properties|context)$/.test(String(name))) continue;
      this.#reach(to, /^bound_/.test(String(name)) ? OPEN : how);
    }
  }

  /** What WebAssembly imports it may call, whichever of its functions is called. */
  #wasm(): void {
    if (this.#isWasm) return;
    this.#isWasm = true;
    for (const node of wasmImports(this.#graph)) this.#reach(node, RUNTIME);
  }

  /** The scope of a function of V8's own. */
  #context(context: number): void {
    if (context < 0) return;
    const { heap } = this.#graph;
    for (const { to } of heap.edges(context)) {
      if (isPromise(this.#graph, to)) this.#promises.settle(to);
      else if (heap.name(to) === "system / PromiseCapability") this.#context(to);
      else if (heap.type(to) === "closure") this.#reach(to, CODE);
    }
  }

  #promise(node: number, how: number): void {
    const { heap } = this.#graph;
    // What the runtime holds it may settle. To whom the program hands it, he waits for it.
    if (how === RUNTIME) this.#promises.settle(node);
    const result = heap.field(node, "reactions_or_result");
    if (result >= 0 && heap.name(result) !== "system / PromiseReaction") this.#reach(result, OPEN);
    this.#object(node, how === RUNTIME ? OPEN : how);
  }

  /** A generator that may go on: what stands in its registers, and what its text names. */
  #generator(node: number): void {
    const { heap, functions } = this.#graph;
    const closure = heap.field(node, "function");
    const { url = "" } = functions.place(closure) ?? {};
    if (TEST_RUNNER.test(url)) return;
    const how = isProgramText(url) ? CODE : RUNTIME;
    const registers = heap.field(node, "parameters_and_registers");
    const receiver = heap.field(node, "receiver");
    if (how === RUNTIME) {
      this.#reach(receiver, CODE);
      if (registers >= 0) this.#follow(registers, how);
      return this.#reach(heap.field(node, "context"), RUNTIME);
    }
    const { texts, sites } = this.#options;
    const suspended = this.#graph.suspended.get(node);
    if (suspended?.kind === "module") { for (const module of this.#modules.notBegun()) this.#promises.wake(module); }
    const site = suspended === undefined ? this.#runningSite(closure) : sites.get(suspended.resume);
    const text = site && texts.after(site) || texts.of(closure);
    if (text === undefined) return void (this.#isBlind = true);
    this.#reach(receiver, text.escapingVariables.has("this") ? OPEN : CODE);
    this.#mentionIn(text, heap.field(node, "context"));
    for (const { type, to } of registers < 0 ? [] : heap.edges(registers)) {
      const isIdle = heap.type(to) === "closure" && text.unmentioned.has(heap.name(to));
      if (type === "weak" || isIdle) continue;
      if (isScope(heap.name(to))) this.#innerScopes(to, [text]);
      else this.#reach(to, OPEN);
    }
  }

  /** Code of the program that may run, in a scope. */
  #code(closure: number, context: number): void {
    const text = this.#options.texts.of(closure);
    if (text === undefined) return void (this.#isBlind = true);
    if (text.escapingVariables.has("this")) this.#givesAway(closure);
    this.#mentionIn(text, context);
  }

  /** A function gives its `this` away: the objects that have it as a method, and all that inherit from them. */
  #givesAway(closure: number): void {
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
      this.#isUnknown ||= unknown !== "";
      for (const specifier of text.imports) this.#modules.import(specifier, text.key);
    }
    for (let scope = context, hops = 0; scope >= 0 && hops < 100; hops++) {
      this.#passed.add(scope);
      this.#variables(scope, text);
      const module = heap.field(scope, "extension");
      if (module >= 0 && heap.name(module) === "system / SourceTextModule") this.#modules.mention(module, text);
      const outer = heap.field(scope, "previous");
      if (outer >= 0 && heap.name(outer) === "system / NativeContext") {
        this.#reach(heap.field(outer, "extension"), this.#isUnknown || this.#modules.isImported ? OPEN : CODE);
        break;
      }
      scope = outer;
    }
  }

  #variables(scope: number, { names, escapingVariables, unknown }: CodeText): void {
    for (const { name, to } of variablesOf(this.#graph.heap, scope)) {
      if (isTold(name) && name !== "this" && unknown !== "scope" && !names.has(name)) continue;
      this.#reach(to, unknown === "scope" || !isTold(name) || escapingVariables.has(name) ? OPEN : CODE);
    }
  }
}

/** Does a text that uses this variable mention its name? V8 has variables of its own too, such as `.home_object`. */
function isTold(name: string): boolean {
  return name !== "" && !name.startsWith(".");
}

function isScope(name: string): boolean {
  return name.startsWith("system / Context") && !name.startsWith("system / ContextCell");
}

function isPlain(className: string): boolean {
  return className === "Object" || className === "Array";
}
