/**
 * Who holds a promise or its resolving functions: the way from a thing with a name (a timer, an object of a class, a
 * variable of a module) inward. Each step is an edge of the heap, so what is said is so; it need not be all.
 */
import type { AwaitGraph } from "./await_graph.ts";

/** A way from a named holder inward. */
export interface Holder {
  /** Node of the holder. */
  node: number;
  /** Class of the holder; `""` for a variable of a module. */
  className: string;
  /** How the way reads: `Mutex.#waiters[0]`, `pending (Map).resolve`. */
  path: string;
  /** Names of the steps, from the holder inward. */
  steps: readonly string[];
  /** For an event emitter: all types of events whose listeners lead to the promise. */
  events: readonly string[];
}

/** What holds a promise. */
export interface Held {
  /** The nearest named holders, all equally near; none when there are none within the bounds. */
  holders: Holder[];
  /** The runtime will settle it, as the promise of an operation. */
  isOperation: boolean;
}

/** Nodes looked at for one promise. */
const MAX_NODES = 3_000;
/** Steps between a promise and its holder. */
const MAX_DEPTH = 14;
/** Holders told for one promise. */
const MAX_HOLDERS = 4;

/** Classes that say nothing about whose object it is. */
const PLAIN = /^(?:Object|Array|Map|Set|WeakMap|WeakSet|Promise|Function|Generator|Arguments|Deferred|Queue|)$/;

/** What holds `promise`. Who can fulfil it comes before who can only reject it. */
export function heldBy(graph: AwaitGraph, promise: number): Held {
  const fulfilling = search(graph, promise, /^PromiseCapabilityDefaultReject$/);
  if (fulfilling.isOperation || fulfilling.holders.length > 0) return fulfilling;
  return search(graph, promise, /^$/);
}

function search(graph: AwaitGraph, promise: number, skipped: RegExp): Held {
  const { heap, functions } = graph;
  const inward = new Map<number, number>([[promise, -1]]);
  const found: Held = { holders: [], isOperation: false };
  let level = [promise];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0 && inward.size < MAX_NODES; depth++) {
    const outer: number[] = [];
    for (const node of level) {
      for (const retainer of heap.retainers(node)) {
        if (inward.has(retainer) || graph.ignored.has(retainer) || !leadsOut(retainer, node)) continue;
        if (isRing(graph, retainer)) {
          found.isOperation = true;
          continue;
        }
        inward.set(retainer, node);
        if (isNamed(retainer)) found.holders.push(describe(retainer));
        else outer.push(retainer);
        if (found.holders.length === MAX_HOLDERS) return found;
      }
    }
    if (found.holders.length > 0) break;
    level = outer;
  }
  return found;

  /** Is the way through this node one of ownership? */
  function leadsOut(node: number, from: number): boolean {
    const type = heap.type(node), name = heap.name(node);
    if (type === "synthetic" || type === "code" || type === "object shape") return false;
    if (/^system \/ (?:Map|NativeContext|WeakCell|FeedbackCell|CallSiteInfo|PromiseReaction)/.test(name)) return false;
    if (type === "object" && name === "Promise" && node !== promise) return false;
    // The registers of a function that waits for it: that is who waits, not who will settle.
    if (heap.field(node, "parameters_and_registers") >= 0) return false;
    if (type === "closure") {
      const builtin = functions.builtin(node);
      if (/^Async(?:Function|Generator)/.test(builtin)) return false;
      if (builtin !== "" && skipped.test(builtin)) return false;
    }
    // An inner scope does not own what stands in the scope around it.
    return heap.field(node, "previous") !== from;
  }

  function isNamed(node: number): boolean {
    if (heap.type(node) !== "object") return false;
    const name = heap.name(node);
    if (name.startsWith("system / Context")) {
      const extension = heap.field(node, "extension");
      return extension >= 0 && heap.name(extension) === "system / SourceTextModule";
    }
    return !PLAIN.test(name) && !name.includes("Iterator") && !name.startsWith("system / ");
  }

  function describe(holder: number): Holder {
    const steps: string[] = [];
    const name = heap.name(holder);
    const className = name.startsWith("system / ") ? "" : name.replace(/ \[JSGlobalObject\]$/, "");
    let path = /^(?:Window|global)$/.test(className) ? "globalThis" : className;
    for (let node = holder, next = inward.get(node) ?? -1; next >= 0; node = next, next = inward.get(node) ?? -1) {
      const step = stepBetween(node, next);
      if (step === "") continue;
      steps.push(step);
      path += step.startsWith("[") || path === "" ? step : `.${step}`;
      if (path === step && heap.name(next) === "Map") path += " (Map)";
    }
    return { node: holder, className, path, steps, events: steps[0] === "_events" ? eventsOf(holder) : [] };
  }

  /** The listeners of one `once()` share a scope, so the way found first may be that of "error". */
  function eventsOf(emitter: number): string[] {
    const listeners = heap.property(emitter, "_events");
    const types: string[] = [];
    for (const { type, name, to } of listeners < 0 ? [] : heap.edges(listeners)) {
      if (type === "property" && name !== "__proto__" && leadsIn(to, emitter, listeners)) types.push(String(name));
    }
    return types.sort((a, b) => Number(a === "error") - Number(b === "error"));
  }

  /** Does a listener lead to a node on the way to the promise? */
  function leadsIn(listener: number, ...beyond: number[]): boolean {
    const seen = new Set(beyond);
    let reached = [listener];
    for (let depth = 0; depth < 5; depth++) {
      const next: number[] = [];
      for (const node of reached) {
        if (seen.has(node) || !/^(?:closure|object|array)$/.test(heap.type(node))) continue;
        if (depth > 0 && inward.has(node)) return true;
        seen.add(node);
        for (const { type, name, to } of heap.edges(node)) {
          if (type === "context" || type === "element" || name === "context" || name === "listener") next.push(to);
        }
      }
      reached = next;
    }
    return inward.has(listener);
  }

  /** How `to` stands in `from`; `""` for V8's own fields. */
  function stepBetween(from: number, to: number): string {
    let step = "";
    for (const edge of heap.edges(from)) {
      if (edge.to !== to) continue;
      if (edge.type === "property") return String(edge.name).replace(/^<symbol (.*)>$/, "[$1]");
      if (edge.type === "element") return `[${edge.name}]`;
      if (edge.type === "context") step = String(edge.name);
    }
    return step;
  }
}

/** Deno keeps the promises of operations in an array that a context of its core calls `promiseRing`. */
function isRing({ heap }: AwaitGraph, node: number): boolean {
  if (heap.name(node) !== "Array" && heap.name(node) !== "Map") return false;
  for (const retainer of heap.retainers(node)) {
    if (!heap.name(retainer).startsWith("system / Context")) continue;
    for (const { type, name, to } of heap.edges(retainer)) {
      if (type === "context" && to === node && (name === "promiseRing" || name === "promiseMap")) return true;
    }
  }
  return false;
}
