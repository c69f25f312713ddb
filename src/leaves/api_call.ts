/** A call of the runtime's API: by the function of the runtime that is suspended in it, or by the source of the function that awaits it. */
import type { AwaitGraph, Suspended } from "../heap/await_graph.ts";
import { numberIn, numberOf, stringAt, textOf, valueOf } from "../heap/plain_values.ts";
import { parameterOf, variableOf } from "../heap/suspended_values.ts";
import type { SourceValue } from "../source/awaited_values.ts";

/** A call of an API. */
export interface ApiCall {
  /** `Deno.lstat`, `fetch`, `crypto.subtle.digest`, `TcpConn.read`. */
  api: string;
  /** Node of the object whose method it is; -1 when unknown, and for functions. */
  receiver: number;
  /** The value of a parameter, counted from 0. */
  argument(index: number): ApiValue;
  /** The call that gave the object whose method or property this is. */
  origin?: ApiCall;
  /** URL of the script in which it stands, of `import()`. */
  from?: string;
}

/** A value: in the heap, or as written in the source. */
export class ApiValue {
  static readonly NONE = new ApiValue(undefined, -1);

  readonly #graph: AwaitGraph | undefined;
  readonly #node: number;
  readonly #source: { value: SourceValue; reader: SourceReader } | undefined;

  constructor(graph: AwaitGraph | undefined, node: number, source?: { value: SourceValue; reader: SourceReader }) {
    this.#graph = graph;
    this.#node = node;
    this.#source = source;
  }

  /** Its node in the heap; -1 for none. */
  get node(): number {
    return this.#node;
  }

  /** Its text, or that of the URL that it is. */
  get text(): string | undefined {
    if (this.#graph !== undefined && this.#node >= 0) return textOrUrl(this.#graph, this.#node);
    const { value, reader } = this.#source ?? {};
    if (value === undefined || reader === undefined) return undefined;
    if (value.kind === "literal") return typeof value.value === "string" ? value.value : undefined;
    if (value.kind === "text") {
      const parts = value.parts.map((part) => {
        const found = reader.value(part);
        return found.text ?? found.number?.toString();
      });
      return parts.every((part) => part !== undefined) ? parts.join("") : undefined;
    }
    if (value.kind === "call" && value.isNew && value.callee.kind === "global" && value.callee.name === "URL") {
      const [url, base] = value.args.map((arg) => reader.value(arg).text);
      return value.args.length > 1 && base === undefined ? undefined : urlOf(url, base);
    }
    return undefined;
  }

  get number(): number | undefined {
    if (this.#graph !== undefined && this.#node >= 0) return numberIn(this.#graph.heap, this.#node);
    const value = this.#source?.value;
    return value?.kind === "literal" && typeof value.value === "number" ? value.value : undefined;
  }

  /** A property of it. */
  property(name: string): ApiValue {
    if (this.#graph !== undefined && this.#node >= 0) {
      return new ApiValue(this.#graph, valueOf(this.#graph.heap, this.#node, name));
    }
    const { value, reader } = this.#source ?? {};
    if (value?.kind !== "object" || reader === undefined) return ApiValue.NONE;
    const found = value.properties.get(name);
    return found === undefined ? ApiValue.NONE : reader.value(found);
  }

  /** The last element of an array. */
  get last(): ApiValue {
    if (this.#graph === undefined || this.#node < 0) return ApiValue.NONE;
    const elements = elementsOf(this.#graph, this.#node);
    return new ApiValue(this.#graph, elements.at(-1)?.[1] ?? -1);
  }

  /** The strings and numbers of an array, as JSON. */
  get json(): string | undefined {
    let items: ApiValue[] = [];
    const { value, reader } = this.#source ?? {};
    if (this.#graph !== undefined && this.#node >= 0) {
      const { heap } = this.#graph;
      if (heap.type(this.#node) !== "object" || heap.name(this.#node) !== "Array") return undefined;
      const length = numberOf(heap, this.#node, "length");
      for (const [index, to] of elementsOf(this.#graph, this.#node)) items[index] = new ApiValue(this.#graph, to);
      // Small integers among the elements have no edge: then the whole is not known.
      items = Array.from({ length: Math.max(items.length, length ?? 0) }, (_, i) => items[i] ?? ApiValue.NONE);
    } else if (value?.kind === "list" && reader !== undefined) items = value.items.map((item) => reader.value(item));
    if (items.length === 0) return undefined;
    const parts = items.map(({ text, number, json }) =>
      text === undefined ? number?.toString() ?? json ?? "..." : JSON.stringify(text)
    );
    return `[${parts.join(",")}]`;
  }
}

/** Elements of an array that have a node, in order. Those of a literal stand in a store that its copies share. */
function elementsOf({ heap }: AwaitGraph, array: number): [index: number, node: number][] {
  const found: [number, number][] = [];
  for (const { type, name, to } of heap.edges(array)) if (type === "element") found.push([Number(name), to]);
  const store = found.length > 0 ? -1 : heap.field(array, "elements");
  for (const { name, to } of store < 0 ? [] : heap.edges(store)) {
    if (/^\d+$/.test(String(name))) found.push([Number(name), to]);
  }
  return found.sort(([a], [b]) => a - b);
}

/** A string, or the address of a `URL`. */
export function textOrUrl({ heap }: AwaitGraph, node: number): string | undefined {
  const text = stringAt(heap, node);
  if (text !== undefined || heap.type(node) !== "object") return text;
  return heap.name(node) === "URL" ? textOf(heap, node, "#serialization") : undefined;
}

function urlOf(url: string | undefined, base: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url, base) ? new URL(url, base).href : undefined;
}

/** Classes of what calls give, where only the source tells of the object. */
const RESULTS: Readonly<Record<string, string>> = {
  "Deno.create": "FsFile",
  "Deno.open": "FsFile",
  "Deno.openSync": "FsFile",
  "Deno.listenDatagram": "DatagramConn",
  "Deno.openKv": "Kv",
  "Deno.serve": "HttpServer",
  "caches.open": "Cache",
  "Atomics.waitAsync": "Atomics.waitAsync",
  "Deno.connectQuic": "QuicConn",
  "QuicEndpoint.listen": "QuicListener",
  "new Deno.Command": "Command",
  "new Deno.QuicEndpoint": "QuicEndpoint",
  "Command.spawn": "ChildProcess",
};

/** Reads the source of one suspended function, with the values that the heap knows of it. */
export class SourceReader {
  readonly #graph: AwaitGraph;
  readonly #suspended: Suspended;

  constructor(graph: AwaitGraph, suspended: Suspended) {
    this.#graph = graph;
    this.#suspended = suspended;
  }

  get #url(): string | undefined {
    return this.#graph.functions.place(this.#suspended.closure)?.url;
  }

  /** The value of an expression. */
  value(source: SourceValue): ApiValue {
    const node = this.#node(source);
    if (node >= 0) return new ApiValue(this.#graph, node);
    if (source.kind === "variable" && source.init !== undefined) return this.value(source.init);
    if (source.kind === "member") {
      const of = this.#followed(source.of);
      if (of.kind === "object") {
        const found = of.properties.get(source.name);
        if (found !== undefined) return this.value(found);
      }
    }
    return new ApiValue(this.#graph, -1, { value: source, reader: this });
  }

  /** The call, or the property, that an expression is, when it is one of the runtime's API. */
  call(source: SourceValue): ApiCall | undefined {
    if (source.kind === "iterated") {
      const origin = this.#origin(source.of);
      if (origin?.api === "QuicEndpoint.listen") {
        return { api: "QuicListener.incoming", receiver: -1, argument: () => ApiValue.NONE, origin };
      }
      // Only of these does it say the same as the call for the next one.
      const call = this.call(source.of);
      return call !== undefined && /^(?:Deno\.(?:readDir|watchFs)|node:fs\.promises\.(?:glob|watch))$/.test(call.api)
        ? call
        : undefined;
    }
    const value = this.#followed(source);
    const executed = executedCall(value);
    if (executed !== undefined) {
      const call = this.call(executed);
      return call?.api.startsWith("node:") ? call : undefined;
    }
    const callee = value.kind === "call" ? this.#followed(value.callee) : value;
    const path = this.#globalPath(callee);
    const args = value.kind === "call" ? value.args : [];
    const argument = (index: number) => index in args ? this.value(args[index]) : ApiValue.NONE;
    if (path !== undefined) {
      if (value.kind !== "call" && callee.kind !== "member") return undefined;
      if (!this.#isOfRuntime(path)) return undefined;
      const api = path.join(".");
      if (api === "import") return { api, receiver: -1, argument, from: this.#url };
      return { api: value.kind === "call" && value.isNew ? `new ${api}` : api, receiver: -1, argument };
    }
    const node = value.kind === "call" && !value.isNew ? this.#nodeApi(callee) : undefined;
    if (node !== undefined) return { api: node, receiver: -1, argument };
    if (callee.kind !== "member") return undefined;
    const receiver = this.#node(callee.of);
    const origin = this.#origin(callee.of);
    const found = receiver < 0 ? undefined : this.#runtimeClass(receiver, callee.name);
    const made = origin === undefined ? undefined : RESULTS[origin.api];
    const className = found === undefined || found === "Object" ? made : found;
    return className === undefined ? undefined : { api: `${className}.${callee.name}`, receiver, argument, origin };
  }

  /** The call that gave an object, with `await` or without. */
  #origin(source: SourceValue): ApiCall | undefined {
    const value = this.#followed(source);
    const call = value.kind === "awaited" ? this.#followed(value.of) : value;
    return call.kind === "call" ? this.call(call) : undefined;
  }

  /** Constants are followed to what they were initialized with. */
  #followed(source: SourceValue): SourceValue {
    let value = source;
    for (let hops = 0; value.kind === "variable" && value.init !== undefined && hops < 10; hops++) value = value.init;
    return value;
  }

  #node(source: SourceValue): number {
    const { heap } = this.#graph;
    switch (source.kind) {
      case "parameter": {
        const node = variableOf(heap, this.#suspended, source.name, { isOwn: true });
        return node >= 0 ? node : parameterOf(heap, this.#suspended, source.index);
      }
      case "variable":
        return variableOf(heap, this.#suspended, source.name, source);
      case "this":
        return this.#suspended.receiver;
      case "member": {
        const of = this.#node(source.of);
        return of < 0 ? -1 : valueOf(heap, of, source.name);
      }
      default:
        return -1;
    }
  }

  /** `node:fs.stat`, of what is imported from a module of Node; also behind `util.promisify()`. */
  #nodeApi(source: SourceValue): string | undefined {
    const path: string[] = [];
    let value = this.#followed(source);
    for (; value.kind === "member"; value = this.#followed(value.of)) path.unshift(value.name);
    if (value.kind === "call" && path.length === 0) {
      return this.#nodeApi(value.callee) === "node:util.promisify" ? this.#nodeApi(value.args[0] ?? value) : undefined;
    }
    if (value.kind !== "import" || !value.module.startsWith("node:")) return undefined;
    if (!/^(?:\*|default)$/.test(value.name)) path.unshift(value.name);
    else if (value.name === "*" && path[0] === "default") path.shift();
    const api = [value.module.replace("/", "."), ...path].join(".");
    return api.replace(/^node:crypto\.webcrypto\./, "crypto.");
  }

  #globalPath(source: SourceValue): string[] | undefined {
    const path: string[] = [];
    let value = this.#followed(source);
    for (; value.kind === "member"; value = this.#followed(value.of)) path.unshift(value.name);
    if (value.kind !== "global") return undefined;
    path.unshift(value.name);
    if (path[0] === "globalThis") path.shift();
    return path;
  }

  /** Is a global what the runtime made it? What the program put in its place is not the API. */
  #isOfRuntime(path: readonly string[]): boolean {
    const { heap, functions } = this.#graph;
    let node = globalOf(this.#graph);
    for (const name of path) {
      const next = node < 0 ? -1 : valueOf(heap, node, name);
      if (next < 0 || heap.name(next) === "system / AccessorPair") return KNOWN_GLOBAL.test(path[0]);
      node = next;
    }
    const place = heap.type(node) === "closure" ? functions.place(node) : undefined;
    return place === undefined ? KNOWN_GLOBAL.test(path[0]) : /^(?:ext|node):/.test(place.url);
  }

  /** The class of an object whose method of this name, or whose class, is the runtime's. */
  #runtimeClass(node: number, method: string): string | undefined {
    const { heap, functions } = this.#graph;
    if (heap.type(node) !== "object") return undefined;
    for (let object = heap.prototype(node), hops = 0; object >= 0 && hops < 20; hops++) {
      for (const name of [method, "constructor"]) {
        const found = valueOf(heap, object, name);
        if (found < 0 || heap.type(found) !== "closure") continue;
        return /^(?:ext|node):/.test(functions.place(found)?.url ?? "") ? heap.name(node) : undefined;
      }
      object = heap.prototype(object);
    }
    return undefined;
  }
}

/** The call in `new Promise((resolve) => call(..., resolve))`, or with a function in place of `resolve`. */
function executedCall(value: SourceValue): SourceValue | undefined {
  if (value.kind !== "call" || !value.isNew || value.callee.kind !== "global" || value.callee.name !== "Promise") {
    return undefined;
  }
  const [executor] = value.args;
  if (executor?.kind !== "function" || executor.does.kind !== "call") return undefined;
  const [resolve] = executor.parameters;
  const isGiven = executor.does.args.some((arg) =>
    arg.kind === "function" || arg.kind === "unknown" || arg.kind === "variable" && arg.name === resolve
  );
  return isGiven ? executor.does : undefined;
}

/** Globals that only the runtime has, some of which are made when they are first used, or have V8's own functions. */
const KNOWN_GLOBAL =
  /^(?:Atomics|Deno|WebAssembly|caches|createImageBitmap|crypto|fetch|import|navigator|WebTransport)$/;

const globals = new WeakMap<AwaitGraph, number>();

/** The global object; -1 when it is not found. */
function globalOf(graph: AwaitGraph): number {
  let found = globals.get(graph);
  if (found === undefined) {
    const { heap } = graph;
    found = -1;
    const { nodeCount, nodeName, nodeType, nodeTypes } = heap.snapshot;
    const object = nodeTypes.indexOf("object");
    const names = new Map<number, boolean>(); // a heap has millions of nodes, and few names
    for (let node = 0; node < nodeCount && found < 0; node++) {
      if (nodeType[node] !== object) continue;
      let isGlobal = names.get(nodeName[node]);
      if (isGlobal === undefined) names.set(nodeName[node], isGlobal = / \[JSGlobalObject\]$/.test(heap.name(node)));
      if (isGlobal && valueOf(heap, node, "Deno") >= 0) found = node;
    }
    globals.set(graph, found);
  }
  return found;
}
