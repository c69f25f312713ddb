/** What a promise waits for, when no suspended function of the program will settle it. */
import type { AwaitGraph } from "./await_graph.ts";
import type { Holder, Holders } from "./holders.ts";
import { describeCalls, type RuntimeCall } from "./runtime_calls.ts";

/** Part of a leaf. */
export interface Awaited {
  kind: string;
  description: string;
  details?: Record<string, string | number | boolean>;
}

/** Holders of the runtime: class, step, kind, what is waited for. */
const HOLDERS: readonly (readonly [className: RegExp, step: RegExp, kind: string, phrase: string])[] = [
  [/^ChildProcess$/, /status$|^#waitPromise$/i, "process", "child process status"],
  [/^ReadableStream\w*(?:Reader|ReadRequest|ReadIntoRequest)$/, /./, "stream", "ReadableStream: waiting for a chunk"],
  [/^ReadableStream/, /./, "stream", "ReadableStream: waiting for the stream"],
  [/^WritableStream$/, /inFlightWriteRequest/, "stream", "WritableStream: the sink has not finished a write"],
  [/^WritableStream$/, /writeRequests/, "stream", "WritableStream: writes queued behind one that has not finished"],
  [/^WritableStream$/, /[cC]loseRequest/, "stream", "WritableStream: waiting to close"],
  [/^WritableStreamDefaultWriter$/, /readyPromise/, "stream", "WritableStream: backpressure, the queue is full"],
  [/^WritableStream/, /./, "stream", "WritableStream: waiting for the stream"],
  [/^TransformStream/, /backpressureChange/, "stream", "TransformStream: backpressure, nobody reads the other side"],
  [/^TransformStream/, /./, "stream", "TransformStream: waiting for the stream"],
];

/** Describe what `promise` waits for. `calls`: suspended functions of the runtime that await it, outermost first. */
export function describeAwaited(
  graph: AwaitGraph,
  holdersOf: Holders,
  promise: number,
  calls: readonly RuntimeCall[],
): Awaited {
  const { chain, calls: handlers } = sourcesOf(graph, promise);
  const described = describeCalls([...calls, ...handlers]);
  if (described !== undefined && described.isExact) return described;
  let isOperation = false, holders: Holder[] = [];
  for (const link of chain) {
    const held = holdersOf.of(link);
    isOperation ||= held.isOperation;
    if (holders.length === 0) holders = held.holders;
  }
  if (holders.length > 0) {
    const held = describeHolders(graph, holders);
    if (held.kind !== "promise" || described === undefined && !isOperation) return held;
  }
  if (described !== undefined) return described;
  return isOperation
    ? { kind: "op", description: "an operation of the runtime" }
    : { kind: "promise", description: "a promise that nothing has settled" };
}

/** Back along `then`: the promises on the way, the first one first, and the runtime's handlers. */
function sourcesOf(graph: AwaitGraph, promise: number): { chain: number[]; calls: RuntimeCall[] } {
  const calls: RuntimeCall[] = [];
  const chain = [promise];
  for (let derivations = graph.derivations.get(promise); derivations?.length === 1;) {
    const [{ from, handler }] = derivations;
    const url = handler < 0 ? "" : graph.functions.place(handler)?.url ?? "";
    if (/^(?:ext|node):/.test(url)) {
      calls.push({ url, className: undefined, functionName: graph.heap.name(handler) || "<anonymous>" });
    }
    if (chain.includes(from)) break;
    chain.unshift(from);
    derivations = graph.derivations.get(from);
  }
  return { chain, calls };
}

function describeHolders(graph: AwaitGraph, holders: readonly Holder[]): Awaited {
  const described = holders.map((holder) => describeHolder(graph, holder));
  return described.find(({ kind }) => kind !== "promise") ?? described[0];
}

function describeHolder(graph: AwaitGraph, { node, className, path, steps, events }: Holder): Awaited {
  const { heap } = graph;
  if (className === "Timeout" && steps[0] === "_onTimeout") {
    const delay = numberIn("_idleTimeout");
    const repeat = heap.property(node, "_repeat");
    const call = repeat >= 0 && heap.type(repeat) === "number" ? "setInterval" : "setTimeout";
    return {
      kind: "timer",
      description: delay === undefined ? call : `${call} ${delay} ms`,
      details: delay === undefined ? undefined : { delay },
    };
  }
  for (const [pattern, step, kind, description] of HOLDERS) {
    if (pattern.test(className) && steps.some((name) => step.test(name))) {
      return { kind, description, details: { heldBy: path } };
    }
  }
  const types = events.length > 0 ? events : eventOf(steps);
  if (types !== undefined && className !== "") {
    const named = types.map((type) => `"${type}"`).join(" or ");
    return {
      kind: "event",
      description: named === "" ? `${className}: waiting for an event` : `${className}: waiting for event ${named}`,
      details: named === "" ? { heldBy: path } : { event: types.join(", "), heldBy: path },
    };
  }
  if (graph.suspended.has(node)) {
    return { kind: "promise", description: `a promise that ${path} can settle, by a local`, details: { heldBy: path } };
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

/** The type of event whose listener stands on this way; none when it is unknown, `undefined` when it is no listener. */
function eventOf(steps: readonly string[]): string[] | undefined {
  if (steps.includes("[eventHandlers]")) return []; // `target.onmessage = ...`
  const listeners = steps.indexOf("listeners");
  if (listeners < 0 || !steps.includes("callback")) return undefined;
  return [steps[listeners + 1]];
}
