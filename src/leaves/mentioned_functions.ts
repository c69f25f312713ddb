/** The functions of the program that one may call by the variables around it. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { variablesOf } from "../heap/scopes.ts";
import type { CodeText, CodeTexts } from "./code_texts.ts";
import { isProgramText } from "./own_code.ts";

const MAX_FUNCTIONS = 50, MAX_SCOPES = 14;

/** One such function. */
export interface MentionedFunction {
  closure: number;
  /** `undefined` when it cannot be read, and for the last one where there are too many. */
  text: CodeText | undefined;
  /** The variables around it that its text mentions. */
  variables: readonly { name: string; to: number }[];
}

/** The function itself first. Those of the runtime are left out: they know no variables of the program. */
export function* mentionedFunctions(
  graph: AwaitGraph,
  texts: CodeTexts,
  closure: number,
): Generator<MentionedFunction> {
  const { heap, functions } = graph;
  const seen = new Set([closure]);
  for (const fn of seen) {
    if (heap.type(fn) !== "closure" || !isProgramText(functions.place(fn)?.url)) continue;
    const text = seen.size > MAX_FUNCTIONS ? undefined : texts.of(fn);
    const variables: { name: string; to: number }[] = [];
    let scope = text === undefined ? -1 : heap.field(fn, "context");
    for (let hops = 0; scope >= 0 && hops < MAX_SCOPES; hops++, scope = heap.field(scope, "previous")) {
      for (const variable of variablesOf(heap, scope)) if (text?.names.has(variable.name)) variables.push(variable);
    }
    yield { closure: fn, text, variables };
    if (text === undefined) return;
    for (const { to } of variables) if (heap.type(to) === "closure") seen.add(to);
  }
}
