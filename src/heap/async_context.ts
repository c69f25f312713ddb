/**
 * What the program keeps in its async context, read from the heap: the stores of every `AsyncLocalStorage`.
 *
 * A reaction of a promise holds the context in which its handler will run, an object that nobody changes:
 * - Deno: an object without prototype, with an element for each storage under the number of the storage. The element is the key
 *   under which the storage's own WeakMap has the store, so the snapshot draws an edge from key to store.
 * - Node 24 and newer: a Map from storage to store.
 * - Node before 24: the values are properties of the promise that the await made, under symbols with one and the same text.
 */
import type { HeapGraph } from "./heap_graph.ts";
import { booleanOf } from "./plain_values.ts";
import { storageName } from "./storage_names.ts";
import { mapPairs } from "./stored_values.ts";

/** What one storage holds in one async context. */
export interface Stored {
  /** What the program calls the storage; `""` when the heap does not tell. */
  readonly storage: string;
  /** Node of the value. */
  readonly store: number;
  /** It is a storage of the program, not what the runtime keeps for itself. */
  readonly isOfProgram: boolean;
  /** In Deno: node of the WeakMap that has the store, and of its key. */
  readonly weak?: { readonly map: number; readonly key: number };
}

/** A storage of Deno's: what the class `AsyncVariable` of its core makes. */
interface Variable {
  /** Node of its WeakMap. */
  map: number;
  /** Node of the `AsyncLocalStorage`; -1 for what the runtime keeps for itself. */
  storage: number;
}

const WEAK_ENTRY = /pair in WeakMap \(table @(\d+)\)$/;

/** Reads the async contexts of one heap. */
export class AsyncContexts {
  readonly #heap: HeapGraph;
  readonly #names = new Map<number, string>();
  #variables: Map<number, Variable> | undefined;
  #storages: number[] | undefined;

  constructor(heap: HeapGraph) {
    this.#heap = heap;
  }

  /** What the storages hold in a context, the oldest storage first. */
  of(context: number): Stored[] {
    const heap = this.#heap;
    if (heap.name(context) === "Promise") return [...this.#onPromise(context)];
    if (heap.name(context) === "AsyncContextFrame") return [...this.#inFrame(context)];
    return [...this.#inMapping(context)];
  }

  *#inMapping(context: number): Generator<Stored> {
    for (const { type, to } of this.#heap.edges(context)) {
      if (type !== "element") continue;
      for (const edge of this.#heap.edges(to)) {
        const table = edge.type === "internal" ? WEAK_ENTRY.exec(String(edge.name))?.[1] : undefined;
        const variable = table === undefined ? undefined : this.#variablesByTable().get(Number(table));
        if (variable === undefined || !this.#isOn(variable.storage)) continue;
        const { storage, map } = variable;
        const weak = { map, key: to };
        yield { storage: this.#nameOf(storage), store: edge.to, isOfProgram: storage >= 0, weak };
      }
    }
  }

  *#inFrame(context: number): Generator<Stored> {
    for (const [storage, store] of mapPairs(this.#heap, context)) {
      if (store >= 0) yield { storage: this.#nameOf(storage), store, isOfProgram: true };
    }
  }

  *#onPromise(promise: number): Generator<Stored> {
    for (const { type, name, to } of this.#heap.edges(promise)) {
      if (type !== "property" || name !== "<symbol kResourceStore>") continue;
      const [storage = -1, ...others] = this.#storages ??= this.#allStorages();
      yield { storage: others.length > 0 ? "" : this.#nameOf(storage), store: to, isOfProgram: true };
    }
  }

  /** A storage that was disabled tells nothing, though its stores are still there. */
  #isOn(storage: number): boolean {
    return storage < 0 || booleanOf(this.#heap, storage, "enabled") !== false;
  }

  #nameOf(storage: number): string {
    let name = this.#names.get(storage);
    if (name === undefined) this.#names.set(storage, name = storage < 0 ? "" : storageName(this.#heap, storage));
    return name;
  }

  /** By V8's id of the table of their WeakMap. */
  #variablesByTable(): Map<number, Variable> {
    if (this.#variables !== undefined) return this.#variables;
    const heap = this.#heap;
    const found = this.#variables = new Map<number, Variable>();
    for (const node of objectsNamed(heap, "AsyncVariable")) {
      const data = heap.property(node, "#data");
      if (data < 0) continue;
      const table = [...heap.edges(data)].find(({ type, name }) => type === "internal" && name === "table");
      if (table === undefined) continue;
      let storage = -1;
      for (const { edge, from } of heap.retainers(node)) if (heap.step(edge) === "#variable") storage = from;
      found.set(heap.id(table.to), { map: data, storage });
    }
    return found;
  }

  #allStorages(): number[] {
    return objectsNamed(this.#heap, "AsyncLocalStorage").filter((node) =>
      this.#heap.property(node, "kResourceStore") >= 0
    );
  }
}

function objectsNamed(heap: HeapGraph, name: string): number[] {
  return heap.nodesNamed(name).filter((node) => heap.type(node) === "object");
}
