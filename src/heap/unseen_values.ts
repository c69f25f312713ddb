/**
 * Values of async contexts that the snapshot has no text of, as it does not tell which piece of a longer string a string is. With
 * Deno this is common: `crypto.randomUUID()` gives pieces of a string that holds many, and so does `new URL(url).pathname`. They
 * are read from the live objects.
 */
import { AsyncContexts } from "./async_context.ts";
import type { AwaitGraph } from "./await_graph.ts";
import { storedValues } from "./stored_values.ts";

/** The values of one store that are to be read. */
export interface UnseenValues {
  /** Node of the key under which the store stands in the WeakMap. */
  key: number;
  /** Where they stand in the store. */
  paths: (readonly string[])[];
}

/** What the contexts of suspended functions hold and the snapshot does not tell. */
export interface Unseen {
  /** By node of the WeakMap that has the stores. */
  stores: Map<number, UnseenValues[]>;
  /** By node of a Map: names of its entries. */
  entries: Map<number, string[]>;
}

/** Find what is to be read from the live objects. */
export function unseenValues({ heap, suspended }: AwaitGraph): Unseen {
  const stores = new Map<number, UnseenValues[]>(), entries = new Map<number, string[]>();
  const contexts = new AsyncContexts(heap);
  const seen = new Set<number>();
  for (const { asyncContext } of suspended.values()) {
    if (asyncContext < 0 || seen.has(asyncContext)) continue;
    seen.add(asyncContext);
    for (const { store, weak, isOfProgram } of contexts.of(asyncContext)) {
      if (weak === undefined || !isOfProgram || seen.has(weak.key)) continue;
      seen.add(weak.key);
      const paths: (readonly string[])[] = [];
      for (const { path, text, holder } of storedValues(heap, store)) {
        if (text !== undefined) continue;
        if (holder === undefined) paths.push(path);
        else entries.set(holder, [...entries.get(holder) ?? [], path[0]]);
      }
      if (paths.length === 0) continue;
      const ofMap = stores.get(weak.map);
      if (ofMap === undefined) stores.set(weak.map, [{ key: weak.key, paths }]);
      else ofMap.push({ key: weak.key, paths });
    }
  }
  return { stores, entries };
}

/** What is needed of `node:util/types` and of Map. */
export interface PlainReading {
  isProxy(value: unknown): boolean;
  isMap(value: unknown): boolean;
  mapGet(this: unknown, key: string): unknown;
}

/**
 * The text of a string, number or boolean that stands at `path` in a live value, by own data properties and entries of Maps;
 * `undefined` for anything else. Runs nothing of the program. Refers to nothing outside itself: its source is also sent to other
 * processes.
 */
export function plainTextAt(
  value: unknown,
  path: readonly string[],
  { isProxy, isMap, mapGet }: PlainReading,
): string | undefined {
  let at = value;
  for (const name of path) {
    if (typeof at !== "object" || at === null || isProxy(at)) return undefined;
    at = isMap(at) ? Reflect.apply(mapGet, at, [name]) : Reflect.getOwnPropertyDescriptor(at, name)?.value;
  }
  if (typeof at === "string") return at.slice(0, 1024);
  return typeof at === "number" || typeof at === "boolean" ? `${at}` : undefined;
}
