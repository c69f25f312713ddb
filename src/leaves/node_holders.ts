/** What is waited for when an object of a node: module holds a callback otherwise than as a listener. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { textOf, valueOf } from "../heap/plain_values.ts";
import type { Holder } from "./holders.ts";
import { type NodeClass, nodeClass } from "./node_classes.ts";
import { nodeEventWait, type NodeWait, nodeWait } from "./node_events.ts";
import { quoted } from "./node_targets.ts";

/** Class, step from it inward, kind, what is waited for. `$T`, `$N`, `$C` as in `node_events.ts`. */
const HOLDERS: readonly (readonly [className: RegExp, step: RegExp, kind: string, phrase: string])[] = [
  [/^GetAddrInfoReqWrap$/, /./, "op", "dns.lookup[ $T]"],
  [/^ReadFileContext$/, /^callback$/, "op", "fs.readFile"],
  [/^GetNameInfoReqWrap$/, /./, "op", "dns.lookupService[ $T]"],
  [/^Interface$/, /^\[_?(?:k?[qQ]uestion\w*)\]$/, "stream", "readline: waiting for an answer[ of $T]"],
  [/^Interface$/, /^\[line object stream\]$/, "stream", "readline: waiting for a line[ of $T]"],
  [/^Http2Session$/, /^pendingPings$/, "session", "$N: waiting for the answer to a ping[ of $T]"],
  [/^Socket$/, /^queue$/, "socket", "dgram.Socket: waiting to be bound[ to $T]"],
  [/^Session$/, /^#messageCallbacks$/, "op", "inspector.Session.post: waiting for the answer"],
  [/^(?:Active)?Channel$/, /^_subscribers$/, "event", "diagnostics_channel[ $T]: waiting for a message"],
  [/^MessagePort$/, /^message$/, "message", "worker_threads.MessagePort: waiting for a message"],
  [/^MessagePort$/, /^close$/, "message", "worker_threads.MessagePort: waiting for its close"],
  [/^NodeWorker$/, /^#messagePromise$/, "worker", "$N[ $T]: waiting for a message"],
  [/^NodeWorker$/, /^#controlPromise$/, "worker", "$N[ $T]: waiting for its end"],
];

/** What the holder will settle the promise for; `undefined` when it is no object of a node: module, or not known to. */
export function nodeHolderWait(graph: AwaitGraph, holder: Holder): NodeWait | undefined {
  const { node, steps, events } = holder;
  if (events.length > 0) {
    const wait = nodeEventWait(graph, node, events);
    return wait && { ...wait, details: { event: events.join(", "), ...wait.details } };
  }
  const found = nodeClass(graph, node);
  if (found === undefined) return requestWait(graph, holder);
  if (found.className === "QueryReqWrap") return queryWait(graph, node);
  if (found.line.includes("ZlibBase") && steps.includes("cb")) {
    return { kind: "op", description: `zlib.${lowered(found.className)}`, details: {} };
  }
  if (/^(?:Writable|Readable)State$/.test(found.className)) return stateWait(graph, node, steps);
  for (const [pattern, step, kind, phrase] of HOLDERS) {
    if (!found.line.some((name) => pattern.test(name)) || !steps.some((name) => step.test(name))) continue;
    return nodeWait(graph, node, { nodeClassOf: found, kind, phrase });
  }
  return undefined;
}

/** Requests to Node's own native code, by the classes that it has for them. */
function requestWait(graph: AwaitGraph, { node, className }: Holder): NodeWait | undefined {
  const { heap, functions } = graph;
  const prototype = heap.type(node) === "object" ? heap.prototype(node) : -1;
  const constructor = prototype < 0 ? -1 : heap.property(prototype, "constructor");
  if (constructor < 0 || functions.place(constructor) !== undefined) return undefined; // a class that has a source
  switch (className) {
    case "FSReqCallback":
      return { kind: "op", description: "fs: waiting for the file system", details: {} };
    case "GetAddrInfoReqWrap": {
      const target = quoted(textOf(heap, node, "hostname"));
      return target === undefined
        ? { kind: "op", description: "dns.lookup", details: {} }
        : { kind: "op", description: `dns.lookup ${target}`, details: { target } };
    }
    case "QueryReqWrap":
      return queryWait(graph, node);
    default:
      return undefined;
  }
}

/** A query for records of a name: `queryMx` is `dns.resolveMx()`. */
function queryWait({ heap }: AwaitGraph, node: number): NodeWait {
  const binding = textOf(heap, node, "bindingName") ?? "query";
  const verb = binding.startsWith("query") ? `resolve${binding.slice("query".length)}` : "reverse";
  const target = quoted(textOf(heap, node, "hostname"));
  return {
    kind: "op",
    description: `dns.${verb.replace(/^resolveA$/, "resolve4").replace(/^resolveAaaa$/, "resolve6")}${
      target === undefined ? "" : ` ${target}`
    }`,
    details: target === undefined ? {} : { target },
  };
}

/** Callbacks of `write()` and `end()` stand in the state of the stream. */
function stateWait(graph: AwaitGraph, state: number, steps: readonly string[]): NodeWait | undefined {
  const { heap } = graph;
  const side = heap.name(state) === "WritableState" ? "_writableState" : "_readableState";
  for (const { from, edge } of heap.retainers(state)) {
    if (heap.step(edge) !== side) continue;
    const nodeClassOf: NodeClass | undefined = nodeClass(graph, from);
    if (nodeClassOf === undefined) continue;
    const isEnd = steps.some((step) => /[fF]inish/.test(step));
    const isSocket = nodeClassOf.line.includes("Socket");
    // What an HTTP message writes is in the state of its socket.
    const message = isSocket ? valueOf(heap, from, "_httpMessage") : -1;
    const messageClass = message < 0 ? undefined : nodeClass(graph, message);
    if (messageClass !== undefined) {
      const phrase = messageClass.className === "ServerResponse"
        ? "$N: waiting for the client to take the response[ to $T]"
        : "$N: waiting for the server to take the body[ of $T]";
      return nodeWait(graph, message, { nodeClassOf: messageClass, kind: "request", phrase });
    }
    const phrase = isSocket && side === "_writableState"
      ? `$N: waiting for the peer[ $T] to take ${isEnd ? "the last data" : "data"}`
      : isEnd
      ? "$N[ $T]: waiting for all to be written"
      : side === "_writableState"
      ? "$N[ $T]: waiting for a write to end"
      : "$N[ $T]: waiting for data";
    return nodeWait(graph, from, { nodeClassOf, kind: "stream", phrase });
  }
  return undefined;
}

function lowered(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}
