/** What a program leaves undone when it ends. */
import { Dump } from "../model/dump.ts";
import type { Frame } from "../model/frame.ts";
import type { Leaf } from "../model/leaf.ts";
import { Stack } from "../model/stack.ts";
import type { Ending } from "../target/ending.ts";
import { framesOf, stacksOf } from "./combinators.ts";
import { isOutdated } from "./dump.ts";
import { countStacks } from "./statistics.ts";

/**
 * What the runtime will settle by itself, as far as it still runs. At a natural end such a wait is one that the program does not
 * want to be waited for: an `unref()`ed timer, a signal.
 */
const LIVE = new Set(["op", "timer"]);
/** How a listener for signals is found in the heap, which keeps nothing alive either. */
const SIGNAL = /\bSIG[A-Z]+\d*\b/;

/** What a stack ends in when the awaited promise is no more. */
const isLost = (stack: Stack) => leavesOf(stack).some(({ details }) => details.collected === true);

const LOST =
  "The functions between the module and that promise were collected with it: dumpOnExit({ keepPending: true }) keeps them.";

const NOT_SEEN =
  "Waits to which nothing refers any more are not among them: they were collected before they could be seen.";

const NOT_CAPTURED =
  "Waits to which nothing refers any more were collected; of them the trace has those that it captured.";

/** How a program ended, and what can be known of it. */
export interface ProgramEnd {
  ending: Ending;
  /** Were all pending promises kept? Otherwise what nothing refers to was collected. */
  isComplete: boolean;
  /** Does a trace of this process know of some that were collected? Default: false. */
  isTraced?: boolean;
}

/**
 * The dump of what is left undone: the tasks that wait, with nothing left that could wake them. The first note says so.
 *
 * @returns `undefined` when nothing is: the tasks left are the runtime's own, wait for what the program does not want to be waited
 *   for, have lost a race, or are generators of which nobody wants more; and for a stall, when no module waits, or one may still go on
 */
export function unfinishedOf(dump: Dump, { ending, isComplete, isTraced = false }: ProgramEnd): Dump | undefined {
  const { notes } = dump;
  const byId = new Map(dump.tasks.map((task) => [task.id, task]));
  const stuck = dump.tasks.filter((task) => isOfProgram(task) && !isOutdated(task) && !isLive(task, byId, new Set()));
  const modules = stuck.filter(({ frames }) => frames[0]?.functionName === MODULE);
  if (stuck.length === 0 || (ending === "stall" && modules.length === 0)) return undefined;
  const heading = ending === "stall" ? stallText(modules) : exitText(stuck.length);
  const unseen = ending === "stall"
    ? modules.some(isLost) ? [LOST] : []
    : isComplete
    ? []
    : [isTraced ? NOT_CAPTURED : NOT_SEEN];
  const tasks = withReferred(stuck, byId);
  return new Dump({
    ...dump,
    tasks,
    stats: { ...dump.stats, ...countStacks(tasks), tasks: stuck.length },
    notes: [heading, ...notes, ...unseen],
  });
}

/** How the frame of a module is called. */
const MODULE = "<module>";

function exitText(tasks: number): string {
  return `The program ends with ${
    tasks === 1 ? "1 task" : `${tasks} tasks`
  } unfinished: nothing is left that could wake ${tasks === 1 ? "it" : "them"}.`;
}

function stallText(modules: readonly Stack[]): string {
  const [{ frames }] = modules;
  const visible = frames.filter((frame) => !frame.hide);
  const inner = visible.at(-1);
  const outer = `The top-level await at ${placeOf(frames[0])} never resolves`;
  const others = modules.length === 1 ? "" : ` (and ${modules.length - 1} more)`;
  return inner === undefined || inner === frames[0]
    ? `${outer}${others}: nothing is left that could wake it.`
    : `${outer}${others}: it waits for ${inner.functionName || "<anonymous>"} at ${
      placeOf(inner)
    }, and nothing is left ` +
      "that could wake that.";
}

function placeOf({ url, line, column }: Frame): string {
  const file = url.split("/").at(-1) || url;
  return column === 0 ? `${file}:${line}` : `${file}:${line}:${column}`;
}

/** Does something of the program wait? A generator at a `yield` does not, nor what the trace engine calls harmless. */
function isOfProgram(task: Stack): boolean {
  return leavesOf(task).every(({ kind, details }) => kind !== "yield" && details.awaiter !== "settled") &&
    framesOf(task).some((frame) => !frame.hide && frame.url !== "");
}

/** Could anything still wake this? */
function isLive(stack: Stack, byId: ReadonlyMap<string | undefined, Stack>, seen: Set<Stack>): boolean {
  if (seen.has(stack)) return false;
  seen.add(stack);
  for (const leaf of leavesOf(stack)) {
    if (LIVE.has(leaf.kind) || SIGNAL.test(`${leaf.description} ${leaf.details.heldBy ?? ""}`)) return true;
    const referred = leaf.kind === "reference" ? byId.get(String(leaf.details.ref)) : undefined;
    if (referred !== undefined && isLive(referred, byId, seen)) return true;
  }
  for (const { contexts } of stack.frames) {
    for (const { kind, description, children } of contexts) {
      if (kind !== "combinator") continue;
      const branches = children.filter((child) => child instanceof Stack);
      const isAlive = (branch: Stack) => isLive(branch, byId, seen);
      const needsAll = /^Promise\.all(?:Settled)?:/.test(description ?? "");
      if (needsAll ? branches.every(isAlive) : branches.some(isAlive)) return true;
    }
  }
  return false;
}

/** These tasks, and those that they refer to. */
function withReferred(tasks: readonly Stack[], byId: ReadonlyMap<string | undefined, Stack>): Stack[] {
  const found = new Set(tasks);
  for (const task of found) {
    for (const { stack } of stacksOf(task)) {
      for (const { details: { ref } } of leavesOf(stack)) {
        const referred = ref === undefined ? undefined : byId.get(String(ref).split(".")[0]);
        if (referred !== undefined) found.add(referred);
      }
    }
  }
  return [...found];
}

function leavesOf({ leaf }: Stack): readonly Leaf[] {
  return leaf === undefined ? [] : Array.isArray(leaf) ? leaf : [leaf];
}
