/** What begins within a part of a script: bundles have a hundred thousand calls, and each of their functions asks for its own. */

/** A list in the order of offsets. */
interface Sorted {
  readonly offsets: readonly number[];
  /** Where each of them stands in the list. */
  readonly indices: readonly number[];
}

const known = new WeakMap<readonly unknown[], Sorted>();

/**
 * The items of a list that begin within a range, in the order of the list.
 *
 * @param offsetOf always the same for one list, which does not change
 */
export function startingIn<Item>(
  list: readonly Item[],
  offsetOf: (item: Item) => number,
  { start, end }: { start: number; end: number },
): Item[] {
  let sorted = known.get(list);
  if (sorted === undefined) known.set(list, sorted = sort(list.map(offsetOf)));
  const { offsets, indices } = sorted;
  const found: number[] = [];
  for (let at = firstFrom(offsets, start); at < offsets.length && offsets[at] < end; at++) found.push(indices[at]);
  return found.sort((a, b) => a - b).map((index) => list[index]);
}

function sort(all: readonly number[]): Sorted {
  const indices = [...all.keys()].sort((a, b) => all[a] - all[b]);
  return { offsets: indices.map((index) => all[index]), indices };
}

/** Index of the first element of a sorted list that is not below `value`; the length of the list if all are. */
function firstFrom(sorted: readonly number[], value: number): number {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
