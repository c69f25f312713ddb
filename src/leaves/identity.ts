/** Which of several objects of a class one is: by what it calls itself, or by the variable or property that holds it. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { textOf } from "../heap/plain_values.ts";

/** How an object is told apart. */
export interface Identity {
  /** Text of its property `name`, `id` or `label`. */
  label?: string;
  /** The variable or property that holds it. */
  heldIn?: string;
}

/** Longest label that is shown. */
const MAX_LABEL = 60;
/** Edges to an object that are looked at. */
const MAX_RETAINERS = 200;

const known = new WeakMap<AwaitGraph, Map<number, Identity>>();

/** Who an object of a class of the program is; each is looked at once. */
export function identityOf(graph: AwaitGraph, node: number): Identity {
  let identities = known.get(graph);
  if (identities === undefined) known.set(graph, identities = new Map());
  let identity = identities.get(node);
  if (identity === undefined) identities.set(node, identity = find(graph, node));
  return identity;
}

function find(graph: AwaitGraph, node: number): Identity {
  const { heap } = graph;
  if (!isOfProgram(graph, node)) return {};
  for (const key of ["name", "id", "label", "#name", "#id", "#label"]) {
    const label = textOf(heap, node, key);
    if (label !== undefined && label !== "" && label.length <= MAX_LABEL) return { label };
  }
  let variable: string | undefined, property: string | undefined, count = 0;
  for (const { from, edge } of heap.retainers(node)) {
    if (++count > MAX_RETAINERS) break;
    const step = heap.step(edge);
    // `this` and names that start with a dot are V8's own.
    if (graph.ignored.has(from) || !/^[\p{ID_Start}$_#][\p{ID_Continue}$]*$/u.test(step) || step === "this") continue;
    if (/^(?:__proto__|constructor|prototype)$/.test(step)) continue;
    const name = heap.name(from);
    if (name.startsWith("system / Context")) {
      const extension = heap.field(from, "extension");
      // A variable of a module says more than a parameter through which it was given on.
      if (extension >= 0 && heap.name(extension) === "system / SourceTextModule") return { heldIn: step };
      variable ??= step;
    } else if (heap.type(from) === "object" && !name.startsWith("system / ")) {
      property ??= /^(?:Object|)$/.test(name) ? `.${step}` : `${name}.${step}`;
    }
  }
  const heldIn = variable ?? property;
  return heldIn === undefined ? {} : { heldIn };
}

/** Is its class one of the program, not of the language or the runtime? */
function isOfProgram({ heap, functions }: AwaitGraph, node: number): boolean {
  const prototype = heap.type(node) === "object" ? heap.prototype(node) : -1;
  const constructor = prototype < 0 ? -1 : heap.property(prototype, "constructor");
  const url = constructor < 0 ? undefined : functions.place(constructor)?.url;
  return url !== undefined && !/^(?:ext|node):/.test(url);
}
