/** Modules that wait for each other: the one that imports another one goes on after that one, and what that one imports, has ended. */
import type { AwaitGraph, Suspended } from "../heap/await_graph.ts";
import { isOpenModule } from "../heap/idle_generators.ts";
import { moduleRecords } from "../heap/module_records.ts";

const known = new WeakMap<AwaitGraph, ModuleWaits>();

/** The modules of a heap, read once. */
export function moduleWaits(graph: AwaitGraph): ModuleWaits {
  let found = known.get(graph);
  if (found === undefined) known.set(graph, found = new ModuleWaits(graph));
  return found;
}

/** The modules of a heap that are not done. */
class ModuleWaits {
  readonly #graph: AwaitGraph;
  readonly #byUrl = new Map<string, number>();
  readonly #bodies = new Map<number, number>();
  /** By node of a module: those that it waits for. */
  readonly #waits = new Map<number, number[]>();

  constructor(graph: AwaitGraph) {
    this.#graph = graph;
    const { heap, functions } = graph;
    for (const [node, { body, importers }] of moduleRecords(heap)) {
      const url = functions.place(heap.field(body, "function"))?.url ?? "";
      this.#bodies.set(node, body);
      if (url !== "") this.#byUrl.set(url, node);
      for (const importer of importers) this.#waits.set(importer, [...this.#waits.get(importer) ?? [], node]);
    }
  }

  /** The suspended modules that must end before the import of a module does. */
  before(url: string): Suspended[] {
    const start = this.#byUrl.get(url);
    return start === undefined ? [] : this.#suspendedFrom(start);
  }

  /** Modules that have not ended and that wait for no suspended one: they run, or will in a moment. The nodes of their bodies. */
  going(): number[] {
    return [...this.#bodies].filter(([module, body]) =>
      isOpenModule(this.#graph.heap, body) && this.#suspendedFrom(module).length === 0
    ).map(([, body]) => body);
  }

  #suspendedFrom(start: number): Suspended[] {
    const found: Suspended[] = [];
    const open = [start], seen = new Set(open);
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const suspended = this.#graph.suspended.get(this.#bodies.get(node) ?? -1);
      if (suspended !== undefined) found.push(suspended);
      for (const next of this.#waits.get(node) ?? []) {
        if (seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    }
    return found;
  }
}
