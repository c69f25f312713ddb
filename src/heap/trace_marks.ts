/**
 * What the trace engine has noted on promises, read from a heap: so it is known of another process, too. `trace/marks.ts` and
 * `trace/clock.ts` write it.
 */
import type { HeapGraph } from "./heap_graph.ts";
import { numberIn, numberOf, valueOf } from "./plain_values.ts";

const SINCE = "#stackscopeSince";
const SINCE_OF_RECORD = "since";
const SECONDS = "stackscopeTraceSeconds";
const MILLISECONDS = "stackscopeTraceMilliseconds";

/** The marks in one heap. */
export class TraceMarks {
  readonly #heap: HeapGraph;
  readonly #isThere: boolean;

  constructor(heap: HeapGraph) {
    this.#heap = heap;
    this.#isThere = heap.stringIndex(SINCE) >= 0;
  }

  /** When a promise was made, in milliseconds after the epoch; `undefined` when it has no mark. */
  since(promise: number): number | undefined {
    if (!this.#isThere || promise < 0) return undefined;
    const heap = this.#heap, noted = valueOf(heap, promise, SINCE);
    const since = noted < 0 ? undefined : numberIn(heap, noted) ?? numberOf(heap, noted, SINCE_OF_RECORD);
    return since === undefined || since < 0 ? undefined : since; // the time of one that has settled is not kept
  }

  /** When the clock of the trace engine began to count; `undefined` when nothing was ever traced. */
  epoch(): Date | undefined {
    if (!this.#isThere) return undefined;
    const owners = this.#heap.nodesWithProperty(this.#heap.stringIndex(SECONDS));
    for (let i = 0; i < owners.length; i += 2) {
      const whole = numberOf(this.#heap, owners[i], SECONDS), rest = numberOf(this.#heap, owners[i], MILLISECONDS);
      if (whole !== undefined && rest !== undefined) return new Date(whole * 1000 + rest);
    }
    return undefined;
  }
}
