/**
 * Who holds a promise or its resolving functions: the way from a thing with a name (a timer, an object of a class, a variable
 * of a module) inward. Each step is an edge of the heap, so what is said is so; it need not be all.
 */
import type { AwaitGraph } from "./await_graph.ts";

/** A way from a named holder inward. */
export interface Holder {
  /** Node of the holder. */
  node: number;
  /** How the way reads: `Mutex.#waiters[0]`, `pending (Map) entry.resolve`. */
  path: string;
  /** Names of the steps, from the holder inward. */
  steps: readonly string[];
}

/** Nodes looked at for one promise. */
const MAX_NODES = 3_000;
/** Steps between a promise and its holder. */
const MAX_DEPTH = 14;

/** Classes that say nothing about whose object it is. */
const PLAIN = /^(?:Object|Array|Map|Set|WeakMap|WeakSet|Promise|Function|Generator|Arguments|Deferred|Queue|)$/;

/** The nearest named holder of `promise`; `undefined` when none was found within the bounds. */
export function holderOf(graph: AwaitGraph, promise: number): Holder | undefined {
  const { heap, functions } = graph;
  const inward = new Map<number, number>([[promise, -1]]);
  let level = [promise];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0 && inward.size < MAX_NODES; depth++) {
    const outer: number[] = [];
    for (const node of level) {
      for (const retainer of heap.retainers(node)) {
        if (inward.has(retainer) || graph.ignored.has(retainer) || !leadsOut(retainer, node)) continue;
        inward.set(retainer, node);
        if (isNamed(retainer)) return describe(retainer);
        outer.push(retainer);
      }
    }
    level = outer;
  }
  return undefined;

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
    }
    // A closure or a context is a way only for what stands in it by name, not for its outer scopes.
    return heap.field(node, "previous") !== from || name.startsWith("system / Context") === false;
  }

  function isNamed(node: number): boolean {
    const type = heap.type(node);
    if (type === "object") {
      const name = heap.name(node);
      if (name.startsWith("system / Context")) return isModuleContext(node);
      return !PLAIN.test(name) && !name.includes("Iterator") && !name.startsWith("system / ");
    }
    return false;
  }

  function isModuleContext(node: number): boolean {
    const extension = heap.field(node, "extension");
    return extension >= 0 && heap.name(extension) === "system / SourceTextModule";
  }

  function describe(holder: number): Holder {
    const steps: string[] = [];
    let path = heap.name(holder).startsWith("system / ") ? "" : heap.name(holder);
    for (let node = holder, next = inward.get(node) ?? -1; next >= 0; node = next, next = inward.get(node) ?? -1) {
      const step = stepBetween(node, next);
      if (step === "") continue;
      steps.push(step);
      path += /^[[(]/.test(step) ? step : path === "" ? step : `.${step}`;
      if (path === step && heap.name(next) === "Map") path += " (Map)";
    }
    return { node: holder, path, steps };
  }

  /** How `to` stands in `from`; `""` for V8's own fields. */
  function stepBetween(from: number, to: number): string {
    let step = "";
    for (const edge of heap.edges(from)) {
      if (edge.to !== to) continue;
      if (edge.type === "property") return String(edge.name).replace(/^<symbol (.*)>$/, "[$1]");
      if (edge.type === "element") return `[${edge.name}]`;
      if (edge.type === "context") step = String(edge.name);
      if (edge.type === "internal" && heap.name(from) === "(object elements)") step = "";
    }
    return step;
  }
}
