/**
 * What the program called when the runtime's own functions stand between it and the awaited thing. The names are those of
 * Deno 2.9.6 and Node 20; a name that is missing here is still shown, as the call itself.
 */
import type { AwaitGraph, Suspended } from "../heap/await_graph.ts";
import { classIn, valueOf } from "../heap/plain_values.ts";
import { parameterOf } from "../heap/suspended_values.ts";
import { type ApiCall, ApiValue } from "./api_call.ts";
import { type Details, isFileSystem, wordsFor } from "./api_words.ts";

/** A suspended function of the runtime, or a function that it gave to `then()`. */
export interface RuntimeCall {
  url: string;
  className: string | undefined;
  functionName: string;
  /** Where it is suspended; none for a function given to `then()`. */
  suspended?: Suspended;
}

/** Module of the runtime, `Class.function` or `function`, the API that it belongs to. */
const APIS: readonly (readonly [module: RegExp, name: RegExp, api: string])[] = [
  [/^ext:deno_net\/03_quic/, /^QuicListener\.next$/, "QuicListener.incoming"],
  [/^ext:deno_net\//, /^(\w*Listener)\.next$/, "$1.accept"],
  [/^ext:deno_net\//, /^DatagramConn\./, "DatagramConn.receive"],
  [/^ext:deno_net\//, /^(\w+\.\w+)$/, "$1"],
  [/^ext:deno_net\//, /^(connect(?:Tls|Quic)?|startTls|resolveDns)$/, "Deno.$1"],
  [/^ext:deno_fetch\/26_fetch/, /^(?:fetch|mainFetch)$/, "fetch"],
  [/^ext:deno_fetch\//, /^(?:\w+\.)?(text|json|arrayBuffer|blob|bytes|formData)$/, "$1"],
  [/^ext:deno_io\//, /^(Std\w+\.\w+)$/, "$1"],
  [/^ext:deno_process\//, /^ReadableStreamWithCollectors\.(\w+)$/, "SubprocessReadableStream.$1"],
  [/^ext:deno_process\//, /^(ChildProcess\.\S+)$/, "$1"],
  [/^ext:deno_fs\//, /^(FsFile\.\w+)$/, "$1"],
  [/^ext:deno_fs\//, /^next$/, "Deno.readDir"],
  [/^ext:deno_fs\//, /^(\w+)$/, "Deno.$1"],
  [/^ext:deno_kv\//, /^((?:Kv|AtomicOperation|KvListIterator)\.\w+)$/, "$1"],
  [/^ext:deno_kv\//, /^openKv$/, "Deno.openKv"],
  [/^ext:deno_cache\//, /^CacheStorage\.(\w+)$/, "caches.$1"],
  [/^ext:deno_cache\//, /^(Cache\.\w+)$/, "$1"],
  [/^ext:deno_crypto\//, /^SubtleCrypto\.(\w+)$/, "crypto.subtle.$1"],
  [/^ext:deno_web\/locks/, /^LockManager\.request$/, "LockManager.request"],
  [/^ext:deno_web\/09_file/, /^(Blob\.\w+)$/, "$1"],
  [/^ext:runtime\/.*workers/, /^(Worker\.#poll\w+)$/, "$1"],
  [/^ext:cli\//, /^(TestContext\.step)$/, "$1"],
  [/^ext:deno_http\//, /^shutdown$/, "HttpServer.shutdown"],
  [/^ext:deno_http\//, /./, "Deno.serve"],
];

/** The same for calls of which nothing more is known. */
const PHRASES: readonly (readonly [module: RegExp, name: RegExp, kind: string, phrase: string])[] = [
  [/^ext:deno_fetch\/22_body/, /./, "stream", "body: waiting for more of it"],
  [/^ext:deno_process\//, /^(?:readAllRid|collectOutput)$/, "process", "child process output"],
  [/^ext:deno_process\//, /./, "process", "child process status"],
  [/^ext:deno_websocket\//, /./, "op", "WebSocket: waiting for an event"],
  [/^ext:(?:runtime|deno_os)\/.*signals/, /./, "op", "signal listener: waiting for a signal"],
  [/^ext:runtime_main\//, /^pollForMessages$/, "message", "worker: waiting for a message of who started it"],
  [/^ext:runtime\/.*fs_events/, /./, "op", "Deno.watchFs: waiting for an event"],
  [/^ext:deno_web\/.*message_port/, /./, "message", "MessagePort: waiting for a message"],
  [
    /^ext:deno_(?:web|broadcast_channel)\/.*broadcast_channel/,
    /./,
    "message",
    "BroadcastChannel: waiting for a message",
  ],
  [/^ext:deno_web\/.*streams/, /^(?:pull|readableStreamReadFn)$/, "stream", "ReadableStream: waiting for its source"],
  [/^ext:deno_web\/.*streams/, /^readableStreamCollect/, "stream", "ReadableStream: waiting for its end"],
  [/^ext:deno_web\/.*streams/, /^write$/, "stream", "WritableStream: the sink has not finished a write"],
];

/** A chain of calls in words. */
export interface DescribedCalls {
  kind: string;
  description: string;
  details?: Details;
  /** The call is one that is known here. */
  isExact: boolean;
}

/**
 * What a chain of runtime calls waits for, outermost first; `undefined` for an empty chain. `written`: what the function of the
 * program before them awaits, by its source.
 */
export function describeCalls(
  graph: AwaitGraph,
  calls: readonly RuntimeCall[],
  written: ApiCall | undefined,
): DescribedCalls | undefined {
  for (const [index, call] of calls.entries()) {
    const api = apiOf(graph, calls, index);
    const words = api === undefined ? undefined : wordsFor(graph, withSource(api, written)) ?? wordsFor(graph, api);
    if (words !== undefined) return { ...words, isExact: true };
    const name = nameOf(call);
    for (const [module, pattern, kind, phrase] of PHRASES) {
      const found = module.test(call.url) ? pattern.exec(name) : null;
      if (found !== null) return { kind, description: phrase.replace("$1", found[1] ?? ""), isExact: true };
    }
  }
  // What rejects for an operation says nothing of it.
  const others = calls.filter(({ functionName }) => functionName !== "__opRejectHandler");
  const named = others.find(({ functionName }) => functionName !== "<anonymous>") ?? others[0];
  return named === undefined
    ? undefined
    : { kind: "op", description: `${nameOf(named)}() of ${named.url}`, isExact: false };
}

/**
 * The name that the program used, and what only its source tells. Functions of the file system call one another with the same
 * parameters; of these the heap knows the values.
 */
function withSource(api: ApiCall, written: ApiCall | undefined): ApiCall {
  if (written === undefined) return api;
  const isSame = written.api === api.api || isFileSystem(written.api);
  return {
    api: written.api,
    receiver: written.receiver >= 0 || !isSame ? written.receiver : api.receiver,
    argument: (index) => {
      const inHeap = isSame ? api.argument(index) : ApiValue.NONE;
      return inHeap.node >= 0 ? inHeap : written.argument(index);
    },
    origin: written.origin,
  };
}

/** The API that a function of the runtime belongs to, with what it was called with. */
function apiOf(graph: AwaitGraph, calls: readonly RuntimeCall[], index: number): ApiCall | undefined {
  const call = calls[index], { url, suspended } = call;
  const { heap } = graph;
  if (url.startsWith("ext:deno_fetch/22_body") && call.functionName === "consumeBody" && suspended !== undefined) {
    const type = parameterOf(heap, suspended, 1), name = type < 0 ? "" : BODY_TYPES[heap.name(type)] ?? "";
    return name === ""
      ? undefined
      : { api: name, receiver: parameterOf(heap, suspended, 0), argument: () => ApiValue.NONE };
  }
  const name = nameOf(call);
  for (const [module, pattern, template] of APIS) {
    const found = module.test(url) ? pattern.exec(name) : null;
    if (found === null) continue;
    const api = template.replace("$1", found[1] ?? "");
    const source = api === "fetch"
      ? calls.find(({ functionName }) => functionName === "mainFetch")?.suspended
      : suspended;
    return {
      api,
      receiver: api === "Deno.serve" ? listenerOf(graph, suspended) : suspended?.receiver ?? -1,
      argument: (at) => source === undefined ? ApiValue.NONE : argumentOf(graph, source, at),
    };
  }
  return undefined;
}

/** The listener of a server, by a function that serves; -1 when it is not found. */
function listenerOf({ heap }: AwaitGraph, suspended: Suspended | undefined): number {
  let scope = suspended === undefined ? -1 : heap.field(suspended.node, "context");
  for (let hops = 0; scope >= 0 && hops < 10; hops++) {
    for (const context of classIn(heap, scope, "CallbackContext")) return valueOf(heap, context, "listener");
    scope = heap.field(scope, "previous");
  }
  return -1;
}

/** How `consumeBody()` is told what to make of a body. */
const BODY_TYPES: Readonly<Record<string, string>> = {
  ArrayBuffer: "arrayBuffer",
  Blob: "blob",
  bytes: "bytes",
  FormData: "formData",
  JSON: "json",
  text: "text",
};

/** A parameter. Some methods of the runtime are made by one function, which has all arguments in an array. */
function argumentOf(graph: AwaitGraph, suspended: Suspended, index: number): ApiValue {
  const { heap, functions } = graph;
  if (/^ext:deno_crypto\//.test(functions.place(suspended.closure)?.url ?? "") && heap.name(suspended.closure) === "") {
    return new ApiValue(graph, elementOf(graph, parameterOf(heap, suspended, 0), index));
  }
  return new ApiValue(graph, parameterOf(heap, suspended, index));
}

function elementOf({ heap }: AwaitGraph, array: number, index: number): number {
  for (const { type, name, to } of array < 0 ? [] : heap.edges(array)) {
    if (type === "element" && name === index) return to;
  }
  return -1;
}

function nameOf({ className, functionName }: RuntimeCall): string {
  return className === undefined ? functionName : `${className}.${functionName}`;
}
