/** A part of a dump: the tasks that somebody asked for. */
import { Context } from "../model/context.ts";
import { Dump } from "../model/dump.ts";
import type { Frame } from "../model/frame.ts";
import type { Leaf } from "../model/leaf.ts";
import { checkOptions } from "../model/given.ts";
import { undisturbed } from "../model/own_language.ts";
import type { Stack } from "../model/stack.ts";
import { itemsOf } from "../model/items_of.ts";
import { isInstance } from "../model/type_name.ts";
import { framesOf } from "./combinators.ts";
import { countStacks, isRunning } from "./statistics.ts";
import { safeText } from "../model/safe_text.ts";

/** Which tasks of a dump to keep. All that is given must hold. */
export interface DumpFilter {
  /**
   * `"key=value"`, or `"key"` alone for having it; several must hold for one and the same frame. A key is a label, `name` (of the
   * function or its class) or `file`. In the value `*` stands for any text.
   */
  where?: string | readonly string[];
  /** Waiting for at least so many milliseconds. Ages are known where the trace engine was on in the program. */
  olderMs?: number;
}

/** A frame has a value that matches. */
interface Condition {
  key: string;
  pattern: RegExp | undefined;
}

/**
 * The dump with only those tasks of which a frame matches, in any of their branches. A task is kept whole, and what it refers to is
 * kept with it.
 *
 * @param dump the whole dump; stays as it is
 * @param filter which tasks to keep
 * @returns a dump with these tasks, and `selection` that says how many there were
 * @throws {TypeError} when a condition has no key, or `olderMs` is no number
 * @example The work for one request
 * ```ts
 * import { extractAll, filterDump } from "@stackscope/stackscope";
 * import { AsyncLocalStorage } from "node:async_hooks";
 * import { assertEquals } from "@std/assert";
 *
 * const request = new AsyncLocalStorage<{ requestId: number }>();
 * const door = Promise.withResolvers<void>();
 * async function handle() {
 *   await door.promise;
 * }
 *
 * const handling = [41, 42].map((requestId) => request.run({ requestId }, handle));
 * const { tasks } = filterDump(extractAll(), { where: "requestId=42" });
 * assertEquals(tasks.map(({ labels }) => labels), [{ requestId: "42" }]);
 *
 * door.resolve();
 * await Promise.all(handling);
 * ```
 */
export function filterDump(dump: Dump, filter: DumpFilter): Dump {
  checkOptions(filter, "filter");
  return undisturbed(() => filterUndisturbed(dump, filter));
}

function filterUndisturbed(dump: Dump, filter: DumpFilter): Dump {
  if (!isInstance(dump, Dump)) {
    throw new TypeError(`Cannot filter as 'dump' must be a dump: current value is ${safeText(dump)}`);
  }
  const { where = [], olderMs } = filter;
  if (olderMs !== undefined && !(typeof olderMs === "number" && olderMs >= 0)) {
    throw new TypeError(
      `Cannot filter as 'olderMs' must be a number, 0 or more: current value is ${safeText(olderMs)}`,
    );
  }
  const texts: unknown = typeof where === "string" ? [where] : where;
  if (!Array.isArray(texts)) {
    throw new TypeError(`Cannot filter as 'where' must be a string or an array: current value is ${safeText(texts)}`);
  }
  const conditions = Array.from(itemsOf<string>(texts) ?? [], readCondition);
  const matching = new Set<Stack>();
  const running = dump.tasks.filter(isRunning); // it holds up what was asked for
  let unknownAge = 0;
  for (const task of dump.tasks) {
    if (running.includes(task)) continue;
    const stacks = stacksIn(task);
    if (stacks.some((stack) => matches(stack, conditions, olderMs))) matching.add(task);
    else if (isVisible(task) && stacks.some((stack) => mayMatch(stack, conditions, olderMs))) unknownAge++;
  }
  const tasks = withReferred(dump.tasks, matching.union(new Set(running)));
  const before = dump.selection;
  const workers = dump.workers.map((worker) => filterDump(worker, filter));
  return new Dump({
    ...dump,
    tasks,
    workers,
    stats: { ...dump.stats, tasks: tasks.filter(isVisible).length, ...countStacks(tasks) },
    selection: {
      by: [before?.by, describe(texts, olderMs)].filter(Boolean).join(" "),
      tasks: [...matching].filter(isVisible).length,
      ofTasks: before?.ofTasks ?? dump.stats.tasks,
      unknownAge: unknownAge + (before?.unknownAge ?? 0),
    },
  });
}

function readCondition(text: string): Condition {
  const [, key = "", equals = "", value = ""] = typeof text === "string" ? /^([^=]*)(=?)(.*)$/s.exec(text) ?? [] : [];
  if (key.trim() === "") {
    throw new TypeError(`Cannot filter as 'where' must be "key=value" or "key": current value is ${quoted(text)}`);
  }
  if (equals === "") return { key, pattern: undefined };
  const parts = value.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return { key, pattern: new RegExp(`^${parts.join(".*")}$`, "s") };
}

function matches(stack: Stack, conditions: readonly Condition[], olderMs: number | undefined): boolean {
  const leafAge = Math.max(...leavesOf(stack).map(({ age = -1 }) => age), -1);
  if (stack.frames.length === 0) return conditions.length === 0 && olderMs !== undefined && leafAge >= olderMs;
  return stack.frames.some((frame, i) => {
    if (!conditions.every((condition) => holds(frame, condition))) return false;
    const age = frame.age ?? (i === stack.frames.length - 1 ? leafAge : -1);
    return olderMs === undefined || age >= olderMs;
  });
}

function holds(frame: Frame, { key, pattern }: Condition): boolean {
  return valuesOf(frame, key).some((value) => pattern === undefined ? value !== "" : pattern.test(value));
}

function valuesOf({ labels, functionName, className, url }: Frame, key: string): string[] {
  const values = Object.hasOwn(labels, key) ? [labels[key]] : [];
  if (key === "name") {
    values.push(functionName);
    if (className !== undefined) values.push(className, `${className}.${functionName}`);
  } else if (key === "file" && url !== "") {
    const path = pathOf(url);
    values.push(url, path, path.replace(/^.*\//, ""));
  }
  return values;
}

function pathOf(url: string): string {
  const path = url.replace(/^file:\/\//, "").replace(/[?#].*$/, "");
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** Is only the age missing? */
function mayMatch(stack: Stack, conditions: readonly Condition[], olderMs: number | undefined): boolean {
  if (olderMs === undefined || leavesOf(stack).some(({ age }) => age !== undefined)) return false;
  return stack.frames.some((frame) =>
    frame.age === undefined && conditions.every((condition) => holds(frame, condition))
  );
}

/** These tasks, and those that references in them point into, in the order of the dump. */
function withReferred(all: readonly Stack[], matching: ReadonlySet<Stack>): Stack[] {
  const taskOf = new Map<string, Stack>();
  for (const task of all) for (const { id } of stacksIn(task)) if (id !== undefined) taskOf.set(id, task);
  const kept = new Set(matching);
  for (const task of kept) { // grows meanwhile
    for (const stack of stacksIn(task)) {
      for (const { details } of leavesOf(stack)) {
        const referred = details.ref === undefined ? undefined : taskOf.get(String(details.ref));
        if (referred !== undefined) kept.add(referred);
      }
    }
  }
  return all.filter((task) => kept.has(task));
}

/** The stack and all stacks inside it, each once. */
function stacksIn(task: Stack): Stack[] {
  const found = new Set<Stack>();
  const seen = new Set<Context>();
  const open: (Stack | Context)[] = [task];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next instanceof Context) {
      if (seen.has(next)) continue;
      seen.add(next);
      for (const child of next.children) open.push(child);
      if (next.innerStack !== undefined) open.push(next.innerStack);
    } else if (!found.has(next)) {
      found.add(next);
      for (const { contexts } of next.frames) for (const context of contexts) open.push(context);
    }
  }
  return [...found];
}

function isVisible(task: Stack): boolean {
  return framesOf(task).some((frame) => !frame.hide && frame.url !== "");
}

function leavesOf({ leaf }: Stack): readonly Leaf[] {
  if (leaf === undefined) return [];
  return Array.isArray(leaf) ? leaf : [leaf];
}

/** As the command has it: `--where requestId=42 --older 5s`. */
function describe(where: readonly string[], olderMs: number | undefined): string {
  const parts = where.map((text) => `--where ${/^[^\s"']+$/.test(text) ? text : JSON.stringify(text)}`);
  if (olderMs !== undefined) parts.push(`--older ${olderMs % 1000 === 0 ? `${olderMs / 1000}s` : `${olderMs}ms`}`);
  return parts.join(" ");
}

function quoted(value: unknown): string {
  return typeof value === "string" ? safeText(value) : typeof value;
}
