/**
 * From the await graph to stacks: outermost awaiter first, down to what is waited for in the end.
 *
 * Each suspended function becomes a frame once. A wait that several share is drawn where it is first met; elsewhere a leaf
 * of kind `"reference"` points there. So output is linear in the size of the graph, and a cycle ends.
 */
import type { AwaitSite } from "../heap/await_sites.ts";
import type { AwaitGraph, Combinator, CombinatorKind, Suspended } from "../heap/await_graph.ts";
import { describeAwaited } from "../heap/awaited.ts";
import { Holders } from "../heap/holders.ts";
import { Context } from "../model/context.ts";
import type { Frame } from "../model/frame.ts";
import { Leaf } from "../model/leaf.ts";
import { Stack } from "../model/stack.ts";
import type { FrameMaker } from "./frames.ts";

/** Nesting of combinators within combinators that is followed. */
const MAX_NESTING = 200;

/** A place in the tree that was drawn: what a reference points at. */
interface Drawn {
  id: string;
  label: string;
}

/** Builds the stacks of one await graph. */
export class TreeBuilder {
  readonly #graph: AwaitGraph;
  readonly #frames: FrameMaker;
  readonly #sites: ReadonlyMap<number, AwaitSite>;
  readonly #holders: Holders;
  readonly #drawn = new Map<Suspended | Combinator, Drawn>();
  /** What is being drawn: whoever waits for one of these waits for himself. */
  readonly #open = new Set<Suspended | Combinator>();

  constructor(graph: AwaitGraph, frames: FrameMaker, sites: ReadonlyMap<number, AwaitSite>) {
    this.#graph = graph;
    this.#holders = new Holders(graph);
    this.#frames = frames;
    this.#sites = sites;
  }

  /** Has this function been drawn? */
  isDrawn(suspended: Suspended): boolean {
    return this.#drawn.has(suspended);
  }

  /** The stack of what a promise waits for, or of a suspended function. */
  stack(start: number | Suspended, options: { id: string; root?: unknown; label?: string }, nesting = 0): Stack {
    const graph = this.#graph;
    const frames: Frame[] = [];
    const passed = new Set<number>();
    const opened: (Suspended | Combinator)[] = [];
    let leaf: Leaf | undefined;
    let at = typeof start === "number" ? start : -1;
    let awaited = at; // before the links of `then` that lead from it to where it comes from
    while (leaf === undefined) {
      const suspended = at < 0 ? start as Suspended : graph.producers.get(at);
      const combinator = graph.combinators.get(at);
      const derivations = graph.derivations.get(at) ?? [];
      if (suspended !== undefined) {
        const drawn = this.#drawn.get(suspended);
        if (drawn !== undefined) {
          leaf = this.#reference(suspended, drawn);
          break;
        }
        const frame = this.#frames.of(suspended);
        frames.push(frame);
        opened.push(suspended);
        this.#open.add(suspended);
        this.#drawn.set(suspended, { id: options.id, label: placeOf(frame) });
        at = awaited = suspended.awaits;
        passed.clear();
      } else if (combinator !== undefined) {
        const drawn = this.#drawn.get(combinator);
        if (drawn !== undefined) {
          leaf = this.#reference(combinator, drawn);
          break;
        }
        if (nesting >= MAX_NESTING) {
          leaf = new Leaf({ kind: "limit", description: `not followed deeper than ${MAX_NESTING} combinators` });
          break;
        }
        opened.push(combinator);
        this.#open.add(combinator);
        this.#drawn.set(combinator, { id: options.id, label: `Promise.${combinator.kind}` });
        leaf = this.#branch(frames, combinator.kind, this.#context(combinator, options.id, nesting), at);
        break;
      } else if (derivations.length === 1 && !passed.has(at)) {
        passed.add(at);
        at = derivations[0].from;
      } else if (derivations.length > 1 && nesting < MAX_NESTING && !passed.has(at)) {
        passed.add(at);
        const children = derivations.map(({ from }, i) =>
          this.#child(from, undefined, `${options.id}.${i}`, nesting + 1)
        );
        const description = `settled by the first of ${derivations.length} promises`;
        leaf = this.#branch(frames, "then", new Context({ kind: "combinator", description, children }), at);
        break;
      } else leaf = this.#leaf(awaited, frames);
    }
    for (const done of opened) this.#open.delete(done);
    const label = options.label ?? (frames.length > 0 ? nameOf(firstVisible(frames)) : leaf?.description ?? "");
    return new Stack({ root: options.root ?? label, frames, leaf, id: options.id });
  }

  #context(combinator: Combinator, id: string, nesting: number): Context {
    const { kind, branches, total } = combinator;
    const indexed = branches.map((branch, order) => ({
      branch,
      order,
      index: this.#sites.get(branch.element)?.promiseIndex ?? -1,
    })).sort((a, b) => a.index - b.index || a.order - b.order);
    const children = indexed.map(({ branch, index }, i) =>
      this.#child(branch.promise, index < 0 ? undefined : index, `${id}.${index < 0 ? i : index}`, nesting + 1)
    );
    const rest = total === undefined ? 0 : total - branches.length;
    const settled = rest > 0 ? `, ${rest} ${combinator.valuesSeen >= rest ? "settled" : "settled or collected"}` : "";
    return new Context({
      kind: "combinator",
      description: `Promise.${kind}: ${branches.length} pending${settled}`,
      isAsync: true,
      children,
    });
  }

  #child(promise: number, index: number | undefined, id: string, nesting: number): Stack {
    const { root, frames, leaf } = this.stack(promise, { id }, nesting);
    const name = frames.length === 0 ? "" : String(root);
    return new Stack({ root: index === undefined ? name : `[${index}] ${name}`.trimEnd(), frames, leaf, id });
  }

  /**
   * Put branches where they belong: to the innermost frame of the program. Branches that the runtime made for itself are
   * hidden, and the leaf says what the program called.
   */
  #branch(frames: Frame[], kind: CombinatorKind | "then", context: Context, promise: number): Leaf | undefined {
    const inside = context.children.flatMap((child) => child instanceof Stack ? framesOf(child) : []);
    const last = frames.at(-1);
    if (!inside.some((frame) => !frame.hide && frame.url !== "") && (inside.some((f) => f.hide) || last?.hide)) {
      context.hide = true;
      const owner = last ?? this.#frames.native(kind);
      if (last === undefined) frames.push(owner);
      owner.contexts = [...owner.contexts, context];
      return this.#leaf(promise, [...frames, ...inside.filter((frame) => frame.hide)]);
    }
    let owner = frames.findLast((frame) => !frame.hide);
    if (owner === undefined) frames.push(owner = this.#frames.native(kind));
    owner.contexts = [...owner.contexts, context];
    return undefined;
  }

  #reference(to: Suspended | Combinator, { id, label }: Drawn): Leaf {
    const details = { ref: id };
    return this.#open.has(to)
      ? new Leaf({ kind: "cycle", description: `${label} again: a circle of waits`, details })
      : new Leaf({ kind: "reference", description: `${label}, drawn in #${id}`, details });
  }

  #leaf(promise: number, frames: readonly Frame[]): Leaf {
    // The runtime's own frames at the inner end tell what the program called.
    let first = frames.length;
    while (first > 0 && frames[first - 1].hide) first--;
    const calls = frames.slice(first);
    const { kind, description, details } = describeAwaited(this.#graph, this.#holders, promise, calls);
    return new Leaf({ kind, description, details });
  }
}

/** All frames of a stack, those of its branches included. */
export function framesOf(stack: Stack): Frame[] {
  const found: Frame[] = [];
  const open: Stack[] = [stack];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(...next.frames);
    for (const { contexts } of next.frames) {
      for (const { children } of contexts) for (const child of children) if (child instanceof Stack) open.push(child);
    }
  }
  return found;
}

/** `Class.method`, or the function's name. */
export function nameOf(frame: Frame): string {
  return frame.className === undefined ? frame.functionName : `${frame.className}.${frame.functionName}`;
}

/** The name, and where in which file. */
export function placeOf(frame: Frame): string {
  if (frame.line === 0) return nameOf(frame);
  return `${nameOf(frame)} at ${frame.url.replace(/^.*\//, "")}:${frame.line}${frame.column ? `:${frame.column}` : ""}`;
}

function firstVisible(frames: readonly Frame[]): Frame {
  return frames.find((frame) => !frame.hide) ?? frames[0];
}
