/** A read-only view of a registry. */

/** Looks at `lists()` whenever it is asked, so it shows what is registered now. */
export class LiveMap<Key, Impl> implements ReadonlyMap<Key, readonly Impl[]> {
  readonly #lists: () => ReadonlyMap<Key, readonly Impl[]>;

  /** A view of what `lists` gives at each look. */
  constructor(lists: () => ReadonlyMap<Key, readonly Impl[]>) {
    this.#lists = lists;
  }

  /** How many targets have hooks. */
  get size(): number {
    return this.#lists().size;
  }

  /** The hooks that were registered for exactly this target, in order. */
  get(key: Key): readonly Impl[] | undefined {
    return this.#lists().get(key);
  }

  /** Whether a hook was registered for exactly this target. */
  has(key: Key): boolean {
    return this.#lists().has(key);
  }

  /** Call a function for each target. */
  forEach(callback: (impls: readonly Impl[], key: Key, map: ReadonlyMap<Key, readonly Impl[]>) => void): void {
    for (const [key, impls] of this.#lists()) callback(impls, key, this);
  }

  /** Targets with their hooks. */
  entries(): MapIterator<[Key, readonly Impl[]]> {
    return this.#lists().entries();
  }

  /** The targets. */
  keys(): MapIterator<Key> {
    return this.#lists().keys();
  }

  /** The hooks of each target. */
  values(): MapIterator<readonly Impl[]> {
    return this.#lists().values();
  }

  /** Targets with their hooks. */
  [Symbol.iterator](): MapIterator<[Key, readonly Impl[]]> {
    return this.entries();
  }
}
