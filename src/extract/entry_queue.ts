/** The two queues of the extraction loop: what has yet to be unwrapped, and what cannot be unwrapped further. */
import { isGeneratorObject, isPromise } from "node:util/types";
import { Frame } from "../model/frame.ts";
import { HeapWait } from "./waits.ts";

/** Something to unwrap. */
export interface Item {
  value: unknown;
  /** How many unwrappings led to it. */
  depth: number;
  /** The innermost generator or promise that was looked into on the way. */
  origin: object | undefined;
  /** It came out of `toElaborate` again. */
  isUnwrapped: boolean;
  /** The items that led to it. */
  path: Path | undefined;
  /** It came from a hook, or from what the library can unwrap by itself: not from the heap, which is finite. */
  isByHook: boolean;
}

interface Path {
  value: unknown;
  before: Path | undefined;
}

/** A frame, or what is left at the end. */
export interface Entry {
  value: unknown;
  depth: number;
  item: Item;
}

/** Steps back along a path that are compared. */
const MAX_PATH = 200;

/** The queues of one stack. */
export class EntryQueue {
  /** The front is at the end. */
  readonly #toUnwrap: Item[];
  #toElaborate: Entry[] = [];
  readonly #present: (value: unknown) => unknown;

  /** @param present what hooks see of an entry that is no frame */
  constructor(start: unknown, present: (value: unknown) => unknown) {
    this.#toUnwrap = [
      { value: start, depth: 0, origin: undefined, isUnwrapped: false, path: undefined, isByHook: false },
    ];
    this.#present = present;
  }

  /** Is the frame after the current one still unknown, and can it be found? */
  wantsMore(): boolean {
    return this.#toUnwrap.length > 0 && (this.#toElaborate.length < 2 || !Frame.is(this.#toElaborate[0].value));
  }

  /** The next item to unwrap. */
  takeItem(): Item {
    const item = this.#toUnwrap.pop();
    if (item === undefined) throw new Error("Cannot take an item as none is left");
    return item;
  }

  /** `value`, which stands for the item, cannot be unwrapped further. */
  settle(item: Item, value: unknown): void {
    this.#toElaborate.push({ value, depth: item.depth, item });
  }

  /** The item has become these. */
  unwrapped(item: Item, list: readonly unknown[]): void {
    const isInHeap = HeapWait.is(item.value);
    const path = isInHeap ? item.path : { value: item.value, before: item.path };
    const origin = isInHeap ? undefined : originAfter(item);
    this.#putFirst(list, { depth: item.depth + 1, origin, path, isByHook: !isInHeap });
  }

  /** Did `next` lead to the item, or is it the item? */
  isOnPath(item: Item, next: unknown): boolean {
    if (typeof next !== "object" && typeof next !== "function" || next === null) return false;
    if (next === item.value) return true;
    let hops = 0;
    for (let path = item.path; path !== undefined && hops++ < MAX_PATH; path = path.before) {
      if (path.value === next) return true;
    }
    return false;
  }

  /** The next frame to elaborate; `undefined` when none is left. */
  takeFrame(): { value: Frame; depth: number } | undefined {
    const first = this.#toElaborate[0];
    if (first === undefined || !Frame.is(first.value)) return undefined;
    this.#toElaborate.shift();
    return { value: first.value, depth: first.depth };
  }

  /** What comes after the current frame: a frame, what is left, or nothing. */
  nextInner(): unknown {
    return this.#toElaborate.length === 0 ? undefined : this.#present(this.#toElaborate[0].value);
  }

  /** The frame after the current one. */
  nextFrame(): Frame | undefined {
    const next = this.#toElaborate[0]?.value;
    return Frame.is(next) ? next : undefined;
  }

  /** What is left. */
  rest(): readonly Entry[] {
    return this.#toElaborate;
  }

  /** Everything logically inward of a frame becomes `list`. */
  replace(depth: number, list: readonly unknown[]): void {
    this.#putBack();
    while (this.#toUnwrap.length > 0 && this.#toUnwrap[this.#toUnwrap.length - 1].depth >= depth) this.#toUnwrap.pop();
    this.#putFirst(list, { depth, origin: undefined, path: undefined, isByHook: true });
  }

  /** Nothing is unwrapped any more. */
  cut(): void {
    this.#toUnwrap.length = 0;
  }

  /** `list` comes between a frame and what is next. */
  insert(depth: number, list: readonly unknown[]): void {
    this.#putBack();
    this.#putFirst(list, { depth, origin: undefined, path: undefined, isByHook: true });
  }

  #putBack(): void {
    for (const { value, item } of this.#toElaborate.toReversed()) {
      this.#toUnwrap.push({ ...item, value, isUnwrapped: true });
    }
    this.#toElaborate = [];
  }

  #putFirst(
    list: readonly unknown[],
    { depth, origin, path, isByHook }: Pick<Item, "depth" | "origin" | "path" | "isByHook">,
  ): void {
    for (let at = list.length - 1; at >= 0; at--) {
      const value = list[at];
      if (value !== undefined) this.#toUnwrap.push({ value, depth, origin, isUnwrapped: false, path, isByHook });
    }
  }
}

function originAfter({ value, origin }: Item): object | undefined {
  if (typeof value !== "object" || value === null) return origin;
  return isGeneratorObject(value) || isPromise(value) ? value : origin;
}
