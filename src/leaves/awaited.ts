/** What a promise waits for, when no suspended function of the program will settle it. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { eventTargetWords } from "./event_targets.ts";
import { identityOf } from "./identity.ts";
import type { Holder, Holders } from "./holders.ts";
import { type ApiCall, ApiValue } from "./api_call.ts";
import { isAtomicsWait } from "./atomics.ts";
import { nodeCallWait } from "./node_calls.ts";
import { nodeFetchWait } from "./node_fetch.ts";
import { nodeFrameWait } from "./node_frames.ts";
import { nodeHolderWait } from "./node_holders.ts";
import { beyondQueues, nodeListenerWait } from "./node_listeners.ts";
import { nodePipelineWait } from "./node_pipelines.ts";
import { nodeWordsFor, withNodeVerb } from "./node_words.ts";
import { describeCalls, type RuntimeCall } from "./runtime_calls.ts";
import { importWords } from "./import_words.ts";
import { bodyOwner, processOf, type Target, webSocketOf } from "./api_targets.ts";
import { wordsFor } from "./api_words.ts";
import { describeStream, pipeWait, streamNear, type StreamWait, streamWait } from "./stream_state.ts";
import { timerState } from "./timers.ts";
import { limitOfEntry, queueOfList, queueOfRun, queueState } from "./task_queues.ts";
import { holdersOfLock } from "./web_locks.ts";

/** Part of a leaf. */
export interface Awaited {
  kind: string;
  description: string;
  details?: Record<string, string | number | boolean>;
  /** Promises of functions of the program that are at work for it, though nothing but a stream or a queue links them. */
  producers?: number[];
  /** The suspended function that can settle it. */
  holder?: number;
  /** The suspended modules that stand at the end of the description. */
  modules?: readonly number[];
}

/** Holders of the runtime: class, step, kind, what is waited for. */
const HOLDERS: readonly (readonly [className: RegExp, step: RegExp, kind: string, phrase: string])[] = [
  [/^ReadableStream\w*Reader$/, /closedPromise/, "stream", "ReadableStream: waiting for its end"],
  [/^ReadableStream\w*(?:Reader|ReadRequest|ReadIntoRequest)$/, /./, "stream", "ReadableStream: waiting for a chunk"],
  [/^ReadableStream/, /./, "stream", "ReadableStream: waiting for the stream"],
  [/^WritableStream$/, /inFlightWriteRequest/, "stream", "WritableStream: the sink has not finished a write"],
  [/^WritableStream$/, /writeRequests/, "stream", "WritableStream: writes queued behind one that has not finished"],
  [/^WritableStream$/, /[cC]loseRequest/, "stream", "WritableStream: waiting to close"],
  [/^WritableStreamDefaultWriter$/, /closedPromise/, "stream", "WritableStream: waiting for its end"],
  [/^WritableStreamDefaultWriter$/, /readyPromise/, "stream", "WritableStream: backpressure, the queue is full"],
  [/^WritableStream/, /./, "stream", "WritableStream: waiting for the stream"],
  [/^TransformStream/, /backpressureChange/, "stream", "TransformStream: backpressure, nobody reads the other side"],
  [/^TransformStream/, /./, "stream", "TransformStream: waiting for the stream"],
];

/** Words for an operation of which nothing is known. */
export const ANY_OPERATION = "an operation of the runtime";

/** The same for a wait for shared memory. */
const ANY_NOTIFICATION = "Atomics.waitAsync: waiting for a notification";

/** Promises of a chain of `then` whose holders are looked for, from the first one on: it is what the chain comes from. */
const MAX_LINKS = 100;

/** Who awaits a promise. */
export interface Awaiter {
  /** Suspended functions of the runtime that await it, outermost first. */
  calls: readonly RuntimeCall[];
  /** The call of the API that the function of the program before them awaits, by its source. */
  written?: ApiCall;
  /** When the heap was seen, in milliseconds of the clock that the program has; `undefined` where that is not known. */
  now?: number;
}

/** Describe what `promise` waits for. */
export function describeAwaited(graph: AwaitGraph, holdersOf: Holders, promise: number, awaiter: Awaiter): Awaited {
  return withNodeVerb(describe(graph, holdersOf, promise, awaiter), awaiter.written);
}

function describe(
  graph: AwaitGraph,
  holdersOf: Holders,
  promise: number,
  { calls, written, now }: Awaiter,
): Awaited {
  const said = written === undefined ? undefined : saidBy(graph, written);
  const { chain, calls: handlers } = sourcesOf(graph, promise);
  const described = describeCalls(graph, [...calls, ...handlers], written);
  if (described?.kind === "lock" && described.details?.mode !== undefined) {
    // Once it is granted, it waits for what the program does with the lock.
    const isGranted = !chain.slice(0, MAX_LINKS).some((link) => holdersOf.of(link).isOperation);
    const description = described.description.replace(": waiting for ", ": holds ");
    return isGranted
      ? { ...described, description: `${description}, until its function ends` }
      : withLockHolder(graph, described);
  }
  if (chain.some((link) => isAtomicsWait(graph, link))) {
    return said?.kind === "memory" ? said : { kind: "memory", description: ANY_NOTIFICATION };
  }
  if (described !== undefined && described.isExact && !(said !== undefined && tellsMore(said, described))) {
    return described;
  }
  // Streams and processes are found by what holds the promise, and that knows more.
  if (said !== undefined && !/^(?:stream|process)$/.test(said.kind)) return said;
  const frame = nodeFrameWait(graph, promise) ?? nodeFetchWait(graph, chain);
  if (frame !== undefined) return frame;
  let isOperation = false, holders: Holder[] = [], closures: number[] = [];
  for (const link of chain.slice(0, MAX_LINKS)) {
    const pipe = pipeWait(graph, link);
    if (pipe !== undefined) return { kind: "stream", ...withWork(pipe.phrase, pipe, {}) };
    const held = holdersOf.of(link);
    isOperation ||= held.isOperation;
    if (holders.length === 0) holders = held.holders;
    if (closures.length === 0) closures = held.runtimeClosures;
  }
  holders = holders.flatMap((holder) => beyondQueues(holdersOf, holder));
  const pipeline = nodePipelineWait(graph, closures);
  if (pipeline !== undefined) return pipeline;
  const call = nodeCallWait(graph, closures, holders);
  if (holders.length > 0) {
    const held = describeHolders(graph, holders, { written, now });
    if (held.kind !== "promise") return said !== undefined && isOtherSide(held, said) ? said : held;
    if (call !== undefined) return call;
    if (said !== undefined) return said;
    if (described === undefined && !isOperation) return held;
  }
  if (call !== undefined) return call;
  if (said !== undefined) return said;
  if (written !== undefined && (described === undefined || isOperation)) {
    return { kind: "op", description: `${written.api}: waiting for it to end` };
  }
  if (described !== undefined) return described;
  return isOperation
    ? { kind: "op", description: ANY_OPERATION }
    : { kind: "promise", description: "a promise that nothing has settled" };
}

/** What waits for a lock of `navigator.locks`, with the function that runs under it. */
function withLockHolder(graph: AwaitGraph, awaited: Awaited): Awaited {
  const [holder, ...others] = holdersOfLock(graph, String(awaited.details?.name));
  if (holder === undefined) return awaited;
  const heldBy = `${graph.heap.name(holder.closure) || "<anonymous>"}()`;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return {
    ...awaited,
    description: `${awaited.description}, held by ${heldBy}${more}`,
    details: { ...awaited.details, heldBy },
    holder: holder.node,
  };
}

/** What the source says of a call. */
function saidBy(graph: AwaitGraph, written: ApiCall): Awaited | undefined {
  if (written.api === "import") return importWords(graph, written);
  return wordsFor(graph, written) ?? nodeWordsFor(graph, written);
}

/** Does one have a target that the other lacks? */
function tellsMore(one: Awaited, other: Awaited): boolean {
  const size = ({ details = {} }: Awaited) => Object.keys(details).length;
  return size(one) > 0 && size(other) === 0 || size(one) === size(other) && one.kind === other.kind;
}

/** Is the one about what is read, the other about what is written? Then one promise of the program keeps both waiting. */
function isOtherSide(one: Awaited, other: Awaited): boolean {
  const [a, b] = [one, other].map(({ description }) => /^(?:Readable|Writable)Stream\b/.exec(description)?.[0]);
  return a !== undefined && b !== undefined && a !== b;
}

/** Back along `then`: the promises on the way, the first one first, and the runtime's handlers. */
function sourcesOf(graph: AwaitGraph, promise: number): { chain: number[]; calls: RuntimeCall[] } {
  const calls: RuntimeCall[] = [];
  let derivations = graph.derivations.get(promise);
  if (derivations?.length !== 1) return { chain: [promise], calls };
  const chain = new Set([promise]);
  while (derivations?.length === 1) {
    const [{ from, handler }] = derivations;
    const url = handler < 0 ? "" : graph.functions.place(handler)?.url ?? "";
    if (/^(?:ext|node):/.test(url)) {
      calls.push({ url, className: undefined, functionName: graph.heap.name(handler) || "<anonymous>" });
    }
    if (chain.has(from)) break;
    chain.add(from);
    derivations = graph.derivations.get(from);
  }
  return { chain: [...chain].reverse(), calls };
}

function describeHolders(graph: AwaitGraph, holders: readonly Holder[], awaiter: Omit<Awaiter, "calls">): Awaited {
  const described: Awaited[] = holders.map((holder) => describeHolder(graph, holder, awaiter));
  const listeners = nodeListenerWait(graph, holders);
  if (listeners !== undefined) described.push(listeners);
  const known = described.filter(({ kind }) => kind !== "promise");
  // The scope of a callback for the exit of a child process is that of the listeners for its output, too. What can be aborted
  // does not wait for that.
  return known.find(({ kind }) => kind === "process") ?? known.find(({ details }) => details?.event !== "abort") ??
    known[0] ?? described[0];
}

function describeHolder(graph: AwaitGraph, holder: Holder, { written, now }: Omit<Awaiter, "calls">): Awaited {
  const { node, className, path, steps, events, isOwner } = holder;
  if (className === "Timeout" && steps[0] === "_onTimeout") {
    return { kind: "timer", ...timerState(graph.heap, node, now) };
  }
  const nodeWait = nodeHolderWait(graph, holder);
  if (nodeWait !== undefined) return { ...nodeWait, details: { heldBy: path, ...nodeWait.details } };
  const queue = limitOfEntry(graph, node) ?? queueOfList(graph, node);
  if (queue !== undefined) return { kind: "queue", ...queue, details: { ...queue.details, heldBy: path } };
  const run = queueOfRun(graph, node);
  if (run !== undefined) {
    const description = `${run.description}, this task among the running`;
    return { kind: "queue", description, details: run.details, producers: [run.task] };
  }
  if (className === "ChildProcess" && /status$|^#waitPromise$/i.test(steps.at(-1) ?? "")) {
    const words = wordsFor(graph, {
      api: "ChildProcess.status",
      receiver: node,
      argument: () => ApiValue.NONE,
      origin: written?.origin,
    });
    if (words !== undefined) return { ...words, details: { ...words.details, heldBy: path } };
  }
  const signal = steps.find((step, at) => /^SIG[A-Z0-9]+$/.test(step) && steps[at + 1] === "listeners");
  if (signal !== undefined) {
    return {
      kind: "op",
      description: `signal listener ${signal}: waiting for the signal`,
      details: { signal, heldBy: path },
    };
  }
  for (const [pattern, step, kind, phrase] of /^(?:Readable|Writable|Transform)/.test(className) ? HOLDERS : []) {
    if (!pattern.test(className) || !steps.some((name) => step.test(name))) continue;
    const stream = kind === "stream" ? streamNear(graph, node) : -1;
    if (stream < 0) return { kind, description: phrase, details: { heldBy: path } };
    const whose = ownerOf(graph, stream);
    const details = { heldBy: path, ...describeStream(graph, stream)?.details, ...whose?.details };
    return { kind, ...withWork(`${phrase}${whose?.text ?? ""}`, streamWait(graph, stream), details) };
  }
  const types = events.length > 0 ? events : eventOf(steps);
  if (types !== undefined && className !== "") {
    const quoted = types.map((type) => `"${type}"`).join(" or ");
    const state = queueState(graph, node)?.description.replace(/^.*?: /, "; ") ?? "";
    const { name, more, details } = eventTargetWords(graph, node, className);
    return {
      kind: "event",
      description: quoted === ""
        ? `${name}: waiting for an event${more}`
        : `${name}: waiting for event ${quoted}${more}${state}`,
      details: { ...details, ...quoted === "" ? {} : { event: types.join(", ") }, heldBy: path },
    };
  }
  if (graph.suspended.has(node)) {
    const description = `a promise that ${path} can settle, by a local`;
    return { kind: "promise", description, details: { heldBy: path }, holder: isOwner ? node : undefined };
  }
  const { label, heldIn, within } = className === "" ? {} : identityOf(graph, node);
  const inner = path.startsWith(`${className}.`) ? path.slice(className.length + 1) : undefined;
  const which = [
    label !== undefined && inner !== undefined ? `${inner} of ${className} ${JSON.stringify(label)}` : path,
    ...heldIn === undefined ? [] : [`of ${heldIn}`],
    ...within === undefined ? [] : [`in ${within}`],
  ].join(" ");
  const details = {
    heldBy: path,
    ...label === undefined ? {} : { name: label },
    ...heldIn === undefined ? {} : { heldIn },
    ...within === undefined ? {} : { within },
  };
  return { kind: "promise", description: `a promise held by ${which}`, details };
}

/** What a stream is of, in words that follow what is said of it. */
function ownerOf(graph: AwaitGraph, stream: number): Target | undefined {
  const child = processOf(graph, stream);
  if (child !== undefined) {
    return { ...child, text: `, ${child.details.stream} of child process ${child.text}` };
  }
  const body = bodyOwner(graph, stream);
  if (body !== undefined) return { ...body, text: `, body of ${body.text}` };
  const socket = webSocketOf(graph, stream);
  return socket === undefined ? undefined : { ...socket, text: `, WebSocketStream ${socket.text}` };
}

/** The words for a stream, with the function of the program that is at work for it. */
function withWork(
  phrase: string,
  { producers, atWork }: StreamWait,
  details: Record<string, string | number | boolean>,
): Omit<Awaited, "kind"> {
  if (atWork === undefined) return { description: phrase, details };
  return { description: `${phrase}, ${atWork}() is at work`, details: { ...details, atWork }, producers };
}

/** The type of event whose listener stands on this way; none when it is unknown, `undefined` when it is no listener. */
function eventOf(steps: readonly string[]): string[] | undefined {
  const handlers = steps.indexOf("[eventHandlers]"); // `target.onmessage = ...`
  if (handlers >= 0) {
    return /^\["/.test(steps[handlers + 1] ?? "") ? [JSON.parse(steps[handlers + 1].slice(1, -1))] : [];
  }
  const listeners = steps.indexOf("listeners");
  if (listeners < 0 || !steps.includes("callback")) return undefined;
  return [steps[listeners + 1]];
}
