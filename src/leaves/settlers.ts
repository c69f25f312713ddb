/**
 * Promises that handlers of other promises settle: `new Promise((resolve) => work().then((value) => resolve(value)))`. In the heap,
 * the handler is a function in whose scope stands what resolves the promise; that it calls it, its text tells.
 */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { promiseOfResolver } from "../heap/resolvers.ts";
import { variablesOf } from "../heap/scopes.ts";
import type { CallSyntax } from "../source/script_flow.ts";
import type { CodeTexts } from "./code_texts.ts";
import { isProgramText } from "./own_code.ts";

/** One handler that settles a promise. */
export interface Settler {
  /** The promise whose handler it is. */
  from: number;
  /** The promise that `then` returned. */
  derived: number;
}

/** Where the function that resolves a promise stands: `resolve` of a scope, or `resolve` of an object `ready` of a scope. */
interface Resolver {
  scope: number;
  variable: string;
  /** `""` where the variable itself is the function. */
  property: string;
}

interface Handler extends Settler {
  closure: number;
}

/** Scopes around a handler that are looked at. */
const MAX_SCOPES = 4;
/** Functions that a handler calls, one by the other. */
const MAX_CALLS = 2;
/** Ways to one resolving function. */
const MAX_WAYS = 20;

/** Answers questions about one heap. */
export class Settlers {
  readonly #graph: AwaitGraph;
  readonly #texts: CodeTexts;
  #found: { settlers: Map<number, Settler[]>; settled: Map<number, number[]> } | undefined;

  constructor(graph: AwaitGraph, texts: CodeTexts) {
    this.#graph = graph;
    this.#texts = texts;
  }

  /** The handlers that settle a promise which somebody waits for, and which nothing else in the heap makes. */
  of(promise: number): readonly Settler[] {
    return this.#all().settlers.get(promise) ?? [];
  }

  /** The promises that the handler behind a promise of `then` settles. */
  settledBehind(derived: number): readonly number[] {
    return this.#all().settled.get(derived) ?? [];
  }

  #all(): { settlers: Map<number, Settler[]>; settled: Map<number, number[]> } {
    if (this.#found !== undefined) return this.#found;
    const { heap, waiters, producers, combinators, derivations } = this.#graph;
    const { settlers, settled } = this.#found = { settlers: new Map(), settled: new Map() };
    const handlers = this.#handlers();
    if (handlers.size === 0) return this.#found;
    for (const promise of waiters.keys()) {
      if (producers.has(promise) || combinators.has(promise) || derivations.has(promise)) continue;
      for (const resolver of this.#resolversOf(promise, handlers)) {
        for (const { closure, from, derived } of handlers.get(resolver.scope) ?? []) {
          if (from === promise || !this.#calls(closure, resolver, MAX_CALLS)) continue;
          const of: Settler[] = settlers.get(promise) ?? [], behind: number[] = settled.get(derived) ?? [];
          if (of.some((settler) => settler.derived === derived)) continue;
          settlers.set(promise, [...of, { from, derived }].sort((a, b) => heap.id(a.derived) - heap.id(b.derived)));
          settled.set(derived, [...behind, promise]);
        }
      }
    }
    return this.#found;
  }

  /** Handlers of the program, by each of the scopes around them. */
  #handlers(): Map<number, Handler[]> {
    const { heap, functions, derivations } = this.#graph;
    const found = new Map<number, Handler[]>();
    for (const [derived, ways] of derivations) {
      for (const { from, handler } of ways) {
        if (handler < 0 || !isProgramText(functions.place(handler)?.url)) continue;
        let scope = heap.field(handler, "context");
        for (let hops = 0; scope >= 0 && hops < MAX_SCOPES; hops++, scope = heap.field(scope, "previous")) {
          const handlers = found.get(scope);
          if (handlers === undefined) found.set(scope, [{ closure: handler, from, derived }]);
          else handlers.push({ closure: handler, from, derived });
        }
      }
    }
    return found;
  }

  /** Where the function that resolves a promise stands in scopes with handlers. */
  #resolversOf(promise: number, handlers: ReadonlyMap<number, unknown>): Resolver[] {
    const { heap, functions } = this.#graph;
    const found: Resolver[] = [];
    for (const { from: context } of heap.retainers(promise)) {
      if (!heap.name(context).startsWith("system / Context")) continue;
      for (const { edge, from: closure } of heap.retainers(context)) {
        if (!heap.isField(edge, "context") || functions.builtin(closure) !== RESOLVE) continue;
        if (promiseOfResolver(this.#graph, closure) !== promise) continue;
        for (const way of heap.retainers(closure)) {
          if (found.length >= MAX_WAYS) return found;
          const name = heap.step(way.edge);
          if (heap.variable(way.edge) && handlers.has(way.from)) {
            found.push({ scope: way.from, variable: name, property: "" });
          } else if (heap.name(way.from) === "Object" && name !== "") {
            for (const outer of heap.retainers(way.from)) {
              if (!heap.variable(outer.edge) || !handlers.has(outer.from)) continue;
              found.push({ scope: outer.from, variable: heap.step(outer.edge), property: name });
            }
          }
        }
      }
    }
    return found;
  }

  /** Does a function call this, itself or by a function of its scopes? */
  #calls(closure: number, resolver: Resolver, more: number): boolean {
    const calls = this.#texts.callsIn(closure) ?? [];
    const { variable, property } = resolver;
    const [first, method] = property === "" ? [variable, ""] : [variable, property];
    const isIt = (call: CallSyntax) => call.path.length === 1 && call.path[0] === first && call.method === method;
    if (calls.some(isIt)) return this.#sees(closure, variable, resolver.scope);
    if (more === 0) return false;
    return calls.some(({ path, method }) => {
      const callee = path.length === 1 && method === "" ? this.#functionNamed(closure, path[0]) : -1;
      return callee >= 0 && callee !== closure && this.#calls(callee, resolver, more - 1);
    });
  }

  /** Is this scope the first one around a function that has the variable? */
  #sees(closure: number, variable: string, wanted: number): boolean {
    return this.#scopeWith(closure, variable)?.scope === wanted;
  }

  /** The function of the program that a variable of the scopes around another one has; -1 for none. */
  #functionNamed(closure: number, variable: string): number {
    const { heap, functions } = this.#graph;
    const to = this.#scopeWith(closure, variable)?.to ?? -1;
    return to >= 0 && heap.type(to) === "closure" && isProgramText(functions.place(to)?.url) ? to : -1;
  }

  #scopeWith(closure: number, variable: string): { scope: number; to: number } | undefined {
    const { heap } = this.#graph;
    let scope = heap.field(closure, "context");
    for (let hops = 0; scope >= 0 && hops < MAX_SCOPES; hops++, scope = heap.field(scope, "previous")) {
      for (const { name, to } of variablesOf(heap, scope)) if (name === variable) return { scope, to };
    }
    return undefined;
  }
}

const RESOLVE = "PromiseCapabilityDefaultResolve";
