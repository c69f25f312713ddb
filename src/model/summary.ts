import { Frame } from "./frame.ts";
import { FrameSummary, type FrameSummaryInit } from "./frame_summary.ts";
import { summaryLines } from "./summary_text.ts";
import { frameRecord } from "./summary_walk.ts";
import { itemsOf } from "./items_of.ts";
import { checkOptions } from "./given.ts";
import { undisturbed } from "./own_language.ts";
import { isInstance, isObject, typeWordsOf } from "./type_name.ts";

/** Options of {@linkcode StackSummary.extract}. */
export interface SummaryExtractOptions {
  /** At most so many frames. Default: all. */
  limit?: number;
  /** Look up the source lines now, otherwise each at its first use. Default: true. */
  lookupLines?: boolean;
  /** Capture the text of parameters and locals. Costly where they are many. Default: false. */
  captureLocals?: boolean;
}

/**
 * A stack as plain data, innermost frame last: to keep, to send to another thread, to write to a file. Keeps nothing
 * alive that the stack held.
 *
 * A structured clone and JSON carry it; {@linkcode StackSummary.fromList} makes a summary of either again.
 *
 * @example To another thread and back
 * ```ts
 * import { extract, StackSummary } from "@stackscope/stackscope";
 * import { assertEquals } from "@std/assert";
 *
 * const door = Promise.withResolvers<void>();
 * async function open() {
 *   await door.promise;
 * }
 * async function enter() {
 *   await open();
 * }
 *
 * const entering = enter();
 * const summary = extract(entering).asSummary();
 * assertEquals(Array.from(summary, ({ name }) => name), ["enter", "open"]);
 * assertEquals(StackSummary.fromList(structuredClone(summary)), summary);
 *
 * door.resolve();
 * await entering;
 * ```
 */
export class StackSummary {
  /** One record for each frame, innermost last. */
  readonly frames: readonly FrameSummary[];

  private constructor(frames: readonly FrameSummary[]) {
    this.frames = frames;
  }

  /**
   * The summary of frames, in the order in which they are given.
   *
   * @param frames what to summarize; no more of them than `limit` are taken
   * @param options how many, and what of them
   * @returns the summary
   * @throws {TypeError} when `frames` is no list of frames, or `limit` is not a number
   * @throws {RangeError} when `limit` is not a non-negative integer
   */
  static extract(frames: Iterable<Frame>, options: SummaryExtractOptions = {}): StackSummary {
    checkOptions(options, "summarize");
    return undisturbed(() => {
      const { limit, lookupLines = true, captureLocals } = options;
      checkLimit(limit);
      const given = itemsOf(frames);
      if (given === undefined) {
        throw new TypeError(`Cannot summarize as 'frames' must be iterable: current value is ${typeWordsOf(frames)}`);
      }
      const records: FrameSummary[] = [];
      if (limit === 0) return new StackSummary(records);
      for (const frame of given) {
        if (!Frame.is(frame)) {
          throw new TypeError(`Cannot summarize as 'frames' must be frames: current value is ${typeWordsOf(frame)}`);
        }
        records.push(frameRecord(frame, { captureLocals, lookupLine: lookupLines }));
        if (records.length === limit) break;
      }
      return new StackSummary(records);
    });
  }

  /**
   * The summary of records, or of what a structured clone or JSON has made of a summary. Texts stay as they are; lines that
   * were never looked up are looked up at their first use.
   *
   * @param list records, innermost last
   * @returns the summary
   * @throws {TypeError} when `list` is no list, or a part of a record is of the wrong type
   * @throws {RangeError} when a position is not an integer
   */
  static fromList(
    list: Iterable<FrameSummaryInit> | { readonly frames: Iterable<FrameSummaryInit> },
  ): StackSummary {
    return undisturbed(() => {
      const records = isInstance(list, StackSummary)
        ? list.frames // by themselves: its iterator would run in the language of the program
        : itemsOf(list) ?? (isObject(list) ? itemsOf((list as Partial<StackSummary>).frames) : undefined);
      if (records === undefined) {
        throw new TypeError(
          `Cannot make a summary as its list must be iterable: current value is ${typeWordsOf(list)}`,
        );
      }
      return new StackSummary(Array.from(records, recordOf));
    });
  }

  /** The records, innermost last. */
  [Symbol.iterator](): Iterator<FrameSummary> {
    return this.frames[Symbol.iterator]();
  }

  /** How many records there are. */
  get length(): number {
    return this.frames.length;
  }

  /** The record at `index`; a negative one counts from the innermost. */
  at(index: number): FrameSummary | undefined {
    return this.frames.at(index);
  }

  /** One entry per record, as lines that end in a newline. Of a run of equal entries the first three are written. */
  format(): string[] {
    return undisturbed(() => {
      return summaryLines(this.frames);
    });
  }

  /** `format()` as one string. */
  toString(): string {
    return undisturbed(() => {
      return this.format().join("");
    });
  }
}

/** A record, whose line is looked up where it is first used. */
function recordOf(record: FrameSummaryInit): FrameSummary {
  if (isInstance(record, FrameSummary)) return record;
  if (!isObject(record)) return new FrameSummary(record);
  const { url, line, column, name, lineText, lookupLine = false, locals } = record;
  return new FrameSummary({ url, line, column, name, lineText, lookupLine, locals });
}

function checkLimit(limit: unknown): void {
  if (limit === undefined) return;
  if (typeof limit !== "number") {
    throw new TypeError(`Cannot summarize as 'limit' must be a number: current value is ${typeof limit}`);
  }
  if (!Number.isInteger(limit) || limit < 0) {
    throw new RangeError(`Cannot summarize as 'limit' must be a non-negative integer: current value is ${limit}`);
  }
}
