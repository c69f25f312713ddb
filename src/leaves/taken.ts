/** What those in circles of waits have taken, as far as it tells what other code cannot do as long as nothing is given back. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import type { Taking } from "./code_texts.ts";
import type { Hold, LockHolders } from "./lock_holders.ts";
import { unwrapped } from "./module_cells.ts";

/** Text of a method that may end the wait for it with an error. */
const FAILING = /^(?:reject|throw|signal|abort\w*|\w*[tT]imeout\w*|deadline)$/;

/** Gathers it. */
export class Taken {
  readonly #graph: AwaitGraph;
  readonly #locks: LockHolders;
  readonly #methods = new Set<string>();
  readonly #things = new Set<number>();

  constructor(graph: AwaitGraph, locks: LockHolders) {
    this.#graph = graph;
    this.#locks = locks;
  }

  /** Add what one holds. */
  add({ lock, taking }: Hold): void {
    for (const name of taking) this.#methods.add(name);
    if (lock >= 0) this.#things.add(lock);
  }

  /** All of it. */
  taking(): Taking {
    let mayFail = false;
    for (const lock of this.#things) {
      for (const name of this.#locks.mentionedBy(lock)) mayFail ||= FAILING.test(name);
    }
    return { methods: this.#methods, names: this.#names(), mayFail };
  }

  /** The names of these things that are not also those of others. */
  #names(): ReadonlySet<string> {
    const { heap } = this.#graph;
    const names = new Set<string>();
    for (const thing of this.#things) {
      for (const { edge, from } of heap.retainers(thing)) {
        const name = heap.step(edge);
        if (name !== "" && !name.startsWith("[")) names.add(name);
        for (const outer of heap.name(from) === "system / ContextCell" ? heap.retainers(from) : []) {
          names.add(heap.step(outer.edge));
        }
      }
    }
    const { snapshot } = heap;
    const { edgeTypes, edgeType, edgeName, edgeTo, firstEdge, nodeCount } = snapshot;
    const types = new Set(["property", "context"].map((type) => edgeTypes.indexOf(type)));
    const wanted = new Map<number, boolean>();
    for (let edge = 0; edge < firstEdge[nodeCount]; edge++) {
      if (!types.has(edgeType[edge])) continue;
      const at = edgeName[edge];
      let isWanted = wanted.get(at);
      if (isWanted === undefined) wanted.set(at, isWanted = names.has(heap.string(at)));
      if (!isWanted) continue;
      const value = unwrapped(this.#graph, edgeTo[edge]);
      if (!this.#things.has(value) && /^(?:object|closure)$/.test(heap.type(value))) names.delete(heap.string(at));
    }
    return names;
  }
}
