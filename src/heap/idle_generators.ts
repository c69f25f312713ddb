/** What is suspended although no promise stands for it: generators that nobody asks for a value, modules that wait for garbage. */
import type { AwaitGraph, Suspended } from "./await_graph.ts";
import { drivenGenerators } from "./driven_generators.ts";
import type { HeapGraph } from "./heap_graph.ts";
import { moduleRecords } from "./module_records.ts";

/**
 * What the inspector is asked for where it is suspended: generators that promises drive, and async generators of the program on which no
 * `next()` is pending: parked at a `yield`, not begun or finished. And modules with a top-level await whose promise was collected, as
 * nothing refers to it, or that have not begun: the heap does not tell these apart, but for those that wait for what they import, which
 * are left out. By node, with the id of the object.
 */
export function idleGenerators(graph: AwaitGraph): Map<number, number> {
  const { heap, functions, suspended, resuming } = graph;
  const idle = new Map<number, number>(), busy = new Set([...suspended.keys(), ...resuming, ...waitingModules(heap)]);
  for (const { generator } of drivenGenerators(graph)) idle.set(generator, heap.id(generator));
  const generators = heap.nodesWithField("parameters_and_registers");
  for (let i = 0; i < generators.length; i += 2) {
    const n = generators[i];
    if (heap.type(n) !== "object" || busy.has(n)) continue;
    const type = heap.instanceType(n);
    if (type !== "JS_ASYNC_GENERATOR_OBJECT_TYPE" && !(type === ASYNC_FUNCTION && isOpenModule(heap, n))) continue;
    const url = functions.place(heap.field(n, "function"))?.url ?? "ext:";
    if (!/^(?:ext|node):/.test(url)) idle.set(n, heap.id(n));
  }
  return idle;
}

/** The bodies of modules that have not begun, as one that they import has not ended. */
function waitingModules(heap: HeapGraph): number[] {
  const records = moduleRecords(heap), waiting = new Set<number>();
  for (const { body, importers } of records.values()) {
    if (importers.length > 0 && hasRegisters(heap, body)) importers.forEach((importer) => waiting.add(importer));
  }
  return [...waiting].flatMap((node) => records.get(node)?.body ?? []);
}

const ASYNC_FUNCTION = "JS_ASYNC_FUNCTION_OBJECT_TYPE";

/** Is this the evaluation of a module, and not over? Then V8 keeps its registers (V8 15.0). */
export function isOpenModule(heap: HeapGraph, node: number): boolean {
  if (!hasRegisters(heap, node)) return false;
  for (const { from } of heap.retainers(node)) if (heap.name(from) === "system / SourceTextModule") return true;
  return false;
}

function hasRegisters(heap: HeapGraph, generator: number): boolean {
  for (const _ of heap.edges(heap.field(generator, "parameters_and_registers"))) return true;
  return false;
}

/** Is this node, one of {@linkcode idleGenerators}, a module? */
export function isIdleModule({ heap }: AwaitGraph, node: number): boolean {
  return heap.instanceType(node) === ASYNC_FUNCTION;
}

/** The suspended function in whose registers an idle generator stands: who iterates it. `undefined` when there is none. */
export function iteratorOwner({ heap, suspended }: AwaitGraph, generator: number): Suspended | undefined {
  for (const { from: registers } of heap.retainers(generator)) {
    if (heap.type(registers) !== "array") continue;
    for (const { from, edge } of heap.retainers(registers)) {
      if (from === generator || !heap.isField(edge, "parameters_and_registers")) continue;
      const owner = suspended.get(from);
      if (owner !== undefined) return owner;
    }
  }
  return undefined;
}
