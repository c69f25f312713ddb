/** Which of several objects of a class one is: by what it calls itself, or by the variable or property that holds it. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { textOf } from "../heap/plain_values.ts";
import { isPackageCode } from "./own_code.ts";

/** How an object is told apart. */
export interface Identity {
  /** Text of its property `name`, `id` or `label`. */
  label?: string;
  /** The variable or property that holds it. */
  heldIn?: string;
  /** Where no variable holds it: the nearest one that holds it by way of other objects, such as the pool of a request. */
  within?: string;
}

/** Longest label that is shown. */
const MAX_LABEL = 60;
/** Edges to an object that are looked at. */
const MAX_RETAINERS = 200;
/** Objects around one that are looked at for `within`, and steps outward. */
const MAX_AROUND = 300, MAX_STEPS = 10;

/** A name that a program can write, not V8's own, which start with a dot. */
const WRITTEN = /^[\p{ID_Start}$_#][\p{ID_Continue}$]*$/u;
/** What compiled code calls `this`, which does not tell objects apart. */
const SELF = /^(?:this|_*(?:this|self|that)\d*)$/;

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
  const url = classUrl(graph, node);
  if (url === undefined) return {};
  const label = labelOf(graph, node);
  const { variable, property, isOfModule } = holdersOf(graph, node);
  // A local variable of a package says less than the program's own variable from which its objects hang.
  const isOfPackage = isPackageCode(url);
  if (label !== undefined && !isOfPackage) return { label };
  if (variable !== undefined && (isOfModule || !isOfPackage)) {
    return label === undefined ? { heldIn: variable } : { label };
  }
  const within = around(graph, node);
  if (label !== undefined) return within === undefined ? { label } : { label, within };
  const heldIn = variable ?? property;
  // An entry of a list of plain objects says nothing: `.next`, `.value`.
  if (within !== undefined && (isOfPackage || heldIn === undefined || heldIn.startsWith("."))) return { within };
  return heldIn === undefined ? {} : { heldIn };
}

function labelOf({ heap }: AwaitGraph, node: number): string | undefined {
  for (const key of ["name", "id", "label", "#name", "#id", "#label"]) {
    const label = textOf(heap, node, key);
    if (label !== undefined && label !== "" && label.length <= MAX_LABEL) return label;
  }
  return undefined;
}

/** The variable, and the property of another object, that hold an object, and what else leads to it. */
function holdersOf(
  graph: AwaitGraph,
  node: number,
): { variable?: string; property?: string; isOfModule: boolean; outer: number[] } {
  const { heap } = graph;
  let variable: string | undefined, property: string | undefined, count = 0;
  const outer: number[] = [];
  for (const { from, edge } of heap.retainers(node)) {
    if (++count > MAX_RETAINERS) break;
    if (graph.ignored.has(from)) continue;
    const name = heap.name(from), type = heap.type(from), step = heap.step(edge);
    const isScope = name.startsWith("system / Context");
    // The store of an array, the table of a map.
    if (!isScope && (type === "array" || type === "object") && step !== "__proto__") outer.push(from);
    if (!WRITTEN.test(step) || SELF.test(step) || /^(?:__proto__|constructor|prototype)$/.test(step)) continue;
    if (isScope) {
      const extension = heap.field(from, "extension");
      // A variable of a module says more than a parameter through which it was given on.
      if (extension >= 0 && heap.name(extension) === "system / SourceTextModule") {
        return { variable: step, isOfModule: true, outer };
      }
      variable ??= step;
    } else if (type === "object" && !name.startsWith("system / ")) {
      property ??= /^(?:Object|)$/.test(name) ? `.${step}` : `${name}.${step}`;
    }
  }
  return { variable, property, isOfModule: false, outer };
}

/** The nearest variable of a module of the program that leads to an object by way of others. */
function around(graph: AwaitGraph, node: number): string | undefined {
  const seen = new Set([node]);
  let level = [node];
  for (let steps = 0; steps < MAX_STEPS && level.length > 0 && seen.size < MAX_AROUND; steps++) {
    const next: number[] = [];
    for (const inner of level) {
      const { variable, isOfModule, outer } = holdersOf(graph, inner);
      if (variable !== undefined && isOfModule) return variable;
      for (const from of outer) {
        if (seen.has(from)) continue;
        seen.add(from);
        next.push(from);
      }
    }
    level = next;
  }
  return undefined;
}

/** The script of its class, if that is one of the program, not of the language or the runtime. */
function classUrl({ heap, functions }: AwaitGraph, node: number): string | undefined {
  const prototype = heap.type(node) === "object" ? heap.prototype(node) : -1;
  const constructor = prototype < 0 ? -1 : heap.property(prototype, "constructor");
  const url = constructor < 0 ? undefined : functions.place(constructor)?.url;
  return url !== undefined && !/^(?:ext|node):/.test(url) ? url : undefined;
}
