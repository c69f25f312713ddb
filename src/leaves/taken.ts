/** What those in circles of waits have taken, as far as it tells what other code cannot do as long as nothing is given back. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { variablesOf } from "../heap/scopes.ts";
import type { Taking } from "./code_texts.ts";
import type { Hold, LockHolders } from "./lock_holders.ts";

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
    const wanted = new Map<number, boolean>();
    const { edgeTypes, edgeType, edgeName, edgeTo, firstEdge, nodeCount } = heap.snapshot;
    const property = edgeTypes.indexOf("property");
    for (let edge = 0; edge < firstEdge[nodeCount]; edge++) {
      if (edgeType[edge] !== property) continue;
      const at = edgeName[edge];
      let isWanted = wanted.get(at);
      if (isWanted === undefined) wanted.set(at, isWanted = names.has(heap.string(at)));
      if (isWanted && this.#isOther(edgeTo[edge])) names.delete(heap.string(at));
    }
    const scopes = heap.nodesWithField("scope_info");
    for (let i = 0; i < scopes.length; i += 2) {
      for (const { name, to } of variablesOf(heap, scopes[i])) {
        if (names.has(name) && this.#isOther(to)) names.delete(name);
      }
    }
    return names;
  }

  #isOther(value: number): boolean {
    return !this.#things.has(value) && /^(?:object|closure)$/.test(this.#graph.heap.type(value));
  }
}
