/** The most important lines of a dump, where not all are wanted. How many there are is kept in any case. */
import { oneLine } from "../model/one_line.ts";
import type { Deadlock } from "../model/deadlock.ts";
import { type DumpParts, MOST_WAITS, RUNTIME_WAITS, type TasksForm, wrap } from "./dump_parts.ts";
import { partOf, Shown, tallyOf } from "./node_parts.ts";
import { type Palette, PLAIN } from "./palette.ts";
import { choose, leftOutOf, newPart, type Part, Tally, type Unit } from "./parts.ts";
import { type Node, Pen, type Span } from "./pen.ts";

/** How it is written. */
export interface MostImportantOptions {
  palette?: Palette;
  columns?: number;
  /** What to say where something is left out. */
  cutHint?: string;
}

/**
 * Scores of the first ones, and by how much the next ones are less important. A task has as much room before the next one as a few
 * functions and branches take; so a large one leaves room for others.
 */
const FIRST = { deadlocks: 0, nothing: 1, mostWaits: 5, tasks: 10, notes: 14, background: 40 };
const NEXT = { deadlocks: 4, mostWaits: 1, tasks: 4, notes: 8, background: 1 };

/** The lines, at most so many. */
export function mostImportantLines(
  parts: DumpParts,
  { about = "", mostWaits = [], drawer, trees }: TasksForm,
  { palette = PLAIN, columns, cutHint = "" }: MostImportantOptions,
  maxLines: number,
): string[] {
  const pen = new Pen({ palette, asciiOnly: false, columns: Infinity });
  const summary: Span = ["text", parts.summary + about];
  const blocks: Part<Node>[] = [];
  if (parts.deadlocks.length > 0) {
    const inside = parts.deadlocks.map((deadlock, at) =>
      partOf(ofDeadlock(deadlock), maxLines, { score: FIRST.deadlocks + at * NEXT.deadlocks })
    );
    blocks.push(section({ branch: "blank", line: [] }, inside, { cost: 1, score: FIRST.deadlocks - 1 }));
  }
  if (mostWaits.length > 0) blocks.push(list(MOST_WAITS, mostWaits, "line", "mostWaits"));
  const tasks = new Set<Part<Node>>();
  const uncounted = new Tally();
  for (const tree of trees) {
    const score = FIRST.tasks + tasks.size * NEXT.tasks;
    if (tasks.size < maxLines) tasks.add(partOf(tree, maxLines, { score, cost: 2 }));
    else uncounted.addAll(tallyOf(tree), { withLines: false });
  }
  blocks.push(...tasks);
  if (!uncounted.isEmpty) blocks.push(newPart<Node>({ content: undefined, tally: uncounted }));
  if (parts.nothing.length > 0) blocks.push(text(parts.nothing, columns, FIRST.nothing, new Tally()));
  if (parts.background.length > 0) blocks.push(list(RUNTIME_WAITS, parts.background, "runtime wait", "background"));
  parts.notes.forEach((note, at) =>
    blocks.push(text([note], columns, FIRST.notes + at * NEXT.notes, new Tally().add("note", 1)))
  );
  const root = newPart<Node>({ content: { branch: "none", line: [summary] }, children: blocks });
  const hint = cutHint === "" ? "" : ` (${cutHint})`;
  if (maxLines === 1) return pen.draw([{ branch: "none", line: [summary, ["text", ` ${leftOutOf(blocks)}`]] }]);
  choose(root, maxLines, { isOne: true });
  const shown = new Shown(blocks);
  const lines = pen.draw([{ branch: "none", line: [summary] }]);
  for (const block of blocks) {
    if (!block.isKept) continue;
    if (block.content?.branch !== "blank") lines.push("\n");
    const node = shown.node(block);
    for (const line of tasks.has(block) ? drawer.draw(node) : pen.draw([node])) lines.push(line);
  }
  const left = leftOutOf(blocks);
  if (!left.isEmpty) lines.push(...pen.draw([{ branch: "none", line: [["text", `${left}${hint}`]] }]));
  return lines;
}

/** Parts under a title, which counts for nothing by itself. */
function section(content: Node, children: Part<Node>[], init: { cost: number; score: number }): Part<Node> {
  const tally = new Tally();
  for (const child of children) tally.addAll(child.tally, { withLines: false });
  return newPart({ content, children, tally, ...init });
}

function list(title: string, texts: readonly string[], unit: Unit, sort: "mostWaits" | "background"): Part<Node> {
  const children = texts.map((text, at) =>
    newPart<Node>({
      content: { branch: "none", line: [["text", "- "], ["leaf", text]] },
      tally: new Tally().add(unit, 1),
      score: FIRST[sort] + at * NEXT[sort],
    })
  );
  return section({ branch: "none", line: [["task", title]] }, children, { cost: 2, score: FIRST[sort] - 1 });
}

/** A text that is drawn as a whole. */
function text(texts: readonly string[], columns: number | undefined, score: number, tally: Tally): Part<Node> {
  const lines = texts.flatMap((text) => wrap(text, columns)).map((line) => line.slice(0, -1));
  const [first, ...others] = lines.map((line): Node => ({ branch: "none", line: [["text", line]] }));
  const content: Node = { ...first, below: () => others };
  return newPart({ content, cost: 1 + lines.length, score, tally, isWhole: true });
}

function ofDeadlock(deadlock: Deadlock): Node {
  const [head, ...members] = String(deadlock).split("\n").map(oneLine);
  const below = () => members.map((member): Node => ({ branch: "none", line: [["text", `  ${member}`]] }));
  return { branch: "none", unit: "deadlock", line: [["error", head]], below };
}
