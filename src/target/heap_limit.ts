/** Whether a heap is too large to be looked at: for its snapshot, for the memory of the machine, or for its own limit. */
import { type HeapFigures, snapshotCost } from "../heap/snapshot_cost.ts";
import { undisturbed } from "../model/own_language.ts";
import { safeText } from "../model/safe_text.ts";

/** MB of used heap. A snapshot of so much stops a program for up to a minute, and takes about 13 GB. */
const DEFAULT_LIMIT = 1000;
/** The share of the free memory that a snapshot may take. */
const MOST_OF_FREE = 0.9;
/** MB that must be left in a heap for a look at it, whatever it holds. */
const LEAST_ROOM = 16;

/** What to do to look in spite of it. */
export const ANY_HEAP = "raise the limit with setHeapLimit(Infinity)";

let limit = DEFAULT_LIMIT;

/**
 * Set how large a heap may be to be looked at. A heap snapshot stops the program, for up to a minute for each 1,000 MB, and takes 5 to
 * 20 times as much memory as the heap, more where it is full of WeakMap entries or texts of parsed JSON. So a heap of more than 1,000 MB
 * is refused, and one for whose snapshot the memory of the machine would not do: {@linkcode extractAll} then gives a dump without tasks
 * whose notes say why, {@linkcode extract} a stack with an `error`.
 *
 * @param megabytes MB of used heap; `Infinity` for any heap, whatever the memory of the machine; `undefined` for the default
 * @throws {RangeError} when `megabytes` is not a positive number
 * @example A heap that is refused
 * ```ts
 * import { extractAll, setHeapLimit } from "@stackscope/stackscope";
 * import { assertEquals, assertMatch } from "@std/assert";
 *
 * setHeapLimit(1); // far too little
 * const { tasks, notes } = extractAll();
 * assertEquals(tasks, []);
 * assertMatch(notes[0], /more than the limit of 1 MB/);
 *
 * setHeapLimit(undefined);
 * ```
 */
export function setHeapLimit(megabytes: number | undefined): void {
  undisturbed(() => {
    if (megabytes !== undefined && !(typeof megabytes === "number" && megabytes > 0)) {
      throw new RangeError(
        `Cannot limit heaps as 'megabytes' must be a positive number or undefined: current value is ${
          safeText(megabytes)
        }`,
      );
    }
    limit = megabytes ?? DEFAULT_LIMIT;
  });
}

/** A refusal as the command tells it, which has an option where the library has a function. */
export function inWordsOfCommand(refusal: string): string {
  return refusal.replace(/raise the limit with setHeapLimit\((\d+)\)/, "allow it with --max-heap=$1")
    .replace(ANY_HEAP, "look in spite of it with --max-heap=any");
}

/** The limit of this process, in MB. */
export function heapLimit(): number {
  return limit;
}

/** What is known before a look at a heap. */
export interface BeforeLook {
  figures: HeapFigures;
  /** MB of used heap that are allowed. */
  limit: number;
  /** MB that the machine can give; `undefined` when unknown. */
  free: number | undefined;
  /** The longest array or table; `undefined` when nobody has looked. */
  longest?: number;
  /** Milliseconds that the look may take. Default: any. */
  timeoutMs?: number;
  /** How the limit is raised to so many MB, and the time to so many seconds. */
  hint: { limit(megabytes: number): string; time?(seconds: number): string };
}

/** Why a heap is not looked at. */
export interface Refusal {
  /** Behind "Cannot look into this heap as". */
  reason: string;
  /** Would it help to know the longest store? */
  isRough: boolean;
}

/** Why the heap is not to be looked at; `undefined` when it may be. */
export function refusalOf({ figures, limit, free, longest, timeoutMs, hint }: BeforeLook): Refusal | undefined {
  if (limit === Infinity) return undefined;
  const { used, room, large } = figures;
  const { memory, seconds } = snapshotCost(figures, longest);
  const refuse = (reason: string, isRough = { isRough: false }): Refusal => ({ reason, ...isRough });
  if (used > limit) {
    const wanted = Math.ceil(used * 1.1 / 100) * 100;
    return refuse(
      `it holds ${size(used)}, more than the limit of ${size(limit)}: a snapshot would take about ${
        time(seconds)
      } and ` +
        `${size(memory)} of memory; ${hint.limit(wanted)}`,
    );
  }
  if (room < LEAST_ROOM) {
    return refuse(
      `it is nearly full, ${size(used)} are used and ${size(room)} left, and a look needs ${
        size(LEAST_ROOM)
      }: start the ` +
        `program with more (--v8-flags=--max-old-space-size=${Math.ceil((used + room) * 1.5 / 100) * 100})`,
    );
  }
  if (free !== undefined && memory > free * MOST_OF_FREE) {
    const what = large > used / 4 && longest === undefined ? `, most of it for ${size(large)} of large objects` : "";
    return refuse(
      `its snapshot may take ${size(memory)} of memory${what}, and ${size(free)} are free: free some, or ` +
        hint.limit(Infinity),
      { isRough: longest === undefined && large > 1 },
    );
  }
  if (timeoutMs !== undefined && seconds > timeoutMs / 1000) {
    const wanted = Math.ceil(seconds * 4 / 10) * 10;
    return refuse(
      `its snapshot would take about ${time(seconds)}, longer than it may: ${hint.time?.(wanted) ?? ""}`,
      { isRough: longest === undefined && large > 1 },
    );
  }
  return undefined;
}

/** Is there room in a heap for lists of all its objects, and of the keys of the largest one? */
export function hasRoomForLists({ room, used, large }: HeapFigures): boolean {
  return room > 8 + (used - large) * 0.3 + large / 3;
}

function size(megabytes: number): string {
  if (megabytes >= 10_000) return `${Math.round(megabytes / 1000)} GB`;
  return `${Math.round(megabytes)} MB`;
}

function time(seconds: number): string {
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}
