/** What kind of thing a node of the heap is to the search for what is live. */
import type { AwaitGraph } from "../heap/await_graph.ts";

/** V8's bookkeeping: holds what nobody can call. */
export const BOOKKEEPING: RegExp =
  /^system \/ (?:Map|NativeContext|WeakCell|Feedback\w+|ClosureFeedback\w+|CallSiteInfo|SharedFunctionInfo|Script|ScopeInfo|SourceTextModule\w*|PromiseReaction|BytecodeArray|Code\b.*|TransitionArray|DescriptorArray|PrototypeInfo|AllocationSite|Uncompiled\w+|StackFrameInfo|ErrorStackData|InterpreterData|ObjectBoilerplate\w*|ArrayBoilerplate\w*|TemplateObject\w*|DebugInfo|Weak\w+)/;

/** Is it a promise? One that waits has reactions, whatever its class. */
export function isPromise({ heap }: AwaitGraph, node: number): boolean {
  return heap.type(node) === "object" &&
    (heap.field(node, "reactions_or_result") >= 0 || heap.name(node) === "Promise");
}

/** What the runtime calls when something was collected: the registries, and what they hold for their functions. */
export function registriesOf({ heap }: AwaitGraph): number[] {
  const found: number[] = [];
  for (let node = 0; node < heap.snapshot.nodeCount; node++) {
    if (heap.type(node) === "object" && heap.name(node) === "FinalizationRegistry") found.push(node);
    else if (heap.name(node) === "system / WeakCell") {
      for (const { type, to } of heap.edges(node)) {
        if (type !== "weak" && /^(?:object|closure)$/.test(heap.type(to)) && heap.name(to) !== "FinalizationRegistry") {
          found.push(to);
        }
      }
    }
  }
  return found;
}

/** What all WebAssembly of a heap imports. */
export function wasmImports({ heap }: AwaitGraph): Set<number> {
  const found = new Set<number>();
  for (let node = 0; node < heap.snapshot.nodeCount; node++) {
    if (heap.type(node) === "string" || !heap.name(node).startsWith("system / Wasm")) continue;
    for (const { type, to } of heap.edges(node)) {
      if (type !== "weak" && /^(?:closure|object)$/.test(heap.type(to))) found.add(to);
    }
  }
  return found;
}
