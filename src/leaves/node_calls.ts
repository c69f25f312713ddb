/**
 * Calls of node: functions that take a callback, by what they left in the heap. Such a function gives the runtime a closure of
 * its own that calls the callback later; the scope of that closure is a call of the function, and has its arguments.
 */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { functionOfScope, variablesOf } from "../heap/scopes.ts";
import { stringAt, textOf } from "../heap/plain_values.ts";
import type { Holder } from "./holders.ts";
import { NODE_MODULE, nodeClass, nodeModule } from "./node_classes.ts";
import type { NodeWait } from "./node_events.ts";
import { isOfTicks } from "./node_listeners.ts";
import { nodeTarget, quoted } from "./node_targets.ts";

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
  [/^fs .*_fs_dir/, /^(read|close)$/, "op", "fs.Dir.$1", "object"],
  [/^fs .*_fs_glob/, /^(glob)/, "op", "fs.$1", "first"],
  [/^fs\b/, /^_?(rename|link|symlink|copyFile|cp)$/, "op", "fs.$1", "two"],
  [/^fs\b/, /^_?(\w+?)(?:Promise|Async|Impl)?$/, "op", "fs.$1", "first"],
  [/^crypto\b/, /^_?(\w+)$/, "op", "crypto.$1", "none"],
  [/^zlib\b/, /^(\w+)$/, "op", "zlib.$1", "none"],
  [/^dns\b/, /^(\w+)$/, "op", "dns.$1", "first"],
  [/^dgram\b/, /^(send)$/, "socket", "dgram.Socket.$1", "first"],
  [/^timers/, /^(setImmediate)$/, "op", "$1", "none"],
];
type Target = "first" | "two" | "object" | "none";

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
  for (const holder of holders) {
    if (isOfTicks(holder)) return { kind: "op", description: "process.nextTick", details: {} };
    if (holder.className === "Immediate") return { kind: "op", description: "setImmediate", details: {} };
  }
  return undefined;
}

function waitOf(graph: AwaitGraph, { url, name, scope }: ScopeCall): NodeWait | undefined {
  if (!NODE_MODULE.test(url) || GLUE.test(name)) return undefined;
  const module = `${nodeModule(url)} ${url}`;
  for (const [pattern, functionName, kind, phrase, target] of CALLS) {
    const found = pattern.test(module) ? functionName.exec(name) : null;
    if (found === null) continue;
    const named = argumentsOf(graph, scope, target) ?? objectIn(graph, scope, target);
    const verb = phrase.replace("$1", () => appending(graph, scope, found[1]));
    return {
      kind,
      description: named === undefined ? verb : `${verb} ${named}`,
      details: named === undefined ? {} : { target: named },
    };
  }
  return undefined;
}

/** `appendFile()` is `writeFile()` with a flag. */
function appending({ heap }: AwaitGraph, scope: number, name: string): string {
  if (name !== "writeFile") return name;
  for (const { to } of variablesOf(heap, scope)) {
    if (heap.type(to) === "object" && /^a/.test(textOf(heap, to, "flag") ?? "")) return "appendFile";
  }
  return name;
}

/** The target of the object on which a method was called: a variable of its scope. */
function objectIn(graph: AwaitGraph, scope: number, target: Target): string | undefined {
  for (const { to } of target === "object" ? variablesOf(graph.heap, scope) : []) {
    const found = nodeClass(graph, to);
    const named = found === undefined ? undefined : nodeTarget(graph, to, found);
    if (named !== undefined) return named;
  }
  return undefined;
}

/** Names of encodings and modes to open a file in, which are arguments, but no targets. */
const NO_TARGET = /^(?:utf-?8|utf-?16le|ucs-?2|latin1|binary|base64(?:url)?|hex|ascii|buffer|[rwa]s?x?\+?)$/i;

/** How the variables of Deno's scripts are called, which are minified, in the order in which they were declared (2.9.6). */
const DECLARED = "etnriaoscludfpmhg_vybx";

/** The strings among the arguments of a call, in quotes. */
function argumentsOf({ heap }: AwaitGraph, scope: number, target: Target): string | undefined {
  if (target !== "first" && target !== "two") return undefined;
  const texts: { place: number; text: string }[] = [];
  for (const { name, to } of variablesOf(heap, scope)) {
    const text = stringAt(heap, to);
    if (text === undefined || text === "" || NO_TARGET.test(text)) continue;
    const place = DECLARED.indexOf(name);
    texts.push({ place: place < 0 ? DECLARED.length : place, text });
  }
  if (texts.length === 0) return undefined;
  texts.sort((a, b) => Number(isPath(b.text)) - Number(isPath(a.text)) || a.place - b.place);
  return texts.slice(0, target === "two" ? 2 : 1).map(({ text }) => quoted(text)).join(", ");
}

function isPath(text: string): boolean {
  return /[/\\]/.test(text);
}
