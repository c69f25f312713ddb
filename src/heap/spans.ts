/**
 * The active span of OpenTelemetry, in an async context that was read from a heap.
 *
 * The JavaScript SDK keeps the name in the span. Deno's own telemetry keeps it in Rust, where no snapshot looks: there the name is
 * known if somebody noted it (`src/trace/span_names.ts`).
 */
import type { HeapGraph } from "./heap_graph.ts";
import { textOf } from "./plain_values.ts";
import { mapPairs, stringAt } from "./stored_values.ts";

/** What the heap tells of a span. */
export interface SpanFacts {
  /** `undefined` for a span of Deno's own telemetry that nobody noted. */
  name: string | undefined;
  /** `undefined` until the program asked for it. */
  traceId: string | undefined;
}

const KEY = "OpenTelemetry Context Key SPAN";

/** Key of the name in what is noted of a span: a registered symbol, as the program may have this library twice. */
export const NOTED_NAME = "stackscope.span";

/** The active span in a store that is a context of OpenTelemetry; `undefined` for other stores, and where no span is active. */
export function spanIn(heap: HeapGraph, store: number): SpanFacts | undefined {
  if (heap.type(store) !== "object") return undefined;
  const span = activeSpan(heap, store);
  if (span < 0) return undefined;
  const context = firstProperty(heap, span, ["#spanContext", "_spanContext"]);
  const traceId = context < 0 ? undefined : textOf(heap, context, "traceId");
  return { name: ownName(heap, span) ?? notedName(heap, span), traceId };
}

function activeSpan(heap: HeapGraph, store: number): number {
  const data = heap.property(store, "#data"); // Deno's class
  if (data >= 0) return heap.property(data, `<symbol ${KEY}>`);
  const map = heap.property(store, "_currentContext"); // that of @opentelemetry/api
  if (map < 0) return -1;
  for (const [key, value] of mapPairs(heap, map)) if (heap.type(key) === "symbol" && isKey(heap, key)) return value;
  return -1;
}

function isKey(heap: HeapGraph, symbol: number): boolean {
  for (const { to } of heap.edges(symbol)) if (heap.type(to) === "string" && heap.name(to) === KEY) return true;
  return false;
}

function ownName(heap: HeapGraph, span: number): string | undefined {
  const name = heap.property(span, "name");
  return name < 0 ? undefined : stringAt(heap, name);
}

/** The note is the value of a WeakMap whose key is the span. */
function notedName(heap: HeapGraph, span: number): string | undefined {
  for (const { type, name, to } of heap.edges(span)) {
    if (type !== "internal" || !String(name).includes("pair in WeakMap")) continue;
    const noted = heap.property(to, `<symbol ${NOTED_NAME}>`);
    if (noted >= 0) return stringAt(heap, noted);
  }
  return undefined;
}

function firstProperty(heap: HeapGraph, node: number, names: readonly string[]): number {
  for (const name of names) {
    const found = heap.property(node, name);
    if (found >= 0 && heap.type(found) === "object") return found;
  }
  return -1;
}
