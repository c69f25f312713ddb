/** Finds the innermost of nested regions. */
import { lastAtMost } from "./line_table.ts";

/** A part of a text that belongs to something. */
export interface Region<Owner> {
  /** Offset of its first character. */
  readonly start: number;
  /** Offset behind its last character. */
  readonly end: number;
  readonly owner: Owner;
}

/** Regions that nest, cut into a flat list of borders, so that a search by halves finds the innermost one. */
export class RegionMap<Owner> {
  /** From each offset on, up to the next one, the owner of the same index has the text. */
  readonly #borders: number[] = [];
  readonly #owners: (Owner | undefined)[] = [];

  /** The regions may come in any order. */
  constructor(regions: readonly Region<Owner>[]) {
    const open: Region<Owner>[] = [];
    const closeUpTo = (offset: number) => {
      while (open.length > 0 && open[open.length - 1].end <= offset) {
        const { end } = open.pop() as Region<Owner>;
        this.#begin(end, open.at(-1)?.owner);
      }
    };
    this.#begin(0, undefined);
    for (const region of regions.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
      closeUpTo(region.start);
      this.#begin(region.start, region.owner);
      open.push(region);
    }
    closeUpTo(Infinity);
  }

  /** The owner of the innermost region around an offset. */
  at(offset: number): Owner | undefined {
    return offset < 0 ? undefined : this.#owners[lastAtMost(this.#borders, offset)];
  }

  #begin(offset: number, owner: Owner | undefined): void {
    if (this.#borders.at(-1) === offset) {
      this.#owners[this.#owners.length - 1] = owner;
    } else {
      this.#borders.push(offset);
      this.#owners.push(owner);
    }
  }
}
