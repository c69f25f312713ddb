/**
 * Which stacks are alike: the same functions at the same places, in the same contexts, with child stacks that are alike. What
 * they wait for, their labels and their numbers may differ.
 *
 * Each part of the model gets a number, made of the numbers of what stands in it. So a comparison costs nothing, however large
 * the stacks are, and what is shared is looked at once. Without recursion: a model may be deep, or cyclic.
 */
import type { Context } from "../model/context.ts";
import { descriptionText, nameAndType, plainText } from "../model/context_text.ts";
import type { FormatOptions } from "../model/drawing.ts";
import type { Frame } from "../model/frame.ts";
import { Stack } from "../model/stack.ts";
import { leafText, rootText } from "./describe.ts";
import { errorLines } from "./error_text.ts";
import { shapeOf } from "./text_group.ts";
import { leavesOf, visibleFrames } from "./walk.ts";

/** What a stack or a context is like. */
interface Shape {
  /** Equal for parts that can be drawn as one. */
  own: number;
  /** Equal for those that are alike in all that hangs on them. */
  full: number;
  /** Stacks in it. */
  size: number;
  /** How much it needs to be seen: 2 for a circle of waits and for what runs, 1 for an error. */
  urgency: number;
}

/** Stacks that are alike, drawn as one. */
export interface Group {
  /** In the order in which they were given. */
  stacks: readonly Stack[];
  /** All stacks in these. */
  size: number;
  /** 2 for a circle of waits and for what runs, 1 for an error, 0 for nothing of the kind. */
  urgency: number;
}

/** More kinds than this of stacks that differ only in what hangs on them are drawn as one. */
const MOST_KINDS = 8;
const LARGEST = 2 ** 40;
const OPEN: Shape = { own: -1, full: -1, size: 0, urgency: 0 };

/** Knows what the parts of one dump are like. */
export class Grouping {
  readonly #options: FormatOptions;
  readonly #urgent: ReadonlySet<string>;
  readonly #shapes = new Map<Stack | Context, Shape>();
  readonly #numbers = new Map<string, number>();

  /** What the options leave out makes no difference. `urgent`: ids of stacks that are to be seen first, apart from all others. */
  constructor(options: FormatOptions, urgent: ReadonlySet<string> = new Set()) {
    this.#options = options;
    this.#urgent = urgent;
  }

  /** These stacks in groups of what is alike; the groups in the order of their first stacks. */
  groups(stacks: readonly Stack[]): Group[] {
    const kinds = new Map<number, Set<number>>();
    for (const stack of stacks) {
      const { own, full } = this.#shape(stack);
      const found = kinds.get(own);
      if (found === undefined) kinds.set(own, new Set([full]));
      else found.add(full);
    }
    const groups = new Map<number, { stacks: Stack[]; size: number; urgency: number }>();
    for (const stack of stacks) {
      const { own, full, size, urgency } = this.#shape(stack);
      const key = (kinds.get(own)?.size ?? 0) > MOST_KINDS ? own : full;
      let group = groups.get(key);
      if (group === undefined) groups.set(key, group = { stacks: [], size: 0, urgency: 0 });
      group.stacks.push(stack);
      group.size += size;
      group.urgency = Math.max(group.urgency, urgency);
    }
    return [...groups.values()];
  }

  /** Contexts in lists of what is alike. */
  contexts(contexts: readonly Context[]): Context[][] {
    const lists = new Map<number, Context[]>();
    for (const context of contexts) {
      const { own } = this.#shape(context);
      const list = lists.get(own);
      if (list === undefined) lists.set(own, [context]);
      else list.push(context);
    }
    return [...lists.values()];
  }

  /** Numbers for the leading frames without contexts: equal for the same functions at the same places. */
  leading(stack: Stack): number[] {
    const numbers: number[] = [];
    for (const frame of visibleFrames(stack, this.#options)) {
      if (this.shownContexts(frame).length > 0) break;
      numbers.push(this.#ofFrame(frame));
    }
    return numbers;
  }

  /** The contexts of a frame that are drawn. */
  shownContexts({ contexts }: Frame): readonly Context[] {
    if (this.#options.showContexts === false) return [];
    return this.#options.showHiddenFrames ? contexts : contexts.filter((context) => !context.hide);
  }

  #shape(part: Stack | Context): Shape {
    const known = this.#shapes.get(part);
    if (known !== undefined) return known;
    const open: { part: Stack | Context; isDone: boolean }[] = [{ part, isDone: false }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { part, isDone } = next;
      if (isDone) {
        this.#shapes.set(part, part instanceof Stack ? this.#ofStack(part) : this.#ofContext(part));
        continue;
      }
      if (this.#shapes.has(part)) continue; // known by now, or around this
      this.#shapes.set(part, OPEN);
      open.push({ part, isDone: true });
      for (const inner of this.#inside(part)) if (!this.#shapes.has(inner)) open.push({ part: inner, isDone: false });
    }
    return this.#shapes.get(part) ?? OPEN;
  }

  *#inside(part: Stack | Context): Generator<Stack | Context> {
    if (part instanceof Stack) {
      for (const frame of visibleFrames(part, this.#options)) yield* this.shownContexts(frame);
    } else {
      if (part.innerStack !== undefined) yield part.innerStack;
      yield* this.shownChildren(part);
    }
  }

  /** The children of a context that are drawn. */
  shownChildren({ children }: Context): readonly (Context | Stack)[] {
    if (this.#options.showHiddenFrames) return children;
    return children.filter((child) => child instanceof Stack || !child.hide);
  }

  #ofStack(stack: Stack): Shape {
    const own: (string | number)[] = [], full: number[] = [];
    const leaves = leavesOf(stack);
    let size = 1;
    const isCircle = leaves.some(({ kind }) => kind === "cycle" || kind === "deadlock") ||
      stack.id !== undefined && this.#urgent.has(stack.id);
    let urgency = isCircle || leaves.some(({ kind }) => kind === "running") ? 2 : 0;
    const frames = visibleFrames(stack, this.#options);
    for (const frame of frames) {
      own.push(this.#ofFrame(frame));
      for (const context of this.shownContexts(frame)) {
        const shape = this.#known(context);
        own.push(-shape.own);
        full.push(shape.full);
        size += shape.size;
        urgency = Math.max(urgency, shape.urgency);
      }
    }
    if (stack.error !== undefined) {
      own.push(`error ${shapeOf(errorLines(stack.error)[0] ?? "")}`);
      urgency = Math.max(urgency, 1);
    }
    own.push(isCircle ? "circle" : leaves.length === 0 ? "no leaf" : "leaf");
    // A stack without frames is no more than what it waits for, or than its name.
    const only = frames.length > 0 ? "" : shapeOf(leafText(stack) || rootText(stack));
    const ownNumber = this.#number(`stack ${own}`);
    return {
      own: ownNumber,
      full: this.#number(`full ${ownNumber} ${full} ${only}`),
      size: Math.min(size, LARGEST),
      urgency,
    };
  }

  #ofFrame({ functionName, className, url, line, column }: Frame): number {
    return this.#number(`frame ${this.#number(`url ${url}`)}:${line}:${column} ${className}.${functionName}`);
  }

  #ofContext(context: Context): Shape {
    const { kind, isAsync, isExiting, startLine, innerStack } = context;
    const inner = innerStack === undefined ? undefined : this.#known(innerStack);
    const children = new Set<number>();
    let size = inner?.size ?? 0, urgency = inner?.urgency ?? 0;
    for (const child of this.shownChildren(context)) {
      const shape = this.#known(child);
      children.add(shape.full);
      size += shape.size;
      urgency = Math.max(urgency, shape.urgency);
    }
    const name = nameAndType(context);
    const how = `${plainText(kind)} ${isAsync === true} ${isExiting === true} ${Number(startLine)} ${inner?.full}`;
    const own = this.#number(`context ${how} ${name}`);
    const alike = [...children].sort((a, b) => a - b);
    const full = this.#number(`inside ${own} ${alike} ${shapeOf(descriptionText(context))}`);
    return { own, full, size: Math.min(size, LARGEST), urgency };
  }

  #known(part: Stack | Context): Shape {
    return this.#shapes.get(part) ?? OPEN;
  }

  #number(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) this.#numbers.set(text, number = this.#numbers.size + 1);
    return number;
  }
}
