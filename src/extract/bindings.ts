/** Which `using` declaration stands for which entry of a block's hidden disposable stack. */
import type { ActiveBlock, UsingBinding } from "../source/script_syntax.ts";

/** What is known of an entry from the heap. */
export interface EntryKind {
  /** Position in the stack. */
  index: number;
  /** Its method can only come from `await using` (true), only from `using` (false), from either (`undefined`). */
  isAsync: boolean | undefined;
}

/** Steps on the ways to match that are tried. */
const MAX_STEPS = 10_000;

/**
 * The declaration of each entry; `undefined` where several would fit. `"none fits"`: the entries are not
 * those of this block. A `using` without a resource (`null`) has no entry, an
 * `await using` without one has an entry that shows nothing.
 */
export function matchBindings(
  declared: readonly UsingBinding[],
  entries: readonly EntryKind[],
): (UsingBinding | undefined)[] | "none fits" {
  if (entries.length === 0) return [];
  const byIndex = new Map(entries.map((entry, at) => [entry.index, { entry, at }]));
  const last = entries[entries.length - 1].index;
  const agreed: (UsingBinding | null | undefined)[] = entries.map(() => undefined);
  const chosen: (UsingBinding | undefined)[] = entries.map(() => undefined);
  let ways = 0, steps = 0;
  const isCertain = tryFrom(0, 0);
  if (!isCertain) return entries.map(() => undefined);
  return ways === 0 ? "none fits" : agreed.map((binding) => binding ?? undefined);

  /** Match declarations from `d` on with entries from `index` on. False: there are too many ways. */
  function tryFrom(d: number, index: number): boolean {
    if (declared.length - d < last + 1 - index) return true; // an entry would be left over: this is no way
    if (++steps > MAX_STEPS) return false;
    if (d === declared.length) {
      ways++;
      chosen.forEach((binding, at) => {
        if (ways === 1) agreed[at] = binding;
        else if (agreed[at] !== binding) agreed[at] = null;
      });
      return true;
    }
    const binding = declared[d];
    const found = byIndex.get(index);
    const fits = found === undefined ? binding.isAsync : (found.entry.isAsync ?? binding.isAsync) === binding.isAsync;
    if (fits) {
      if (found !== undefined) chosen[found.at] = binding;
      if (!tryFrom(d + 1, index + 1)) return false;
    }
    return binding.isAsync || tryFrom(d + 1, index);
  }
}

/**
 * The block of each hidden stack, outermost first; `undefined` when that is not certain. A register may still hold the stack of
 * a block that was left, but then it has no entries (V8 15.0).
 *
 * @param sizes how many entries each stack has, at least
 */
export function matchBlocks(
  active: readonly ActiveBlock[],
  sizes: readonly number[],
): (number | undefined)[] | undefined {
  if (active.length === sizes.length) return active.map((_, at) => at);
  if (active.length > sizes.length) return undefined;
  const ways: number[][] = [];
  choose([], 0);
  if (ways.length !== 1) return undefined;
  return sizes.map((_, at) => {
    const block = ways[0].indexOf(at);
    return block < 0 ? undefined : block;
  });

  function choose(taken: number[], from: number): void {
    if (taken.length === active.length) {
      if (sizes.every((size, at) => size === 0 || taken.includes(at))) ways.push(taken);
      return;
    }
    const { declared } = active[taken.length];
    const least = declared.filter(({ isAsync }) => isAsync).length;
    for (let at = from; at < sizes.length && ways.length < 2; at++) {
      if (sizes[at] <= declared.length && (sizes[at] > 0 || least === 0)) choose([...taken, at], at + 1);
    }
  }
}
