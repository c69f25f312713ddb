/**
 * The grouped form: stacks that are alike are drawn as one tree, with their number. For programs in which thousands of tasks do
 * the same: what most of them wait for stands first, and before that what is wrong in itself, circles of waits and errors.
 */
import { deadlockedIds } from "./deadlocks.ts";
import type { Dump } from "../model/dump.ts";
import { Context } from "../model/context.ts";
import { descriptionText, isWaiting } from "../model/context_text.ts";
import { Frame } from "../model/frame.ts";
import type { Stack } from "../model/stack.ts";
import { count, durationText, idText, localLines, rootText, thousands } from "./describe.ts";
import { type DumpTextOptions, formatParts, titleOf, withWorkers } from "./dump.ts";
import { mostWaits } from "./ends.ts";
import { type Group, Grouping } from "./grouping.ts";
import { labelsOfAll, labelSpans, NO_LABELS, toldByTitle } from "./labels.ts";
import type { Branch, Node, Span } from "./pen.ts";
import { codeOf, functionOf } from "./place.ts";
import { Prefixes } from "./prefixes.ts";
import { References } from "./references.ts";
import { shapeOf, TextGroup } from "./text_group.ts";
import { contextLine, DRAWN, errorNodes, Trees, wasDrawn } from "./tree.ts";
import { isRepetition, Run } from "./repeated.ts";
import { childStacksOf, leavesOf, visibleFrames } from "./walk.ts";

/** So few are seen at once. Of more, the most frequent waits are told before the groups. */
const FEW_WAITS = 20, FEW_GROUPS = 2;
/** Lines for different waits of one group; what is left stands in one line. */
const MOST_LEAVES = 6;
/** Ids told of one group. */
const MOST_IDS = 3;

/** The dump with what is alike drawn once, as lines that end in a newline. */
export function formatDumpGrouped(dump: Dump, options: DumpTextOptions = {}): string[] {
  return withWorkers(dump, options, formatGroups);
}

function formatGroups(dump: Dump, options: DumpTextOptions): string[] {
  return formatParts(dump, options, (tasks) => {
    const named = deadlockedIds(dump.deadlocks);
    const grouping = new Grouping(options, named);
    const groups = grouping.groups(tasks);
    const references = new References(groups);
    const trees = new GroupTrees(options, grouping, references, named);
    groups.sort((a, b) => b.urgency - a.urgency || references.weight(b) - references.weight(a));
    const most = mostWaits(tasks, references, options);
    const isTold = most.waits >= FEW_WAITS && Math.max(groups.length, most.places) > FEW_GROUPS;
    return {
      about: groups.length === 0 ? "" : `, in ${count(groups.length, "group")}`,
      mostWaits: isTold ? most.lines : [],
      drawer: trees,
      trees: groups.values().map((group) => trees.ofGroup(group)),
    };
  });
}

/** Nodes for groups. Remembers what has been drawn. */
class GroupTrees {
  readonly #options: DumpTextOptions;
  readonly #trees: Trees;
  readonly #grouping: Grouping;
  readonly #references: References;
  readonly #named: ReadonlySet<string>;
  readonly #drawn = new Set<Stack | Context>();
  readonly #prefixes = new Prefixes();

  /** `named`: ids that are told elsewhere, so that they must be found in the trees. */
  constructor(options: DumpTextOptions, grouping: Grouping, references: References, named: ReadonlySet<string>) {
    this.#options = options;
    this.#trees = new Trees([], options);
    this.#grouping = grouping;
    this.#references = references;
    this.#named = named;
  }

  /** The lines of a tree. */
  draw(node: Node): string[] {
    return this.#trees.draw(node);
  }

  /** The tree of a group of tasks. */
  ofGroup(group: Group): Node {
    const { stacks } = group;
    for (const stack of stacks) this.#drawn.add(stack);
    return {
      branch: "none",
      line: this.#taskTitle(group),
      unit: "task",
      number: stacks.length,
      shows: stacks,
      id: idText(stacks[0]),
      below: () => this.#insideTasks(stacks),
    };
  }

  #taskTitle(group: Group): Span[] {
    const { stacks } = group;
    const [first] = stacks;
    const told = idsOf(stacks);
    const title: Span[] = stacks.length === 1 ? [...titleOf(first, this.#options)] : [
      ["task", `${times(stacks.length)}${titleOfAll(stacks) || "<unidentified task>"}`],
      ["text", told === "" ? "" : ` (${told})`],
    ];
    const toldAlready = stacks.length === 1 ? toldByTitle(first, this.#options) : NO_LABELS;
    title.push(...labelSpans(labelsOfAll(stacks), toldAlready));
    // A title is often no more than the outermost function, which many have in common.
    const last = visibleFrames(first, this.#options).at(-1);
    const inner = last === undefined ? "" : functionOf(last);
    const runs = leavesOf(first).some(({ kind }) => kind === "running");
    if (!runs && inner !== "" && inner !== rootText(first)) title.push(["text", `, waiting in ${inner}`]);
    const waiting = this.#references.waitingFor(group);
    if (waiting > 0) title.push(["text", `; ${count(waiting, "other")} ${waiting === 1 ? "waits" : "wait"} for it`]);
    return title;
  }

  /** Leading frames that stand above are only counted. */
  *#insideTasks(stacks: readonly Stack[]): Generator<Node> {
    const [stack] = stacks;
    const above = this.#options.showLocals || idText(stack) === ""
      ? undefined
      : this.#prefixes.drawnAbove(stack, this.#grouping.leading(stack));
    if (above !== undefined) {
      const text = `${count(above.length, "frame")} as in ${idText(above.stack)}`;
      yield { branch: "frame", unit: "frame", number: above.length * stacks.length, line: [["text", text]] };
    }
    yield* this.#insideStacks(stacks, above?.length);
  }

  /** What stands in stacks of one shape. */
  *#insideStacks(stacks: readonly Stack[], from = 0): Generator<Node> {
    const framesOfEach = stacks.map((stack) => visibleFrames(stack, this.#options));
    const run = new Run(stacks.length);
    for (let at = from; at < framesOfEach[0].length; at++) {
      const frames = framesOfEach.map((frames) => frames[at]);
      const isRepeated = at > from && !this.#options.showLocals &&
        framesOfEach.every((frames) => isRepetition(frames[at], frames[at - 1]));
      yield* run.next(isRepeated, () => {
        const below = () => this.#insideFrames(frames);
        return { branch: "frame", unit: "frame", number: frames.length, line: this.#frameLine(frames), below };
      });
    }
    yield* run.end();
    for (const line of this.#leafLines(stacks)) yield { branch: "leaf", line };
    if (this.#options.showContexts === false) {
      let children = 0;
      for (const frames of framesOfEach) children += childStacksOf(frames, this.#options).length;
      if (children > 0) yield { branch: "none", line: [["text", `  (${count(children, "child task")} not shown)`]] };
    }
    const { error } = stacks[0];
    if (error !== undefined) yield* errorNodes(error);
  }

  /** A frame that stands for several has the ages of all. */
  #frameLine(frames: readonly Frame[]): Span[] {
    const [frame] = frames;
    const ages = frames.length === 1 ? "" : agesOf(frames);
    if (ages === "") return this.#trees.frameLine(frame);
    const { url, line, column, functionName, className } = frame;
    const ageless = new Frame({ code: () => frame.code, url, line, column, functionName, className });
    return [...this.#trees.frameLine(ageless), ["text", `, waiting ${ages}`]];
  }

  /** One line for each sort of wait, the most frequent first. */
  #leafLines(stacks: readonly Stack[]): Span[][] {
    const waits = new Map<string, Wait>();
    for (const stack of stacks) {
      const text = this.#references.leafText(stack);
      if (text === "") continue;
      const target = this.#references.target(stack);
      const shape = target === undefined ? shapeOf(text) : text;
      let wait = waits.get(shape);
      if (wait === undefined) waits.set(shape, wait = { texts: new TextGroup(), targets: new Set(), number: 0 });
      wait.texts.add(text);
      if (target !== undefined) wait.targets.add(target);
      wait.number++;
    }
    const sorted = [...waits.values()].sort((a, b) => b.number - a.number);
    const most = sorted.length <= MOST_LEAVES ? sorted.length : MOST_LEAVES - 1;
    const lines = sorted.slice(0, most).map((wait) => leafLine(wait, { of: stacks.length }));
    if (most < sorted.length) {
      const texts = new TextGroup();
      for (const wait of sorted.slice(most)) texts.addAll(wait.texts);
      const number = sorted.slice(most).reduce((sum, wait) => sum + wait.number, 0);
      lines.push(leafLine({ texts, targets: new Set(), number }, { of: stacks.length }));
    }
    return lines;
  }

  /** What stands in frames of one function at one place. */
  *#insideFrames(frames: readonly Frame[]): Generator<Node> {
    const contextsOfEach = frames.map((frame) => this.#grouping.shownContexts(frame));
    for (let at = 0; at < contextsOfEach[0].length; at++) {
      yield* this.#inFrame(contextsOfEach.map((contexts) => contexts[at]), frames[0]);
    }
    if (this.#options.showLocals) {
      for (const text of localsOfAll(frames)) yield { branch: "local", line: [["code", text]] };
    }
    const [frame] = frames;
    if (frame.contexts.at(-1)?.isExiting) return;
    const code = codeOf(frame, this.#options);
    if (code !== "") yield { branch: "code", unit: "code", line: [["code", code, frame.column]] };
  }

  /** Contexts of one shape, and of as many frames. */
  *#inFrame(contexts: readonly Context[], owner: Frame): Generator<Node> {
    const line = contextLine(asOne(contexts), { owner, withLine: true });
    const fresh = contexts.filter((context) => !this.#isDrawn(context));
    const counted = { unit: "context", number: contexts.length } as const;
    if (fresh.length === 0) {
      yield { branch: "context", ...counted, refersTo: contexts, line: [...line, DRAWN] };
      return;
    }
    yield { branch: "context", ...counted, shows: withInner(fresh), line, below: () => this.#innerStacks(fresh) };
    yield* this.#children(fresh, "child", "gap");
  }

  *#innerStacks(contexts: readonly Context[]): Generator<Node> {
    const stacks = contexts.map(({ innerStack }) => innerStack).filter((stack) => stack !== undefined);
    if (stacks.length === 0) return;
    const fresh = stacks.filter((stack) => !this.#isDrawn(stack));
    if (fresh.length === 0) yield { branch: "leaf", refersTo: stacks, line: [["text", "(drawn above)"]] };
    else yield* this.#insideStacks(fresh);
  }

  *#children(contexts: readonly Context[], branch: Branch, gap: "gap" | "blank"): Generator<Node> {
    const stacks: Stack[] = [], inner: Context[] = [];
    for (const context of contexts) {
      for (const child of this.#grouping.shownChildren(context)) {
        if (child instanceof Context) inner.push(child);
        else stacks.push(child);
      }
    }
    const isOne = contexts.length === 1;
    for (const alike of this.#grouping.contexts(inner)) yield this.#childContexts(alike, branch, { isOne });
    const groups = this.#grouping.groups(stacks);
    groups.sort((a, b) => b.urgency - a.urgency || b.size - a.size);
    for (const { stacks } of groups) {
      yield* this.#childStacks(stacks, branch, gap, { isOne, isWait: isWaiting(contexts[0]) });
    }
  }

  *#childStacks(
    stacks: readonly Stack[],
    branch: Branch,
    gap: "gap" | "blank",
    how: { isOne: boolean; isWait: boolean },
  ): Generator<Node> {
    const fresh: Stack[] = [], again: Stack[] = [];
    for (const stack of stacks) (this.#isDrawn(stack) ? again : fresh).push(stack);
    if (fresh.length > 0) yield* this.#freshStacks(fresh, branch, gap, how);
    if (again.length === 0) return;
    const line: Span[] = [["text", `${numberOf(again, how)}${titleOfAll(again)} (drawn above)`]];
    yield { branch, unit: "branch", number: again.length, refersTo: again, line };
  }

  *#freshStacks(
    stacks: readonly Stack[],
    branch: Branch,
    gap: "gap" | "blank",
    { isOne, isWait }: { isOne: boolean; isWait: boolean },
  ): Generator<Node> {
    const number = numberOf(stacks, { isOne }), name = titleOfAll(stacks);
    const hasFrames = visibleFrames(stacks[0], this.#options).length > 0;
    const leaves = this.#leafLines(stacks);
    if (isWait && !hasFrames && leaves.length === 1 && stacks[0].error === undefined) {
      // A branch without a function is no more than its index and what it waits for.
      const space = name === "" || name.endsWith("]") ? " " : ": ";
      const before: Span[] = number + name === "" ? [] : [["text", `${number}${name}`.trimEnd() + space]];
      yield { branch, unit: "branch", number: stacks.length, line: [...before, ...leaves[0]] };
      return;
    }
    if (hasFrames) yield { branch: gap, line: [] };
    const named = idsOf(stacks.filter(({ id }) => id !== undefined && this.#named.has(id)));
    yield {
      branch,
      unit: "branch",
      number: stacks.length,
      shows: stacks,
      line: [["text", `${number}${name || "<unidentified child>"}${named === "" ? "" : ` (${named})`}`]],
      below: () => this.#insideStacks(stacks),
    };
    if (hasFrames) yield { branch: gap, line: [] };
  }

  #childContexts(contexts: readonly Context[], branch: Branch, { isOne }: { isOne: boolean }): Node {
    const number: Span = ["text", contexts.length === 1 && isOne ? "" : times(contexts.length)];
    const line = [number, ...contextLine(asOne(contexts), { withLine: false })];
    const fresh = contexts.filter((context) => !this.#isDrawn(context));
    const counted = { unit: "context", number: contexts.length } as const;
    if (fresh.length === 0) return { branch, ...counted, refersTo: contexts, line: [...line, DRAWN] };
    const below = function* (trees: GroupTrees): Generator<Node> {
      yield* trees.#innerStacks(fresh);
      yield* trees.#children(fresh, "child", "gap");
    };
    return { branch, ...counted, shows: withInner(fresh), line, below: () => below(this) };
  }

  #isDrawn(part: Stack | Context): boolean {
    return wasDrawn(this.#drawn, part);
  }
}

/** These, and the stacks of their implementations. */
function withInner(contexts: readonly Context[]): (Stack | Context)[] {
  return contexts.flatMap((context) => context.innerStack === undefined ? context : [context, context.innerStack]);
}

/** What stacks of one group wait for, told in one line. */
interface Wait {
  texts: TextGroup;
  /** Ids of the stacks that these leaves point at. */
  targets: Set<string>;
  /** How many wait for it. */
  number: number;
}

/** The line for a wait of some or all `of` these stacks. */
function leafLine({ texts, targets: { size }, number }: Wait, { of }: { of: number }): Span[] {
  const different: Span = ["text", size > 1 ? ` (${thousands(size)} different)` : ""];
  return [["text", number === of ? "" : times(number)], ["leaf", texts.toString()], different];
}

/** `10,000 x `; nothing for one alone in a context that is one alone. */
function numberOf(stacks: readonly Stack[], { isOne }: { isOne: boolean }): string {
  return stacks.length === 1 && isOne ? "" : times(stacks.length);
}

function times(number: number): string {
  return `${thousands(number)} x `;
}

/** `#3, #4, #5, ...`; `""` where none has an id. */
function idsOf(stacks: readonly Stack[]): string {
  const ids = stacks.slice(0, MOST_IDS).map(idText).filter((id) => id !== "");
  return ids.length === 0 ? "" : [...ids, ...stacks.length > ids.length ? ["..."] : []].join(", ");
}

/** What people call these stacks. */
function titleOfAll(stacks: readonly Stack[]): string {
  const titles = new TextGroup();
  for (const stack of stacks) titles.add(rootText(stack));
  return titles.toString();
}

/** `2.0 s to 3 min 5 s`; `""` where no age is known. */
function agesOf(frames: readonly Frame[]): string {
  let least = Infinity, most = -Infinity;
  for (const { age } of frames) {
    if (age === undefined) continue;
    least = Math.min(least, age);
    most = Math.max(most, age);
  }
  if (most < least) return "";
  const [first, last] = [durationText(least), durationText(most)];
  return first === last ? first : `${first} to ${last}`;
}

/** A context to draw for all of these. */
function asOne(contexts: readonly Context[]): Context {
  const [context] = contexts;
  if (contexts.length === 1) return context;
  const descriptions = new TextGroup();
  for (const context of contexts) descriptions.add(descriptionText(context));
  return new Context({ ...context, description: descriptions.toString() || undefined });
}

/** The locals of frames of one function, where they differ with a few values. */
function localsOfAll(frames: readonly Frame[]): string[] {
  const lines = new Map<string, TextGroup>();
  for (const frame of frames) {
    for (const line of localLines(frame)) {
      const name = line.slice(0, line.indexOf(" = ") + 3);
      let values = lines.get(name);
      if (values === undefined) lines.set(name, values = new TextGroup());
      values.add(line.slice(name.length));
    }
  }
  return [...lines].map(([name, values]) => `${name}${values}`);
}
