/**
 * Who holds a promise or its resolving functions: the way from a thing with a name (a timer, an object of a class, a
 * variable of a module) inward. Each step is an edge of the heap, so what is said is so; it need not be all.
 */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { functionOfScope } from "../heap/scopes.ts";
import { entryKey, isOver, listensForErrors, rankOf } from "./holder_steps.ts";

/** A way from a named holder inward. */
export interface Holder {
  /** Node of the holder. */
  node: number;
  /** Class of the holder; `""` for a variable of a module. */
  className: string;
  /** How the way reads: `Mutex.#waiters[0]`, `pending[...].resolve`. */
  path: string;
  /** Names of the steps, from the holder inward. */
  steps: readonly string[];
  /** For an event emitter: all types of events whose listeners lead to the promise. */
  events: readonly string[];
  /** It is a suspended function, the only one, and has what leads inward as a variable of its own. */
  isOwner?: boolean;
}

/** What holds a promise. */
export interface Held {
  /** The nearest named holders, all equally near; none when there are none within the bounds. */
  holders: Holder[];
  /** The runtime will settle it, as the promise of an operation. */
  isOperation: boolean;
  /** Closures of the runtime that lead to the promise, the nearest first. */
  runtimeClosures: number[];
}

/** Nodes looked at for one promise. */
const MAX_NODES = 300;
/** Steps between a promise and its holder. */
const MAX_DEPTH = 14;
/** Holders told for one promise. */
const MAX_HOLDERS = 4;

/** Classes that say nothing about whose object it is. */
const PLAIN = /^(?:Object|Array|Map|Set|WeakMap|WeakSet|Promise|Function|Generator|Arguments|Deferred|LazyDeferred|)$/;

/** Classes of this library whose objects refer to what they tell of: an earlier stack that the program keeps holds nothing. */
const OWN_CLASS = /^(?:Context|Dump|Frame|Leaf|Stack|StackSlice)$/;
/** Keeps promises that nothing else may refer to (`target/keep_pending.ts`). */
const KEEPER = "StackscopeKeptPromises";
/** Closures of one scope that are asked where they are from. */
const MAX_CLOSURES = 3;
/** URLs of the runtime's own code. */
const RUNTIME = /^(?:ext|node):/;

/** Where those are, here and in another process that has this library from elsewhere. */
const OWN = new URL("../model/", import.meta.url).href;
const OWN_ELSEWHERE = /\/@?stackscope\/.*\/src\/model\//;

/** In this order: each finds less certain holders than the one before. */
const WAYS = ["fulfilling", "all", "inner scopes too", "frames too"] as const;
type Ways = typeof WAYS[number];

/** What a node is on the way outward. */
type Kind = "named" | "frame" | "registers" | "plain" | "runtime" | "ring" | "rejecting" | "blocked";

/** Tells whether a function may use a variable of a scope around it. */
export interface VariableUse {
  mayUse(closure: number, scope: number, variable: string): boolean;
}

/** Answers questions about one await graph. */
export class Holders {
  readonly #graph: AwaitGraph;
  readonly #reach: VariableUse | undefined;
  readonly #isForErrors: (holder: Holder) => boolean;
  /** What kind of thing a node is, on a way outward; each node is judged once. */
  readonly #kinds = new Map<number, Kind>();
  readonly #held = new Map<number, Held>();

  /** @param isForErrors does this holder only end a wait with an error? Of listeners whose type of event is known that is clear */
  constructor(graph: AwaitGraph, reach?: VariableUse, isForErrors: (holder: Holder) => boolean = () => false) {
    this.#graph = graph;
    this.#reach = reach;
    this.#isForErrors = (holder) => listensForErrors(holder) || isForErrors(holder);
  }

  /** What holds `promise`. Who can fulfil it comes before who can only reject it. Looked for once, however many wait for it. */
  of(promise: number): Held {
    let held = this.#held.get(promise);
    if (held === undefined) this.#held.set(promise, held = this.#find(promise));
    return held;
  }

  #find(promise: number): Held {
    let runtimeClosures: number[] = [], last: Held | undefined;
    for (const ways of WAYS) {
      if (last !== undefined && ways === "frames too") break;
      const held = this.#search(promise, ways);
      if (runtimeClosures.length === 0) runtimeClosures = held.runtimeClosures;
      // What several functions have in common, such as a queue, shows no one of them to be in the way.
      if (held.holders.length > 1) { for (const holder of held.holders) holder.isOwner = false; }
      if (held.isOperation) return { ...held, runtimeClosures };
      if (held.holders.length === 0) continue;
      // Who listens for an error or an abort alone waits for something else, which may be farther off.
      if (!held.holders.every(this.#isForErrors)) return { ...held, runtimeClosures };
      last ??= held;
    }
    return { holders: [], isOperation: false, ...last, runtimeClosures };
  }

  #search(promise: number, ways: Ways): Held {
    const { heap, ignored } = this.#graph;
    /** The edge by which each node was reached, seen from outside; -1 for the promise. */
    const inward = new Map<number, number>([[promise, -1]]);
    const found: Held = { holders: [], isOperation: false, runtimeClosures: [] };
    const waiting = ways === "frames too" ? this.#waitingFor(promise) : inward;
    let level = [promise], last: Holder[] = [];
    for (let depth = 0; depth < MAX_DEPTH && level.length > 0 && inward.size < MAX_NODES; depth++) {
      const outer: number[] = [];
      for (const node of level) {
        for (const { edge, from } of heap.retainers(node)) {
          if (inward.has(from) || ignored.has(from)) continue;
          const kind = this.#kindOf(from);
          // What has the promise does not settle it, be it a variable, an object or a list; what has its resolving function can.
          if (depth === 0 && (kind === "named" || this.#isStore(from, kind, promise)) && ways !== "frames too") {
            continue;
          }
          // What native code has in its hand it will settle: the loading of a module, of WebAssembly.
          if (depth === 0 && heap.type(from) === "synthetic" && heap.name(from) === "(Global handles)") {
            found.isOperation = true;
          }
          if (heap.type(from) === "closure" && heap.isField(edge, "context") && this.#isBeyond(from, node, inward)) {
            continue;
          }
          if (kind === "blocked" || (kind === "rejecting" && ways === "fulfilling")) continue;
          // A function that refers to the promise waits for it; one that has its resolving functions can settle it.
          if (kind === "registers" && (ways !== "frames too" || depth === 0 || this.#isAround(from, node))) continue;
          if (
            kind === "frame" && (ways !== "frames too" || depth === 0 || !this.#owns(from, edge) || waiting.has(from))
          ) {
            continue;
          }
          // An inner scope does not own what stands in the scope around it; in a call of the runtime it is all one thing.
          if (
            heap.isField(edge, "previous") && !(ways === "inner scopes too" && this.#reach) && !this.#isOfRuntime(from)
          ) {
            continue;
          }
          if (kind === "ring") {
            found.isOperation = true;
            continue;
          }
          inward.set(from, edge);
          if (kind === "runtime") found.runtimeClosures.push(from);
          if (kind === "named" || kind === "frame") found.holders.push(this.#describe(from, inward));
          else outer.push(from);
          if (found.holders.length === MAX_HOLDERS) return found;
        }
      }
      if (found.holders.every(this.#isForErrors)) last = [...last, ...found.holders.splice(0)];
      if (found.holders.length > 0) break;
      level = outer;
    }
    if (found.holders.length === 0) found.holders = last;
    return found;
  }

  /** Does the way inward from this scope begin with a variable that the function does not use? */
  #isBeyond(closure: number, scope: number, inward: ReadonlyMap<number, number>): boolean {
    const { heap } = this.#graph;
    let at = scope, edge = inward.get(at) ?? -1;
    while (edge >= 0 && heap.isField(edge, "previous")) {
      at = heap.snapshot.edgeTo[edge];
      edge = inward.get(at) ?? -1;
    }
    const variable = edge < 0 ? undefined : heap.variable(edge);
    return this.#reach !== undefined && !!variable && !this.#reach.mayUse(closure, at, variable);
  }

  #kindOf(node: number): Kind {
    let kind = this.#kinds.get(node);
    if (kind === undefined) this.#kinds.set(node, kind = this.#judge(node));
    return kind;
  }

  #judge(node: number): Kind {
    const { heap, functions } = this.#graph;
    const type = heap.type(node), name = heap.name(node);
    if (type === "synthetic" || type === "code" || type === "object shape") return "blocked";
    if (/^system \/ (?:Map|NativeContext|WeakCell|FeedbackCell|CallSiteInfo|PromiseReaction)/.test(name)) {
      return "blocked";
    }
    // Where V8 stores the properties of an object, which have edges with their names from the object itself, too.
    if (/^(?:system \/ PropertyArray|\(object properties\))/.test(name)) return "blocked";
    if (type === "closure") {
      const builtin = functions.builtin(node);
      if (/^Async(?:Function|Generator)/.test(builtin)) return "blocked";
      if (builtin === "PromiseCapabilityDefaultReject") return "rejecting";
      return /^(?:ext:deno_node|node:)/.test(functions.place(node)?.url ?? "") ? "runtime" : "plain";
    }
    if (type === "array") return this.#isRegisters(node) ? "registers" : "plain";
    if (type !== "object") return "plain";
    if (this.#graph.suspended.has(node)) return "frame";
    // Another promise does not settle this one, and a function that has ended settles nothing.
    if (name === "Promise" || heap.field(node, "parameters_and_registers") >= 0) return "blocked";
    if (name.startsWith("system / Context")) {
      const extension = heap.field(node, "extension");
      return extension >= 0 && heap.name(extension) === "system / SourceTextModule" ? "named" : "plain";
    }
    if (name === "Timeout" && isOver(heap, node)) return "blocked";
    if (this.#isRing(node, name)) return "ring";
    if (name === KEEPER || (OWN_CLASS.test(name) && this.#isOwn(node))) return "blocked";
    if (name === "Queue" && this.#isQueueOfStream(node)) return "plain";
    return PLAIN.test(name) || name.includes("Iterator") || name.startsWith("system / ") ? "plain" : "named";
  }

  /** Is it a plain object or a list that has the promise without its resolving functions? Not the operations of the runtime. */
  #isStore(node: number, kind: Kind, promise: number): boolean {
    const { heap } = this.#graph;
    if (kind !== "plain" || !/^(?:array|object)$/.test(heap.type(node)) || heap.name(node).startsWith("system / ")) {
      return false;
    }
    for (const { to } of heap.edges(node)) {
      const scope = heap.type(to) === "closure" ? heap.field(to, "context") : -1;
      if (scope >= 0 && [...heap.edges(scope)].some((edge) => edge.to === promise)) return false;
    }
    return true;
  }

  /** Has a suspended function, by this edge, something of its own, not of a scope around it that others share? */
  #owns(frame: number, edge: number): boolean {
    const { heap } = this.#graph;
    if (!heap.isField(edge, "context")) return true;
    return heap.field(heap.field(frame, "function"), "context") !== heap.snapshot.edgeTo[edge];
  }

  /** Is it a scope around the function with these registers? That stands in them while it runs; others share it. */
  #isAround(registers: number, scope: number): boolean {
    const { heap } = this.#graph;
    if (!heap.name(scope).startsWith("system / Context")) return false;
    for (const { edge, from } of heap.retainers(registers)) {
      if (!heap.isField(edge, "parameters_and_registers")) continue;
      const closure = heap.field(from, "function");
      let around = closure < 0 ? -1 : heap.field(closure, "context");
      for (let hops = 0; around >= 0 && hops < MAX_DEPTH; hops++, around = heap.field(around, "previous")) {
        if (around === scope) return true;
      }
    }
    return false;
  }

  /** The suspended functions that wait for the promise, in the end: none of them will settle it. */
  #waitingFor(promise: number): ReadonlyMap<number, unknown> {
    const found = new Map<number, unknown>();
    const open = [promise], seen = new Set(open);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const waiter of this.#graph.waiters.get(next) ?? []) {
        const promises = waiter.kind === "promise" ? [waiter.promise] : waiter.suspended.results;
        if (waiter.kind === "frame") found.set(waiter.suspended.node, waiter);
        for (const reached of promises) {
          if (seen.has(reached)) continue;
          seen.add(reached);
          open.push(reached);
        }
      }
    }
    return found;
  }

  /** Is it the scope of a function of the runtime, within a call of another one? */
  #isOfRuntime(scope: number): boolean {
    const { heap, functions } = this.#graph;
    let tried = 0;
    for (const { from, edge } of heap.retainers(scope)) {
      if (!heap.isField(edge, "context") || heap.type(from) !== "closure") continue;
      const url = functions.place(from)?.url ?? "";
      if (RUNTIME.test(url)) return functionOfScope(heap, heap.field(scope, "previous")) !== "";
      if (++tried === MAX_CLOSURES) return false;
    }
    return false;
  }

  #isRegisters(node: number): boolean {
    const { heap } = this.#graph;
    if (heap.name(node) !== "") return false;
    for (const { edge } of heap.retainers(node)) if (heap.isField(edge, "parameters_and_registers")) return true;
    return false;
  }

  #describe(holder: number, inward: ReadonlyMap<number, number>): Holder {
    const { heap } = this.#graph;
    const steps: string[] = [];
    const suspended = this.#graph.suspended.get(holder);
    if (suspended !== undefined) {
      const { closure, receiver } = suspended;
      const method = receiver < 0 ? undefined : this.#graph.functions.method(closure, receiver);
      const path = method === undefined ? heap.name(closure) || "<anonymous>" : `${method.className}.${method.name}`;
      const edge = inward.get(holder) ?? -1;
      const isOwner = edge >= 0 && !heap.isField(edge, "function") && !heap.isField(edge, "receiver");
      return { node: holder, className: "", path, steps, events: [], isOwner };
    }
    const name = heap.name(holder);
    const className = name.startsWith("system / ") ? "" : name.replace(/ \[JSGlobalObject\]$/, "");
    let path = /^(?:Window|global)$/.test(className) ? "globalThis" : className;
    let listeners = -1, map = -1, table = -1;
    for (let node = holder, edge = inward.get(node) ?? -1; edge >= 0; edge = inward.get(node) ?? -1) {
      const from = node;
      node = heap.snapshot.edgeTo[edge];
      const step = heap.step(edge);
      if (from === table) {
        const key = entryKey(heap, from, edge);
        if (key !== undefined) steps.push(key);
        path += key ?? "[...]";
      }
      table = from === map && step === "" ? node : -1;
      map = heap.name(node) === "Map" ? node : -1;
      if (step === "") continue;
      if (step === "listeners") listeners = node;
      steps.push(step);
      path += step.startsWith("[") || path === "" ? step : `.${step}`;
    }
    const isTarget = listeners >= 0 && steps.includes("callback");
    const events = steps[0] === "_events"
      ? this.#events(holder, heap.property(holder, "_events"), inward)
      : isTarget
      ? this.#events(holder, listeners, inward)
      : [];
    return { node: holder, className, path, steps, events };
  }

  /** The listeners of one `once()` share a scope, so the way found first may be that of "error", or of "close". */
  #events(emitter: number, listeners: number, inward: ReadonlyMap<number, number>): string[] {
    const { heap } = this.#graph;
    const types: string[] = [];
    for (const { type, name, to } of listeners < 0 ? [] : heap.edges(listeners)) {
      if (type !== "property" || name === "__proto__") continue;
      if (this.#leadsIn(to, inward, [emitter, listeners])) types.push(String(name));
    }
    return types.sort((a, b) => rankOf(a) - rankOf(b));
  }

  /** Does a listener lead to a node on the way to the promise? */
  #leadsIn(listener: number, inward: ReadonlyMap<number, number>, beyond: readonly number[]): boolean {
    const { heap } = this.#graph;
    const seen = new Set(beyond);
    let reached = [listener];
    for (let depth = 0; depth < 5; depth++) {
      const next: number[] = [];
      for (const node of reached) {
        if (seen.has(node) || !/^(?:closure|object|array)$/.test(heap.type(node))) continue;
        if (depth > 0 && inward.has(node)) return true;
        seen.add(node);
        for (const { type, name, to } of heap.edges(node)) {
          if (
            type === "context" || type === "element" || name === "context" || name === "listener" || name === "callback"
          ) next.push(to);
        }
      }
      reached = next;
    }
    return inward.has(listener);
  }

  #isOwn(node: number): boolean {
    const { heap, functions } = this.#graph;
    const prototype = heap.prototype(node);
    const constructor = prototype < 0 ? -1 : heap.property(prototype, "constructor");
    const url = constructor < 0 ? "" : functions.place(constructor)?.url ?? "";
    return url.startsWith(OWN) || OWN_ELSEWHERE.test(url);
  }

  /** Deno's streams queue requests in an object of a class of its own, which says less than the stream. */
  #isQueueOfStream(node: number): boolean {
    const { heap } = this.#graph;
    for (const { edge } of heap.retainers(node)) {
      if (/^\[+\w*(?:queue|Requests)\]+$/.test(heap.step(edge))) return true;
    }
    return false;
  }

  /** Deno keeps the promises of operations in an array that a context of its core calls `promiseRing`. */
  #isRing(node: number, name: string): boolean {
    const { heap } = this.#graph;
    if (name !== "Array" && name !== "Map") return false;
    for (const { edge } of heap.retainers(node)) {
      const step = heap.step(edge);
      if (step === "promiseRing" || step === "promiseMap") return true;
    }
    return false;
  }
}
