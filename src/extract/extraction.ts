/**
 * The extraction loop: from any item to a stack, with the hooks on the way.
 *
 * Two queues. `toUnwrap` holds items, `toElaborate` what cannot be unwrapped further: frames, and what is left at the end.
 * Items are unwrapped only as far as the frame after the current one. Each entry has a depth, the number of unwrappings that
 * led to it: a frame can only cut away what is logically inward of it, at its own depth or deeper.
 *
 * Ported from stackscope's `_extract.py`. Differs in that unwrapping is lazy, that nothing is unwrapped twice, and that
 * everything has a bound.
 */
import { installGlue } from "../dispatch/glue.ts";
import { nameStackItem, unwrapStackItem } from "../dispatch/hooks.ts";
import type { Context } from "../model/context.ts";
import { Frame } from "../model/frame.ts";
import { Leaf } from "../model/leaf.ts";
import { safeText } from "../model/safe_text.ts";
import { Stack } from "../model/stack.ts";
import { StackSlice } from "../model/stack_slice.ts";
import type { SourceLines } from "../source/lines.ts";
import { attachBranches, attachWork, branchingContext } from "./combinators.ts";
import { elaborated } from "./check_frame.ts";
import { contextsOf } from "./contexts.ts";
import { EntryQueue, type Item } from "./entry_queue.ts";
import { asError, within } from "./extracting.ts";
import { fill } from "./fill.ts";
import { sourceOfFrame } from "./frame_source.ts";
import type { Look } from "./look.ts";
import { drain, isList } from "./hook_results.ts";
import { type LookSource, unwrapItem } from "./items.ts";
import { Partial } from "./partial.ts";
import { Branching, DrawnWaits, HeapLeaf, HeapWait, leafOf, nameOf, presented, stepInto, titleOf } from "./waits.ts";

/** What all stacks of one call of the library share. */
export interface Shared {
  readonly withContexts: boolean;
  readonly recurseChildTasks: boolean;
  /** Finds live objects in a heap; `undefined` when another process is looked at. */
  readonly looks: LookSource | undefined;
  /** URLs of the scripts of another process. */
  readonly scripts: Iterable<string>;
  readonly lines: SourceLines;
  /** What went wrong beside the stacks. */
  readonly notes: string[];
}

/** How one stack is extracted. */
export interface StackOptions {
  /** Its name in the dump. */
  id?: string;
  /** Stop at the first frame. */
  isOutermostOnly?: boolean;
  /** What was drawn before. Default: nothing. */
  drawn?: DrawnWaits;
}

/** Frames whose contexts are filled, of those that stand in no heap. */
const filled = new WeakSet<Frame>();

/** Unwrappings in a row without a frame. */
const MAX_UNWRAPPINGS = 100;
/** Redirects of one extraction. */
const MAX_REDIRECTS = 10_000;
/** Nesting of stacks and contexts. */
const MAX_NESTING = 200;
/** Stacks of one extraction that hooks ask for. */
const MAX_CHILDREN = 100_000;
/** Items of one stack that hooks give, frames among them. */
const MAX_ITEMS = 100_000;
/** Contexts within one context of a frame. */
const MAX_CONTEXTS = 10_000;
/** Errors that one stack keeps. */
const MAX_ERRORS = 100;

/** Extracts the stacks of one call of the library. */
export class Extraction {
  readonly shared: Shared;
  #nesting = 0;
  #redirects = 0;
  #children = 0;
  /** Contexts around the one that is filled, in its frame. */
  #filling = 0;
  /** Contexts within the one of the frame, so far. */
  #filled = 0;
  /** Says that a bound on contexts was met. */
  #limited: Error | undefined;
  /** Tasks around the one that is extracted. */
  readonly #tasks: unknown[] = [];
  /** The stack that is being extracted takes errors of what it contains. */
  #errors: Error[] = [];
  #drawn = new DrawnWaits();

  constructor(shared: Shared) {
    this.shared = shared;
    if (shared.looks === undefined) shared.notes.push(...installGlue(() => shared.scripts));
  }

  /** An error of something within the stack that is being extracted. */
  save(error: unknown): void {
    const saved = asError(error);
    if (this.#errors.length < MAX_ERRORS && !this.#errors.includes(saved)) this.#errors.push(saved);
  }

  /** Something that cannot be told. */
  note(text: string): void {
    if (!this.shared.notes.includes(text)) this.shared.notes.push(text);
  }

  /** Elaborate and unwrap a context until it is steady. */
  fill(context: Context): void {
    if (this.#filling === 0) this.#filled = 0;
    if (this.#nesting >= MAX_NESTING || ++this.#filled > MAX_CONTEXTS) {
      const limit = this.#nesting >= MAX_NESTING
        ? `deeper than ${MAX_NESTING} levels`
        : `of more than ${MAX_CONTEXTS} in one context`;
      const message = `Cannot fill contexts ${limit}: the next one is ${safeText(context.obj)}`;
      if (!this.#errors.some((error) => error === this.#limited)) this.save(this.#limited = new Error(message));
      return;
    }
    this.#nesting++;
    this.#filling++;
    try {
      fill(context, this);
    } finally {
      this.#filling--;
      this.#nesting--;
    }
  }

  /** The heap in which an object of this process stands. */
  lookFor(obj: object): { look: Look; node: number } | undefined {
    return this.shared.looks?.at(obj);
  }

  /** The stack of an item that a hook asks for. */
  child(item: unknown, { forTask }: { forTask: boolean }): Stack {
    // What is its own descendant is a stub the second time.
    if ((forTask && !this.shared.recurseChildTasks) || this.#tasks.includes(item)) {
      return new Stack({ root: item, title: this.#title(item) });
    }
    if (++this.#children > MAX_CHILDREN) {
      const error = new Error(
        `Cannot extract more than ${MAX_CHILDREN} child stacks: the next one is ${safeText(item)}`,
      );
      return new Stack({ root: item, error });
    }
    this.#tasks.push(item);
    try {
      return this.stack(item, { drawn: new DrawnWaits(this.#drawn) });
    } finally {
      this.#tasks.pop();
    }
  }

  /** The stack of an item. */
  stack(item: unknown, options: StackOptions = {}): Stack {
    const root = StackSlice.is(item) || HeapWait.is(item) ? undefined : item;
    if (this.#nesting >= MAX_NESTING) {
      const leaf = new Leaf({ kind: "limit", description: `not followed deeper than ${MAX_NESTING} stacks` });
      return new Stack({ root, leaf, id: options.id });
    }
    const outerErrors = this.#errors, outerDrawn = this.#drawn, errors: Error[] = [];
    const outerFilling = this.#filling, outerFilled = this.#filled;
    this.#filling = 0;
    this.#errors = errors;
    this.#drawn = options.drawn ?? this.#drawn;
    this.#nesting++;
    try {
      const { frames, leaf } = within(this, () => this.#run(item, options));
      return new Stack({
        title: this.#title(root),
        root: HeapWait.is(item) ? titleOf(frames, leaf) : root,
        frames,
        leaf,
        error: errors.length > 1
          ? new AggregateError(errors, "multiple errors encountered while extracting stack")
          : errors[0],
        id: options.id,
      });
    } finally {
      this.#nesting--;
      this.#errors = outerErrors;
      this.#drawn = outerDrawn;
      this.#filling = outerFilling;
      this.#filled = outerFilled;
    }
  }

  #title(item: unknown): string | undefined {
    try {
      return nameStackItem.hasHookFor(item) ? nameStackItem(item) : undefined;
    } catch (error) {
      this.save(error);
      return undefined;
    }
  }

  #run(start: unknown, { id = "1", isOutermostOnly = false }: StackOptions): { frames: Frame[]; leaf?: Leaf | Leaf[] } {
    const queue = new EntryQueue(start, presented);
    const frames: Frame[] = [];
    const opened: Parameters<DrawnWaits["close"]>[0][] = [];
    const drawn = this.#drawn;
    let items = 0;
    try {
      for (;;) {
        let inARow = 0;
        while (queue.wantsMore()) {
          const item = queue.takeItem();
          if (item.isByHook && ++items > MAX_ITEMS) {
            this.save(
              new Error(
                `Cannot take more than ${MAX_ITEMS} items of hooks for one stack: the next one is ${
                  safeText(item.value)
                }`,
              ),
            );
            queue.cut();
            break;
          }
          inARow = this.#unwrap(item, queue, inARow + 1, (what, frame) => {
            opened.push(what);
            drawn.open(what, { id, label: frame });
          });
        }
        const entry = queue.takeFrame();
        if (entry === undefined) break;
        const { value: frame, depth } = entry;
        this.#fillContexts(frame, queue.nextFrame());
        const result = this.#elaborate(frame, queue.nextInner());
        frames.push(frame);
        if (isOutermostOnly) return { frames };
        if (result !== undefined) this.#redirect(frame, depth, result, queue);
      }
      const leaves: Leaf[] = [];
      for (const { value } of queue.rest()) {
        const leaf = this.#leaf(value, frames, id, opened);
        if (leaf !== undefined) leaves.push(leaf);
      }
      return { frames, leaf: leaves.length > 1 ? leaves : leaves[0] };
    } finally {
      for (const what of opened) drawn.close(what);
    }
  }

  /** A frame that was extracted before has its contexts already. */
  #fillContexts(frame: Frame, nextInner: Frame | undefined): void {
    const source = sourceOfFrame(frame);
    if (source?.isFilled ?? filled.has(frame)) return;
    if (!this.shared.withContexts) {
      frame.contexts = [];
      return;
    }
    if (source === undefined) filled.add(frame);
    else source.isFilled = true;
    try {
      frame.contexts = [...contextsOf(frame, nextInner, this.shared), ...frame.contexts];
    } catch (error) {
      this.save(error);
    }
    for (const context of frame.contexts) this.fill(context);
  }

  /** Unwrap one item; how many were unwrapped in a row, 0 after a frame. */
  #unwrap(
    item: Item,
    queue: EntryQueue,
    inARow: number,
    open: (what: Parameters<DrawnWaits["open"]>[0], frame: Frame) => void,
  ): number {
    const { value } = item;
    if (Frame.is(value)) {
      if (value.origin === undefined && item.origin !== undefined) setOrigin(value, item.origin);
      queue.settle(item, value);
      return 0;
    }
    if (item.isUnwrapped || Leaf.is(value)) {
      queue.settle(item, value);
      return inARow;
    }
    if (HeapWait.is(value)) {
      const step = this.#step(value);
      if (HeapLeaf.is(step) || Branching.is(step) || Leaf.is(step)) queue.settle(item, step);
      else if (Array.isArray(step)) queue.unwrapped(item, step);
      else if ("frame" in step) {
        open(step.of, step.frame);
        queue.unwrapped(item, [step.frame, step.next]);
      } else queue.unwrapped(item, [step.next]);
      return 0;
    }
    let results: unknown;
    try {
      results = this.#byHook(value) ?? unwrapItem(value, this.shared.looks);
    } catch (error) {
      this.save(error);
    }
    if (results instanceof Partial) {
      if (results.error !== undefined) this.save(results.error);
      results = results.items;
    }
    if (results === undefined) {
      queue.settle(item, value);
      return inARow;
    }
    const list = isList(results) ? results : [results];
    if (inARow >= MAX_UNWRAPPINGS || list.some((next) => queue.isOnPath(item, next))) {
      const problem = inARow >= MAX_UNWRAPPINGS
        ? `has been unwrapped more than ${MAX_UNWRAPPINGS} times without reaching something irreducible`
        : "unwraps to something that led to it";
      this.save(
        new Error(`${safeText(value)} ${problem}; probably an infinite loop? (next result is ${safeText(list[0])})`),
      );
      queue.settle(item, value);
      return inARow;
    }
    queue.unwrapped(item, list);
    return inARow;
  }

  /** What the hooks make of an item. Glue for its library may only now be seen to be needed. */
  #byHook(value: unknown): unknown {
    if (!unwrapStackItem.hasHookFor(value) && !this.shared.looks?.seeLibraryOf(value)) return undefined;
    return drain(unwrapStackItem(value));
  }

  /** One step in a heap. A promise that nothing in the heap settles may be known to a hook. */
  #step(wait: HeapWait): ReturnType<typeof stepInto> | unknown[] {
    const step = stepInto(wait, this.#drawn);
    if (!HeapLeaf.is(step)) return step;
    const live = wait.look.object(step.promise);
    if (live === undefined || !unwrapStackItem.hasHookFor(live)) return step;
    try {
      const results = drain(unwrapStackItem(live));
      if (results === undefined) return step;
      if (results instanceof Partial) {
        if (results.error !== undefined) this.save(results.error);
        return results.items;
      }
      return isList(results) ? results : [results];
    } catch (error) {
      this.save(error);
      return step;
    }
  }

  #elaborate(frame: Frame, nextInner: unknown): unknown {
    try {
      return elaborated(frame, nextInner);
    } catch (error) {
      this.save(error);
      frame.hide = false; // the frame that caused trouble is always to be seen
      return [];
    }
  }

  #redirect(frame: Frame, depth: number, result: unknown, queue: EntryQueue): void {
    if (++this.#redirects > MAX_REDIRECTS) {
      this.save(
        new Error(
          `Cannot redirect more than ${MAX_REDIRECTS} times: ${nameOf(frame)} would go on to ${safeText(result)}`,
        ),
      );
      queue.replace(depth, []);
      return;
    }
    const list = isList(result) ? result : [result];
    const nextInner = queue.nextInner();
    if (list.length > 0 && list.at(-1) === nextInner) queue.insert(depth, list.slice(0, -1));
    else queue.replace(depth, list);
  }

  /** The leaf for what is left; `undefined` when it is drawn otherwise. */
  #leaf(value: unknown, frames: Frame[], id: string, opened: Parameters<DrawnWaits["close"]>[0][]): Leaf | undefined {
    if (Leaf.is(value)) return value;
    const idOf = (index: number | string) => this.#drawn.idWithin(id, index);
    if (HeapLeaf.is(value)) {
      const { leaf, atWork } = leafOf(value, frames, this.#drawn);
      // Without a frame that they can hang on they are tasks of their own.
      if (atWork.length > 0 && this.shared.withContexts && frames.length > 0) {
        attachWork(frames, leaf, atWork.map((wait, i) => this.stack(wait, { id: idOf(`w${i}`) })));
      }
      return leaf;
    }
    if (!Branching.is(value)) return new Leaf({ kind: "object", description: "", obj: value });
    if (!Array.isArray(value.of)) {
      opened.push(value.of);
      this.#drawn.open(value.of, { id, label: `Promise.${value.of.kind}` });
    }
    const context = branchingContext(value, (wait, id) => this.stack(wait, { id }), idOf);
    if (this.shared.withContexts) return attachBranches(frames, value, context);
    const { description = "" } = context;
    return new Leaf({ kind: "combinator", description, obj: value.look.object(value.promise) });
  }
}

function setOrigin(frame: Frame, origin: object): void {
  (frame as { origin: object | undefined }).origin = origin;
}
