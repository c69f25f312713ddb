/** What a call of a function of a node: module waits for, in words, where the source tells the call. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import type { ApiCall, ApiValue } from "./api_call.ts";
import type { ApiWords } from "./api_words.ts";
import { nodeClass } from "./node_classes.ts";
import { nodeTarget, quoted } from "./node_targets.ts";

/** As much of a leaf as is read here. */
interface Awaited {
  kind: string;
  description: string;
  details?: ApiWords["details"];
}

/** Function, how many of its arguments are the target, the first of these. */
const FUNCTIONS: readonly (readonly [api: RegExp, count: number, first: number])[] = [
  [/^node:(fs(?:\.promises)?\.(?:rename|link|symlink|copyFile|cp))$/, 2, 0],
  [/^node:(fs(?:\.promises)?\.\w+)$/, 1, 0],
  [/^node:(dns(?:\.promises)?\.\w+)$/, 1, 0],
  [/^node:(crypto\.\w+)$/, 0, 0],
  [/^node:(sqlite\.backup)$/, 1, 1],
];

/** Functions that give no promise of their own and take no callback: what they give is waited for otherwise. */
const OTHERS = /^node:(?:fs\.(?:create\w+|watch\w*)|fs\.promises\.(?:constants)|crypto\.create\w+)$/;

/** Words for a call; `undefined` for one that is not known, and for one whose target the source does not tell. */
export function nodeWordsFor(graph: AwaitGraph, call: ApiCall): ApiWords | undefined {
  for (const [pattern, count, first] of FUNCTIONS) {
    const verb = verbOf(pattern, call);
    if (verb === undefined) continue;
    const found = Array.from({ length: count }, (_, index) => textOf(call.argument(first + index), verb));
    return found.includes(undefined) ? undefined : words(verb, found.join(", "));
  }
  return handleWords(graph, call);
}

/** The words that the heap gave, with the name of the function that the program called: it may have called others inside. */
export function withNodeVerb<T extends Awaited>(awaited: T, call: ApiCall | undefined): T {
  if (call === undefined || !/^(?:op|promise)$/.test(awaited.kind)) return awaited;
  const isSure = awaited.kind === "op" && /^(?:fs|dns)[.:]/.test(awaited.description);
  if (!isSure && !/^(?:an operation of the runtime|a promise that nothing has settled)$/.test(awaited.description)) {
    return awaited;
  }
  for (const [pattern] of FUNCTIONS) {
    const verb = verbOf(pattern, call);
    if (verb === undefined) continue;
    const target = awaited.details?.target;
    return { ...awaited, ...words(verb, target === undefined ? "" : String(target)) };
  }
  return awaited;
}

function verbOf(pattern: RegExp, { api }: ApiCall): string | undefined {
  return OTHERS.test(api) ? undefined : pattern.exec(api)?.[1];
}

function words(verb: string, target: string): ApiWords {
  return {
    kind: "op",
    description: target === "" ? verb : `${verb} ${target}`,
    details: target === "" ? {} : { target },
  };
}

/** A path or a name in quotes; a number is a file descriptor. */
function textOf(value: ApiValue, verb: string): string | undefined {
  const { text, number } = value;
  if (text !== undefined) return quoted(text.startsWith("file:") && verb.startsWith("fs") ? plainPath(text) : text);
  return number === undefined || !verb.startsWith("fs.") ? undefined : `fd ${number}`;
}

function plainPath(url: string): string {
  return decodeURIComponent(new URL(url).pathname);
}

/** Methods of a `FileHandle`. */
function handleWords(graph: AwaitGraph, { api, receiver }: ApiCall): ApiWords | undefined {
  const [, method] = /^FileHandle\.(\w+)$/.exec(api) ?? [];
  if (method === undefined) return undefined;
  const found = receiver < 0 ? undefined : nodeClass(graph, receiver);
  if (found === undefined) return undefined;
  return words(`fs.promises.FileHandle.${method}`, nodeTarget(graph, receiver, found) ?? "");
}
