/** A dump as text: a line about the program, its tasks, what the runtime waits for, and what could not be seen. */
import type { Dump, WorkerIdentity } from "../model/dump.ts";
import type { Stack } from "../model/stack.ts";
import { deadlockedIds } from "./deadlocks.ts";
import { count, idText, leafText, rootText } from "./describe.ts";
import { allLines, type DumpParts, type TasksForm } from "./dump_parts.ts";
import { flatBody, flatDrawer, labelSpan } from "./flat.ts";
import { byImportance } from "./importance.ts";
import { labelsText, taskText, toldByTitle } from "./labels.ts";
import { maxLinesOf } from "./max_lines.ts";
import { mostImportantLines } from "./most_important.ts";
import { oneLine } from "../model/one_line.ts";
import type { Node, Span } from "./pen.ts";
import { type TreeOptions, Trees } from "./tree.ts";
import { childStacksOf, referredIds, visibleFrames } from "./walk.ts";

/** How a dump is written. Notes are wrapped at `columns`, or at 100. */
export interface DumpTextOptions extends TreeOptions {
  /** What to say where something is left out. Default: nothing. */
  cutHint?: string;
}

/** The dump as trees, as lines that end in a newline. */
export function formatDump(dump: Dump, options: DumpTextOptions = {}): string[] {
  return withWorkers(dump, options, formatTrees);
}

function formatTrees(dump: Dump, options: DumpTextOptions): string[] {
  return formatParts(dump, options, (tasks) => {
    const trees = new Trees(tasks, options, deadlockedIds(dump.deadlocks));
    const ofTask = (task: Stack) => trees.ofStack(task, titleOf(task, options), toldByTitle(task, options));
    return { drawer: trees, trees: tasks.values().map(ofTask) };
  });
}

/**
 * The dump in the flat form, as lines that end in a newline. Contexts are written unless `showContexts` is false, and
 * child stacks stand below the task to which they belong.
 */
export function formatDumpFlat(dump: Dump, options: DumpTextOptions = {}): string[] {
  return withWorkers(dump, options, formatFlat);
}

function formatFlat(dump: Dump, options: DumpTextOptions): string[] {
  const flat = { ...options, showContexts: options.showContexts ?? true };
  return formatParts(dump, options, (tasks) => {
    const written = new Set<Stack>();
    return { drawer: flatDrawer(flat), trees: tasks.values().flatMap((task) => ofFlatTask(task, written, flat)) };
  });
}

/** The lines of a dump, then those of its workers, all within one limit. */
export function withWorkers(
  dump: Dump,
  options: DumpTextOptions,
  write: (dump: Dump, options: DumpTextOptions) => string[],
): string[] {
  const maxLines = maxLinesOf(options), { workers } = dump;
  if (workers.length === 0 || maxLines < FEWEST_LINES) return write(dump, options);
  const within = (limit: number) => limit === Infinity ? options : { ...options, maxLines: limit };
  const lines = write(dump, within(maxLines - 2));
  for (const [at, worker] of workers.entries()) {
    const left = maxLines - lines.length - (at === workers.length - 1 ? 1 : 3);
    if (left < FEWEST_LINES) {
      lines.push("\n", `... ${count(workers.length - at, "more worker")}\n`);
      break;
    }
    lines.push("\n");
    for (const line of write(worker, within(left))) lines.push(line);
  }
  return lines;
}

/** Lines that a worker needs to say anything. */
const FEWEST_LINES = 4;

/**
 * A dump, with its tasks in some form. `formOf` is asked again, with the most important tasks first, when not all lines may be
 * drawn.
 */
export function formatParts(
  dump: Dump,
  options: DumpTextOptions,
  formOf: (tasks: readonly Stack[]) => TasksForm,
): string[] {
  const maxLines = maxLinesOf(options);
  const [tasks, background] = partition(dump.tasks, options);
  const parts: DumpParts = {
    summary: summaryOf(dump, tasks.length, options),
    deadlocks: dump.deadlocks,
    nothing: tasks.length === 0 && dump.selection === undefined && dump.target.worker === undefined && !isUnread(dump)
      ? NOTHING_FOUND
      : [],
    background: grouped(background),
    notes: dump.notes.map((note) => `Note: ${note}`),
  };
  const lines = allLines(parts, formOf(tasks), options, maxLines);
  if (lines.length <= maxLines) return lines;
  return mostImportantLines(parts, formOf(byImportance(tasks, dump, options)), options, maxLines);
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
  const running = stats.states.running ?? 0, waiting = stats.tasks - running;
  const isBusy = running > 0 && selection === undefined;
  if (isBusy && waiting === 0) return `${name}: busy${stats.snapshotBytes === 0 ? "" : ", no task waits"}`;
  if (tasks === 0) return `${name}: ${selected ?? (isUnread(dump) ? "not looked at" : "no task waits")}`;
  const hidden = options.showHiddenFrames && stats.hiddenFrames > 0 ? ` (and ${stats.hiddenFrames} hidden)` : "";
  const wait = waiting === 1 ? "waits" : "wait";
  const others = selection === undefined ? 0 : waiting - selection.tasks;
  const refer = selection?.tasks === 1 ? "it refers" : "they refer";
  const referred = others > 0 ? `, and ${others} that ${refer} to,` : "";
  return `${name}: ${selected ?? `${isBusy ? "busy, and " : ""}${count(waiting, "task")}`}${referred} ${wait} in ${
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

/** A tree for the task, unless it stands in that of another one. */
function* ofFlatTask(task: Stack, written: Set<Stack>, options: DumpTextOptions): Generator<Node> {
  if (written.has(task)) return;
  const line = flatTitle(task, undefined, options);
  yield { branch: "none", unit: "task", line, id: idText(task), below: () => flatSections(task, written, options) };
}

/** What stands in the task, then its child stacks under the name of what they belong to. Without recursion: tasks may be nested deep. */
function* flatSections(task: Stack, written: Set<Stack>, options: DumpTextOptions): Generator<Node> {
  const waiting: { stack: Stack; parent?: string }[] = [{ stack: task }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { stack, parent } = next;
    if (written.has(stack)) continue;
    written.add(stack);
    const children = childStacksOf(visibleFrames(stack, options), options);
    const where = options.showContexts ? "below" : "not shown";
    const about = children.length === 0 ? "" : `(${count(children.length, "child task")} ${where})`;
    if (parent === undefined) yield* flatBody(stack, about, options);
    else {
      const line = flatTitle(stack, parent, options), below = () => flatBody(stack, about, options);
      yield { branch: "blank", line: [] };
      yield { branch: "none", unit: "branch", line, id: idText(stack), below };
    }
    if (!options.showContexts) continue;
    const name = idText(stack) || titleOf(stack, options)[0][1];
    for (const child of children.toReversed()) waiting.push({ stack: child, parent: name });
  }
}

function flatTitle(stack: Stack, parent: string | undefined, options: DumpTextOptions): Span[] {
  const name = titleOf(stack, options)[0][1];
  const labels = labelSpan(labelsText(stack.labels, toldByTitle(stack, options)));
  return [["task", parent === undefined ? name : `${name}, in ${parent}`], ...labels];
}
