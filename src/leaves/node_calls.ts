/**
 * Calls of node: functions that take a callback, by what they left in the heap. Such a function gives the runtime a closure of
 * its own that calls the callback later; the scope of that closure is a call of the function, and has its arguments.
 */
import type { AwaitGraph } from "../heap/await_graph.ts";
import type { HeapGraph } from "../heap/heap_graph.ts";
import { functionOfScope } from "../heap/scopes.ts";
import { textAt } from "../heap/joined_text.ts";
import type { Holder } from "./holders.ts";
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

/** What takes a callback for others, and says nothing of the wait. */
const GLUE =
  /^(?:makeCallback|maybeCallback|promisify|once|callbackify|fn|bound|lazyPromisifyFs|onceWrapper|_onceWrap)$/;

/** Module, function, kind, phrase, which of its arguments is the target. The first that fits is taken. */
const CALLS: readonly (readonly [module: RegExp, name: RegExp, kind: string, phrase: string, target: Target])[] = [
  [/^fs$/, /^_?(rename|link|symlink|copyFile|cp)$/, "op", "fs.$1", "two"],
  [/^fs$/, /^_?(\w+?)(?:Promise|Async|Impl)?$/, "op", "fs.$1", "first"],
  [/^crypto$/, /^_?(\w+)$/, "op", "crypto.$1", "none"],
  [/^zlib$/, /^(\w+)$/, "op", "zlib.$1", "none"],
  [/^dns$/, /^(\w+)$/, "op", "dns.$1", "first"],
  [/^timers/, /^(setImmediate)$/, "op", "$1", "none"],
];
type Target = "first" | "two" | "none";

/** What the calls around closures of the runtime wait for: the first known one. */
export function nodeCallWait(
  graph: AwaitGraph,
  closures: readonly number[],
  holders: readonly Holder[],
): NodeWait | undefined {
  for (const closure of closures) {
    for (const call of callsAround(graph, closure)) {
      const wait = waitOf(graph, call);
      if (wait !== undefined) return wait;
    }
  }
  // The queues of the event loop come last: much goes through them.
  for (const { className } of holders) {
    if (className === "FixedCircularBuffer") return { kind: "op", description: "process.nextTick", details: {} };
    if (className === "Immediate") return { kind: "op", description: "setImmediate", details: {} };
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

/** Names of encodings and modes to open a file in, which are arguments, but no targets. */
const NO_TARGET = /^(?:utf-?8|utf-?16le|ucs-?2|latin1|binary|base64(?:url)?|hex|ascii|buffer|[rwa]s?x?\+?)$/i;

/** How the variables of Deno's scripts are called, which are minified, in the order in which they were declared (2.9.6). */
const DECLARED = "etnriaoscludfpmhg_vybx";

/** The strings among the arguments of a call, in quotes. */
function argumentsOf(heap: HeapGraph, scope: number, target: Target): string | undefined {
  const texts: { place: number; text: string }[] = [];
  for (const { type, name, to } of heap.edges(scope)) {
    const text = type === "context" ? textAt(heap, to) : undefined;
    if (text === undefined || text === "" || NO_TARGET.test(text)) continue;
    const place = DECLARED.indexOf(String(name));
    texts.push({ place: place < 0 ? DECLARED.length : place, text });
  }
  if (texts.length === 0) return undefined;
  texts.sort((a, b) => a.place - b.place);
  return texts.slice(0, target === "two" ? 2 : 1).map(({ text }) => quoted(text)).join(", ");
}
