/**
 * The `using` declarations that are active in a frame, outermost first.
 *
 * A suspended frame: the hidden disposable stacks in its registers tell which resources there are, the source tells their names
 * and lines. A running frame: its registers are on V8's own stack, where nothing can be read. So its contexts are the
 * declarations before the place where it is, in the blocks around that place; whether a resource was `null` is not known.
 */
import {
  type DisposableEntry,
  disposalOf,
  type HiddenStack,
  hiddenStacks,
  stackDisposal,
} from "../heap/disposables.ts";
import { Context } from "../model/context.ts";
import type { Frame } from "../model/frame.ts";
import { errorHeadline } from "../model/safe_text.ts";
import type { SourceLines } from "../source/lines.ts";
import { syntaxOf } from "../source/syntax_cache.ts";
import type { ActiveBlock, UsingBinding } from "../source/script_syntax.ts";
import { matchBindings, matchBlocks } from "./bindings.ts";
import { isSafeEngine } from "./engine_setting.ts";
import { namesOf } from "./frame_values.ts";
import { sourceOfFrame } from "./frame_source.ts";
import type { Suspension } from "./suspension.ts";
import type { Look } from "./look.ts";
import { nameOf } from "./waits.ts";

/** Where the resource of a context stands in a heap. */
export interface ContextSource {
  look: Look;
  /** Node of the resource. */
  node: number;
}

const sources = new WeakMap<Context, ContextSource>();

/** Where the resource of a context stands in its heap; `undefined` when a hook made it. */
export function sourceOfContext(context: Context): ContextSource | undefined {
  return sources.get(context);
}

/** A context for a resource of a heap. */
export function contextFor(source: ContextSource, init: ConstructorParameters<typeof Context>[0]): Context {
  const { look, node } = source;
  const obj = look.object(node);
  const { heap } = look.graph;
  // The name of a primitive in a heap is its value.
  const primitive = node < 0 ? undefined : /(?:string|number|symbol|bigint)$/.exec(heap.type(node))?.[0];
  const typeName = obj === undefined && node >= 0 ? primitive ?? heap.name(node) : undefined;
  const context = new Context({ ...init, obj, typeName });
  sources.set(context, source);
  return context;
}

/**
 * The contexts of a frame, not filled. `nextInner`: the frame that it is calling. What the heap engine cannot do, the safe engine
 * does, and a note says so.
 */
export function contextsOf(frame: Frame, nextInner: Frame | undefined, tools: ContextTools): Context[] {
  const { lines, notes } = tools;
  const source = sourceOfFrame(frame);
  if (source === undefined) return isSafeEngine() ? [] : runningContexts(frame, nextInner, lines);
  const isSafe = source.look.acquisition.sites === undefined;
  try {
    const contexts = suspendedContexts(frame, source, { notes, isSafe });
    return contexts;
  } catch (error) {
    notes.push(`Inspection trickery failed on frame ${nameOf(frame)}: ${errorHeadline(error)}.`);
    return isSafe ? [] : safeContexts(frame, source);
  }
}

function safeContexts(frame: Frame, source: Suspension): Context[] {
  try {
    return suspendedContexts(frame, source, { notes: [], isSafe: true });
  } catch {
    return []; // what failed has been said
  }
}

/** What is needed to find contexts. */
export interface ContextTools {
  lines: SourceLines;
  /** Takes what could not be told. */
  notes: string[];
}

/** The blocks with `using` around the place of a frame; `undefined` when the source cannot be read. */
export function activeBlocks(frame: Frame, lines: SourceLines): ActiveBlock[] | undefined {
  if (frame.line <= 0 || frame.column <= 0) return undefined;
  const syntax = syntaxOf(lines, frame.url);
  return syntax?.activeBlocks(syntax.functionAt(frame), frame);
}

/** Frames of one look whose variables are read for the names of their resources: each look-up walks the heap. */
const MAX_NAMED = 20;

const named = new WeakMap<Look, number>();

function mayReadVariables({ look }: Suspension): boolean {
  const count = (named.get(look) ?? 0) + 1;
  if (count > MAX_NAMED || look.live === undefined) return false;
  named.set(look, count);
  return true;
}

/**
 * Where the source does not tell a name: the one variable of the frame that holds the very resource. `declared`: what was declared in
 * its block, so that its line is known by its name.
 */
function nameByVariables(
  contexts: readonly { context: Context; declared: readonly UsingBinding[] }[],
  source: Suspension,
): void {
  const nameless = contexts.filter(({ context: { varName, obj } }) => varName === undefined && obj !== undefined);
  if (nameless.length === 0 || !mayReadVariables(source)) return;
  const names = namesOf(source);
  for (const { context, declared } of nameless) {
    const fitting = names.get(context.obj as object) ?? [];
    const bindings = declared.filter(({ varName }) => fitting.includes(varName));
    if (bindings.length === 1) {
      context.varName = bindings[0].varName;
      context.startLine = bindings[0].line;
      context.isAsync = bindings[0].isAsync;
    } else if (fitting.length === 1) context.varName = fitting[0];
  }
}

/**
 * The block of each hidden stack of a frame: `undefined` for one that was left. No list: its source does not tell. `"unclear"`: several
 * ways would fit.
 */
export function matchedBlocks(
  frame: Frame,
  source: Suspension,
  stacks: readonly HiddenStack[],
): (ActiveBlock | undefined)[] | "unclear" | undefined {
  const { look, position } = source;
  const active = position === undefined ? undefined : activeBlocks(frame, look.lines);
  const syntax = syntaxOf(look.lines, frame.url);
  if (active === undefined || syntax === undefined) return undefined;
  const offset = syntax.offsetOf(frame);
  const exiting = stacks.findIndex(({ isExiting }) => isExiting);
  if (exiting >= 0) {
    // Blocks within the one that is being left are left already. All that was declared before the place has been evaluated; where a
    // declaration is the last thing in its block, V8's position is still in its initializer.
    const outer = stacks.slice(0, exiting + 1);
    const around = active.map(({ block }) => ({
      block,
      declared: block.bindings.filter((it) => block.isLoopHead || it.offset <= offset),
    }));
    const found = outer.length <= around.length
      ? outer.map((_, at) => around[at])
      : byRegisters(around, outer) ?? byVariables(around, outer, source);
    return found === "unclear" ? found : stacks.map((_, at) => found[at]);
  }
  return byRegisters(active, stacks) ?? byVariables(active, stacks, source);
}

/** By the order of registers, which is that of nesting, and by how many resources each block can have. */
function byRegisters(
  active: readonly ActiveBlock[],
  stacks: readonly HiddenStack[],
): (ActiveBlock | undefined)[] | undefined {
  const blocks = matchBlocks(active, stacks.map(({ entries }) => (entries.at(-1)?.index ?? -1) + 1));
  return blocks?.map((at) => at === undefined ? undefined : active[at]);
}

/** By the variables in scope: those of blocks that were left are not among them. */
function byVariables(
  active: readonly ActiveBlock[],
  stacks: readonly HiddenStack[],
  source: Suspension,
): (ActiveBlock | undefined)[] | "unclear" {
  const names = mayReadVariables(source) ? namesOf(source) : undefined;
  if (names === undefined) return "unclear";
  const blocks = stacks.map(({ entries }) => {
    const held = entries.flatMap(({ value }) => {
      const object = source.look.object(value);
      return object === undefined ? [] : names.get(object) ?? [];
    });
    const fitting = active.filter(({ declared }) => declared.some(({ varName }) => held.includes(varName)));
    return held.length === 0 ? [] : fitting;
  });
  const isClear = blocks.every((fitting) => fitting.length <= 1) &&
    active.every((block) => block.declared.length === 0 || blocks.filter(([fitting]) => fitting === block).length <= 1);
  return isClear ? blocks.map(([fitting]) => fitting) : "unclear";
}

/** The safe engine does not guess: it knows the resources, not which declarations they came from. */
function suspendedContexts(
  frame: Frame,
  source: Suspension,
  { notes, isSafe }: { notes: string[]; isSafe: boolean },
): Context[] {
  const { look, node, awaits } = source;
  const { heap } = look.graph;
  const stacks = hiddenStacks(heap, node, awaits);
  if (stacks.length === 0) return [];
  const blocks = isSafe ? undefined : matchedBlocks(frame, source, stacks);
  if (blocks === "unclear") {
    const held = stacks.reduce((sum, { entries }) => sum + entries.length, 0);
    if (held > 0) notes.push(`Which resources ${nameOf(frame)} holds (line ${frame.line}) cannot be told.`);
    return [];
  }
  return stacks.flatMap((stack, at) => {
    const block = blocks?.[at];
    if (blocks !== undefined && block === undefined) return []; // of a block that was left
    return blockContexts(stack, block?.declared, frame, { source, notes, isSafe });
  });
}

function blockContexts(
  { entries, isExiting }: HiddenStack,
  declared: readonly UsingBinding[] | undefined,
  frame: Frame,
  { source, notes, isSafe }: { source: Suspension; notes: string[]; isSafe: boolean },
): Context[] {
  const { look, awaits } = source;
  const { graph: { heap, functions } } = look;
  const kinds = entries.map((entry) => {
    const isFromSync = functions.builtin(entry.method) === "AsyncDisposeFromSyncDispose";
    const disposal = disposalOf(heap, functions, entry);
    // A method that came from a getter may be either.
    const isAsync = isFromSync || disposal === "asyncDispose" ? true : disposal === "dispose" ? false : undefined;
    return { index: entry.index, isFromSync, isAsync };
  });
  const bindings = declared === undefined ? [] : matchBindings(declared, kinds);
  if (bindings === "none fits") return []; // the stack of a block that was left
  const isAsync = kinds.map((kind, at) => bindings[at]?.isAsync ?? kind.isAsync);
  const contexts = entries.map((entry, at) =>
    contextFor({ look, node: entry.value }, {
      isAsync: isAsync[at] ?? false,
      varName: bindings[at]?.varName,
      startLine: bindings[at]?.line,
    })
  );
  if (!isSafe) nameByVariables(contexts.map((context) => ({ context, declared: declared ?? [] })), source);
  if (!isExiting) return contexts;
  // What V8 disposes of without waiting cannot be what is waited for, and what was declared after that is gone.
  const candidates = [...entries.keys()].filter((at) =>
    (bindings[at]?.isAsync ?? (contexts[at].isAsync || kinds[at].isAsync === undefined)) && !kinds[at].isFromSync
  );
  const top = candidates.at(-1);
  if (top === undefined) return contexts;
  const exiting = candidates.length === 1 ? top : exitingEntry(entries, candidates, look, awaits);
  if (exiting === undefined) {
    // It is one of these, and those behind it are gone: those before them, and the first of them, are there for certain.
    notes.push(`${nameOf(frame)} (line ${frame.line}) disposes of its resources: which one now cannot be told.`);
    return contexts.slice(0, candidates[0] + 1);
  }
  contexts[exiting].isExiting = true;
  return contexts.slice(0, exiting + 1);
}

/** The entry whose disposal settles the awaited promise: that is the result of an async method of the resource, or of a stack. */
export function exitingEntry(
  entries: readonly DisposableEntry[],
  candidates: readonly number[],
  { graph }: Look,
  awaits: number,
): number | undefined {
  const stacks = awaits < 0
    ? []
    : candidates.filter((at) => stackDisposal(graph, entries[at].value)?.result === awaits);
  if (stacks.length === 1) return stacks[0];
  const producer = graph.producers.get(awaits);
  if (producer === undefined) return undefined;
  const found = candidates.filter((at) => {
    const { value, method } = entries[at];
    const target = graph.heap.field(method, "bound_function");
    if (target >= 0) return producer.closure === target;
    return value >= 0 && producer.receiver === value || (producer.closure === method && producer.receiver < 0);
  });
  return found.length === 1 ? found[0] : undefined;
}

function runningContexts(frame: Frame, nextInner: Frame | undefined, lines: SourceLines): Context[] {
  const blocks = activeBlocks(frame, lines) ?? [];
  const contexts = blocks.flatMap(({ declared }) =>
    declared.map(({ varName, isAsync, line }) => new Context({ varName, isAsync, startLine: line }))
  );
  const innermost = blocks.at(-1)?.declared ?? [];
  if (nextInner === undefined || !isDisposal(nextInner) || innermost.length !== 1) return contexts;
  if (/\b(?:asyncD|d)ispose(?:Async)?\b/.test(frame.lineText)) return contexts; // the program may call it by itself
  const exiting = contexts[contexts.length - 1];
  exiting.isExiting = true;
  exiting.typeName = nextInner.className;
  return contexts;
}

/** Is it a call of a dispose method, or of V8's own of a disposable stack? */
function isDisposal({ functionName, className, url }: Frame): boolean {
  if (/^\[Symbol\.(?:asyncD|d)ispose\]$/.test(functionName)) return true;
  return url === "" && /^(?:Async)?DisposableStack$/.test(className ?? "") && /^dispose(?:Async)?$/.test(functionName);
}
