/** A dump as text: a line about the program, its tasks, what the runtime waits for, and what could not be seen. */
import type { Dump, WorkerIdentity } from "../model/dump.ts";
import type { Stack } from "../model/stack.ts";
import { deadlockedIds, deadlockLines } from "./deadlocks.ts";
import { count, idText, leafText, rootText } from "./describe.ts";
import { flatBody } from "./flat.ts";
import { labelsText, taskText, toldByTitle } from "./labels.ts";
import { oneLine } from "../model/one_line.ts";
import { PLAIN } from "./palette.ts";
import type { Span } from "./pen.ts";
import { type TreeOptions, Trees } from "./tree.ts";
import { childStacksOf, referredIds, visibleFrames } from "./walk.ts";

/** How a dump is written. Notes are wrapped at `columns`, or at 100. */
export type DumpTextOptions = TreeOptions;

const COLUMNS = 100;

/** The dump as trees, as lines that end in a newline. */
export function formatDump(dump: Dump, options: DumpTextOptions = {}): string[] {
  const trees = new Trees(partition(dump.tasks, options)[0], options, deadlockedIds(dump.deadlocks));
  const lines = formatParts(dump, options, (tasks, lines) => {
    for (const task of tasks) {
      lines.push("\n");
      const root = trees.ofStack(task, titleOf(task, options), toldByTitle(task, options));
      for (const line of trees.draw(root)) lines.push(line);
    }
  });
  return withWorkers(lines, dump, (worker) => formatDump(worker, options));
}

/**
 * The dump in the flat form, as lines that end in a newline. Contexts are written unless `showContexts` is false, and
 * child stacks stand below the task to which they belong.
 */
export function formatDumpFlat(dump: Dump, options: DumpTextOptions = {}): string[] {
  const written = new Set<Stack>();
  const flat = { ...options, showContexts: options.showContexts ?? true };
  const lines = formatParts(dump, options, (tasks, lines) => {
    for (const task of tasks) {
      lines.push("\n");
      writeFlat(task, lines, written, flat);
    }
  });
  return withWorkers(lines, dump, (worker) => formatDumpFlat(worker, options));
}

/** The lines of a dump, then those of its workers. */
export function withWorkers(lines: string[], { workers }: Dump, write: (worker: Dump) => string[]): string[] {
  for (const worker of workers) {
    lines.push("\n");
    for (const line of write(worker)) lines.push(line);
  }
  return lines;
}

/** A dump in the form in which `write` writes its tasks, each after a blank line. */
export function formatParts(
  dump: Dump,
  options: DumpTextOptions,
  write: (tasks: readonly Stack[], lines: string[]) => void,
): string[] {
  const { palette = PLAIN, columns = COLUMNS } = options;
  const [tasks, background] = partition(dump.tasks, options);
  const lines = [`${summaryOf(dump, tasks.length, options)}\n`];
  if (dump.deadlocks.length > 0) lines.push("\n", ...deadlockLines(dump.deadlocks, options));
  write(tasks, lines);
  const isWhole = dump.selection === undefined && dump.target.worker === undefined;
  if (tasks.length === 0 && isWhole && !isUnread(dump)) {
    lines.push("\n", ...NOTHING_FOUND.flatMap((text) => wrap(text, columns)));
  }
  if (background.length > 0) {
    lines.push("\n", palette.task("Runtime waits:") + "\n");
    for (const wait of grouped(background)) lines.push(`- ${palette.leaf(wait)}\n`);
  }
  for (const note of dump.notes) lines.push("\n", ...wrap(`Note: ${note}`, columns));
  return lines;
}

const NOTHING_FOUND: readonly string[] = [
  "Nothing suspended was found. The program may be stuck all the same:",
  "- A wait to which nothing refers any more, no timer, no operation and no variable, is garbage. It can never go on, " +
  "and it cannot be seen.",
  "- A program that is busy in a loop does not wait. Its use of the processor tells.",
];

/** `deno 2.9.6, pid 4711, /srv/app.ts: 4 tasks wait in 12 frames` */
function summaryOf(dump: Dump, tasks: number, options: DumpTextOptions): string {
  const { target, stats, selection } = dump;
  const { kind, pid, title, runtime, worker } = target;
  const process = [runtime, pid === undefined ? undefined : `pid ${pid}`, title];
  const parts = (worker === undefined ? process : [workerName(worker), title]).filter((part) => part !== undefined);
  const name = oneLine(parts.length === 0 ? kind : parts.join(", "));
  const selected = selection && `${selection.tasks} of ${count(selection.ofTasks, "task")} (${oneLine(selection.by)})`;
  if (tasks === 0) return `${name}: ${selected ?? (isUnread(dump) ? "not looked at" : "no task waits")}`;
  const hidden = options.showHiddenFrames && stats.hiddenFrames > 0 ? ` (and ${stats.hiddenFrames} hidden)` : "";
  const wait = stats.tasks === 1 ? "waits" : "wait";
  const others = selection === undefined ? 0 : stats.tasks - selection.tasks;
  const refer = selection?.tasks === 1 ? "it refers" : "they refer";
  const referred = others > 0 ? `, and ${others} that ${refer} to,` : "";
  return `${name}: ${selected ?? count(stats.tasks, "task")}${referred} ${wait} in ${
    count(stats.frames, "frame")
  }${hidden}`;
}

/** Was there no snapshot at all? The notes say why. */
function isUnread({ stats, notes }: Dump): boolean {
  return stats.snapshotBytes === 0 && notes.some((note) => note.startsWith("Nothing could be read"));
}

/** `Worker 2 "resize" of worker 1` */
function workerName({ id, name, parent }: WorkerIdentity): string {
  const quoted = name === "" ? "" : ` ${JSON.stringify(name)}`;
  return `Worker ${id}${quoted}${parent === undefined ? "" : ` of worker ${parent}`}`;
}

/** The tasks to draw, and the waits of the runtime that are only listed. What a reference points at is drawn. */
function partition(all: readonly Stack[], options: DumpTextOptions): [tasks: Stack[], background: Stack[]] {
  if (options.showHiddenFrames || !all.some(isBackground)) return [[...all], []];
  const referred = referredIds(all);
  const isListed = (task: Stack) => isBackground(task) && !(task.id !== undefined && referred.has(task.id));
  // What waits for something that is drawn has nothing to add.
  const isReference = ({ leaf }: Stack) => leaf !== undefined && !Array.isArray(leaf) && leaf.kind === "reference";
  return [all.filter((task) => !isListed(task)), all.filter((task) => isListed(task) && !isReference(task))];
}

/** A wait of the runtime itself: nothing of it is the program's, and nothing went wrong in looking at it. */
function isBackground(task: Stack): boolean {
  return task.error === undefined && task.frames.every((frame) => frame.hide) && waitOf(task) !== "";
}

function waitOf(task: Stack): string {
  return leafText(task) || (task.frames.length > 0 ? rootText(task) : "");
}

/** What these tasks wait for, equal ones once with their number. */
function grouped(tasks: readonly Stack[]): string[] {
  const counts = new Map<string, number>();
  for (const task of tasks) counts.set(waitOf(task), (counts.get(waitOf(task)) ?? 0) + 1);
  return [...counts].map(([wait, times]) => times === 1 ? wait : `${wait} (${times} times)`);
}

/** The id of a task, the name that the program gave to it, and what it is. */
export function titleOf(task: Stack, options: DumpTextOptions): Span[] {
  const name = taskText(task, options);
  const title = [idText(task), name, rootText(task)].filter((part) => part !== "").join(" ");
  return [["task", title || "<unidentified task>"]];
}

/** The task, then its child stacks under the name of what they belong to. Without recursion: tasks may be nested deep. */
function writeFlat(task: Stack, lines: string[], written: Set<Stack>, options: DumpTextOptions): void {
  const { palette = PLAIN } = options;
  const waiting: { stack: Stack; parent?: string }[] = [{ stack: task }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { stack, parent } = next;
    if (written.has(stack)) continue;
    written.add(stack);
    const name = titleOf(stack, options)[0][1];
    const labelled = labelsText(stack.labels, toldByTitle(stack, options));
    const children = childStacksOf(visibleFrames(stack, options), options);
    if (parent !== undefined) lines.push("\n");
    const end = labelled === "" ? "" : palette.label(` [${labelled}]`);
    lines.push(`${palette.task(parent === undefined ? name : `${name}, in ${parent}`)}${end}\n`);
    const where = options.showContexts ? "below" : "not shown";
    const about = children.length === 0 ? "" : `(${count(children.length, "child task")} ${where})`;
    for (const line of flatBody(stack, about, options)) lines.push(line);
    if (!options.showContexts) continue;
    for (const child of children.toReversed()) waiting.push({ stack: child, parent: idText(stack) || name });
  }
}

/** Text in lines of at most `columns`, indented from the second one on. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((word) => word !== "").map(oneLine)) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(`${line}\n`);
      line = `  ${word}`;
    } else {
      line += line === "" ? word : ` ${word}`;
    }
  }
  lines.push(`${line}\n`);
  return lines;
}
