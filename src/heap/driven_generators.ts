/**
 * Generators of the program that promises resume: what compilers make of async functions for older engines (`__awaiter` of
 * TypeScript, `_asyncToGenerator` of Babel), and what libraries make of generators (`co`, `flow`). All have one shape: a promise
 * has two handlers, one calls `next` on the generator and one `throw`, and beside the generator in their scope stand the resolving
 * functions of the promise that they will settle in the end.
 *
 * The heap shows who refers to what; that the handlers call the generator only their texts tell (`leaves/driven.ts`).
 */
import type { AwaitGraph } from "./await_graph.ts";
import type { HeapGraph } from "./heap_graph.ts";
import { isPromise, promiseOfResolver } from "./resolvers.ts";
import { variablesOf } from "./scopes.ts";

/** A generator at a `yield`, and the promise whose handlers have it in their scope. */
export interface DrivenGenerator {
  /** Node of the generator object. */
  generator: number;
  /** The pending promise with the handlers. */
  awaits: number;
  /** Nodes of its two handlers: which is which only their texts tell. */
  handlers: readonly [number, number];
  /** The promise that `then` returned; -1 for none. */
  derived: number;
  /** Pending promises whose resolving functions stand beside the generator. */
  results: readonly number[];
  /** The async context of the handlers; -1 for none. */
  asyncContext: number;
}

/** Scopes between a handler and the one that has the generator. */
const MAX_SCOPES = 3;
/** Requests for values of an async generator that are looked at. */
const MAX_REQUESTS = 1_000;

const REACTION = "system / PromiseReaction";

/** What may be such a generator, by its shape. */
export function drivenGenerators(graph: AwaitGraph): DrivenGenerator[] {
  const { heap } = graph;
  const found: DrivenGenerator[] = [];
  const generators = heap.nodesWithField("parameters_and_registers");
  for (let i = 0; i < generators.length; i += 2) {
    const generator = generators[i];
    if (graph.suspended.has(generator) || heap.type(generator) !== "object") continue;
    if (!isGenerator(heap, generator)) continue;
    if (/^(?:ext|node):|^$/.test(graph.functions.place(heap.field(generator, "function"))?.url ?? "")) continue;
    const driven = drivenBy(graph, generator);
    if (driven !== undefined) found.push(driven);
  }
  return found;
}

/** The promise that resumes a generator; `undefined` when there is none, or several. */
function drivenBy(graph: AwaitGraph, generator: number): DrivenGenerator | undefined {
  const { heap } = graph;
  const handlers = new Map<number, { closures: number[]; scopes: number[] }>();
  for (const { edge, from } of heap.retainers(generator)) {
    if (!heap.variable(edge)) continue;
    for (const { closure, scopes } of closuresIn(heap, from)) {
      for (const { from: reaction } of heap.retainers(closure)) {
        if (!isReaction(heap, reaction)) continue;
        const both = handlers.get(reaction) ?? { closures: [], scopes };
        if (!both.closures.includes(closure)) both.closures.push(closure);
        handlers.set(reaction, both);
      }
    }
  }
  if (handlers.size !== 1) return undefined;
  const [[reaction, { closures, scopes }]] = handlers;
  const awaits = promiseWith(heap, reaction);
  if (awaits < 0 || closures.length !== 2) return undefined;
  const derived = derivedFrom(graph, awaits, closures);
  const asyncContext = heap.hidden(reaction).find((to) => heap.type(to) === "object" && !isPromise(heap, to)) ?? -1;
  const results = [...resultsIn(graph, scopes)].filter((promise) => promise !== awaits && promise !== derived);
  return { generator, awaits, handlers: [closures[0], closures[1]], derived, results, asyncContext };
}

/** The functions that have a scope around them, directly or with some of their own in between; with all these scopes. */
function* closuresIn(heap: HeapGraph, scope: number): Generator<{ closure: number; scopes: number[] }> {
  const open = [{ at: scope, scopes: [scope] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { edge, from } of heap.retainers(next.at)) {
      if (heap.isField(edge, "context") && heap.type(from) === "closure") yield { closure: from, scopes: next.scopes };
      else if (heap.isField(edge, "previous") && next.scopes.length < MAX_SCOPES) {
        open.push({ at: from, scopes: [...next.scopes, from] });
      }
    }
  }
}

/** The promise that the call of `then` with these handlers returned; -1 for none. */
function derivedFrom({ waiters, derivations }: AwaitGraph, promise: number, handlers: readonly number[]): number {
  for (const waiter of waiters.get(promise) ?? []) {
    if (waiter.kind !== "promise") continue;
    const found = derivations.get(waiter.promise)?.some(({ from, handler }) =>
      from === promise && handlers.includes(handler)
    );
    if (found) return waiter.promise;
  }
  return -1;
}

/** The promise on which a reaction stands; -1 when it is settled. V8 links the reactions of one promise. */
function promiseWith(heap: HeapGraph, reaction: number): number {
  const seen = new Set<number>();
  for (let at = reaction; at >= 0 && !seen.has(at);) {
    seen.add(at);
    let outer = -1;
    for (const { edge, from } of heap.retainers(at)) {
      if (heap.isField(edge, "reactions_or_result")) return from;
      if (isReaction(heap, from)) outer = from;
    }
    at = outer;
  }
  return -1;
}

/** The promises that functions in these scopes can settle: by a variable, or by a request in a list. */
function* resultsIn(graph: AwaitGraph, scopes: readonly number[]): Generator<number> {
  const { heap } = graph;
  const seen = new Set<number>();
  for (const scope of scopes) {
    for (const { to } of variablesOf(heap, scope)) {
      for (const closure of heap.name(to) === "Array" ? entriesOf(heap, to) : requestsOf(heap, to)) {
        const promise = promiseOfResolver(graph, closure);
        if (promise < 0 || seen.has(promise)) continue;
        seen.add(promise);
        yield promise;
      }
    }
  }
}

/** TypeScript's: a list of `[method, value, resolve, reject]`. */
function entriesOf(heap: HeapGraph, list: number): number[] {
  const entries: number[] = [];
  for (const { type, to } of heap.edges(list)) {
    if (type !== "element" || entries.length >= MAX_REQUESTS) continue;
    if (heap.name(to) !== "Array") entries.push(to);
    else for (const edge of heap.edges(to)) if (edge.type === "element") entries.push(edge.to);
  }
  return entries;
}

/** Babel's: a chain of `{ key, arg, resolve, reject, next }`. What is no such request stands for itself. */
function requestsOf(heap: HeapGraph, first: number): number[] {
  const found: number[] = [];
  let request = first;
  while (found.length < MAX_REQUESTS && heap.name(request) === "Object" && heap.property(request, "reject") >= 0) {
    const resolve = heap.property(request, "resolve");
    if (resolve < 0 || heap.property(request, "key") < 0) break;
    found.push(resolve);
    request = heap.property(request, "next");
    if (request < 0) break;
  }
  return found.length > 0 ? found : [first];
}

/** Is it the object of a generator, not of an async function? Node before 24 does not tell by name, but the latter have no prototype. */
function isGenerator(heap: HeapGraph, node: number): boolean {
  const type = heap.instanceType(node);
  if (type !== "") return type === "JS_GENERATOR_OBJECT_TYPE";
  const prototype = heap.prototype(node);
  return prototype >= 0 && heap.type(prototype) === "object";
}

function isReaction(heap: HeapGraph, node: number): boolean {
  return heap.name(node) === REACTION && /^(?:native|hidden)$/.test(heap.type(node));
}
