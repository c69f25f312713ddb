/** The names that live code mentions, and the properties that it reaches by them. */

/**
 * How a node was reached: by code of the program that tells what it does with it; by code that has it under no name, in a
 * variable of its own or as an element; by code that may use all its properties; by the runtime, which may use all that it holds.
 */
export const CODE = 1, OPEN = 2, ALL = 3, RUNTIME = 4;
/** A variable of a scope: no other code than that which tells its name can have it. */
export const VARIABLE = 0;
/** Properties that the language itself uses, and those that the runtime uses of what it is given. */
const IMPLICIT = ["then", "next", "return", "throw", "toString", "valueOf", "toJSON"];
const PROTOCOL =
  /^(?:handleEvent|start|pull|cancel|write|close|abort|transform|flush|get|set|has|deleteProperty|apply|construct|ownKeys|exec|add|done|value|on[a-z]+)$/;
const IDENTIFIER = /^#?[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** What is known of names so far. */
export class LiveNames {
  readonly #reach: (node: number, how: number) => void;
  /** Some live text has properties by names that it does not tell. */
  isOpen = false;
  readonly #names = new Set<string>(IMPLICIT);
  /** Those of properties whose values go on under other names. */
  readonly #escaping = new Set<string>();
  /** Properties that wait for their name to be mentioned, and those that were reached under their name alone. */
  readonly #unnamed = new Map<string, [node: number, how: number][]>();
  readonly #named = new Map<string, number[]>();

  /** `reach` is told of the values of properties that live code gets at. */
  constructor(reach: (node: number, how: number) => void) {
    this.#reach = reach;
  }

  /** Does live code mention this name? */
  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** A new search begins, with the names known by now. */
  forgetProperties(): void {
    this.#unnamed.clear();
    this.#named.clear();
  }

  /** A property is reached when its name is mentioned; symbols are always, and functions that run without being called. */
  property(name: string, to: number, how: number): void {
    if (name.startsWith("<symbol")) return this.#reach(to, RUNTIME); // the runtime keeps its state there
    if (how === VARIABLE && this.#names.has(name)) return this.#reach(to, OPEN);
    if (how > CODE && (this.isOpen || PROTOCOL.test(name))) return this.#reach(to, OPEN);
    if (how !== VARIABLE && (/^[gs]et ./.test(name) || !IDENTIFIER.test(name))) return this.#reach(to, OPEN);
    if (!this.#names.has(name)) return append(this.#unnamed, name, [to, how]);
    if (this.#escaping.has(name)) return this.#reach(to, OPEN);
    append(this.#named, name, to);
    this.#reach(to, CODE);
  }

  /** Live text mentions these names, and lets the values of some properties go on under others. */
  mention(names: ReadonlySet<string>, escaping: ReadonlySet<string>): void {
    for (const name of escaping) {
      if (this.#escaping.has(name)) continue;
      this.#escaping.add(name);
      for (const node of this.#named.get(name) ?? []) this.#reach(node, OPEN);
      this.#named.delete(name);
    }
    for (const name of names) {
      if (this.#names.has(name)) continue;
      this.#names.add(name);
      const waiting = this.#unnamed.get(name) ?? [];
      this.#unnamed.delete(name);
      for (const [node, how] of waiting) this.property(name, node, how);
    }
  }
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
