/** Suspended async functions of node: modules between a promise and the program: what the program called. */
import type { AwaitGraph, Suspended } from "../heap/await_graph.ts";
import { stringAt } from "../heap/plain_values.ts";
import { variablesOf } from "../heap/scopes.ts";
import { parameterOf } from "../heap/suspended_values.ts";
import { callsAround, type ScopeCall } from "./node_calls.ts";
import { NODE_MODULE, nodeClass, nodeModule } from "./node_classes.ts";
import type { NodeWait } from "./node_events.ts";
import { nodeTarget, quoted } from "./node_targets.ts";

/** Waits looked at on the way to the program. */
const MAX_STEPS = 40;

/** Module, function or `Class.method`, kind, phrase, where the target is. The outermost frame that fits is taken. */
const FRAMES: readonly (readonly [module: RegExp, name: RegExp, kind: string, phrase: string])[] = [
  [/^fs\.promises$/, /^(\w+)Promise$/, "op", "fs.promises.$1"],
  [/^fs\.promises$/, /^remove$/, "op", "fs.promises.DisposableTempDir.remove"],
  [/^fs\.promises$/, /^(close)$/, "op", "fs.promises.FileHandle.$1"],
  [/^fs\.promises$/, /^FileHandle\.(\w+)$/, "op", "fs.promises.FileHandle.$1"],
  [/^fs\.promises$/, /^fsCall$/, "op", "fs.promises.FileHandle.$A"],
  [/^fs\.promises$/, /^_?(watch)$/, "op", "fs.promises.$1"],
  [
    /^fs\.promises$/,
    /^((?:append|copy|read|write)File|cp|l?stat|statfs|rename|access|open|opendir)$/,
    "op",
    "fs.promises.$1",
  ],
  [
    /^fs\.promises$/,
    /^(truncate|rm|rmdir|mkdir|mkdtemp|readdir|readlink|realpath|(?:sym|un)?link)$/,
    "op",
    "fs.promises.$1",
  ],
  [/^fs\.promises$/, /^(l?(?:chmod|chown|utimes))$/, "op", "fs.promises.$1"],
  [/^stream$/, /^(?:forEach|some|every|find|findIndex)$/, "stream", "stream.Readable: waiting for data"],
  [/^fs$/, /^Dir\.(\w+)$/, "op", "fs.Dir.$1"],
  [/^fs$/, /^(\w+?)(?:Promise|Async)?$/, "op", "fs.$1"],
  [/^dns\.promises$/, /^(\w+)$/, "op", "dns.promises.$1"],
  [/^worker_threads$/, /^(?:\w+\.)?(?:#pollMessages)$/, "worker", "worker_threads.Worker: waiting for a message"],
  [/^inspector$/, /^(?:\w+\.)?(\w+)$/, "op", "inspector $1"],
];

/** What the suspended functions of the runtime say that wait for `promise`, and for which only one function of the program waits. */
export function nodeFrameWait(graph: AwaitGraph, promise: number): NodeWait | undefined {
  const frames = framesOf(graph, promise);
  for (const frame of frames) {
    for (const call of namesOf(graph, frame)) {
      const module = nodeModule(call.url) ?? "";
      for (const [pattern, name, kind, phrase] of FRAMES) {
        const found = pattern.test(module) ? name.exec(call.name) : null;
        if (found === null) continue;
        const texts = textsOf(graph, frame, call);
        const words = phrase.replace("$1", () => found[1] ?? "").replace("$A", () => calledIn(graph, frame, texts));
        const target = objectOf(graph, frame, call) ?? quoted(texts.find((text) => text.includes("/")) ?? texts[0]);
        return {
          kind,
          description: target === undefined ? words : `${words} ${target}`,
          details: target === undefined ? {} : { target },
        };
      }
    }
  }
  return undefined;
}

/** What a `FileHandle` was asked for: the name of the function that is called for it, in Deno a text, in Node the function. */
function calledIn({ heap }: AwaitGraph, frame: Suspended, texts: readonly string[]): string {
  const first = parameterOf(heap, frame, 0);
  const name = first >= 0 && heap.type(first) === "closure" ? heap.name(first) : texts[0] ?? "";
  return name.replace(/^f(?=ch|data|stat|sync|trunc|utime)/, "").replace(/Handle$/, "");
}

/** The functions of node: modules on the way to the program, outermost first. */
export function framesOf({ waiters, functions }: AwaitGraph, promise: number): Suspended[] {
  const frames: Suspended[] = [];
  let at: number | undefined = promise;
  for (let steps = 0; at !== undefined && steps < MAX_STEPS; steps++) {
    const waiting: AwaitGraph["waiters"] extends Map<number, infer W> ? W | undefined : never = waiters.get(at);
    if (waiting === undefined || waiting.length !== 1) break;
    const [waiter] = waiting;
    if (waiter.kind === "promise") at = waiter.promise;
    else {
      const { closure, results } = waiter.suspended;
      if (!NODE_MODULE.test(closure < 0 ? "" : functions.place(closure)?.url ?? "")) break;
      frames.push(waiter.suspended);
      at = results[0];
    }
  }
  return frames.reverse();
}

/** The function itself, and the calls in which it was made. */
function namesOf(graph: AwaitGraph, { closure, receiver, node }: Suspended): ScopeCall[] {
  const { functions, heap } = graph;
  const method = receiver < 0 ? undefined : functions.method(closure, receiver);
  const name = method === undefined
    ? heap.name(closure)
    : `${method.className ?? ""}.${method.name}`.replace(/^\./, "");
  const url = functions.place(closure)?.url ?? "";
  return [{ url, name, scope: node }, ...callsAround(graph, closure)];
}

/** Strings among the arguments and variables of a call. */
function textsOf({ heap }: AwaitGraph, { node }: Suspended, { scope }: ScopeCall): string[] {
  const isOwn = scope === node;
  const found: string[] = [];
  const registers = isOwn ? heap.field(node, "parameters_and_registers") : -1;
  const values = [
    ...registers < 0 ? [] : heap.edges(registers),
    ...variablesOf(heap, isOwn ? heap.field(node, "context") : scope),
  ];
  for (const { to } of values) {
    const text = stringAt(heap, to);
    if (text !== undefined && text !== "") found.push(text);
  }
  return found;
}

/** The object of the runtime that a function was called on, got as an argument or has from around it. */
function objectOf(graph: AwaitGraph, { node, receiver }: Suspended, { scope }: ScopeCall): string | undefined {
  const { heap } = graph;
  const registers = heap.field(node, "parameters_and_registers");
  const objects = [
    receiver,
    ...[...registers < 0 ? [] : heap.edges(registers), ...variablesOf(heap, scope)].map(({ to }) => to),
  ];
  for (const object of objects) {
    const nodeClassOf = object < 0 ? undefined : nodeClass(graph, object);
    const target = nodeClassOf === undefined ? undefined : nodeTarget(graph, object, nodeClassOf);
    if (target !== undefined) return target;
  }
  return undefined;
}
