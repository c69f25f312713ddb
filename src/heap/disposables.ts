/**
 * Disposable stacks in a heap: the hidden one that V8 keeps for each block with `using`, in a register of the suspended frame,
 * and those of the program. Each has a `stack`: an array of (value, method, hint) for each entry, in order of registration. The
 * hint is a small integer, which a snapshot does not show; so are values that are small integers, `undefined`, `true`, …
 */
import type { AwaitGraph } from "./await_graph.ts";
import type { Functions } from "./functions.ts";
import type { HeapGraph } from "./heap_graph.ts";
import { promiseInContext } from "./resolvers.ts";

/** One resource of a disposable stack. */
export interface DisposableEntry {
  /** Position in the stack. */
  index: number;
  /** Node of the resource; -1 for none, and for a value that a snapshot does not show. */
  value: number;
  /** Node of what disposes of it. */
  method: number;
}

/** The hidden stack of one block. */
export interface HiddenStack {
  node: number;
  /** Its register: blocks further in have later ones. */
  register: number;
  entries: DisposableEntry[];
  /** The frame is leaving this block and awaits the disposal of an entry. */
  isExiting: boolean;
}

/** The registers of a suspended frame, by number. */
export function registersOf(heap: HeapGraph, generator: number): Map<number, number> {
  const found = new Map<number, number>();
  const array = heap.field(generator, "parameters_and_registers");
  if (array < 0) return found;
  for (const { type, name, to } of heap.edges(array)) {
    if (type === "internal" && /^\d+$/.test(String(name))) found.set(Number(name), to);
  }
  return found;
}

/** The hidden stacks in the registers of a suspended frame, outermost block first. `awaits`: the promise it awaits. */
export function hiddenStacks(heap: HeapGraph, generator: number, awaits: number): HiddenStack[] {
  if (!hasHiddenStack(heap, generator)) return []; // nearly all frames
  const registers = registersOf(heap, generator);
  const stacks = new Map<number, HiddenStack>();
  for (const [register, node] of [...registers].sort(([a], [b]) => a - b)) {
    if (heap.instanceType(node) !== HIDDEN_STACK) continue;
    const known = stacks.get(node);
    if (known === undefined) stacks.set(node, { node, register, entries: entriesOf(heap, node), isExiting: false });
    // V8's loop over the entries keeps the stack once more, behind the promise that it awaits.
    else if (awaits >= 0 && registers.get(register - 1) === awaits) known.isExiting = true;
  }
  return [...stacks.values()];
}

const HIDDEN_STACK = "JS_DISPOSABLE_STACK_BASE_TYPE";

function hasHiddenStack(heap: HeapGraph, generator: number): boolean {
  const array = heap.field(generator, "parameters_and_registers");
  const { firstEdge, edgeTo } = heap.snapshot;
  for (let e = firstEdge[array]; e < firstEdge[array + 1]; e++) {
    if (heap.instanceType(edgeTo[e]) === HIDDEN_STACK) return true;
  }
  return false;
}

/** The entries of a disposable stack, in order of registration; none after its disposal. */
export function entriesOf(heap: HeapGraph, node: number): DisposableEntry[] {
  const stack = heap.field(node, "stack");
  const entries = new Map<number, DisposableEntry>();
  for (const { type, name, to } of stack < 0 ? [] : heap.edges(stack)) {
    const slot = Number(name);
    if (type !== "internal" || !Number.isInteger(slot) || slot % 3 === 2) continue;
    const index = Math.floor(slot / 3);
    const entry = entries.get(index) ?? { index, value: -1, method: -1 };
    if (slot % 3 === 0) entry.value = to;
    else entry.method = to;
    entries.set(index, entry);
  }
  return [...entries.values()].sort((a, b) => a.index - b.index);
}

/** The disposal of an `AsyncDisposableStack` that is under way. */
export interface StackDisposal {
  /** The promise that `disposeAsync()` gave; -1 when it is not known. */
  result: number;
  /** The promise that it awaits now; -1 when it is not known. */
  awaits: number;
}

/**
 * The disposal of a stack; `undefined` when none is under way. Only the handlers on the promise that it awaits tell, or that stand in the
 * queue of microtasks once it is settled: the entries stand in the stack until the last one has been disposed of (V8 15.0).
 */
export function stackDisposal({ heap, functions, derivations }: AwaitGraph, stack: number): StackDisposal | undefined {
  for (const { from: context } of stack < 0 ? [] : heap.retainers(stack)) {
    for (const { from: handler } of heap.retainers(context)) {
      if (functions.builtin(handler) !== "AsyncDisposableStackOnFulfilled") continue;
      const result = promiseInContext(heap, handler), derived = derivations.get(result);
      return { result, awaits: derived?.length === 1 ? derived[0].from : -1 };
    }
  }
  return undefined;
}

/** `"sync"` or `"async"` for `DisposableStack` or `AsyncDisposableStack`; `undefined` for other objects. */
export function disposableStackKind(heap: HeapGraph, node: number): "sync" | "async" | undefined {
  const type = heap.instanceType(node);
  return type === "JS_SYNC_DISPOSABLE_STACK_TYPE"
    ? "sync"
    : type === "JS_ASYNC_DISPOSABLE_STACK_TYPE"
    ? "async"
    : undefined;
}

/**
 * What an entry's method is of its value: its `[Symbol.dispose]`, its `[Symbol.asyncDispose]`, or a function of the program that
 * was given beside it. A `[Symbol.dispose]` under `await using` stands behind a function of V8's.
 */
export function disposalOf(
  heap: HeapGraph,
  functions: Functions,
  { value, method }: DisposableEntry,
): "dispose" | "asyncDispose" | "callback" {
  if (functions.builtin(method) === "AsyncDisposeFromSyncDispose") return "dispose";
  if (value < 0) return "callback";
  for (let object = value, hops = 0; object >= 0 && hops < 50; object = heap.prototype(object), hops++) {
    for (const { type, name, to } of heap.edges(object)) {
      if (type !== "property" || to !== method) continue;
      if (name === "<symbol Symbol.asyncDispose>") return "asyncDispose";
      if (name === "<symbol Symbol.dispose>") return "dispose";
    }
  }
  // The method may have come from a getter.
  const name = heap.name(method);
  return name === "[Symbol.asyncDispose]" ? "asyncDispose" : name === "[Symbol.dispose]" ? "dispose" : "callback";
}
