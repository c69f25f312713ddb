/**
 * Who waits for whom, read from a heap snapshot. A pure function of the snapshot: the same for this process, for
 * another one, for a file.
 *
 * A promise that is pending and awaited has a list of reactions. What stands in a reaction tells who waits: the resume
 * closure of an async function or async generator, the element closure of a combinator, the resolving functions of
 * another promise, or handlers of the program with the promise that `then` returned. Shapes: runtime-facts, section 3.3.
 */
import { Functions } from "./functions.ts";
import { HeapGraph } from "./heap_graph.ts";
import { readJobs } from "./microtask_jobs.ts";
import { Roles } from "./reaction_roles.ts";
import { isPromise, promiseInContext } from "./resolvers.ts";
import { resultsOf } from "./results.ts";
import type { Snapshot } from "./snapshot.ts";

/** A suspended async function, async generator or module. */
export interface Suspended {
  /** Node of the generator object. */
  node: number;
  /** `"driven"`: a generator that handlers of the program resume, in place of an async function (`leaves/driven.ts`). */
  kind: "function" | "generator" | "module" | "driven";
  /** Node of the function; -1 when unknown. */
  closure: number;
  /** Node of the receiver; -1 without one. */
  receiver: number;
  /** The promise it awaits. */
  awaits: number;
  /** Node of the closure that resumes it: key of its await site. */
  resume: number;
  /** The promise that V8 makes for this one wait when promise hooks are in; -1 without. */
  wait: number;
  /** The promises that it will settle: its result, or those of the pending `next()` calls. */
  results: number[];
  /** The async context in which it will go on (`async_context.ts`); -1 for none. */
  asyncContext: number;
}

/** A promise combinator. */
export type CombinatorKind = "all" | "allSettled" | "any" | "race";

/** One pending branch of a combinator. */
export interface Branch {
  promise: number;
  /** Node of the element closure: key of its await site, which tells the index. -1 for `race`. */
  element: number;
}

/** A combinator that has not settled. */
export interface Combinator {
  kind: CombinatorKind;
  /** The promise that it gives. */
  promise: number;
  /** Branches that are pending, in the order of their attachment. */
  branches: Branch[];
  /** How many promises were given to it; `undefined` where the heap does not tell. */
  total: number | undefined;
  /** Results that stand in its list already. Results that are primitives cannot be seen. */
  valuesSeen: number;
}

/** A promise that was derived from another one. */
export interface Derivation {
  from: number;
  /** `"then"` covers `catch`. `"resolve"`: resolved with, or by, the other promise. */
  via: "then" | "finally" | "resolve";
  /** Node of the handler of the program; -1 without one. */
  handler: number;
}

/** All that waits in one heap. */
export interface AwaitGraph {
  heap: HeapGraph;
  functions: Functions;
  /** By node of the generator object. */
  suspended: Map<number, Suspended>;
  /** What settles a promise: by promise, the suspended functions whose result it is. */
  producers: Map<number, Suspended>;
  combinators: Map<number, Combinator>;
  derivations: Map<number, Derivation[]>;
  /** By promise: what waits for it, in order of attachment. */
  waiters: Map<number, Waiter[]>;
  /** Functions that are about to go on: what they awaited is settled, and the job stands in the queue of microtasks. */
  resuming: number[];
  /** Nodes of our own, which hold everything and say nothing. */
  ignored: ReadonlySet<number>;
}

/** Who waits for a promise. */
export type Waiter = { kind: "frame"; suspended: Suspended } | { kind: "promise"; promise: number };

interface Reaction {
  closures: number[];
  derived: number;
  next: number;
  /** The async context. In Node before 24 the values stand on the derived promise. */
  asyncContext: number;
}

const known = new WeakMap<Snapshot, AwaitGraph>();

/** Read the await graph of a snapshot. It is read once, however many ask. */
export function readAwaitGraph(snapshot: Snapshot): AwaitGraph {
  let graph = known.get(snapshot);
  if (graph === undefined) known.set(snapshot, graph = read(snapshot));
  return graph;
}

function read(snapshot: Snapshot): AwaitGraph {
  const heap = new HeapGraph(snapshot);
  const functions = new Functions(heap);
  const graph: AwaitGraph = {
    heap,
    functions,
    suspended: new Map(),
    producers: new Map(),
    combinators: new Map(),
    derivations: new Map(),
    waiters: new Map(),
    resuming: [],
    ignored: handOvers(heap),
  };
  const roles = new Roles();
  const { firstEdge, edgeType, edgeTo, nodeType, nodeName, nodeTypes, edgeTypes } = snapshot;
  const [OBJECT, CLOSURE, NATIVE, HIDDEN] = ["object", "closure", "native", "hidden"].map((it) =>
    nodeTypes.indexOf(it)
  );
  const HIDDEN_LINK = edgeTypes.indexOf("hidden");
  const [REACTION, MODULE, CAPABILITY] = [
    "system / PromiseReaction",
    "system / SourceTextModule",
    "system / PromiseCapability",
  ].map((name) => heap.stringIndex(name));
  const seen = new Uint8Array(snapshot.nodeCount);
  const pending: number[] = [];
  const candidates = heap.nodesWithField("reactions_or_result");
  for (let i = 0; i < candidates.length; i += 2) {
    if (nodeType[candidates[i]] === OBJECT && isReaction(candidates[i + 1])) pending.push(candidates[i]);
  }
  const jobs: number[] = [];
  for (const node of heap.nodesNamed("(Micro tasks)")) {
    if (heap.type(node) === "synthetic") { for (const { to } of heap.edges(node)) jobs.push(to); }
  }
  const modules = new Set<number>();
  for (const node of heap.nodesNamed("system / SourceTextModule")) {
    if (!isNamed(node, MODULE)) continue;
    for (const { to } of heap.edges(node)) if (heap.field(to, "parameters_and_registers") >= 0) modules.add(to);
  }
  for (const promise of pending) {
    const reactions = reactionsOf(promise);
    for (const reaction of reactions) readReaction(promise, reaction);
  }
  const { adoptions, resuming } = readJobs(heap, jobs, {
    isPromise: (node) => isPromise(heap, node),
    builtin: (closure) => functions.builtin(closure),
  });
  graph.resuming.push(...resuming);
  for (const { promise, from } of adoptions) derive(promise, from, "resolve", -1);
  for (const combinator of graph.combinators.values()) {
    // A race of one is the shape of `p.then(resolve, reject)` within `new Promise`: the one settles the other.
    if (combinator.kind !== "race" || combinator.branches.length > 1) continue;
    graph.combinators.delete(combinator.promise);
    const derivation: Derivation = { from: combinator.branches[0].promise, via: "resolve", handler: -1 };
    graph.derivations.set(combinator.promise, [...graph.derivations.get(combinator.promise) ?? [], derivation]);
  }
  for (const suspended of graph.suspended.values()) {
    for (const promise of suspended.results) graph.producers.set(promise, suspended);
  }
  return graph;

  function isReaction(node: number): boolean {
    return isNamed(node, REACTION);
  }

  /** V8's own node of this name, an index of a string; a string of the program with the same text is none. */
  function isNamed(node: number, name: number): boolean {
    return nodeName[node] === name && (nodeType[node] === NATIVE || nodeType[node] === HIDDEN);
  }

  /** The reactions on a promise, in order of attachment: V8 links the newest first. */
  function reactionsOf(promise: number): Reaction[] {
    const found: Reaction[] = [];
    for (let node = heap.field(promise, "reactions_or_result"); node >= 0 && seen[node] === 0;) {
      seen[node] = 1;
      const reaction = readFields(node);
      found.push(reaction);
      node = reaction.next;
    }
    return found.reverse();
  }

  function readFields(node: number): Reaction {
    const reaction: Reaction = { closures: [], derived: -1, next: -1, asyncContext: -1 };
    for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) {
      if (edgeType[e] !== HIDDEN_LINK) continue;
      const to = edgeTo[e];
      if (nodeType[to] === CLOSURE) reaction.closures.push(to);
      else if (isReaction(to)) reaction.next = to;
      else if (isNamed(to, CAPABILITY)) reaction.derived = capabilityPromise(to);
      else if (isPromise(heap, to)) reaction.derived = to;
      else if (nodeType[to] === OBJECT) reaction.asyncContext = to;
    }
    return reaction;
  }

  function capabilityPromise(capability: number): number {
    for (const to of heap.hidden(capability)) if (isPromise(heap, to)) return to;
    return -1;
  }

  function wait(promise: number, waiter: Waiter): void {
    const waiters = graph.waiters.get(promise);
    if (waiters === undefined) graph.waiters.set(promise, [waiter]);
    else waiters.push(waiter);
  }

  function derive(promise: number, from: number, via: Derivation["via"], handler: number): void {
    const derivations = graph.derivations.get(promise);
    const derivation = { from, via, handler };
    if (derivations === undefined) graph.derivations.set(promise, [derivation]);
    else derivations.push(derivation);
    wait(from, { kind: "promise", promise });
  }

  function readReaction(promise: number, { closures, derived, asyncContext }: Reaction): void {
    let isKnown = false;
    const resolves: number[] = [];
    let handler = -1, isFinally = false;
    for (const closure of closures) {
      const name = functions.builtin(closure), role = roles.of(name);
      if (role === "resolving") resolves.push(closure);
      else if (role === "finally") {
        isFinally = true;
        handler = finallyHandler(closure);
      } else if (role === "handler") {
        if (name === "" || functions.place(closure) !== undefined) handler = closure;
      } else isKnown = true;
      if (role === "frame") readFrame(promise, closure, { name, wait: derived, asyncContext });
      else if (role === "return") readReturn(promise, closure);
      else if (role === "branch") readBranch(promise, closure, name);
      else if (role === "settling") {
        const target = promiseInContext(heap, closure);
        if (target >= 0) derive(target, promise, "resolve", -1);
      }
    }
    if (!isKnown && resolves.length > 0) {
      const target = promiseInContext(heap, resolves[0]);
      if (target >= 0) {
        isKnown = true;
        if (resolves.length === 2 && handler < 0 && derived >= 0) readRace(promise, target);
        else derive(target, promise, "resolve", -1);
      }
    }
    // A promise that `then` returned and that nobody holds on to is only the by-product of a known waiter.
    if (derived < 0 || (isKnown && heap.field(derived, "reactions_or_result") < 0)) return;
    derive(derived, promise, isFinally ? "finally" : closures.length === 0 ? "resolve" : "then", handler);
  }

  function readFrame(
    promise: number,
    resume: number,
    found: { name: string; wait: number; asyncContext: number },
  ): void {
    const { name, wait: made, asyncContext } = found;
    const context = heap.field(resume, "context");
    const node = context < 0 ? -1 : heap.field(context, "extension");
    if (node < 0 || heap.field(node, "parameters_and_registers") < 0) return;
    const suspended: Suspended = {
      node,
      kind: modules.has(node) ? "module" : name.startsWith("AsyncGenerator") ? "generator" : "function",
      closure: heap.field(node, "function"),
      receiver: heap.field(node, "receiver"),
      awaits: promise,
      resume,
      wait: made,
      results: resultsOf(heap, node),
      asyncContext: asyncContext < 0 ? made : asyncContext,
    };
    graph.suspended.set(node, suspended);
    wait(promise, { kind: "frame", suspended });
  }

  /** `return(promise)` of an async generator that is not running: the promise that `return` gave waits for the other one. */
  function readReturn(promise: number, closure: number): void {
    const context = heap.field(closure, "context");
    const generator = context < 0 ? -1 : heap.field(context, "extension");
    const [result] = generator < 0 ? [] : resultsOf(heap, generator);
    if (result !== undefined && result !== promise) derive(result, promise, "resolve", -1);
  }

  function readBranch(promise: number, element: number, name: string): void {
    const context = heap.field(element, "context");
    if (context < 0) return;
    let target = -1, total: number | undefined, valuesSeen = 0;
    for (const to of heap.hidden(context)) {
      if (isNamed(to, CAPABILITY)) target = capabilityPromise(to);
      else if (heap.type(to) === "array" && !name.startsWith("PromiseAny")) {
        total = arrayLength(to);
        valuesSeen = [...heap.edges(to)].filter((edge) => edge.name !== "map").length;
      }
    }
    if (target < 0) return;
    const kind = name.startsWith("PromiseAllSettled") ? "allSettled" : name.startsWith("PromiseAny") ? "any" : "all";
    branch(kind, target, { promise, element }, total, valuesSeen);
  }

  function readRace(promise: number, target: number): void {
    branch("race", target, { promise, element: -1 }, undefined, 0);
  }

  function branch(
    kind: CombinatorKind,
    target: number,
    branch: Branch,
    total: number | undefined,
    valuesSeen: number,
  ): void {
    let combinator = graph.combinators.get(target);
    if (combinator === undefined) {
      graph.combinators.set(target, combinator = { kind, promise: target, branches: [], total, valuesSeen });
    }
    combinator.branches.push(branch);
    wait(branch.promise, { kind: "promise", promise: target });
  }

  /** Length of a fixed array, from its size: a header of two words, then one word each. */
  function arrayLength(node: number): number {
    return Math.max(0, (snapshot.nodeSize[node] - 16) / 8);
  }

  function finallyHandler(closure: number): number {
    const context = heap.field(closure, "context");
    if (context < 0) return -1;
    for (const to of heap.hidden(context)) {
      if (heap.type(to) === "closure" && functions.place(to) !== undefined) return to;
    }
    return -1;
  }
}

/** The objects through which functions were handed over to the snapshot (`await_walk.ts`), and their arrays. */
function handOvers(heap: HeapGraph): Set<number> {
  const found = new Set<number>();
  for (const name of heap.stringsWith("stackscope hand-over ")) {
    const owners = heap.nodesWithProperty(name);
    for (let i = 0; i < owners.length; i += 2) {
      found.add(owners[i]);
      addArray(owners[i + 1]);
      for (const { type, to } of heap.edges(owners[i + 1])) {
        if (type === "element" && heap.name(to) === "Array") addArray(to);
      }
    }
  }
  return found;

  function addArray(array: number): void {
    found.add(array);
    const elements = heap.field(array, "elements");
    if (elements >= 0) found.add(elements);
  }
}
