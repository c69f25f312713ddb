/** What a listener for an event of a node: object waits for, in words. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { numberOf, textOf, valueOf } from "../heap/plain_values.ts";
import { type NodeClass, nodeClass } from "./node_classes.ts";
import { childProcess, nodeTarget } from "./node_targets.ts";

/** Part of a leaf. */
export interface NodeWait {
  kind: string;
  description: string;
  details: Record<string, string | number | boolean>;
}

/**
 * Class, type of event, kind, what is waited for. `$T`: the target, with the word before it; `$N`: the name of the class. The first
 * that fits is taken: who listens for several types waits for the first of these.
 */
const EVENTS: readonly (readonly [className: RegExp, event: RegExp, kind: string, phrase: string])[] = [
  [/^TLSSocket$/, /^secureConnect$|^secure$/, "socket", "$N: waiting for the handshake[ with $T]"],
  [/^TLSSocket$/, /^(?:session|keylog|OCSPResponse)$/, "socket", "$N: waiting for event $E[ of $T]"],
  [/^Socket$/, /^(?:connect|ready|lookup)$/, "socket", "$N: waiting to connect[ to $T]"],
  [/^Socket$/, /^message$/, "socket", "$N: waiting for a message[ on $T]"],
  [/^Socket$/, /^listening$/, "socket", "$N: waiting to be bound[ to $T]"],
  [/^Socket$/, /^(?:data|readable)$/, "socket", "$N: waiting for data[ from $T]"],
  [/^Socket$/, /^drain$/, "socket", "$N: backpressure, waiting for the peer[ $T] to take data"],
  [/^Socket$/, /^timeout$/, "socket", "$N: waiting for a time without data[ from $T]"],
  [/^Socket$/, /^end$/, "socket", "$N: waiting for the end of the data[ from $T]"],
  [/^Socket$/, /^finish$/, "socket", "$N: waiting for the peer[ $T] to take the last data"],
  [/^Socket$/, /^close$/, "socket", "$N: waiting for the close of the connection[ with $T]"],
  [/^Server$/, /^listening$/, "server", "$N: waiting to listen[ on $T]"],
  [/^Server$/, /^(?:connection|secureConnection|session)$/, "server", "$N: waiting for a connection[ on $T]"],
  [/^Server$/, /^(?:request|stream|upgrade|connect|checkContinue)$/, "server", "$N: waiting for a request[ on $T]"],
  [/^Server$/, /^(?:close|drop)$/, "server", "$N: waiting for its close[ on $T]"],
  [/^ClientRequest$/, /^response$/, "request", "$N: waiting for the response[ of $T]"],
  [/^ClientRequest$/, /^socket$/, "request", "$N: waiting for a socket[ for $T]"],
  [/^ClientRequest$/, /^(?:upgrade|connect)$/, "request", "$N: waiting for the server to switch protocols[ for $T]"],
  [/^ClientRequest$/, /^(?:continue|information)$/, "request", "$N: waiting for the server to go on[ with $T]"],
  [/^ClientRequest$/, /^(?:drain|finish)$/, "request", "$N: waiting for the server to take the body[ of $T]"],
  [/^ClientRequest$/, /^timeout$/, "request", "$N: waiting for a time without data[ of $T]"],
  [/^ClientRequest$/, /^close$/, "request", "$N: waiting for the end[ of $T]"],
  [/^IncomingMessage$/, /^(?:data|readable)$/, "request", "$N: waiting for more of the body[ of $T]"],
  [/^IncomingMessage$/, /^(?:end|close)$/, "request", "$N: waiting for the end of the body[ of $T]"],
  [
    /^ServerResponse$/,
    /^(?:finish|close|drain)$/,
    "request",
    "$N: waiting for the client to take the response[ to $T]",
  ],
  [/^Http2Session$/, /^(?:connect|remoteSettings|localSettings)$/, "session", "$N: waiting to connect[ to $T]"],
  [/^Http2Session$/, /^stream$/, "session", "$N: waiting for a stream[ of $T]"],
  [/^Http2Session$/, /^close$/, "session", "$N: waiting for the close of the connection[ with $T]"],
  [/^Http2Stream$/, /^(?:response|headers|push|continue)$/, "request", "$N: waiting for the response[ of $T]"],
  [/^Http2Stream$/, /^(?:data|readable)$/, "request", "$N: waiting for more of the body[ of $T]"],
  [/^Http2Stream$/, /^(?:end|close)$/, "request", "$N: waiting for the end[ of $T]"],
  [/^ChildProcess$/, /^exit$/, "process", "$C: waiting for its exit"],
  [/^ChildProcess$/, /^close$/, "process", "$C: waiting for its exit and the end of its output"],
  [/^ChildProcess$/, /^spawn$/, "process", "$C: waiting for its start"],
  [/^ChildProcess$/, /^message$/, "process", "$C: waiting for a message"],
  [/^ChildProcess$/, /^disconnect$/, "process", "$C: waiting for the end of its channel"],
  [/^NodeWorker$/, /^message$/, "worker", "$N[ $T]: waiting for a message"],
  [/^NodeWorker$/, /^online$/, "worker", "$N[ $T]: waiting for its start"],
  [/^NodeWorker$/, /^exit$/, "worker", "$N[ $T]: waiting for its exit"],
  [/^NodeWorker$/, /^error$/, "worker", "$N[ $T]: waiting for an error"],
  [/^process$/, /^SIG/, "signal", "process: waiting for signal $e"],
  [/^process$/, /^message$/, "process", "process: waiting for a message of the parent process"],
  [/^process$/, /^disconnect$/, "process", "process: waiting for the end of the channel to the parent process"],
  [/^Interface$/, /^line$/, "stream", "readline: waiting for a line[ of $T]"],
  [/^Interface$/, /^close$/, "stream", "readline: waiting for the end of the lines[ of $T]"],
  [/^FSWatcher$/, /^change$/, "op", "fs.watch[ $T]: waiting for a change"],
  [/^StatWatcher$/, /^change$/, "op", "fs.watchFile[ $T]: waiting for a change"],
  [/^(?:ReadStream|WriteStream)$/, /^(?:open|ready)$/, "stream", "$N[ $T]: waiting for the file to be opened"],
  [/^Readable$/, /^(?:data|readable)$/, "stream", "$N[ $T]: waiting for data"],
  [/^(?:Writable|Duplex|OutgoingMessage)$/, /^drain$/, "stream", "$N[ $T]: backpressure, waiting for room"],
  [/^Readable$/, /^end$/, "stream", "$N[ $T]: waiting for its end"],
  [/^(?:Writable|Duplex)$/, /^finish$/, "stream", "$N[ $T]: waiting for all to be written"],
  [/^Readable$|^Writable$/, /^close$/, "stream", "$N[ $T]: waiting for its close"],
];

/** What all streams fire at their end, or on the way to it. Who listens to a stream of a class of the program for others, too, waits for those. */
const COMMON = /^(?:close|drain|end|error|finish)$/;

/** Who listens to an object of a node: module for these events waits for this; `undefined` for another object. */
export function nodeEventWait(graph: AwaitGraph, node: number, events: readonly string[]): NodeWait | undefined {
  const nodeClassOf = nodeClass(graph, node);
  if (nodeClassOf === undefined) return undefined;
  // `process` has a class of no module.
  const line = graph.heap.name(node) === "process" ? ["process"] : nodeClassOf.line;
  for (const [className, event, kind, phrase] of EVENTS) {
    if (!line.some((name) => className.test(name))) continue;
    const type = events.find((name) => event.test(name));
    if (type === undefined) continue;
    const isOwn = graph.heap.name(node) === nodeClassOf.className;
    if (!isOwn && COMMON.test(type) && !events.every((name) => COMMON.test(name))) break;
    return nodeWait(graph, node, { nodeClassOf, kind, phrase, event: type });
  }
  return undefined;
}

/** A phrase with its places filled in. */
export function nodeWait(
  graph: AwaitGraph,
  node: number,
  { nodeClassOf, kind, phrase, event = "" }: { nodeClassOf: NodeClass; kind: string; phrase: string; event?: string },
): NodeWait {
  const { heap } = graph;
  const target = nodeTarget(graph, node, nodeClassOf);
  const description = phrase
    .replace(/\[([^[\]]*)\]/, (_, within: string) => target === undefined ? "" : within.replace("$T", () => target))
    .replace("$N", () => nameOf(graph, node, nodeClassOf))
    .replace("$C", () => childProcess(heap, node))
    .replace("$E", () => JSON.stringify(event))
    .replace("$e", () => event);
  const details: NodeWait["details"] = { ...target === undefined ? {} : { target } };
  const pid = nodeClassOf.className === "ChildProcess" ? numberOf(heap, node, "pid") : undefined;
  if (pid !== undefined) details.pid = pid;
  const worker = nodeClassOf.className === "NodeWorker" ? numberOf(heap, node, "#id") : undefined;
  if (worker !== undefined) details.worker = worker;
  return { kind, description, details };
}

/** The name of the class; of a class of the program, both. */
export function nameOf({ heap }: AwaitGraph, node: number, { name, className }: NodeClass): string {
  const own = heap.name(node);
  if (/^stream\./.test(name)) {
    const number = numberOf(heap, node, "fd");
    if (number !== undefined && number >= 0 && number < 3) return own === className ? "process" : own;
    return own === className ? name : own;
  }
  if (className === "NodeWorker") return "worker_threads.Worker";
  if (className === "ClientRequest" && textOf(heap, node, "protocol") === "https:") return "https.ClientRequest";
  if (className === "Server" && name === "http.Server" && valueOf(heap, node, "_sharedCreds") >= 0) {
    return "https.Server";
  }
  return own === className || own === "" ? name : `${own} (${name})`;
}
