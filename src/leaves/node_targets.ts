/** What an object of a node: module is for: the peer of a socket, the path of a file, the URL of a request. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import type { HeapGraph } from "../heap/heap_graph.ts";
import { booleanOf, numberOf, stringAt, textOf, valueOf } from "../heap/plain_values.ts";
import { variablesOf } from "../heap/scopes.ts";
import { type NodeClass, nodeClass } from "./node_classes.ts";

/** The target of an object, in a few words; `undefined` when it has none or the heap does not tell. */
export function nodeTarget(graph: AwaitGraph, node: number, { line }: NodeClass): string | undefined {
  const { heap } = graph;
  if (line[0] === "Interface") return streamName(graph, valueOf(heap, node, "input"));
  for (const className of line) {
    const target = TARGETS[className]?.(heap, node);
    if (target !== undefined) return target;
  }
  return undefined;
}

/** A stream by its class and target: `fs.ReadStream "/srv/a"`, `stdin`. */
export function streamName(graph: AwaitGraph, stream: number): string | undefined {
  const found = stream < 0 ? undefined : nodeClass(graph, stream);
  if (found === undefined) return undefined;
  const target = nodeTarget(graph, stream, found);
  if (target !== undefined && /^std(?:in|out|err)$/.test(target)) return target;
  return target === undefined ? found.name : `${found.name} ${target}`;
}

const TARGETS: Readonly<Record<string, (heap: HeapGraph, node: number) => string | undefined>> = {
  Socket: (heap, node) => socketPeer(heap, node) ?? datagramAddress(heap, node),
  TLSSocket: (heap, node) => optionsPeer(heap, valueOf(heap, node, "<symbol connect-options>")),
  Server: serverAddress,
  ClientRequest: requestUrl,
  IncomingMessage: messageUrl,
  ServerResponse: (heap, node) => messageUrl(heap, valueOf(heap, node, "req")),
  ChildProcess: (heap, node) => quoted(textOf(heap, node, "spawnfile")),
  ReadStream: fileOf,
  WriteStream: fileOf,
  FileHandle: (heap, node) => fd(heap, numberOf(heap, node, "#rid") ?? numberOf(heap, node, "<symbol kFd>")),
  Dir: (heap, node) => quoted(textOf(heap, node, "#dirPath") ?? textOf(heap, node, "path")),
  Readable: standardStream,
  Writable: standardStream,
  FSWatcher: watchedPath,
  StatWatcher: watchedFile,
  NodeWorker: (heap, node) => quoted(textOf(heap, node, "#name")),
  ClientHttp2Session: sessionAuthority,
  ClientHttp2Stream: streamUrl,
  GetAddrInfoReqWrap: (heap, node) => quoted(textOf(heap, node, "hostname")),
  QueryReqWrap: (heap, node) => quoted(textOf(heap, node, "hostname")),
  GetNameInfoReqWrap: (heap, node) => hostPort(textOf(heap, node, "address"), numberOf(heap, node, "port")),
  BroadcastChannel: (heap, node) => quoted(textOf(heap, node, "<symbol [[name]]>")),
  ActiveChannel: (heap, node) => quoted(textOf(heap, node, "name")),
  Channel: (heap, node) => quoted(textOf(heap, node, "name")),
};

/** In quotes, as a string of a program; `undefined` for none. */
export function quoted(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : JSON.stringify(text);
}

function fd(_heap: HeapGraph, number: number | undefined): string | undefined {
  return number === undefined || number < 0 ? undefined : `fd ${number}`;
}

/** `127.0.0.1:80`, `[::1]:80`. */
function hostPort(host: string | undefined, port: number | undefined): string | undefined {
  if (host === undefined || host === "") return undefined;
  const named = host.includes(":") ? `[${host}]` : host;
  return port === undefined ? named : `${named}:${port}`;
}

/**
 * The peer of a socket. The address itself is in the runtime, not in the heap: it is known while the socket connects, when the
 * program has asked for it, and of sockets of HTTP requests; else the host that was looked up.
 */
function socketPeer(heap: HeapGraph, socket: number): string | undefined {
  const peer = valueOf(heap, socket, "_peername");
  const asked = hostPort(textOf(heap, peer, "address"), numberOf(heap, peer, "port"));
  if (asked !== undefined) return asked;
  const request = valueOf(heap, socket, "_httpMessage");
  const authority = authorityOf(heap, request);
  if (authority !== undefined) return authority;
  return connectingTo(heap, socket) ?? attempted(heap, socket) ?? textOf(heap, socket, "_host") ??
    childSide(heap, socket) ?? standardStream(heap, socket);
}

/**
 * The address that a socket connects to. The request for it is in the heap, but nothing links it to its socket: it is known when all
 * requests are for one address.
 */
function connectingTo(heap: HeapGraph, socket: number): string | undefined {
  if (booleanOf(heap, socket, "connecting") !== true) return undefined;
  let addresses = requested.get(heap);
  if (addresses === undefined) requested.set(heap, addresses = requestedAddresses(heap));
  const [only, ...more] = addresses;
  return more.length === 0 ? only : undefined;
}

const requested = new WeakMap<HeapGraph, ReadonlySet<string>>();

function requestedAddresses(heap: HeapGraph): Set<string> {
  const found = new Set<string>();
  for (const node of [...heap.nodesNamed("TCPConnectWrap"), ...heap.nodesNamed("PipeConnectWrap")]) {
    if (heap.type(node) !== "object") continue;
    const address = textOf(heap, node, "address");
    if (address === undefined) continue;
    const isPath = heap.name(node).startsWith("Pipe");
    found.add(isPath ? JSON.stringify(address) : hostPort(address, numberOf(heap, node, "port")) ?? address);
  }
  return found;
}

/** The last address that was tried of a host with several. */
function attempted(heap: HeapGraph, socket: number): string | undefined {
  const tried = valueOf(heap, socket, "autoSelectFamilyAttemptedAddresses");
  let last: string | undefined;
  for (const { to } of elementsOf(heap, tried)) last = stringAt(heap, to) ?? last;
  return last;
}

function* elementsOf(heap: HeapGraph, array: number): Generator<{ to: number }> {
  for (const { type, to } of array < 0 ? [] : heap.edges(array)) if (type === "element") yield { to };
}

/** Standard input, output or error of a child process. */
function childSide(heap: HeapGraph, socket: number): string | undefined {
  for (const { from, edge } of heap.retainers(socket)) {
    const step = heap.step(edge);
    if (heap.name(from) !== "ChildProcess" || !/^std(?:in|out|err)$/.test(step)) continue;
    return `${step} of ${childProcess(heap, from)}`;
  }
  return undefined;
}

/** `child process 4711 ("sleep")`. */
export function childProcess(heap: HeapGraph, child: number): string {
  const pid = numberOf(heap, child, "pid"), file = quoted(textOf(heap, child, "spawnfile"));
  return `child process${pid === undefined ? "" : ` ${pid}`}${file === undefined ? "" : ` (${file})`}`;
}

function datagramAddress(heap: HeapGraph, socket: number): string | undefined {
  const handle = valueOf(heap, valueOf(heap, socket, "<symbol kStateSymbol>"), "handle");
  return hostPort(textOf(heap, handle, "#remoteAddress"), numberOf(heap, handle, "#remotePort")) ??
    hostPort(textOf(heap, handle, "#address"), numberOf(heap, handle, "#port"));
}

function optionsPeer(heap: HeapGraph, options: number): string | undefined {
  return hostPort(
    textOf(heap, options, "servername") ?? textOf(heap, options, "host"),
    numberOf(heap, options, "port"),
  ) ?? quoted(textOf(heap, options, "path"));
}

/** Where a server listens. A port that the system has chosen is in the runtime, not in the heap. */
function serverAddress(heap: HeapGraph, server: number): string | undefined {
  const pipe = quoted(textOf(heap, server, "_pipeName"));
  if (pipe !== undefined) return pipe;
  const key = /^[46-]\d*:(.*):(\d+)$/.exec(textOf(heap, server, "_connectionKey") ?? "");
  if (key === null) return undefined;
  const [, host, port] = key;
  const named = host === "null" || host === "" ? "*" : host;
  return port === "0" ? `${hostPort(named, undefined)}, any port` : hostPort(named, Number(port));
}

/** Host and port of a request; without name and password. */
function authorityOf(heap: HeapGraph, request: number): string | undefined {
  if (request < 0) return undefined;
  const header = textOf(heap, request, "_header") ?? "";
  const host = /\r\nhost: *([^\r\n]+)/i.exec(header)?.[1] ?? textOf(heap, request, "<symbol kAuthority>") ??
    textOf(heap, request, "host");
  return host?.replace(/^.*@/, "");
}

/** `GET http://host/path`; without name, password and query. */
function requestUrl(heap: HeapGraph, request: number): string | undefined {
  const method = textOf(heap, request, "method") ?? "GET";
  const path = textOf(heap, request, "<symbol kPath>") ??
    /^\S+ (\S+)/.exec(textOf(heap, request, "_header") ?? "")?.[1] ?? "";
  const authority = authorityOf(heap, request);
  if (authority === undefined) return undefined;
  return `${method} ${textOf(heap, request, "protocol") ?? "http:"}//${authority}${pathOnly(path)}`;
}

/** Of a response its request; of a request what it asks for. */
function messageUrl(heap: HeapGraph, message: number): string | undefined {
  const request = valueOf(heap, message, "req");
  if (request >= 0 && heap.type(request) === "object") return requestUrl(heap, request);
  const method = textOf(heap, message, "method"), url = textOf(heap, message, "url");
  return method === undefined || url === undefined ? undefined : `${method} ${pathOnly(url)}`;
}

/** A query may hold secrets. */
function pathOnly(path: string): string {
  return path.replace(/[?#].*$/s, "");
}

function sessionAuthority(heap: HeapGraph, session: number): string | undefined {
  const authority = textOf(heap, session, "<symbol authority>")?.replace(/^.*@/, "");
  return authority === undefined ? undefined : `${textOf(heap, session, "<symbol protocol>") ?? ""}//${authority}`;
}

function streamUrl(heap: HeapGraph, stream: number): string | undefined {
  const headers = valueOf(heap, stream, "<symbol sent-headers>");
  const origin = textOf(heap, stream, "<symbol origin>")?.replace(/\/\/.*@/, "//");
  const path = textOf(heap, headers, ":path");
  if (origin === undefined || path === undefined) return undefined;
  return `${textOf(heap, headers, ":method") ?? "GET"} ${origin}${pathOnly(path)}`;
}

function fileOf(heap: HeapGraph, stream: number): string | undefined {
  return quoted(textOf(heap, stream, "path")) ?? standardStream(heap, stream) ??
    fd(heap, numberOf(heap, stream, "fd"));
}

/** Standard input, output or error of the process. */
function standardStream(heap: HeapGraph, stream: number): string | undefined {
  const number = numberOf(heap, stream, "fd");
  return number === undefined ? undefined : ["stdin", "stdout", "stderr"][number];
}

/** The path that `fs.watch()` was given: a variable beside the iterator of its function. */
function watchedPath(heap: HeapGraph, watcher: number): string | undefined {
  const closer = valueOf(heap, watcher, "#closer");
  const scope = closer < 0 ? -1 : heap.field(closer, "context");
  for (const { to } of variablesOf(heap, scope)) {
    const text = stringAt(heap, to);
    if (text !== undefined) return quoted(text);
  }
  return undefined;
}

/** The path that `fs.watchFile()` was given: the watcher's key in a `Map` of the runtime. */
function watchedFile(heap: HeapGraph, watcher: number): string | undefined {
  return quoted(textOf(heap, watcher, "<symbol filename>"));
}
