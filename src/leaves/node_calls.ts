/**
 * Calls of node: functions that take a callback, by what they left in the heap. Such a function gives the runtime a closure of
 * its own that calls the callback later; the scope of that closure is a call of the function, and has its arguments.
 */
import type { AwaitGraph } from "../heap/await_graph.ts";
import type { HeapGraph } from "../heap/heap_graph.ts";
import { textAt } from "../heap/joined_text.ts";
import { NODE_MODULE, nodeModule } from "./node_classes.ts";
import type { NodeWait } from "./node_events.ts";
import { quoted } from "./node_targets.ts";

/** A call of a function of the runtime. */
export interface ScopeCall {
  url: string;
  /** Name of the function. */
  name: string;
  /** Node of its variables. */
  scope: number;
}

/** Scopes around a closure that are looked at. */
const MAX_SCOPES = 8;

/** The calls in which a closure of the runtime was made, innermost first. */
export function callsAround({ heap, functions }: AwaitGraph, closure: number): ScopeCall[] {
  const url = functions.place(closure)?.url ?? "";
  const found: ScopeCall[] = [];
  let scope = heap.field(closure, "context");
  for (let hops = 0; scope >= 0 && hops < MAX_SCOPES; hops++) {
    const name = functionOfScope(heap, scope);
    if (name !== "") found.push({ url, name, scope });
    scope = heap.field(scope, "previous");
  }
  return found;
}

/** The name of the function whose variables a scope has; `""` for a nameless one and for a block. */
function functionOfScope(heap: HeapGraph, scope: number): string {
  for (const { type, name, to } of heap.edges(scope)) {
    if (type !== "internal" || name !== "scope_info") continue;
    for (const { from, edge } of heap.retainers(to)) {
      if (heap.string(heap.snapshot.edgeName[edge]) !== "name_or_scope_info") continue;
      return /^system \/ SharedFunctionInfo \/ (.+)$/.exec(heap.name(from))?.[1] ?? "";
    }
  }
  return "";
}

/** What takes a callback for others, and says nothing of the wait. */
const GLUE = /^(?:makeCallback|maybeCallback|promisify|once|callbackify|fn|bound|lazyPromisifyFs|onceWrapper|_onceWrap)$/;

/** Module, function, kind, phrase, how the target is found. The first that fits is taken. */
const CALLS:
  readonly (readonly [module: RegExp, name: RegExp, kind: string, phrase: string, target: "path" | "text" | "none"])[] =
    [
      [/^fs$/, /^(_?\w+?)(?:Promise|Async|Impl)?$/, "op", "fs.$1", "path"],
      [/^crypto$/, /^_?(\w+)$/, "op", "crypto.$1", "none"],
      [/^zlib$/, /^(\w+)$/, "op", "zlib.$1", "none"],
      [/^dns$/, /^(\w+)$/, "op", "dns.$1", "text"],
    ];

/** What the calls around closures of the runtime wait for: the first known one. */
export function nodeCallWait(graph: AwaitGraph, closures: readonly number[]): NodeWait | undefined {
  for (const closure of closures) {
    for (const call of callsAround(graph, closure)) {
      const wait = waitOf(graph, call);
      if (wait !== undefined) return wait;
    }
  }
  return undefined;
}

function waitOf({ heap }: AwaitGraph, { url, name, scope }: ScopeCall): NodeWait | undefined {
  if (!NODE_MODULE.test(url) || GLUE.test(name)) return undefined;
  const module = nodeModule(url) ?? "";
  for (const [pattern, functionName, kind, phrase, target] of CALLS) {
    const found = pattern.test(module) ? functionName.exec(name) : null;
    if (found === null) continue;
    const named = target === "none" ? undefined : argumentsOf(heap, scope, target);
    const verb = phrase.replace("$1", () => found[1]);
    return {
      kind,
      description: named === undefined ? verb : `${verb} ${named}`,
      details: named === undefined ? {} : { target: named },
    };
  }
  return undefined;
}

/** Names of encodings, which are arguments, but no targets. */
const ENCODING = /^(?:utf-?8|utf-?16le|ucs-?2|latin1|binary|base64(?:url)?|hex|ascii|buffer)$/i;

/** The strings among the variables of a call; of two paths, both. */
function argumentsOf(heap: HeapGraph, scope: number, target: "path" | "text"): string | undefined {
  const texts: string[] = [];
  for (const { type, to } of heap.edges(scope)) {
    const text = type === "context" ? textAt(heap, to) : undefined;
    if (text !== undefined && text !== "" && !ENCODING.test(text)) texts.push(text);
  }
  return texts.length === 0 ? undefined : texts.slice(0, target === "path" ? 2 : 1).map(quoted).join(" -> ");
}
