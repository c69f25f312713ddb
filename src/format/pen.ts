/**
 * The one place that draws. A tree is given as nodes: a line, what hangs below it, and the kind of branch by which it
 * hangs on its parent. The kind decides the glyphs. What hangs below is asked for when it is drawn, so a large tree is
 * never in memory as nodes.
 *
 * A tree that grows too far to the right is continued at the left margin, under a name of its own. That bounds the
 * recursion, keeps the size of the output linear in that of the tree, and is the only way to read it anyway.
 */
import type { Context } from "../model/context.ts";
import { clip, clipAround } from "../model/one_line.ts";
import type { Stack } from "../model/stack.ts";
import type { Unit } from "./parts.ts";
import type { Palette, Role } from "./palette.ts";

/** A piece of a line, and the part it plays. `column`: of source text, where in it one looks first; 1-based. */
export type Span = readonly [role: Role, text: string, column?: number];

/** How a node hangs on its parent. */
export type Branch = "frame" | "leaf" | "context" | "child" | "entry" | "local" | "code" | "none" | "gap" | "blank";

/** One line, and what hangs below it. */
export interface Node {
  /** What it is, where it is counted because it is left out: nobody misses source text. Default: a line. */
  unit?: Unit | "code";
  /** How many of these it stands for. Default: one. */
  number?: number;
  /** The stacks and contexts whose inside hangs on it. */
  shows?: readonly (Stack | Context)[];
  /** Those whose inside hangs on another node. */
  refersTo?: readonly (Stack | Context)[];
  /** How other lines call it. */
  id?: string;
  /** How it hangs on its parent. */
  branch: Branch;
  /** Its own line. */
  line: readonly Span[];
  /** What hangs on it, asked for once, when it is drawn. */
  below?: () => Iterable<Node>;
}

type Glyphs = Readonly<Record<Branch, readonly [first: string, rest: string]>>;

const UNICODE: Glyphs = {
  frame: ["╠ ", "║ "],
  leaf: ["╚ ", "  "],
  context: ["├ ", "│ "],
  child: ["├── ", "│   "],
  entry: ["─ ", "  "],
  local: ["│ · ", "│   "],
  code: ["└ ", "  "],
  none: ["", ""],
  gap: ["│", "│"],
  blank: ["", ""],
};

const ASCII: Glyphs = {
  frame: ["+ ", "| "],
  leaf: ["+ ", "  "],
  context: [". ", "  "],
  child: ["  . ", "    "],
  entry: [". ", "  "],
  local: ["  - ", "    "],
  code: ["` ", "  "],
  none: ["", ""],
  gap: ["", ""],
  blank: ["", ""],
};

const WIDEST_PREFIX = 48;
const POSTPONED: ReadonlySet<Branch> = new Set<Branch>(["context", "child", "entry"]);
const LEAST_CODE = 40;

/** By how much that stands further to the right which hangs on a node. */
export function indentOf(branch: Branch): number {
  return UNICODE[branch][1].length;
}

/** Stands a node too far to the right to have something hang on it? */
export function isTooWide(branch: Branch, indent: number): boolean {
  return indent + indentOf(branch) > WIDEST_PREFIX && POSTPONED.has(branch);
}

/** How a {@linkcode Pen} draws. */
export interface PenOptions {
  /** Colours. */
  palette: Palette;
  /** Only ASCII characters as glyphs. */
  asciiOnly: boolean;
  /** Source lines and previews are cut to end here. */
  columns: number;
}

/** Draws nodes, and keeps what is to be continued further below. */
export class Pen {
  readonly #options: PenOptions;
  readonly #glyphs: Glyphs;
  #lines: string[] = [];
  #later: { label: string; node: Node }[] = [];
  #continuations = 0;
  #isAfterGap = false;

  /** A pen with nothing drawn. */
  constructor(options: PenOptions) {
    this.#options = options;
    this.#glyphs = options.asciiOnly ? ASCII : UNICODE;
  }

  /** The lines of these nodes, and of what had to be continued, each with its line end. */
  draw(nodes: Iterable<Node>): string[] {
    this.#lines = [];
    this.#later = [];
    for (const node of nodes) this.#drawNode(node, "");
    for (let at = 0; at < this.#later.length; at++) {
      const { label, node } = this.#later[at];
      this.#write("", []);
      this.#drawNode({ ...node, branch: "none", line: [["task", `${label} `], ...node.line] }, "");
    }
    return this.#lines;
  }

  #drawNode(node: Node, prefix: string): void {
    const [first, rest] = this.#glyphs[node.branch];
    const isGap = node.branch === "gap" || node.branch === "blank";
    if (isGap && this.#isAfterGap) return;
    this.#isAfterGap = isGap;
    if (isTooWide(node.branch, prefix.length) && this.#postpone(node, prefix + first)) return;
    this.#write(prefix + first, node.line);
    for (const child of node.below?.() ?? []) this.#drawNode(child, prefix + rest);
  }

  /** Draws the line alone and keeps what is below it for later; false if nothing is. */
  #postpone(node: Node, prefix: string): boolean {
    const below = [...node.below?.() ?? []];
    if (below.length === 0) return false;
    const label = `~${++this.#continuations}`;
    this.#later.push({ label, node: { ...node, below: () => below } });
    this.#write(prefix, [...node.line, ["text", ` (continued below as ${label})`]]);
    return true;
  }

  #write(prefix: string, line: readonly Span[]): void {
    const { palette } = this.#options;
    let text = "";
    for (const [role, part] of this.#fit(prefix, line)) text += palette[role](part);
    this.#lines.push(palette.glyph(text === "" ? prefix.trimEnd() : prefix) + text + "\n");
  }

  /** Cuts source text that would leave the columns. Names and places stay whole: they are what one looks for. */
  #fit(prefix: string, line: readonly Span[]): readonly Span[] {
    let excess = prefix.length - this.#options.columns;
    for (const [, text] of line) excess += text.length;
    if (excess <= 0) return line;
    return line.map(([role, text, column]) => {
      const room = Math.max(text.length - excess, LEAST_CODE);
      if (role !== "code" || text.length <= room) return [role, text];
      const isAhead = column !== undefined && column > room - 3;
      return [role, isAhead ? clipAround(text, column, room - 6) : clip(text, room - 3)];
    });
  }
}
