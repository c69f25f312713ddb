/**
 * What the library knows of resources by itself: the entries of `DisposableStack` and `AsyncDisposableStack`, and the stack of
 * a resource that is backed by a generator.
 */
import { isGeneratorObject, isProxy } from "node:util/types";
import { unwrapContextGenerator } from "../dispatch/hooks.ts";
import {
  type DisposableEntry,
  disposableStackKind,
  disposalOf,
  entriesOf,
  stackDisposal,
} from "../heap/disposables.ts";
import type { Context } from "../model/context.ts";
import { Frame } from "../model/frame.ts";
import { safeText } from "../model/safe_text.ts";
import type { Stack } from "../model/stack.ts";
import { contextFor, type ContextSource, exitingEntry, sourceOfContext } from "./contexts.ts";
import type { Look } from "./look.ts";

/** Own data property of a resource: the generator that it resumes. */
const GENERATOR = Symbol.for("stackscope.generator");

/** Entries of one disposable stack that are told. */
const MAX_ENTRIES = 1_000;

/** The disposable stacks whose entries are being told, outermost first. */
const open: ContextSource[] = [];

/** What filling a context needs. */
export interface FillHost {
  /** An error of something within the stack that is being extracted. */
  save(error: unknown): void;
  /** Something that cannot be told. */
  note(text: string): void;
  /** Elaborate and unwrap a context until it is steady. */
  fill(context: Context): void;
  /** The stack of an item. */
  child(item: unknown, options: { forTask: boolean }): Stack;
  /** The heap in which an object of this process stands. */
  lookFor(obj: object): { look: Look; node: number } | undefined;
}

/** Fill in what is known of a resource; the result is as that of `unwrapContext`. */
export function elaborateResource(context: Context, host: FillHost): unknown {
  const { obj } = context;
  const generator = generatorOf(obj);
  if (generator !== undefined) return elaborateGenerator(context, generator, host);
  if (context.kind !== "using" && context.kind !== "disposable-stack-entry") return undefined;
  const known = sourceOfContext(context);
  const isSame = known !== undefined && (obj === undefined || known.look.object(known.node) === obj);
  const source = isSame ? known : isStack(obj) ? host.lookFor(obj as object) : undefined;
  if (source === undefined || source.node < 0) return undefined;
  const kind = disposableStackKind(source.look.graph.heap, source.node);
  if (kind === undefined) return undefined;
  if (open.some(({ look, node }) => look === source.look && node === source.node)) return undefined; // it is its own entry
  const { entries, exiting } = entriesLeft(context, source, host);
  open.push(source);
  try {
    context.children = entries.slice(0, MAX_ENTRIES).map((entry) => {
      const child = entryContext(context, kind, entry, source.look, host);
      child.isExiting = entry === exiting;
      return child;
    });
  } finally {
    open.pop();
  }
  return undefined;
}

/** The entries that have not been disposed of, and the one that is about to be. */
function entriesLeft(
  { varName = "_", startLine }: Context,
  { look, node }: ContextSource,
  host: FillHost,
): { entries: DisposableEntry[]; exiting?: DisposableEntry } {
  const entries = entriesOf(look.graph.heap, node), disposal = stackDisposal(look.graph, node);
  if (disposal === undefined || entries.length === 0) return { entries };
  const at = entries.length === 1 ? 0 : exitingEntry(entries, [...entries.keys()], look, disposal.awaits);
  if (at !== undefined) return { entries: entries.slice(0, at + 1), exiting: entries[at] };
  const where = startLine === undefined ? "" : ` (line ${startLine})`;
  host.note(`${varName}${where} disposes of its entries: which of them are left cannot be told.`);
  return { entries: entries.slice(0, 1) }; // the first one is disposed of last
}

function isStack(obj: unknown): boolean {
  const isOne = (prototype: object) => {
    try {
      Reflect.getOwnPropertyDescriptor(prototype, "disposed")?.get?.call(obj); // throws for any other object
      return true;
    } catch {
      return false;
    }
  };
  return typeof obj === "object" && obj !== null &&
    (isOne(DisposableStack.prototype) || isOne(AsyncDisposableStack.prototype));
}

function entryContext(
  owner: Context,
  kind: "sync" | "async",
  entry: DisposableEntry,
  look: Look,
  host: FillHost,
): Context {
  const { graph: { heap, functions } } = look;
  const disposal = disposalOf(heap, functions, entry);
  const isCallback = disposal === "callback";
  const name = owner.varName ?? "_";
  const isDeferred = isCallback && entry.value < 0;
  const context = contextFor({ look, node: isDeferred ? entry.method : entry.value }, {
    kind: "disposable-stack-entry",
    varName: `${name}[${entry.index}]`,
    startLine: owner.startLine,
    isAsync: isCallback ? kind === "async" : disposal === "asyncDispose",
  });
  if (isDeferred && context.obj === undefined) context.typeName = "Function";
  host.fill(context);
  const value = context.description ?? textOf(context, look, entry.value);
  context.description = isDeferred
    ? deferText(name, look, entry.method)
    : isCallback
    ? `${name}.adopt(${value}, ${functionText(look, entry.method)})`
    : `${name}.use(${value})`;
  return context;
}

/** A snapshot does not show small integers, `true` and the like: where the function takes a value, it may stand for `adopt()`. */
function deferText(name: string, look: Look, method: number): string {
  const live = look.object(method);
  const parameters = live && Reflect.getOwnPropertyDescriptor(live, "length")?.value;
  const text = functionText(look, method);
  return typeof parameters === "number" && parameters > 0 ? `${name}.adopt(<???>, ${text})` : `${name}.defer(${text})`;
}

function textOf(context: Context, { graph: { heap } }: Look, node: number): string {
  if (context.obj !== undefined) return safeText(context.obj);
  if (node < 0) return "<???>"; // a small integer, `null` and the like have no node
  return heap.type(node).includes("string") ? JSON.stringify(heap.name(node)) : heap.name(node);
}

/** Name of a function; `{object}.{name}` for a bound one whose target is known. */
function functionText({ graph: { heap }, live }: Look, node: number): string {
  const bound = heap.field(node, "bound_function");
  if (bound >= 0) {
    const receiver = heap.field(node, "bound_this");
    const receiverText = receiver < 0
      ? ""
      : live?.object(receiver) === undefined
      ? heap.name(receiver)
      : safeText(live.object(receiver));
    const name = heap.name(bound).replace(/^bound /, "");
    return receiverText === "" ? name || "<anonymous>" : `${receiverText}.${name}`;
  }
  return heap.name(node) || "<anonymous>";
}

/** The generator that a resource names as its own. */
function generatorOf(obj: unknown): object | undefined {
  if (typeof obj !== "object" || obj === null) return undefined;
  if (isProxy(obj)) return undefined;
  const generator = Reflect.getOwnPropertyDescriptor(obj, GENERATOR)?.value;
  return isGeneratorObject(generator) ? generator : undefined;
}

function elaborateGenerator(context: Context, generator: object, host: FillHost): unknown {
  const stack = host.child(generator, { forTask: false });
  const frame = stack.frames[0];
  if (!context.isExiting) context.innerStack = stack;
  const name = frame?.functionName ?? host.lookFor(generator)?.look.graph.heap.name(nodeOfFunction(generator, host));
  context.description = `${name || "<anonymous>"}(...)`;
  if (stack.error !== undefined) host.save(stack.error);
  return frame === undefined || !Frame.is(frame) ? undefined : unwrapContextGenerator(frame, context);
}

function nodeOfFunction(generator: object, host: FillHost): number {
  const found = host.lookFor(generator);
  return found === undefined ? -1 : found.look.graph.heap.field(found.node, "function");
}
