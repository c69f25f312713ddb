/** What a promise waits for, when no suspended function of the program will settle it. */
import type { AwaitGraph } from "./await_graph.ts";
import { type Holder, holderOf } from "./holders.ts";
import { describeCalls, type RuntimeCall } from "./runtime_calls.ts";

/** Part of a leaf. */
export interface Awaited {
  kind: string;
  description: string;
  details?: Record<string, string | number | boolean>;
}

/** Describe what `promise` waits for. `calls`: suspended functions of the runtime that await it, outermost first. */
export function describeAwaited(graph: AwaitGraph, promise: number, calls: readonly RuntimeCall[]): Awaited {
  const source = sourceOf(graph, promise);
  const described = describeCalls([...calls, ...source.calls]);
  if (described !== undefined) return described;
  const holder = holderOf(graph, source.promise);
  if (holder === undefined) return { kind: "promise", description: "a promise that nothing has settled" };
  return describeHolder(graph, holder);
}

/** Back along `then` to the first promise, and the runtime's handlers on the way. */
function sourceOf(graph: AwaitGraph, promise: number): { promise: number; calls: RuntimeCall[] } {
  const calls: RuntimeCall[] = [];
  const seen = new Set<number>();
  for (let derivations = graph.derivations.get(promise); derivations?.length === 1;) {
    if (seen.has(promise)) break;
    seen.add(promise);
    const [{ from, handler }] = derivations;
    const url = handler < 0 ? "" : graph.functions.place(handler)?.url ?? "";
    if (/^(?:ext|node):/.test(url)) {
      calls.push({ url, className: undefined, functionName: graph.heap.name(handler) || "<anonymous>" });
    }
    promise = from;
    derivations = graph.derivations.get(promise);
  }
  return { promise, calls };
}

function describeHolder(graph: AwaitGraph, { node, path, steps }: Holder): Awaited {
  const { heap } = graph;
  const name = heap.name(node);
  if ((name === "Timeout" || name === "Immediate") && steps[0] === "_onTimeout") {
    const delay = numberIn("_idleTimeout"), repeats = heap.type(heap.property(node, "_repeat")) === "number";
    const call = repeats ? "setInterval" : "setTimeout";
    return {
      kind: "timer",
      description: delay === undefined ? call : `${call} ${delay} ms`,
      details: delay === undefined ? undefined : { delay },
    };
  }
  if (/^(?:Readable|Writable|Transform)\w*Stream|Stream\w*(?:Reader|Writer|Controller)$/.test(name)) {
    return { kind: "stream", description: `${name}: waiting for the stream`, details: { heldBy: path } };
  }
  if (steps.includes("_events") || steps.includes("[kEvents]")) {
    const type = steps[steps.indexOf("_events") + 1];
    return { kind: "event", description: `${name}: waiting for event "${type}"`, details: { heldBy: path } };
  }
  if (steps.includes("callback") || steps.includes("handler")) {
    const at = steps.findIndex((step) => step === "callback" || step === "handler");
    const type = steps.slice(0, at).findLast((step) => /^\w+$/.test(step)) ?? "";
    return {
      kind: "event",
      description: type === "" ? `${name}: waiting for an event` : `${name}: waiting for event "${type}"`,
      details: { heldBy: path },
    };
  }
  return { kind: "promise", description: `a promise held by ${path}`, details: { heldBy: path } };

  /** The number in a property of the holder. */
  function numberIn(property: string): number | undefined {
    const number = heap.property(node, property);
    for (const edge of number < 0 ? [] : heap.edges(number)) {
      if (edge.name === "value") return Number(heap.name(edge.to));
    }
    return undefined;
  }
}
