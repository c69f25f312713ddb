/**
 * What the trace engine has noted on promises, read from a heap: so it is known of another process, too. `trace/marks.ts` and
 * `trace/clock.ts` write it.
 */
import type { HeapGraph } from "./heap_graph.ts";
import { numberIn, numberOf, valueOf } from "./plain_values.ts";
import { findStrings } from "./snapshot.ts";

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
    this.#isThere = findStrings(heap.snapshot, [SINCE])[0] >= 0;
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
    const { nodeCount, firstEdge, edgeType, edgeName, edgeTypes } = this.#heap.snapshot;
    const [seconds] = findStrings(this.#heap.snapshot, [SECONDS]), PROPERTY = edgeTypes.indexOf("property");
    for (let node = 0; seconds >= 0 && node < nodeCount; node++) {
      for (let e = firstEdge[node]; e < firstEdge[node + 1]; e++) {
        if (edgeName[e] !== seconds || edgeType[e] !== PROPERTY) continue;
        const whole = numberOf(this.#heap, node, SECONDS), rest = numberOf(this.#heap, node, MILLISECONDS);
        if (whole !== undefined && rest !== undefined) return new Date(whole * 1000 + rest);
      }
    }
    return undefined;
  }
}
