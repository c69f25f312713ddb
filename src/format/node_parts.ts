/** From the nodes of a tree to the parts of which some are drawn, and from those that were chosen back to nodes. */
import type { Context } from "../model/context.ts";
import type { Stack } from "../model/stack.ts";
import { chosen, isLeftOut, newPart, type Part, Tally } from "./parts.ts";
import { indentOf, isTooWide, type Node, type Span } from "./pen.ts";

/** A node that is read: what hangs on it comes one by one. */
interface Open {
  readonly part: Part<Node>;
  readonly indent: number;
  readonly below: Iterator<Node>;
  /** Is it only counted? */
  readonly isCounted: boolean;
  /** What hangs on it: the first ones, how much comes then, the last ones. */
  readonly first: Part<Node>[];
  readonly middle: Tally;
  readonly last: Part<Node>[];
  lastAt: number;
}

/**
 * A node with all that hangs on it as parts, of which at most `lines` can be drawn. Of a long list only both ends are kept, and all are
 * counted. Without recursion: a tree may be deep.
 */
export function partOf(node: Node, lines: number, init: { score?: number; cost?: number } = {}): Part<Node> {
  const root = { ...begin(node), ...init };
  const open: Open[] = [enter(node, root, { indent: 0, isCounted: false })];
  for (let top = open[open.length - 1]; top !== undefined; top = open[open.length - 1]) {
    const { done, value } = top.below.next();
    if (done) {
      leave(top);
      open.pop();
      const parent = open[open.length - 1];
      if (parent !== undefined) add(parent, top.part, lines);
      continue;
    }
    if (value.branch === "gap" || value.branch === "blank") continue; // there is no room for them
    const part = begin(value);
    if (value.below === undefined) add(top, part, lines);
    else open.push(enter(value, part, top));
  }
  score(root);
  return root;
}

/** How much hangs on a node, it included. */
export function tallyOf(node: Node): Tally {
  return partOf({ ...node, branch: "none" }, 0).tally;
}

function begin(node: Node): Part<Node> {
  const { unit = "line", number = 1 } = node;
  const tally = new Tally();
  if (unit !== "code") tally.add(unit, number);
  return newPart({ content: node, tally });
}

function enter(node: Node, part: Part<Node>, around: Pick<Open, "indent" | "isCounted">): Open {
  const below = (node.below?.() ?? [])[Symbol.iterator]();
  return {
    part,
    indent: around.indent + indentOf(node.branch),
    below,
    isCounted: around.isCounted || isTooWide(node.branch, around.indent),
    first: [],
    middle: new Tally(),
    last: [],
    lastAt: 0,
  };
}

function add(parent: Open, part: Part<Node>, lines: number): void {
  const { first, middle, last } = parent;
  parent.part.tally.addAll(part.tally, { withLines: false });
  if (parent.isCounted || lines === 0) middle.addAll(part.tally, { withLines: true });
  else if (first.length < lines) first.push(part);
  else if (last.length < lines) last.push(part);
  else {
    middle.addAll(last[parent.lastAt].tally, { withLines: true });
    last[parent.lastAt] = part;
    parent.lastAt = (parent.lastAt + 1) % lines;
  }
}

function leave({ part, first, middle, last, lastAt }: Open): void {
  for (const each of first) part.children.push(each);
  if (!middle.isEmpty) part.children.push(newPart<Node>({ content: undefined, tally: middle }));
  for (let i = 0; i < last.length; i++) part.children.push(last[(lastAt + i) % last.length]);
}

/**
 * The lower the score, the sooner it is drawn. First what is waited for and where, at the inner end; then the outer end; from both
 * ends on what lies between. What hangs on a frame comes after the frame, and of many branches the first ones come whole.
 */
function score(root: Part<Node>): void {
  const open = [root];
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    const { children, score } = parent;
    const frames = children.filter(({ content }) => content?.unit === "frame");
    frames.forEach((frame, at) => frame.score = score + 1 + Math.min(frames.length - 1 - at, 2 * at + 1));
    let context: Part<Node> | undefined, branches = 0, contexts = 0, others = 0;
    for (const child of children) {
      const { branch, unit } = child.content ?? {};
      if (unit === "frame") continue;
      if (branch === "context") {
        child.score = score + 2 + 2 * contexts++;
        context = child;
        branches = 0;
      } else if (unit === "branch" || unit === "context") {
        child.score = (context?.score ?? score) + 1 + 2 * branches++;
        child.needs = context;
      } else child.score = score + (branch === "leaf" || unit === "code" ? 0.5 : 2 + others++ / 2);
    }
    for (const child of children) open.push(child);
  }
}

/** What of the model is drawn, and how it is called. */
export class Shown {
  readonly #insides = new Set<Stack | Context>();
  readonly #ids = new Set<string>();

  /** All that is chosen of these. */
  constructor(parts: readonly Part<Node>[]) {
    const open = parts.filter(({ isKept }) => isKept);
    for (let part = open.pop(); part !== undefined; part = open.pop()) {
      const { shows = [], id } = part.content ?? {};
      for (const shown of shows) this.#insides.add(shown);
      if (id !== undefined) this.#ids.add(id);
      for (const child of part.children) if (child.isKept) open.push(child);
    }
  }

  /** The node of a part with all that was chosen of what hangs on it. */
  node(part: Part<Node>): Node {
    const { branch, line } = part.content ?? { branch: "none", line: [] };
    const below = part.isWhole ? part.content?.below : () => this.#nodes(part.children);
    return { branch, line: this.#line(part.content, line), below };
  }

  *#nodes(parts: readonly Part<Node>[]): Generator<Node> {
    let last: Node | undefined;
    for (const part of chosen(parts)) {
      if (!isLeftOut(part)) {
        last = part.content;
        yield this.node(part);
        continue;
      }
      const { branch, line } = part.first.content ?? last ?? { branch: "child", line: [] };
      const [indent] = /^ */.exec(line[0]?.[1] ?? "") ?? [""]; // the flat form has no glyphs
      yield { branch: branch === "leaf" ? "frame" : branch, line: [["text", `${indent}${part.tally}`]] };
    }
  }

  /** Words for what is drawn elsewhere, true also where that is left out. */
  #line(node: Node | undefined, line: readonly Span[]): readonly Span[] {
    const { refersTo = [] } = node ?? {};
    if (refersTo.some((part) => !this.#insides.has(part))) {
      return line.map(([role, text]) => [role, text.replace(/\(drawn above\)$/, "(left out)")]);
    }
    if (node?.branch !== "leaf" && node?.branch !== "child") return line;
    return line.map(([role, text]) =>
      role !== "leaf"
        ? [role, text]
        : [role, text.replace(/\bdrawn in (#[\w.~]+)/, (words, id) => this.#ids.has(id) ? words : `in ${id}, left out`)]
    );
  }
}
