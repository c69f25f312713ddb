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
import { BOOKKEEPING, isPromise, registriesOf, wasmImports } from "./bookkeeping.ts";
import { LiveCode, type LiveCodeOptions } from "./live_code.ts";
import { LiveModules } from "./live_modules.ts";
import { LivePromises } from "./live_promises.ts";
import { ALL, CODE, LiveNames, OPEN, RUNTIME } from "./live_names.ts";
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
export interface LivenessOptions extends LiveCodeOptions {
  /** Promises that the runtime settles only when those have ended who are known to hold them: of imports, of web locks. */
  outside: ReadonlySet<number>;
  /** Objects that only these promises would lead to, such as the listeners of a message that nobody can send. Default: none. */
  deaf?: ReadonlySet<number>;
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
  readonly #code: LiveCode;
  readonly #origins: Origins;
  #isWasm = false;
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
    const reach = (node: number, how: number) => this.#reach(node, how);
    this.#modules = new LiveModules(graph, this.#names, reach);
    this.#code = new LiveCode(graph, options, { names: this.#names, modules: this.#modules, reach });
    this.#registries = registriesOf(graph);
    this.#origins = new Origins(graph);
  }

  run(): Liveness {
    // What is only met on the way may have been passed before: then all is searched again, with what is known by now.
    for (let before = -1; before !== this.#met() && !this.#code.isBlind;) {
      before = this.#met();
      this.#reached.fill(0);
      this.#promises.forget();
      this.#names.forgetProperties();
      this.#code.forget();
      this.#isWasm = false;
      this.#pass();
    }
    return {
      live: this.#promises.live,
      isBlind: this.#code.isBlind,
      hasCode: this.#code.isBlind || this.#code.isThere,
      mayCall: (name) => this.#code.isBlind || this.#names.has(name),
      isReached: (node) => this.#code.isBlind || this.#reached[node] > 0,
    };
  }

  /** Grows when something is met that changes what is reached from elsewhere. */
  #met(): number {
    return this.#code.givingAway + Number(this.#names.isOpen) + Number(this.#code.isUnknown) +
      Number(this.#modules.isImported) +
      Number(this.#names.has("steal"));
  }

  #pass(): void {
    this.#reach(0, RUNTIME);
    this.#modules.pass();
    for (const node of [...this.#graph.resuming, ...this.#modules.going()]) this.#promises.wake(node);
    // The runtime keeps registries by weak references, and calls their functions.
    for (const node of this.#registries) this.#reach(node, RUNTIME);
    for (let node = this.#open.pop(); node !== undefined && !this.#code.isBlind; node = this.#open.pop()) {
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
        return heap.name(node) === "(Stack roots)" ? this.#code.runs(node) : this.#follow(node, RUNTIME);
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
    const known = suspended.get(node);
    if (known?.kind === "driven") return this.#promises.wake(node); // whoever has it may call its `next()`
    if (known !== undefined) return;
    const name = heap.name(node);
    if (name.startsWith("system / Context")) {
      return how === RUNTIME ? this.#follow(node, how) : this.#code.scope(node);
    }
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

  /** All strong edges. What code has of a list it has under no name. */
  #follow(node: number, how: number): void {
    const { firstEdge, edgeType, edgeTo, edgeTypes } = this.#graph.heap.snapshot;
    const weak = edgeTypes.indexOf("weak");
    const inner = how === CODE ? OPEN : how;
    for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) if (edgeType[e] !== weak) this.#reach(edgeTo[e], inner);
  }

  #object(node: number, given: number): void {
    const { heap } = this.#graph;
    const how = given === CODE && this.#code.givesAway(node) ? OPEN : given;
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

  #closure(node: number, how: number): void {
    const { heap, functions } = this.#graph;
    const url = functions.place(node)?.url;
    if (url !== undefined && (isOwnCode(url) || TEST_RUNNER.test(url))) return;
    if (url?.startsWith("wasm:")) return this.#wasm();
    if (isProgramText(url)) {
      this.#code.closure(node);
      return this.#object(node, how === RUNTIME ? OPEN : how);
    }
    const builtin = functions.builtin(node);
    if (how < RUNTIME && /^(?:GlobalEval|\w*FunctionConstructor)$/.test(builtin)) {
      this.#code.isUnknown = this.#names.isOpen = true;
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

  /** A generator that may go on. */
  #generator(node: number): void {
    const { heap, functions } = this.#graph;
    const { url = "" } = functions.place(heap.field(node, "function")) ?? {};
    if (TEST_RUNNER.test(url)) return;
    if (!isProgramText(url)) {
      const registers = heap.field(node, "parameters_and_registers");
      this.#reach(heap.field(node, "receiver"), CODE);
      if (registers >= 0) this.#follow(registers, RUNTIME);
      return this.#reach(heap.field(node, "context"), RUNTIME);
    }
    if (this.#graph.suspended.get(node)?.kind === "module") {
      for (const module of this.#modules.notBegun()) this.#promises.wake(module);
    }
    this.#code.generator(node);
  }
}

function isPlain(className: string): boolean {
  return className === "Object" || className === "Array";
}
