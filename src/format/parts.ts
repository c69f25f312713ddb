/**
 * What is drawn where not all can be: parts that hang on each other, each with its cost in lines and a score, of which the lowest come
 * first. What is left out is counted in its place, so that nothing is missing in silence: `... 37 more frames`.
 *
 * A part is drawn only with the one it hangs on. For each run of parts that are left out one line is reserved. So what a choice costs
 * is known when it is made, and the budget is kept whatever is chosen.
 */
import { thousands } from "./describe.ts";

/** What is counted where it is left out. Of other lines only those are counted that hang where the count stands. */
export type Unit = "deadlock" | "task" | "branch" | "frame" | "context" | "runtime wait" | "note" | "line";

const UNITS: readonly Unit[] = ["deadlock", "task", "branch", "frame", "context", "runtime wait", "note", "line"];

/** How much of everything. */
export class Tally {
  readonly #numbers = new Map<Unit, number>();

  /** So many more of these. */
  add(unit: Unit, number: number): this {
    if (number > 0) this.#numbers.set(unit, this.of(unit) + number);
    return this;
  }

  /** All of another one; without its lines, unless they hang here. */
  addAll(other: Tally, { withLines }: { withLines: boolean }): this {
    for (const [unit, number] of other.#numbers) if (withLines || unit !== "line") this.add(unit, number);
    return this;
  }

  /** How many of these. */
  of(unit: Unit): number {
    return this.#numbers.get(unit) ?? 0;
  }

  /** Is there nothing? */
  get isEmpty(): boolean {
    return this.#numbers.size === 0;
  }

  /** `... 37 more frames, 2 contexts`. */
  toString(): string {
    const found = UNITS.filter((unit) => this.of(unit) > 0);
    // Other lines belong to what is missing, too.
    const told = found.length > 1 ? found.filter((unit) => unit !== "line") : found;
    const texts = told.map((unit) => {
      const number = this.of(unit);
      return [thousands(number), number === 1 ? unit : `${unit}${unit === "branch" ? "es" : "s"}`];
    });
    return `... ${texts.map(([number, unit], at) => `${number} ${at === 0 ? "more " : ""}${unit}`).join(", ")}`;
  }
}

/** Something that is drawn as a whole, or left out with all that hangs on it. */
export interface Part<Content> {
  /** `undefined` for parts that are only counted, and never drawn. */
  readonly content: Content | undefined;
  /** Lines of its own. */
  readonly cost: number;
  /** It itself and all that hangs on it. */
  readonly tally: Tally;
  /** In the order in which they are drawn. */
  readonly children: Part<Content>[];
  /** The lower, the sooner; above that of the part on which it hangs. */
  score: number;
  /** Is it drawn with all that hangs on its content, which are no parts? */
  readonly isWhole?: boolean;
  /** Another one beside it, of a lower score, without which it makes no sense. */
  needs?: Part<Content>;
  isKept: boolean;
}

/** A part that is not chosen yet. */
export function newPart<Content>(init: Pick<Part<Content>, "content"> & Partial<Part<Content>>): Part<Content> {
  return { cost: 1, tally: new Tally(), children: [], score: 0, isKept: false, ...init };
}

/**
 * Choose what fits into so many lines, beginning with `root`, which is drawn in any case. `isOne`: what is left out of the parts that
 * hang on the root itself is counted in one line, wherever it would stand.
 */
export function choose<Content>(root: Part<Content>, lines: number, { isOne = false } = {}): void {
  const queue = new Queue<Content>();
  root.isKept = true;
  let missing = root.children.filter(({ tally }) => !tally.isEmpty).length;
  let used = root.cost + markers(root);
  const open = (part: Part<Content>) => {
    part.children.forEach((child, at) => {
      if (child.content !== undefined) queue.push({ part: child, parent: part, at });
    });
  };
  open(root);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { part, parent, at } = next;
    if (part.needs !== undefined && !part.needs.isKept) continue; // that had the lower score, and did not fit
    const isInOne = isOne && parent === root, isCounted = Number(!part.tally.isEmpty);
    const runs = isInOne ? Number(missing > 0) : runsAround(parent.children, at);
    part.isKept = true;
    const runsThen = isInOne ? Number(missing > isCounted) : runsAround(parent.children, at);
    const more = part.cost + markers(part) + runsThen - runs;
    if (used + more > lines) {
      part.isKept = false;
      continue;
    }
    used += more;
    if (isInOne) missing -= isCounted;
    open(part);
  }
}

/** All that is left out of these parts. */
export function leftOutOf<Content>(parts: readonly Part<Content>[]): Tally {
  const tally = new Tally();
  for (const part of parts) if (!part.isKept) tally.addAll(part.tally, { withLines: true });
  return tally;
}

/** Parts of a list that are drawn, and between them what is left out. */
export function* chosen<Content>(parts: readonly Part<Content>[]): Generator<Part<Content> | LeftOut<Content>> {
  let left: LeftOut<Content> | undefined;
  for (const part of parts) {
    if (!part.isKept) {
      if (part.tally.isEmpty) continue;
      left ??= { first: part, tally: new Tally() };
      left.tally.addAll(part.tally, { withLines: true });
      continue;
    }
    if (left !== undefined) yield left;
    left = undefined;
    yield part;
  }
  if (left !== undefined) yield left;
}

/** A run of parts that are left out. */
export interface LeftOut<Content> {
  readonly first: Part<Content>;
  readonly tally: Tally;
}

/** Is it a run of parts that are left out? */
export function isLeftOut<Content>(part: Part<Content> | LeftOut<Content>): part is LeftOut<Content> {
  return "first" in part;
}

/** One line for all that hangs on a part, as long as nothing of it is chosen. */
function markers<Content>({ children }: Part<Content>): number {
  return children.some(({ tally }) => !tally.isEmpty) ? 1 : 0;
}

/** Runs of what is left out that a part touches, or is in: those that change when it is chosen. */
function runsAround<Content>(siblings: readonly Part<Content>[], at: number): number {
  const isRun = (side: number) => {
    for (let i = at + side; siblings[i] !== undefined && !siblings[i].isKept; i += side) {
      if (!siblings[i].tally.isEmpty) return true;
    }
    return false;
  };
  const before = isRun(-1), after = isRun(1);
  if (siblings[at].isKept) return Number(before) + Number(after);
  return before || after || !siblings[at].tally.isEmpty ? 1 : 0;
}

interface Candidate<Content> {
  readonly part: Part<Content>;
  readonly parent: Part<Content>;
  readonly at: number;
}

/** Candidates, the lowest score first; of equal ones the one that came first. */
class Queue<Content> {
  readonly #heap: (Candidate<Content> & { order: number })[] = [];
  #pushed = 0;

  push(candidate: Candidate<Content>): void {
    const heap = this.#heap;
    const item = { ...candidate, order: this.#pushed++ };
    let at = heap.push(item) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!isBefore(item, heap[up])) break;
      heap[at] = heap[up];
      at = up;
    }
    heap[at] = item;
  }

  pop(): Candidate<Content> | undefined {
    const heap = this.#heap;
    const first = heap[0], last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (let down = 1; down < heap.length; down = 2 * at + 1) {
      if (down + 1 < heap.length && isBefore(heap[down + 1], heap[down])) down++;
      if (!isBefore(heap[down], last)) break;
      heap[at] = heap[down];
      at = down;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(
  a: { part: { score: number }; order: number },
  b: { part: { score: number }; order: number },
): boolean {
  return a.part.score !== b.part.score ? a.part.score < b.part.score : a.order < b.order;
}
