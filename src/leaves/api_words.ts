/** What a call of the runtime's API waits for, in words. The names of fields are those of Deno 2.9.6. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { numberOf, valueOf } from "../heap/plain_values.ts";
import type { ApiCall, ApiValue } from "./api_call.ts";
import {
  addressOf,
  bodyOwner,
  fieldText,
  listText,
  plainUrl,
  processOf,
  requestOf,
  type Target,
} from "./api_targets.ts";

/** Plain data of a leaf. */
export type Details = Record<string, string | number | boolean>;

/** A call in words. */
export interface ApiWords {
  kind: string;
  description: string;
  details: Details;
}

interface Wording {
  /** What it waits for. */
  says: string;
  details?: Details;
  /** What stands for the name of the API. */
  as?: string;
}

type Words = (call: ApiCall, name: RegExpExecArray, graph: AwaitGraph) => Wording;

const DOING: Readonly<Record<string, string>> = {
  chmod: "changing the mode of",
  chown: "changing the owner of",
  copyFile: "copying",
  create: "creating",
  link: "linking",
  lstat: "looking up",
  mkdir: "making",
  open: "opening",
  readDir: "reading",
  readFile: "reading",
  readLink: "reading",
  readTextFile: "reading",
  realPath: "resolving",
  remove: "removing",
  rename: "renaming",
  stat: "looking up",
  symlink: "linking",
  truncate: "truncating",
  utime: "setting the times of",
  writeFile: "writing",
  writeTextFile: "writing",
};

const FILE_SYSTEM = "waiting for the file system";

/** APIs, the sort of wait, what is said of it. The first that fits is taken. */
const WORDINGS: readonly (readonly [api: RegExp, kind: string, words: Words])[] = [
  [/^Deno\.(copyFile|link|rename|symlink)$/, "op", (call, [, name]): Wording => {
    const path = call.argument(0).text, to = call.argument(1).text;
    if (path === undefined || to === undefined) return { says: FILE_SYSTEM };
    return { says: `${DOING[name]} ${quoted(path)} to ${quoted(to)}`, details: { path, to } };
  }],
  [/^Deno\.(makeTempDir|makeTempFile)$/, "op", (call): Wording => {
    const options = call.argument(0), path = options.property("dir").text;
    return path === undefined ? { says: FILE_SYSTEM } : { says: `making one in ${quoted(path)}`, details: { path } };
  }],
  [/^Deno\.openKv$/, "op", (call): Wording => {
    const path = call.argument(0).text;
    if (path === undefined) return { says: "opening the database" };
    const plain = plainUrl(path) ?? path;
    return { says: `opening ${quoted(plain)}`, details: { path: plain } };
  }],
  [/^Deno\.watchFs$/, "op", (call): Wording => {
    const one = call.argument(0), path = one.text, paths = path === undefined ? one.json : quoted(path);
    if (paths === undefined) return { says: "waiting for an event" };
    return { says: `waiting for an event in ${paths}`, details: { path: path ?? paths } };
  }],
  [/^Deno\.serve$/, "op", (call, _, graph) => at("waiting for a connection", addressOf(graph, call.receiver, "#addr"))],
  [/^Deno\.(\w+)$/, "op", (call, [, name]): Wording => {
    if (!(name in DOING)) return otherCall(call, name);
    const path = call.argument(0).text;
    return path === undefined ? { says: FILE_SYSTEM } : { says: `${DOING[name]} ${quoted(path)}`, details: { path } };
  }],
  [/^FsFile\.lock$/, "lock", (call) => withFile(call, "waiting for the lock of the file")],
  [/^FsFile\.\w+$/, "op", (call) => withFile(call, FILE_SYSTEM)],
  [/^FsWatcher\.return$/, "op", () => ({ says: "closing" })],
  [
    /^(?:\w*Listener)\.(?:accept|incoming)$/,
    "op",
    (call, _, graph) => at("waiting for a connection", addressOf(graph, call.receiver, "#addr") ?? endpointOf(call)),
  ],
  [
    /^DatagramConn\.receive$/,
    "op",
    (call, _, graph) => at("waiting for a datagram", addressOf(graph, call.receiver, "#addr")),
  ],
  [/^DatagramConn\.send$/, "op", (call): Wording => {
    const to = call.argument(1), host = to.property("hostname").text, port = to.property("port").number;
    if (port === undefined) return { says: "sending a datagram" };
    const details = { host: host ?? "127.0.0.1", port };
    return { says: `sending a datagram to ${details.host}:${port}`, details };
  }],
  [/^DatagramConn\.joinMulticastV[46]$/, "op", (call): Wording => {
    const group = call.argument(0).text;
    return group === undefined ? { says: "joining a group" } : { says: `joining ${group}`, details: { host: group } };
  }],
  [/^MulticastV[46]Membership\.(\w+)$/, "op", () => ({ says: "changing the membership of a group" })],
  [
    /^(\w*Conn)\.(read|write|closeWrite|handshake|readDatagram|sendDatagram|closed)$/,
    "op",
    (call, [, , name], graph): Wording => {
      const peer = addressOf(graph, call.receiver, "#remoteAddr") ?? optionsAddress(call.origin?.argument(0));
      const [says, link] = CONNECTION[name];
      return peer === undefined ? { says: `${says} ${link} the peer`.trim() } : {
        says: `${says} ${link} ${peer.text}`.trim(),
        details: peer.details,
      };
    },
  ],
  [/^Kv\.(getMany|get|set|delete)$/, "op", (call, [, name]): Wording => {
    const key = call.argument(0).json;
    const doing = name.startsWith("get") ? "reading" : name === "set" ? "writing" : "deleting";
    return key === undefined ? { says: `${doing} a key` } : { says: `${doing} ${key}`, details: { key } };
  }],
  [/^Kv\.enqueue$/, "op", () => ({ says: "adding a message to the queue" })],
  [/^Kv\.listenQueue$/, "op", () => ({ says: "waiting for a message of the queue" })],
  [/^Kv\.watch$/, "op", () => ({ says: "waiting for a change" })],
  [/^AtomicOperation\.commit$/, "op", () => ({ says: "writing" })],
  [/^KvListIterator\.next$/, "op", (call, _, graph): Wording => {
    const selector = valueOf(graph.heap, call.receiver, "#selector");
    const prefix = selector < 0 ? undefined : listText(graph, valueOf(graph.heap, selector, "prefix"));
    return prefix === undefined
      ? { says: "reading the next entries" }
      : { says: `reading the next entries of ${prefix}`, details: { key: prefix } };
  }],
  [/^caches\.(\w+)$|^Cache\.(\w+)$/, "op", (call): Wording => {
    const text = call.argument(0).text ?? requestOf(call.argument(0))?.url;
    if (text === undefined) return { says: "waiting for the cache" };
    const url = plainUrl(text);
    return url === undefined ? { says: quoted(text), details: { name: text } } : { says: url, details: { url } };
  }],
  [/^crypto\.subtle\.(\w+)$/, "op", (call, [, name]): Wording => {
    const format = /^(?:import|export|unwrap|wrap)Key$/.test(name) ? call.argument(0).text : undefined;
    const algorithm = call.argument(ALGORITHM[name] ?? 0), found = algorithm.text ?? algorithm.property("name").text;
    const details: Details = {};
    if (found !== undefined) details.algorithm = found;
    if (format !== undefined) details.format = format;
    const words = [found, format === undefined ? undefined : `format ${quoted(format)}`].filter((word) =>
      word !== undefined
    );
    return { says: words.length === 0 ? "computing" : words.join(", "), details };
  }],
  [/^Atomics\.waitAsync\.value$/, "memory", (call, _, { heap }): Wording => {
    const array = call.origin?.argument(0).node ?? -1, index = call.origin?.argument(1).number;
    const where = [
      ...index === undefined ? [] : [`index ${index}`],
      ...array < 0 || heap.type(array) !== "object" ? [] : [heap.name(array)],
    ].join(" of ");
    return {
      as: "Atomics.waitAsync",
      says: `waiting for a notification${where === "" ? "" : ` on ${where}`}`,
      details: index === undefined ? {} : { index },
    };
  }],
  [/^fetch$/, "op", (call): Wording => {
    const request = requestOf(call.argument(0), call.argument(1));
    if (request === undefined) return { says: "waiting for a response" };
    const { method, url } = request;
    return { says: `waiting for a response from ${method} ${url}`, details: { method, url } };
  }],
  [
    /^(?:(?:Body|Request|Response)\.)?(text|json|arrayBuffer|blob|bytes|formData)$/,
    "op",
    (call, [, name], graph): Wording => {
      const node = call.receiver >= 0 ? call.receiver : call.argument(0).node;
      const owner = bodyOwner(graph, node), className = node < 0 ? "" : graph.heap.name(node);
      return {
        as: /^Re(?:quest|sponse)$/.test(className) ? `${className}.${name}` : name,
        says: `waiting for the body${owner === undefined ? "" : ` of ${owner.text}`}`,
        details: owner?.details,
      };
    },
  ],
  [/^Worker\.#poll(Messages|Control)$/, "worker", (call, [, what], graph): Wording => {
    const name = fieldText(graph, call.receiver, "#name"),
      says = what === "Messages" ? "waiting for a message" : "waiting for its end";
    const worker = call.receiver < 0 ? undefined : numberOf(graph.heap, call.receiver, "#id");
    const details: Details = worker === undefined ? {} : { worker };
    return name === undefined || name === ""
      ? { as: "Worker", says, details }
      : { as: `Worker ${quoted(name)}`, says, details: { name, ...details } };
  }],
  [/^Blob\.\w+$/, "op", (call, _, graph): Wording => {
    const size = numberOf(graph.heap, call.receiver, "<symbol Size>");
    return {
      says: size === undefined ? "reading" : `reading ${size} bytes`,
      details: size === undefined ? {} : { size },
    };
  }],
  [/^(ChildProcess|Command|SubprocessReadableStream)\.(\S+)$/, "process", (call, [, , name], graph): Wording => {
    const child = processOf(graph, call.receiver), command = commandOf(call);
    const what = name === "status" || name === "asyncDispose" || name === "[Symbol.asyncDispose]"
      ? "waiting for its status"
      : `waiting for its output${name === "output" ? "" : ` (${name})`}`;
    const named = command === undefined ? "" : ` (${quoted(command)})`;
    const details = { ...child?.details, ...command === undefined ? {} : { command } };
    return { says: what, details, as: `child process${child === undefined ? "" : ` ${child.text}`}${named}` };
  }],
  [/^Stdin\.read$/, "op", () => ({ says: "waiting for input", as: "Deno.stdin.read" })],
  [/^(?:Deno\.)?(stdout|stderr)\.write$/i, "op", (_, [, name]) => ({
    says: "waiting for the reader of the pipe",
    as: `Deno.${name.toLowerCase()}.write`,
  })],
  [/^LockManager\.request$/, "lock", (call) => lockWords(call)],
  [
    /^HttpServer\.shutdown$/,
    "op",
    (call, _, graph) =>
      at("waiting for open requests to end", addressOf(graph, call.receiver, "addr"), "Deno.HttpServer.shutdown"),
  ],
  [
    /^HttpServer\.finished$/,
    "op",
    (call, _, graph) => at("waiting for its end", addressOf(graph, call.receiver, "addr"), "Deno.HttpServer.finished"),
  ],
  [/^(?:Deno\.)?permissions\.\w+$/, "op", () => ({ says: "waiting for an answer" })],
  [/^(ReadableStream)\w*\.cancel$/, "stream", (_, [, name]) => ({ as: name, says: "waiting for its source to stop" })],
  [/^(WritableStream)\w*\.abort$/, "stream", (_, [, name]) => ({ as: name, says: "waiting for the sink to stop" })],
  [/^WebSocketStream\.(opened|closed)$/, "op", (call, [, name], graph) => {
    const text = fieldText(graph, call.receiver, "<symbol [[url]]>"),
      url = text === undefined ? undefined : plainUrl(text);
    const says = name === "opened" ? "waiting for the connection" : "waiting for its end";
    return url === undefined ? { says } : { says: `${says}, ${url}`, details: { url } };
  }],
  [/^(?:QuicConn|WebTransport)\.(create\w+Stream|ready|closed)$/, "op", (call, [, name]) => {
    const says = name === "ready"
      ? "waiting for the handshake"
      : name === "closed"
      ? "waiting for its end"
      : "opening a stream";
    const text = call.origin?.argument(0).text, url = text === undefined ? undefined : plainUrl(text);
    if (url !== undefined) return { says: `${says}, ${url}`, details: { url } };
    const peer = optionsAddress(call.origin?.argument(0));
    return peer === undefined ? { says } : { says: `${says} to ${peer.text}`, details: peer.details };
  }],
  [/^TestContext\.step$/, "task", (call) => {
    const step = call.argument(0), name = step.text ?? step.property("name").text;
    return name === undefined
      ? { says: "waiting for a step of the test" }
      : { says: `waiting for step ${quoted(name)}`, details: { name } };
  }],
  [/^WebTransport\w+\.getStats$/, "op", () => ({ says: "reading its counters" })],
  [/^Deno\.bundle$/, "op", (call) => {
    const path = call.argument(0).property("entrypoints").json;
    return path === undefined ? { says: "bundling" } : { says: `bundling ${path}`, details: { path } };
  }],
  [/^OffscreenCanvas\.convertToBlob$/, "op", () => ({ says: "encoding an image" })],
  [/^WebAssembly\.\w+$/, "op", () => ({ says: "compiling" })],
  [/^createImageBitmap$/, "op", () => ({ says: "decoding an image" })],
  [/^GPU\w*\.\w+$/, "op", () => ({ says: "waiting for the GPU" })],
  [
    /^HttpServer\.completed$|^ServeHandlerInfo\.completed$/,
    "op",
    () => ({ says: "waiting for the end of the response" }),
  ],
];

/** Is it one of the functions for files and directories? */
export function isFileSystem(api: string): boolean {
  return api.startsWith("Deno.") && (api.slice("Deno.".length) in DOING || /^Deno\.makeTemp(?:Dir|File)$/.test(api));
}

/** What a call waits for; `undefined` for an API that has no words here. */
export function wordsFor(graph: AwaitGraph, call: ApiCall): ApiWords | undefined {
  for (const [pattern, kind, words] of WORDINGS) {
    const name = pattern.exec(call.api);
    if (name === null) continue;
    const { says, details = {}, as = call.api } = words(call, name, graph);
    return { kind, description: `${as}: ${says}`, details };
  }
  return undefined;
}

/** Verb, and what links it to the name of the peer. */
const CONNECTION: Readonly<Record<string, readonly [string, string]>> = {
  read: ["waiting for data", "from"],
  write: ["waiting for the peer to take data", "at"],
  closeWrite: ["closing its side of the connection", "to"],
  handshake: ["waiting for the handshake", "with"],
  readDatagram: ["waiting for a datagram", "from"],
  sendDatagram: ["sending a datagram", "to"],
  closed: ["waiting for the end of the connection", "to"],
};

/** Where the algorithm stands among the parameters; 0 where it is not said. */
const ALGORITHM: Readonly<Record<string, number>> = { exportKey: -1, importKey: 2, unwrapKey: 3, wrapKey: 3 };

/** The address in the options of the call that connected, or its host, where the source does not tell the port. */
function optionsAddress(options: ApiValue | undefined): Target | undefined {
  const host = options?.property("hostname").text, port = options?.property("port").number;
  if (host === undefined) return undefined;
  return port === undefined ? { text: host, details: { host } } : { text: `${host}:${port}`, details: { host, port } };
}

/** Where a listener for QUIC listens, by the options of its endpoint. A port that the system has chosen is in the runtime. */
function endpointOf(call: ApiCall): Target | undefined {
  for (let at = call.origin; at !== undefined; at = at.origin) {
    if (at.api !== "new Deno.QuicEndpoint") continue;
    const found = optionsAddress(at.argument(0));
    return found?.details.port === 0 ? { text: `${found.details.host}, any port`, details: found.details } : found;
  }
  return undefined;
}

function otherCall(call: ApiCall, name: string): Wording {
  const options = call.argument(0);
  if (/^connect(?:Tls|Quic)?$/.test(name)) {
    const path = options.property("path").text;
    if (path !== undefined) return { says: `waiting for ${quoted(path)} to answer`, details: { path } };
    const port = options.property("port").number, host = options.property("hostname").text ?? "127.0.0.1";
    if (port === undefined) return { says: "waiting for the peer to answer" };
    return { says: `waiting for ${host}:${port} to answer`, details: { host, port } };
  }
  if (name === "startTls") {
    const host = call.argument(1).property("hostname").text;
    return host === undefined
      ? { says: "waiting for the handshake" }
      : { says: `waiting for the handshake with ${host}`, details: { host } };
  }
  if (name === "resolveDns") {
    const host = options.text, type = call.argument(1).text;
    if (host === undefined) return { says: "waiting for the name server" };
    return {
      says: `waiting for the name server: ${type ?? ""} ${host}`.replace("  ", " "),
      details: type === undefined ? { host } : { host, type },
    };
  }
  if (name === "cron") {
    const job = options.text, schedule = call.argument(1).text;
    const details: Details = {};
    if (job !== undefined) details.name = job;
    if (schedule !== undefined) details.schedule = schedule;
    const words = [job === undefined ? undefined : quoted(job), schedule].filter((word) => word !== undefined);
    return { says: `waiting for the next run${words.length === 0 ? "" : ` of ${words.join(", ")}`}`, details };
  }
  if (name === "spawnAndWait") {
    const command = options.text;
    return command === undefined
      ? { says: "waiting for its output" }
      : { says: `waiting for the output of ${quoted(command)}`, details: { command } };
  }
  return { says: "an operation of the runtime" };
}

function withFile(call: ApiCall, says: string): Wording {
  const as = `Deno.${call.api}`;
  const path = call.origin?.argument(0).text;
  return path === undefined ? { as, says } : { as, says: `${says}, ${quoted(path)}`, details: { path } };
}

function at(says: string, address: Target | undefined, as?: string): Wording {
  return address === undefined ? { says, as } : { says: `${says} on ${address.text}`, details: address.details, as };
}

function lockWords(call: ApiCall): Wording {
  const as = "navigator.locks.request", name = call.argument(0).text;
  if (name === undefined) return { as, says: "waiting for the lock" };
  const options = call.argument(1), mode = options.property("mode").text ?? "exclusive";
  return { as, says: `waiting for ${quoted(name)}, ${mode}`, details: { name, mode } };
}

/** The first string argument of `new Deno.Command(...)`. */
function commandOf(call: ApiCall): string | undefined {
  for (let at: ApiCall | undefined = call; at !== undefined; at = at.origin) {
    if (/^(?:new Deno\.Command|Deno\.spawn\w*)$/.test(at.api)) return at.argument(0).text;
  }
  return undefined;
}

/** A text in quotes, on one line. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
