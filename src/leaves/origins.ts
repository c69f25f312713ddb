/** Whose class an object is of. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { isOwnCode, isProgramText, isRuntimeCode } from "./own_code.ts";

/** `"own"`: of this library. `"runtime"`: of a class of the runtime, or of one of the program that extends it. */
export type Origin = "program" | "runtime" | "builtin" | "own";

const MAX_CLASSES = 20;

/** Finds it, once for each class. */
export class Origins {
  readonly #graph: AwaitGraph;
  readonly #known = new Map<number, Origin>();

  constructor(graph: AwaitGraph) {
    this.#graph = graph;
  }

  /** Where a class of the program extends one of the runtime, the runtime uses its methods. */
  of(node: number): Origin {
    const { heap } = this.#graph;
    if (/^(?:Window|DedicatedWorkerGlobalScope)/.test(heap.name(node))) return "program";
    const prototype = heap.prototype(node);
    if (prototype < 0) return "builtin";
    let known = this.#known.get(prototype);
    if (known === undefined) this.#known.set(prototype, known = this.#find(prototype));
    return known;
  }

  #find(prototype: number): Origin {
    const { heap, functions } = this.#graph;
    let found: Origin = "builtin";
    for (let object = prototype, hops = 0; object >= 0 && hops < MAX_CLASSES; hops++, object = heap.prototype(object)) {
      const constructor = heap.property(object, "constructor");
      const url = constructor < 0 ? undefined : functions.place(constructor)?.url;
      if (url === undefined) continue;
      if (isOwnCode(url)) return "own";
      if (isRuntimeCode(url)) return "runtime";
      if (isProgramText(url)) found = "program";
    }
    return found;
  }
}
