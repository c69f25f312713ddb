/** Which of several objects of a class one is: by what it calls itself, or by the variable or property that holds it. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import type { HeapGraph } from "../heap/heap_graph.ts";
import { numberOf, textOf, valueOf } from "../heap/plain_values.ts";
import { exportedCells } from "./module_cells.ts";
import { isPackageCode, isRuntimeCode } from "./own_code.ts";

/** How an object is told apart. */
export interface Identity {
  /** Text of its property `name`, `id` or `label`, or the host and port of its peer. */
  label?: string;
  /** The variable or property that holds it. */
  heldIn?: string;
  /** Where no variable holds it: the nearest one that holds it by way of other objects, such as the pool of a request. */
  within?: string;
}

/** Longest label that is shown. */
const MAX_LABEL = 60;
/** Where clients keep what they were made with. */
const CONFIGURATIONS = ["options", "config", "opts"];
/** Edges to an object that are looked at. */
const MAX_RETAINERS = 200;
/** Objects around one that are looked at for `within`, and steps outward. */
const MAX_AROUND = 300, MAX_STEPS = 10;

/** A name that a program can write, not V8's own, which start with a dot. */
const WRITTEN = /^[\p{ID_Start}$_#][\p{ID_Continue}$]*$/u;
/** What compiled code calls `this`, which does not tell objects apart. */
const SELF = /^(?:this|_*(?:this|self|that)\d*)$/;

const exportNames = new WeakMap<AwaitGraph, ReadonlyMap<number, string>>();
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
  const isNamed = heldIn !== undefined && !heldIn.startsWith(".");
  if (within !== undefined && (isOfPackage || !isNamed)) return { within };
  return isNamed ? { heldIn } : {};
}

function labelOf({ heap }: AwaitGraph, node: number): string | undefined {
  for (const key of ["name", "id", "label", "#name", "#id", "#label"]) {
    const label = textOf(heap, node, key);
    if (label !== undefined && label !== "" && label.length <= MAX_LABEL) return label;
  }
  return addressOf(heap, node);
}

/** Whom a client talks to: by its own properties, or by those of what it was configured with. */
function addressOf(heap: HeapGraph, client: number): string | undefined {
  for (const object of [client, ...CONFIGURATIONS.map((key) => valueOf(heap, client, key))]) {
    const host = object < 0 ? undefined : textOf(heap, object, "host") ?? textOf(heap, object, "hostname");
    const port = host === undefined ? undefined : numberOf(heap, object, "port") ?? textOf(heap, object, "port");
    if (host && port) return `${host.includes(":") ? `[${host}]` : host}:${port}`.slice(0, MAX_LABEL);
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
    const exported = name === "system / Cell" ? exportsOf(graph).get(from) : undefined;
    if (exported !== undefined && exported !== "default") return { variable: exported, isOfModule: true, outer };
    if (name.endsWith("[JSGlobalObject]") && WRITTEN.test(step)) {
      return { variable: `globalThis.${step}`, isOfModule: true, outer };
    }
    const isScope = name.startsWith("system / Context");
    // The store of an array, the table of a map.
    if (!isScope && (type === "array" || type === "object") && step !== "__proto__") outer.push(from);
    if (!WRITTEN.test(step) || SELF.test(step) || /^(?:__proto__|constructor|prototype)$/.test(step)) continue;
    if (isScope) {
      // What a package or the runtime calls it tells nothing to those who wrote neither.
      const url = urlOfScope(graph, from);
      if (url !== undefined && (isPackageCode(url) || isRuntimeCode(url))) continue;
      // A variable of a module says more than a parameter through which it was given on.
      const extension = heap.field(from, "extension");
      if (extension >= 0 && heap.name(extension) === "system / SourceTextModule") {
        return { variable: step, isOfModule: true, outer };
      }
      variable ??= step;
    } else if (type === "object" && !name.startsWith("system / ") && !isPackageCode(classUrl(graph, from) ?? "")) {
      property ??= /^(?:Object|)$/.test(name) ? `.${step}` : `${name}.${step}`;
    }
  }
  return { variable, property, isOfModule: false, outer };
}

/** The names of exported variables, by the cell of each. */
function exportsOf(graph: AwaitGraph): ReadonlyMap<number, string> {
  let names = exportNames.get(graph);
  if (names === undefined) exportNames.set(graph, names = exportedCells(graph));
  return names;
}

/** The script of a scope, by a function in it or in a scope around it; `undefined` where there is none. */
function urlOfScope({ heap, functions }: AwaitGraph, scope: number): string | undefined {
  for (let at = scope, hops = 0; at >= 0 && hops < MAX_STEPS; at = heap.field(at, "previous"), hops++) {
    for (const { from, edge } of heap.retainers(at)) {
      const url = heap.isField(edge, "context") ? functions.place(from)?.url : undefined;
      if (url !== undefined) return url;
    }
  }
  return undefined;
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
