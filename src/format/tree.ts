/**
 * The tree: what hangs where, and with which words. The drawing itself is in `pen.ts`.
 *
 * Ported from stackscope's `_types.py`. Differs in that positions have columns, blank lines have no trailing spaces,
 * grandchildren are joined to their parent's line, and values are written without running their code. What stands in
 * several places at once is drawn where it is met first, so the drawing is as long as the model is large.
 */
import { Context } from "../model/context.ts";
import { descriptionText, isWaiting, nameAndType } from "../model/context_text.ts";
import type { FormatOptions } from "../model/drawing.ts";
import type { Frame } from "../model/frame.ts";
import type { Stack } from "../model/stack.ts";
import { count, creationText, headerText, idText, leafText, localLines, rootText, waitingText } from "./describe.ts";
import { errorLines } from "./error_text.ts";
import { oneLine } from "../model/one_line.ts";
import { type Labels, labelsInside, labelSpans, labelsText, NO_LABELS } from "./labels.ts";
import { drawWithin } from "./max_lines.ts";
import { type Palette, PLAIN } from "./palette.ts";
import { type Branch, type Node, Pen, type Span } from "./pen.ts";
import { codeOf, fileOf, functionOf, isNative, positionIn, sourceOf } from "./place.ts";
import { isRepetition, Run } from "./repeated.ts";
import { type Levels, ToldBranches } from "./same_waits.ts";
import { childStacksOf, visibleFrames } from "./walk.ts";

/** How a tree is drawn, and with which colours. */
export interface TreeOptions extends FormatOptions {
  /** Colours. Default: none. */
  palette?: Palette;
  /** Source lines and previews are cut to end here. Default: only their own greatest length counts. */
  columns?: number;
}

/** The tree of a stack, as lines that end in a newline. */
export function formatStack(stack: Stack, options: TreeOptions = {}): string[] {
  return drawWithin(options, () => {
    const trees = new Trees([stack], options);
    return [trees, trees.ofStack(stack, [["text", headerText(stack)]])];
  });
}

/** The tree of one frame, hidden or not. */
export function formatFrame(frame: Frame, options: TreeOptions = {}): string[] {
  return drawWithin(options, () => {
    const trees = new Trees([], options);
    return [trees, trees.ofFrame(frame, "none")];
  });
}

/** The tree of one context by itself: without its frame, so without source text. */
export function formatContext(context: Context, options: TreeOptions = {}): string[] {
  return drawWithin(options, () => {
    const trees = new Trees([], options);
    return [trees, trees.ofContext(context)];
  });
}

/** Behind what stands further above. */
export const DRAWN: Span = ["text", " (drawn above)"];

/** Nodes for stacks, frames and contexts, and the pen that draws them. Remembers what it has drawn. */
export class Trees {
  readonly #options: TreeOptions;
  readonly #pen: Pen;
  readonly #drawn = new Set<Stack | Context>();
  /** Places of the frames in which one is drawn at the moment. */
  readonly #open = new Set<string>();
  readonly #branches: ToldBranches;
  readonly #levels = new Map<Context, Levels>();
  /** Many frames stand in few files. */
  readonly #files = new Map<string, { module: string; file: string }>();

  /** For drawing `stacks`: those inside them that references point at, or that are `named` elsewhere, are drawn with their id. */
  constructor(stacks: readonly Stack[], options: TreeOptions, named: ReadonlySet<string> = new Set()) {
    const { palette = PLAIN, asciiOnly = false, columns = Infinity } = options;
    this.#options = options;
    this.#pen = new Pen({ palette, asciiOnly, columns });
    this.#branches = new ToldBranches(stacks, options, named);
  }

  /** The lines of these nodes. */
  draw(node: Node | undefined): string[] {
    return node === undefined ? [] : this.#pen.draw([node]);
  }

  /** A stack under a title. `outside`: labels that are known without being written. */
  ofStack(stack: Stack, title: readonly Span[], outside: Labels = NO_LABELS): Node {
    this.#drawn.add(stack);
    return { ...this.#withLabels(stack, title, outside, "none"), unit: "task", id: idText(stack) };
  }

  /** A frame with its contexts, locals and code. */
  ofFrame(frame: Frame, branch: Branch = "frame", outside: Labels = NO_LABELS): Node {
    const labels = labelsInside(frame, outside);
    const line = [...this.frameLine(frame), ...labelSpans(labels, outside)];
    return { branch, line, unit: "frame", below: () => this.#insideFrame(frame, labels) };
  }

  /** A context by itself; `undefined` if it is hidden. */
  ofContext(context: Context): Node | undefined {
    if (!this.#isShown(context)) return undefined;
    const line = contextLine(context, { withLine: true });
    return { branch: "none", line, below: () => this.#insideContext(context, "entry", "blank", NO_LABELS) };
  }

  /** The labels of the first frame stand on the title. */
  #withLabels(stack: Stack, title: readonly Span[], outside: Labels, branch: Branch): Node {
    const [first] = visibleFrames(stack, this.#options);
    const labels = first === undefined ? outside : labelsInside(first, outside);
    const line = [...title, ...labelSpans(labels, outside)];
    return { branch, line, shows: [stack], below: () => this.#insideStack(stack, labels) };
  }

  /** The line of a frame: its function and its place. */
  frameLine(frame: Frame): Span[] {
    const name: Span = ["name", functionOf(frame)];
    if (isNative(frame)) return [name];
    let where = this.#files.get(frame.url);
    if (where === undefined) {
      where = { module: oneLine(frame.moduleName ?? "unknown module"), file: fileOf(frame.url) };
      this.#files.set(frame.url, where);
    }
    const place = positionIn(where.file, frame.line, frame.column);
    return [name, ["text", ` in ${where.module} at `], ["place", place], ["text", waitingText(frame)]];
  }

  *#insideStack(stack: Stack, outside: Labels): Generator<Node> {
    const levels = this.#branches.levelsIn(stack, this.#drawn);
    if (levels !== undefined) this.#levels.set(levels.context, levels);
    const frames = visibleFrames(stack, this.#options);
    const run = new Run();
    let labels = outside, before: Frame | undefined;
    for (const frame of frames) {
      const around = labels;
      labels = labelsInside(frame, around);
      const isRepeated = !this.#options.showLocals && isRepetition(frame, before) && labelsText(labels, around) === "";
      yield* run.next(isRepeated, () => this.ofFrame(frame, "frame", around));
      before = frame;
    }
    yield* run.end();
    const leaf = leafText(stack);
    if (leaf !== "") yield { branch: "leaf", line: [["leaf", leaf]] };
    const creation = creationText(stack);
    if (creation !== "") yield { branch: "none", line: [["text", `  ${creation}`]] };
    if (this.#options.showContexts === false) {
      const children = childStacksOf(frames, this.#options).length;
      if (children > 0) yield { branch: "none", line: [["text", `  (${count(children, "child task")} not shown)`]] };
    }
    if (stack.error !== undefined) yield* errorNodes(stack.error);
  }

  /** Source text that a frame around has, too, stands there alone. */
  *#insideFrame(frame: Frame, labels: Labels): Generator<Node> {
    const hasContexts = frame.contexts.length > 0;
    const place = hasContexts || this.#open.size > 0 ? `${frame.line}:${frame.column}:${frame.url}` : "";
    const isOpen = this.#open.has(place);
    if (this.#options.showContexts !== false && hasContexts) {
      this.#open.add(place);
      for (const context of frame.contexts) yield* this.#inFrame(context, frame, labels);
      if (!isOpen) this.#open.delete(place);
    }
    if (this.#options.showLocals) {
      for (const text of localLines(frame)) yield { branch: "local", line: [["code", text]] };
    }
    if (frame.contexts.at(-1)?.isExiting) return;
    const code = isOpen ? "" : codeOf(frame, this.#options);
    if (code !== "") yield { branch: "code", unit: "code", line: [["code", code, frame.column]] };
  }

  /** The children hang on the frame's own line, beside the context. */
  *#inFrame(context: Context, owner: Frame, labels: Labels): Generator<Node> {
    if (!this.#isShown(context)) return;
    const line = contextLine(context, { owner, withLine: true });
    if (this.#isDrawn(context)) {
      yield { branch: "context", unit: "context", refersTo: [context], line: [...line, DRAWN] };
      return;
    }
    const shows = context.innerStack === undefined ? [context] : [context, context.innerStack];
    yield { branch: "context", unit: "context", shows, line, below: () => this.#innerStack(context, labels) };
    yield* this.#children(context, "child", "gap", labels);
  }

  *#innerStack(context: Context, labels: Labels): Generator<Node> {
    const inner = context.innerStack;
    if (inner === undefined) return;
    if (this.#isDrawn(inner)) yield { branch: "leaf", refersTo: [inner], line: [["text", "(drawn above)"]] };
    else yield* this.#insideStack(inner, labels);
  }

  *#children(context: Context, branch: Branch, gap: "gap" | "blank", labels: Labels): Generator<Node> {
    const told = this.#branches.toldBy(context), levels = this.#levels.get(context);
    let isGapDue = false;
    if (levels !== undefined) yield this.#countedLevels(levels, branch);
    for (const [at, each] of context.children.entries()) {
      const child = at === 0 && levels !== undefined ? levels.last : each, before = told.get(child);
      if (isGapDue && before === undefined) yield { branch: gap, line: [] };
      isGapDue = false;
      if (child instanceof Context) {
        if (this.#isShown(child)) yield this.#childContext(child, branch, labels);
        continue;
      }
      if (this.#isDrawn(child)) {
        yield { branch, unit: "branch", refersTo: [child], line: [...this.#childTitle(child), DRAWN] };
        continue;
      }
      if (before !== undefined) {
        const [index] = /^\[\d+\]/.exec(rootText(before)) ?? [rootText(before)];
        const line: Span[] = [...this.#childTitle(child), ["text", `, as ${index}`], DRAWN], id = idText(child);
        yield { branch, unit: "branch", shows: [child], refersTo: [before], id, line };
        continue;
      }
      const hasFrames = visibleFrames(child, this.#options).length > 0;
      const leaf = leafText(child);
      if (isWaiting(context) && !hasFrames && leaf !== "" && child.error === undefined) {
        // A branch without a function is no more than its index and what it waits for.
        const title = rootText(child);
        const space = /^\[\d+\]$/.test(title) ? " " : ": ";
        const index: Span[] = title === "" ? [] : [...this.#childTitle(child), ["text", space]];
        yield { branch, unit: "branch", line: [...index, ["leaf", leaf]] };
        continue;
      }
      if (hasFrames) yield { branch: gap, line: [] };
      const id = child.id === undefined ? undefined : idText(child);
      yield { ...this.#withLabels(child, this.#childTitle(child), labels, branch), unit: "branch", id };
      isGapDue = hasFrames;
    }
    if (isGapDue) yield { branch: gap, line: [] };
  }

  #countedLevels({ number, branches }: Levels, branch: Branch): Node {
    for (const counted of branches) this.#drawn.add(counted);
    const line: Span[] = [["text", `[${count(number, "more level")} like this one, each inside the one before]`]];
    return { branch, unit: "branch", number: branches.size, shows: [...branches], line };
  }

  #childContext(context: Context, branch: Branch, labels: Labels): Node {
    const line = contextLine(context, { withLine: false });
    if (this.#isDrawn(context)) return { branch, unit: "context", refersTo: [context], line: [...line, DRAWN] };
    const shows = context.innerStack === undefined ? [context] : [context, context.innerStack];
    const below = () => this.#insideContext(context, "child", "gap", labels);
    return { branch, unit: "context", shows, line, below };
  }

  *#insideContext(context: Context, branch: Branch, gap: "gap" | "blank", labels: Labels): Generator<Node> {
    yield* this.#innerStack(context, labels);
    yield* this.#children(context, branch, gap, labels);
  }

  #childTitle(stack: Stack): Span[] {
    const title: Span = ["text", rootText(stack) || "<unidentified child>"];
    return this.#branches.isReferred(stack) ? [title, ["task", ` (${idText(stack)})`]] : [title];
  }

  #isShown(context: Context): boolean {
    return !context.hide || this.#options.showHiddenFrames === true;
  }

  #isDrawn(part: Stack | Context): boolean {
    return wasDrawn(this.#drawn, part);
  }
}

/** Whether this has been drawn with something inside; from now on it has. */
export function wasDrawn(drawn: Set<Stack | Context>, part: Stack | Context): boolean {
  const isEmpty = part instanceof Context
    ? part.innerStack === undefined && part.children.length === 0
    : part.frames.length === 0;
  if (isEmpty) return false;
  if (drawn.has(part)) return true;
  drawn.add(part);
  return false;
}

/** A context without `owner` has no source text; `withLine: false` for a child, whose line is that of its parent. */
export function contextLine(context: Context, { owner, withLine }: { owner?: Frame; withLine: boolean }): Span[] {
  const description = descriptionText(context);
  if (isWaiting(context)) return [["text", description || context.kind]];
  const { startLine } = context;
  const source = owner !== undefined && startLine !== undefined ? sourceOf(owner, startLine) : "";
  const text = source || description || (context.isAsync ? "await using <???>" : "using <???>");
  const lineNote = withLine && startLine !== undefined ? `(line ${startLine})` : "";
  const comment = [nameAndType(context), lineNote].filter((part) => part !== "").join(" ");
  return comment === "" ? [["code", text]] : [["code", text], ["text", `  # ${comment}`]];
}

/** The text of an error, under a title. */
export function* errorNodes(error: Error): Generator<Node> {
  yield { branch: "none", line: [["error", "  Error while extracting stack:"]] };
  for (const line of errorLines(error)) yield { branch: "none", line: [["error", `  ${line}`]] };
}
