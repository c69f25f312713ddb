/** Promise combinators, and promises that several others settle, as contexts with a child stack for each branch. */
import type { Combinator, CombinatorKind } from "../heap/await_graph.ts";
import { Context } from "../model/context.ts";
import type { Frame } from "../model/frame.ts";
import type { Leaf } from "../model/leaf.ts";
import { Stack } from "../model/stack.ts";
import { type Branching, HeapLeaf, HeapWait, leafOf } from "./waits.ts";

/** Extracts the stack of a branch, under its id. */
type StackOf = (wait: HeapWait, id: string) => Stack;

/** The context of a combinator, its branches as children. `idOf`: the id of the branch of an index. */
export function branchingContext(branching: Branching, stackOf: StackOf, idOf: (index: number) => string): Context {
  const { look, of } = branching;
  if (Array.isArray(of)) {
    const children = of.map(({ from }, i) => {
      const passed = from === branching.promise ? { passed: new Set([from]) } : {};
      return branch(stackOf, new HeapWait(look, from, passed), undefined, idOf(i));
    });
    const description = "via" in of[0]
      ? `settled by the first of ${of.length} promises`
      : `resolved by one of ${of.length}`;
    return new Context({ kind: "combinator", description, children });
  }
  const indexed = of.branches.map((branch, order) => ({
    branch,
    order,
    index: look.sites.get(branch.element)?.promiseIndex ?? -1,
  })).sort((a, b) => a.index - b.index || a.order - b.order);
  const children = indexed.map(({ branch: { promise }, index }, i) =>
    branch(stackOf, new HeapWait(look, promise), index < 0 ? undefined : index, idOf(index < 0 ? i : index))
  );
  return new Context({ kind: "combinator", description: describe(of), isAsync: true, children });
}

function describe({ kind, branches, total, valuesSeen }: Combinator): string {
  const rest = total === undefined ? 0 : total - branches.length;
  const settled = rest > 0 ? `, ${rest} ${valuesSeen >= rest ? "settled" : "settled or collected"}` : "";
  return `Promise.${kind}: ${branches.length} pending${settled}`;
}

function branch(stackOf: StackOf, wait: HeapWait, index: number | undefined, id: string): Stack {
  const { root, frames, leaf, error } = stackOf(wait, id);
  const name = frames.length === 0 ? "" : String(root);
  return new Stack({ root: index === undefined ? name : `[${index}] ${name}`.trimEnd(), frames, leaf, error, id });
}

/**
 * Put branches where they belong: to the innermost frame of the program. Branches that the runtime made for itself are hidden,
 * and the leaf says what the program called.
 */
export function attachBranches(frames: Frame[], branching: Branching, context: Context): Leaf | undefined {
  const { look, promise, of } = branching;
  const kind: CombinatorKind | "then" = Array.isArray(of) ? "then" : of.kind;
  const inside = context.children.flatMap((child) => child instanceof Stack ? framesOf(child) : []);
  const last = frames.at(-1);
  if (!inside.some((frame) => !frame.hide && frame.url !== "") && (inside.some((f) => f.hide) || last?.hide)) {
    context.hide = true;
    const owner = last ?? look.frames.native(kind);
    if (last === undefined) frames.push(owner);
    owner.contexts = [...owner.contexts, context];
    return leafOf(new HeapLeaf(look, promise), [...frames, ...inside.filter((frame) => frame.hide)]).leaf;
  }
  let owner = frames.findLast((frame) => !frame.hide);
  if (owner === undefined) frames.push(owner = look.frames.native(kind));
  owner.contexts = [...owner.contexts, context];
  return undefined;
}

/** Let a leaf show who is at work on what it waits for: with child stacks, as nothing says that they will bring it. */
export function attachWork(frames: readonly Frame[], leaf: Leaf, stacks: readonly Stack[]): void {
  const owner = frames.findLast((frame) => !frame.hide) ?? frames.at(-1);
  const children = stacks.filter(({ length }) => length > 0);
  if (owner === undefined || children.length === 0) return;
  owner.contexts = [...owner.contexts, new Context({ kind: "producer", description: leaf.description, children })];
}

/** All frames of a stack, those of its branches included. */
export function framesOf(stack: Stack): readonly Frame[] {
  if (!hasContexts(stack)) return stack.frames;
  const found: Frame[] = [];
  for (const { stack: { frames } } of stacksOf(stack)) for (const frame of frames) found.push(frame);
  return found;
}

/** The stack and its child stacks, each once, with the frame on which a child hangs. Without recursion: they may be nested deep. */
export function stacksOf(stack: Stack): Iterable<{ stack: Stack; owner: Frame | undefined }> {
  return hasContexts(stack) ? walkStacks(stack) : [{ stack, owner: undefined }]; // most have none
}

function hasContexts({ frames }: Stack): boolean {
  for (const { contexts } of frames) if (contexts.length > 0) return true;
  return false;
}

function* walkStacks(stack: Stack): Generator<{ stack: Stack; owner: Frame | undefined }> {
  const seen = new Set<Stack | Context>();
  const open: { part: Stack | Context; owner?: Frame }[] = [{ part: stack }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { part, owner } = next;
    if (seen.has(part)) continue;
    seen.add(part);
    if (part instanceof Stack) {
      yield { stack: part, owner };
      for (const frame of part.frames) for (const context of frame.contexts) open.push({ part: context, owner: frame });
    } else {
      for (const child of part.children) open.push({ part: child, owner });
    }
  }
}
