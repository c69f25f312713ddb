/**
 * From nodes of a snapshot of this process to the live objects, and back. All live objects stand in one array, and stood in
 * the snapshot in the same order, so both ways are a look-up. Objects without `Object.prototype` (another realm's, those of a null prototype)
 * are not in that array; V8's own, such as the object of an async function, can be asked for by id while the session is open.
 */
import type { InspectorSession } from "../heap/inspector_session.ts";
import type { HeapGraph } from "../heap/heap_graph.ts";

/** Objects that are searched for one by one. */
const MAX_SEARCHES = 50;

/** The live objects of one snapshot, until it is disposed. */
export class LiveObjects implements Disposable {
  #objects: readonly object[];
  /** Index of the object, by node, plus one. */
  #indexes: Uint32Array;
  #nodes: Map<object, number> | undefined;
  #questions = 0;
  /** Node of each object, by index; 0 for none. */
  readonly #elements: Uint32Array;
  readonly #heap: HeapGraph;
  #session: InspectorSession | undefined;

  constructor(
    heap: HeapGraph,
    objects: readonly object[],
    elements: Uint32Array,
    session: InspectorSession | undefined,
  ) {
    this.#heap = heap;
    this.#objects = objects;
    this.#elements = elements;
    this.#session = session;
    this.#indexes = new Uint32Array(heap.snapshot.nodeCount);
    for (let index = 0; index < elements.length; index++) {
      if (elements[index] > 0) this.#indexes[elements[index]] = index + 1;
    }
  }

  /** The inspector of this process; `undefined` without the permission, and after the look. */
  get session(): InspectorSession | undefined {
    return this.#session;
  }

  /** The object of a node; `undefined` when it cannot be had. */
  object(node: number): object | undefined {
    const index = node < 0 ? 0 : this.#indexes[node] ?? 0;
    return index === 0 ? undefined : this.#objects[index - 1];
  }

  /** The node of an object; `undefined` for one that was not alive when the snapshot was taken. */
  node(object: object): number | undefined {
    // A map of everything that lives takes long to make, and stands in the next snapshot: not for a few questions.
    if (this.#nodes === undefined && this.#questions++ < MAX_SEARCHES) {
      const index = this.#objects.indexOf(object);
      return index < 0 ? undefined : this.#elements[index] || undefined;
    }
    if (this.#nodes === undefined) {
      this.#nodes = new Map();
      for (let index = 0; index < this.#objects.length; index++) {
        if (this.#elements[index] > 0) this.#nodes.set(this.#objects[index], this.#elements[index]);
      }
    }
    return this.#nodes.get(object);
  }

  /** A handle of a node's object for the inspector; by its id, 10 to 30 ms, where the object itself is not at hand. */
  handle(node: number): string | undefined {
    const session = this.#session;
    if (session === undefined || node < 0) return undefined;
    const object = this.object(node);
    if (object !== undefined) return session.handle(object);
    try {
      return session.objectById(this.#heap.id(node));
    } catch {
      return undefined; // V8 gives no handle of some of its own objects
    }
  }

  /** Forget all objects, and disconnect. */
  [Symbol.dispose](): void {
    this.#objects = [];
    this.#nodes = undefined;
    this.#indexes = new Uint32Array(0);
    this.#session?.[Symbol.dispose]();
    this.#session = undefined;
  }
}
