/** What calls of the runtime are about: addresses, requests, processes. The names of fields are those of Deno 2.9.6. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { numberOf, stringAt, textOf, valueOf } from "../heap/plain_values.ts";
import { ApiValue, textOrUrl } from "./api_call.ts";

/** A target in words. */
export interface Target {
  text: string;
  details: Record<string, string | number | boolean>;
}

/** Scopes around a function that are looked into. */
const MAX_SCOPES = 10;

/** Without user, password, query and fragment: they may be secret. `undefined` for what is no URL with a host. */
export function plainUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, host, pathname } = new URL(text);
  if (host !== "") return `${protocol}//${host}${pathname}`;
  return /^(?:data|javascript):$/.test(protocol) ? `${protocol}...` : `${protocol}${pathname}`;
}

/** The address in a field of a listener or of a connection. */
export function addressOf({ heap }: AwaitGraph, node: number, field: string): Target | undefined {
  const address = valueOf(heap, node, field);
  if (address < 0) return undefined;
  const path = textOf(heap, address, "path");
  if (path !== undefined) return { text: JSON.stringify(path), details: { path } };
  const host = textOf(heap, address, "hostname"), port = numberOf(heap, address, "port");
  if (host === undefined || port === undefined) return undefined;
  return { text: `${host.includes(":") ? `[${host}]` : host}:${port}`, details: { host, port } };
}

/** The request that is given to `fetch()`. */
export function requestOf(input: ApiValue, init = ApiValue.NONE): { method: string; url: string } | undefined {
  const method = init.property("method").text ?? input.property("methodInner").text ??
    input.property("<symbol request>").property("methodInner").text ?? "GET";
  const text = input.text ?? input.property("<symbol url>").text ??
    input.property("<symbol request>").property("urlListProcessed").last.text ??
    input.property("urlListProcessed").last.text;
  const url = text === undefined ? undefined : plainUrl(text);
  return url === undefined ? undefined : { method: method.toUpperCase(), url };
}

/** Whose body a `Request`, a `Response` or a stream is. */
export function bodyOwner(graph: AwaitGraph, node: number): Target | undefined {
  if (node < 0) return undefined;
  const { heap } = graph;
  const value = new ApiValue(graph, node);
  const method = value.property("<symbol request>").property("methodInner").text ??
    value.property("<symbol request>").property("#methodValue").text;
  const request = value.property("<symbol request>").node, response = value.property("<symbol response>").node;
  const url = value.property("<symbol url>").text ??
    urlIn(graph, request >= 0 ? request : response >= 0 ? response : node);
  const plain = url === undefined ? undefined : plainUrl(url);
  if (plain !== undefined) {
    const details: Target["details"] = method === undefined ? { url: plain } : { method, url: plain };
    return { text: method === undefined ? plain : `${method} ${plain}`, details };
  }
  if (!heap.name(node).startsWith("ReadableStream")) return undefined;
  for (const { from, edge } of heap.retainers(node)) {
    if (heap.name(from) !== "InnerBody" || heap.step(edge) !== "streamOrStatic") continue;
    for (const { from: inner, edge: body } of heap.retainers(from)) {
      if (!/^#?body$/.test(heap.step(body))) continue;
      const found = bodyOwner(graph, inner);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The last address in the list of an inner request or response: there it is a text, or a function that gives it. */
function urlIn(graph: AwaitGraph, inner: number): string | undefined {
  const { heap } = graph;
  const value = new ApiValue(graph, inner);
  const known = value.property("#urlValue").text ?? value.property("urlListProcessed").last.text;
  if (known !== undefined) return known;
  const last = value.property("urlList").last, { node } = last;
  if (last.text !== undefined) return last.text;
  if (node < 0 || heap.type(node) !== "closure") return undefined;
  for (const { type, to } of heap.edges(heap.field(node, "context"))) {
    const text = type === "context" ? textOrUrl(graph, to) : undefined;
    if (text !== undefined && URL.canParse(text)) return text;
    if (type === "context" && heap.type(to) === "object") {
      const found = new ApiValue(graph, to).property("urlListProcessed").last.text;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The child process that an object is, or whose output a stream is. */
export function processOf({ heap }: AwaitGraph, node: number): Target | undefined {
  if (node < 0) return undefined;
  const pid = numberOf(heap, node, "#pid");
  if (pid !== undefined) return { text: String(pid), details: { pid } };
  for (const { from, edge } of heap.retainers(node)) {
    if (!/^#std(?:out|err)$/.test(heap.step(edge))) continue;
    const pid = numberOf(heap, from, "#pid");
    if (pid !== undefined) return { text: String(pid), details: { pid, stream: heap.step(edge).slice(1) } };
  }
  return undefined;
}

/** The `WebSocketStream` whose messages a stream has, or takes: its functions are the runtime's, and have it among their variables. */
export function webSocketOf({ heap, functions }: AwaitGraph, stream: number): Target | undefined {
  const controller = valueOf(heap, stream, "<symbol [[controller]]>");
  const write = controller < 0 ? -1 : valueOf(heap, controller, "<symbol [[writeAlgorithm]]>");
  const holders = [controller, ...write < 0 ? [] : [heap.field(write, "context")]];
  const sources = holders.flatMap((node) => node < 0 ? [] : [...heap.edges(node)].map(({ to }) => to));
  for (const source of sources) {
    for (const name of ["pull", "write"]) {
      const work = heap.name(source) === "Object" ? valueOf(heap, source, name) : -1;
      if (work < 0 || !functions.place(work)?.url.startsWith("ext:deno_websocket/")) continue;
      let scope = heap.field(work, "context");
      for (let hops = 0; scope >= 0 && hops < MAX_SCOPES; hops++) {
        for (const { to } of heap.edges(scope)) {
          const text = heap.name(to) === "WebSocketStream" ? textOf(heap, to, "<symbol [[url]]>") : undefined;
          const url = text === undefined ? undefined : plainUrl(text);
          if (url !== undefined) return { text: url, details: { url } };
        }
        scope = heap.field(scope, "previous");
      }
    }
  }
  return undefined;
}

/** The texts of an array, as JSON. */
export function listText(graph: AwaitGraph, node: number): string | undefined {
  return node < 0 ? undefined : new ApiValue(graph, node).json;
}

/** Text of a field, if it is one. */
export function fieldText({ heap }: AwaitGraph, node: number, name: string): string | undefined {
  const to = valueOf(heap, node, name);
  return to < 0 ? undefined : stringAt(heap, to);
}
