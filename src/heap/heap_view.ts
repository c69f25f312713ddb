/** A heap snapshot as a read-only graph, for other tools. */
import { isUint8Array } from "node:util/types";
import { type AwaitGraph, readAwaitGraph, type Suspended } from "./await_graph.ts";
import type { HeapGraph } from "./heap_graph.ts";
import { parseSnapshot, type Snapshot } from "./snapshot.ts";
import { undisturbed, undisturbedBriefly } from "../model/own_language.ts";

/** An edge of a heap, seen from the node where it starts. */
export interface HeapEdge {
  /** `"property"`, `"element"`, `"context"` (a variable), `"internal"`, `"hidden"`, `"shortcut"`, `"weak"`. */
  readonly type: string;
  /** Name of the property, variable or field; a number for elements and hidden fields. */
  readonly name: string | number;
  /** The node to which it leads. */
  readonly to: number;
}

/** A suspended async function, async generator or module with top-level await. */
export interface SuspendedNode {
  /** The generator object. */
  readonly node: number;
  /** What it is. */
  readonly kind: "function" | "generator" | "module";
  /** The function; -1 when unknown. */
  readonly closure: number;
  /** What `this` is in it; -1 without one. */
  readonly receiver: number;
  /** The promise that it awaits. */
  readonly awaits: number;
  /** The promises that it will settle: its result, or those of pending `next()` calls. */
  readonly results: readonly number[];
}

/**
 * A heap snapshot as a graph. Nodes are numbers, from 0 up to {@linkcode HeapView.nodeCount}; they mean something in this snapshot
 * alone, {@linkcode HeapView.id} means the same object in all snapshots of a process while one inspector session lasts. Names and
 * fields are V8's own and change between its versions.
 *
 * @example Who holds an object
 * ```ts
 * import { takeHeapView } from "@stackscope/stackscope/lowlevel";
 * import { assert, assertEquals } from "@std/assert";
 *
 * class Account {}
 * const account = new Account();
 * const bank = { accounts: { ada: account } };
 *
 * const heap = takeHeapView([account, bank.accounts]);
 * const [node, accounts] = [heap.nodeOf(account), heap.nodeOf(bank.accounts)];
 * assert(node !== undefined && accounts !== undefined);
 * assertEquals([heap.type(node), heap.name(node)], ["object", "Account"]);
 * assert(heap.retainers(node).includes(accounts));
 * assertEquals(heap.edges(accounts).find(({ to }) => to === node)?.name, "ada");
 * ```
 */
export class HeapView {
  readonly #snapshot: Snapshot;
  readonly #nodes: ReadonlyMap<object, number>;
  #graph: AwaitGraph | undefined;

  /** The graph of a parsed snapshot. Made by {@linkcode takeHeapView} and {@linkcode parseHeapSnapshot}. */
  private constructor(snapshot: Snapshot, nodes: ReadonlyMap<object, number>) {
    this.#snapshot = snapshot;
    this.#nodes = nodes;
  }

  /** Made of a snapshot and the nodes of some objects of this process. */
  static of(snapshot: unknown, nodes: ReadonlyMap<object, number>): HeapView {
    return new HeapView(snapshot as Snapshot, nodes);
  }

  /** How many nodes there are. */
  get nodeCount(): number {
    return this.#snapshot.nodeCount;
  }

  /** How many edges there are. */
  get edgeCount(): number {
    return this.#snapshot.edgeCount;
  }

  /** Type of a node: `"object"`, `"closure"`, `"string"`, `"array"`, `"native"`, … */
  type(node: number): string {
    return this.#heap(node).type(node);
  }

  /** Name of a node: of an object its constructor, of a function its name, of a string its text. */
  name(node: number): string {
    return this.#heap(node).name(node);
  }

  /** V8's id of the object. */
  id(node: number): number {
    return undisturbedBriefly(() => {
      return this.#heap(node).id(node);
    });
  }

  /** Bytes of the object itself, without what it refers to. */
  size(node: number): number {
    this.#heap(node);
    return this.#snapshot.nodeSize[node];
  }

  /** V8's instance type of an object, such as `"JS_PROMISE_TYPE"`; `""` where the snapshot does not tell. */
  instanceType(node: number): string {
    return undisturbedBriefly(() => {
      return this.#heap(node).instanceType(node);
    });
  }

  /** All edges that start at a node. */
  edges(node: number): HeapEdge[] {
    return undisturbedBriefly(() => {
      return [...this.#heap(node).edges(node)];
    });
  }

  /** The nodes with an edge to a node, weak ones left out. The first question takes an index over all edges. */
  retainers(node: number): number[] {
    return undisturbedBriefly(() => {
      return [...new Set(Array.from(this.#heap(node).retainers(node), ({ from }) => from))];
    });
  }

  /** The node of an object that was given to {@linkcode takeHeapView}; `undefined` for others. */
  nodeOf(object: object): number | undefined {
    return undisturbedBriefly(() => {
      return this.#nodes.get(object);
    });
  }

  /** All that is suspended at an await: functions, async generators, modules. */
  suspended(): SuspendedNode[] {
    return undisturbedBriefly(() => {
      return [...this.#awaits.suspended.values()].map(plain);
    });
  }

  /** The suspended function whose result a promise is; `undefined` for other promises. */
  producerOf(promise: number): SuspendedNode | undefined {
    return undisturbedBriefly(() => {
      this.#heap(promise);
      const found = this.#awaits.producers.get(promise);
      return found && plain(found);
    });
  }

  /** What waits for a promise, in order of attachment: suspended functions, and promises derived from it. */
  waitersOf(promise: number): (SuspendedNode | { readonly promise: number })[] {
    return undisturbedBriefly(() => {
      this.#heap(promise);
      return (this.#awaits.waiters.get(promise) ?? []).map((waiter) =>
        waiter.kind === "frame" ? plain(waiter.suspended) : { promise: waiter.promise }
      );
    });
  }

  get #awaits(): AwaitGraph {
    return this.#graph ??= readAwaitGraph(this.#snapshot);
  }

  #heap(node: number): HeapGraph {
    if (!Number.isInteger(node) || node < 0 || node >= this.nodeCount) {
      throw new RangeError(
        `Cannot look at a node as it must be an integer from 0 to ${this.nodeCount - 1}: current value is ${node}`,
      );
    }
    return this.#awaits.heap;
  }
}

function plain({ node, kind, closure, receiver, awaits, results }: Suspended): SuspendedNode {
  return { node, kind: kind === "driven" ? "generator" : kind, closure, receiver, awaits, results: [...results] };
}

/**
 * Read a heap snapshot that V8 wrote: by `v8.writeHeapSnapshot()`, DevTools, `node --heapsnapshot-signal`, …
 *
 * @param bytes the whole file
 * @returns the graph
 * @throws {TypeError} when `bytes` is no `Uint8Array`
 * @throws {Error} when it is no heap snapshot; the message names what is missing
 * @example What is missing
 * ```ts
 * import { parseHeapSnapshot } from "@stackscope/stackscope/lowlevel";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => parseHeapSnapshot(new TextEncoder().encode("{}")), Error, "'\"nodes\":[' is missing");
 * ```
 */
export function parseHeapSnapshot(bytes: Uint8Array): HeapView {
  return undisturbed(() => {
    if (!isUint8Array(bytes)) {
      throw new TypeError(
        `Cannot read a heap snapshot as its bytes must be a Uint8Array: current value is ${typeof bytes}`,
      );
    }
    return HeapView.of(parseSnapshot(bytes), new Map());
  });
}
