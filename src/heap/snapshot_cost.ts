/**
 * What a heap snapshot will cost, told beforehand. V8 counts no objects, so this is an estimate from the sizes of its spaces. It cannot
 * be exact, and once V8 has begun, nothing stops it: where memory is short, the system kills the process.
 *
 * Measured with Deno 2.9.6 (V8 15.0) by `bench/heap_cost.ts`, peak of memory that a dump takes outside the heap for each MB of small
 * objects: plain objects 17 MB, closures 14, strings, promises and suspended functions 10, typed arrays 5; the snapshot itself 35 to 60
 * ms. On top of it V8 keeps a buffer of 4 KB for each different index: of an array of a million references 4 GB, of a Map with a million
 * entries or an object with a million keys 8 to 12 GB. Arrays of numbers cost nothing.
 *
 * What is not counted beforehand: texts in V8's own table of them, where those of parsed JSON stand, 4 KB each, and entries of WeakMaps, 12
 * KB each. Heaps that are full of these take up to 10 times what is told.
 */
import { findStrings, type Snapshot } from "./snapshot.ts";

/** The sizes of a heap, in MB. */
export interface HeapFigures {
  /** Garbage included. */
  used: number;
  /** Objects of more than 128 KB each, which `used` includes: arrays, tables of maps, strings. */
  large: number;
  /** What is left for long-lived objects, as far as V8 tells. */
  room: number;
  /** With how much it all ends. */
  limit: number;
}

/** What is needed of `node:v8`. */
export interface HeapStatistics {
  getHeapStatistics(): { "used_heap_size": number; "heap_size_limit": number };
  getHeapSpaceStatistics(): { "space_name": string; "space_used_size": number }[];
}

/** The sizes of the heap of this process. Refers to nothing outside itself: it is also sent to others. */
export function heapFigures(v8: HeapStatistics): HeapFigures {
  const MB = 1024 * 1024;
  const statistics = v8.getHeapStatistics();
  const used = statistics.used_heap_size / MB, limit = statistics.heap_size_limit / MB;
  let large = 0;
  for (const space of v8.getHeapSpaceStatistics()) {
    if (/^(?:new_)?large_object_space$/.test(space.space_name)) large += space.space_used_size / MB;
  }
  // The limit includes 96 MB for young objects, which the others cannot have.
  return { used, large, room: Math.max(0, limit - Math.min(96, limit / 2) - used), limit };
}

/** How many reactions wait for promises. Refers to nothing outside itself but `findStrings`. */
export function reactionCount(snapshot: Snapshot): number {
  const { nodeName, nodeTypes, nodeType } = snapshot;
  const [REACTION] = findStrings(snapshot, ["system / PromiseReaction"]);
  let count = 0;
  const NATIVE = nodeTypes.indexOf("native"), HIDDEN = nodeTypes.indexOf("hidden");
  for (let n = nodeName.indexOf(REACTION); n >= 0; n = nodeName.indexOf(REACTION, n + 1)) {
    if (nodeType[n] === NATIVE || nodeType[n] === HIDDEN) count++;
  }
  return count;
}

/** MB of the heap that the walk to the await sites needs: 1,500 bytes for each wait. Self-contained but for `reactionCount`. */
export function walkMemory(snapshot: Snapshot): number {
  return reactionCount(snapshot) * 1500 / 1024 / 1024;
}

/** MB of the heap that a dump of a snapshot needs, with everything that leads to it: 3,500 bytes for each wait. */
export function dumpMemory(snapshot: Snapshot): number {
  return reactionCount(snapshot) * 3500 / 1024 / 1024;
}

/** What it will take. */
export interface SnapshotCost {
  /** MB outside the heap, at its peak. */
  memory: number;
  seconds: number;
}

/**
 * The cost of a snapshot.
 *
 * @param longest the greatest number of references in one array or table, if it is known; else large objects may be one such
 */
export function snapshotCost({ used, large }: HeapFigures, longest = Infinity): SnapshotCost {
  const small = Math.max(0, used - large);
  const indexes = Math.min(longest, large * 1024 * 1024 / 8) * 4.3 / 1024; // MB
  return { memory: 150 + 13 * small + indexes, seconds: 0.2 + small * 0.06 + indexes / 1000 };
}

/** What is needed to look at any object without running code of the program. */
export interface StoreTests {
  isProxy(value: unknown): boolean;
  isMap(value: unknown): boolean;
  isSet(value: unknown): boolean;
  /** A view of bytes, or a boxed primitive: one index for each of its elements, none of which is an object. */
  isPlain(value: unknown): boolean;
  mapSize(this: object): number;
  setSize(this: object): number;
}

/** Gives `StoreTests` that no program can have replaced, when it is run in a realm of its own and called with `util.types`. */
export const STORE_TESTS = `({ isProxy, isMap, isSet, isBoxedPrimitive }) => {
  const { isView } = ArrayBuffer;
  return {
    isProxy,
    isMap,
    isSet,
    isPlain: (value) => isView(value) || isBoxedPrimitive(value),
    mapSize: Reflect.getOwnPropertyDescriptor(Map.prototype, "size").get,
    setSize: Reflect.getOwnPropertyDescriptor(Set.prototype, "size").get,
  };
}`;

/**
 * How many references stand in the longest array, map, set or object, as far as V8 will name their indexes. Those below 16,000 do not
 * matter. Refers to nothing outside itself.
 *
 * @param groups all objects, cut into any number of lists
 */
export function longestStore(groups: object[][], tests: StoreTests): number {
  const LARGE = 16_000, SAMPLES = 64;
  const { isProxy, isMap, isSet, isPlain, mapSize, setSize } = tests;
  let longest = 0;
  for (let g = 0; g < groups.length; g++) {
    for (let i = 0; i < groups[g].length; i++) longest = Math.max(longest, indexesOf(groups[g][i]));
  }
  return longest;

  function indexesOf(object: object): number {
    if (isProxy(object) || isPlain(object)) return 0;
    if (isMap(object)) return 2 * Reflect.apply(mapSize, object, []); // a key, and a value
    if (isSet(object)) return Reflect.apply(setSize, object, []);
    if (Array.isArray(object)) return hasReferences(object, object.length) ? object.length : 0;
    if (has(object, LARGE)) {
      let end = LARGE; // its keys as texts would take more memory than the object
      while (has(object, end)) end *= 2;
      return hasReferences(object, end / 2) ? end : 0;
    }
    const { length } = Reflect.ownKeys(object);
    return length > LARGE ? 3 * length : 0; // a key, which also stands in V8's table of texts, and a value
  }

  function has(object: object, index: number): boolean {
    return Reflect.getOwnPropertyDescriptor(object, index) !== undefined;
  }

  function hasReferences(elements: object, length: number): boolean {
    if (length <= LARGE) return false;
    for (let sample = 0; sample < SAMPLES; sample++) {
      const at = Math.floor(sample * (length - 1) / (SAMPLES - 1));
      const value = Reflect.getOwnPropertyDescriptor(elements, at)?.value;
      if (value !== undefined && typeof value !== "number") return true;
    }
    return false;
  }
}
