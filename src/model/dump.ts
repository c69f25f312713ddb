import { drawing, type FormatOptions } from "./drawing.ts";
import type { Deadlock } from "./deadlock.ts";
import { partsOf } from "./given.ts";
import { undisturbed } from "./own_language.ts";
import type { Stack } from "./stack.ts";

/** What was looked at. */
export interface DumpTarget {
  /** `"process"` for the own process, `"pid"`, `"inspector"`, `"snapshot"`, `"worker"`. */
  kind: string;
  /** Process id, where known. */
  pid?: number;
  /** What the target calls itself, for example its main module. */
  title?: string;
  /** `"deno 2.9.6"`, `"node 20.20.2"`, where known. */
  runtime?: string;
  /** Which worker it is; none for a main thread. */
  worker?: WorkerIdentity;
}

/** Which worker of a process. */
export interface WorkerIdentity {
  /** Its number in the process. Stacks of its dump have ids that begin with it: `w2.1`. */
  id: number;
  /** The name that the program gave it; `""` for none. */
  name: string;
  /** The number of the worker that started it; none when the main thread did, or when nothing tells. */
  parent?: number;
}

/**
 * How a task, or a branch of one, stands. Where several fit, the first of these is counted:
 *
 * - `"circle"`: it waits for itself, by way of others
 * - `"running"`: it was running when the thread was stopped to be looked at; its frames are not suspended
 * - `"yield"`: an async generator that nobody asks for the next value
 * - `"disposing"`: a block of it is being left, and a resource disposed of
 * - `"shared"`: it waits for what another one waits for too, and stands in the dump there
 * - `"waiting"`: for the thing that its leaf names
 * - `"joining"`: for its branches alone, as in `Promise.all`, or for tasks of a group
 * - `"unknown"`: the dump does not tell
 */
export type StackState = "circle" | "running" | "yield" | "disposing" | "shared" | "waiting" | "joining" | "unknown";

/** A place at which functions are suspended, and how many. */
export interface AwaitSiteCount {
  /** Name of the function, after its class if it is a method. */
  functionName: string;
  /** URL of the script. */
  url: string;
  /** 1-based, in the original source; 0 when unknown. */
  line: number;
  /** 1-based; 0 when unknown. */
  column: number;
  /** Frames that are suspended there. */
  count: number;
}

/** Counts over one dump. What stands in several stacks is counted once. */
export interface DumpStats {
  /** Tasks: roots of trees, hidden ones not counted. */
  tasks: number;
  /** Suspended frames of the program. Those of a thread that was stopped in synchronous code are not counted. */
  frames: number;
  /** Suspended frames of the runtime and of libraries' internals, hidden by default. */
  hiddenFrames: number;
  /** Bytes of the heap snapshot that the dump was read from. */
  snapshotBytes: number;
  /** Tasks and branches of the program by their state; those that do not occur are absent. */
  states: Readonly<Partial<Record<StackState, number>>>;
  /** What these wait for, by {@linkcode Leaf.kind}. */
  leafKinds: Readonly<Record<string, number>>;
  /** Where the frames of the program are suspended, the most frequent place first. */
  awaitSites: readonly AwaitSiteCount[];
}

/** Which part of a dump this is. */
export interface DumpSelection {
  /** The conditions, as the command has them: `--where requestId=42`. */
  by: string;
  /** Tasks that match. What they refer to may be there, too. */
  tasks: number;
  /** Tasks in the whole dump. */
  ofTasks: number;
  /** Tasks that were left out as nothing tells since when they wait. */
  unknownAge: number;
}

/** What a {@linkcode Dump} is made of. */
export interface DumpInit {
  /** What was looked at. */
  target: DumpTarget;
  /** When. */
  takenAt: Date;
  /** The roots of the trees. */
  tasks: readonly Stack[];
  /** Counts over all of them. Those that are left out are empty. */
  stats: Pick<DumpStats, "tasks" | "frames" | "hiddenFrames" | "snapshotBytes"> & Partial<DumpStats>;
  /** What could not be seen, and why. Default: nothing. */
  notes?: readonly string[];
  /** Which part of a dump it is. Default: all of it. */
  selection?: DumpSelection;
  /** Circles of waits. Default: none. */
  deadlocks?: readonly Deadlock[];
  /** Dumps of the workers of the process. Default: none. */
  workers?: readonly Dump[];
}

/**
 * All stacks of one isolate at one instant: frames and their links come from one heap snapshot.
 *
 * @example Counting what waits
 * ```ts
 * import { extractAll } from "@stackscope/stackscope";
 * import { assert, assertStringIncludes } from "@std/assert";
 *
 * const door = Promise.withResolvers<void>();
 * async function passDoor() {
 *   await door.promise;
 * }
 *
 * const passing = passDoor();
 * const dump = extractAll();
 * assert(dump.stats.frames >= 1 && dump.tasks.length >= dump.stats.tasks);
 * assertStringIncludes(String(dump), "passDoor");
 *
 * door.resolve();
 * await passing;
 * ```
 */
export class Dump {
  /** What was looked at. */
  readonly target: DumpTarget;
  /** When: by the clock of the process that took the dump. */
  readonly takenAt: Date;
  /**
   * Roots: async functions that nobody awaits, and modules in top-level await. Those of the runtime itself are among
   * them, and all their frames are marked `hide`.
   */
  readonly tasks: readonly Stack[];
  /** Counts over all tasks. */
  readonly stats: DumpStats;
  /** What could not be seen, and why: whole sentences for people. */
  readonly notes: readonly string[];
  /** Which part of a dump this is; `undefined` for a whole one. */
  readonly selection: DumpSelection | undefined;
  /** Circles of waits, of which nothing goes on by itself. */
  readonly deadlocks: readonly Deadlock[];
  /** The workers of the process, those of workers too: a dump of each, taken one after the other. Not seen from within. */
  readonly workers: readonly Dump[];

  /** A dump of these parts. */
  constructor(init: DumpInit) {
    const parts = partsOf(init, "a dump", (init) => {
      const { states = {}, leafKinds = {}, awaitSites = [] } = init.stats;
      return {
        target: init.target,
        takenAt: init.takenAt,
        tasks: init.tasks,
        stats: { ...init.stats, states, leafKinds, awaitSites },
        notes: init.notes ?? [],
        selection: init.selection,
        deadlocks: init.deadlocks ?? [],
        workers: init.workers ?? [],
      };
    });
    this.target = parts.target;
    this.takenAt = parts.takenAt;
    this.tasks = parts.tasks;
    this.stats = parts.stats;
    this.notes = parts.notes;
    this.selection = parts.selection;
    this.deadlocks = parts.deadlocks;
    this.workers = parts.workers;
  }

  /**
   * The dump for people whose program has thousands of tasks: those that are alike are drawn as one tree, with their number. They
   * are alike where the same functions wait at the same places, in the same contexts, with child stacks that are alike; numbers in
   * what they wait for may differ, and are told as a range. First comes what most wait for. As lines that end in a newline.
   *
   * @example A thousand tasks in a few lines
   * ```ts
   * import { extractAll } from "@stackscope/stackscope";
   * import { assert, assertEquals } from "@std/assert";
   *
   * const door = Promise.withResolvers<void>();
   * async function passDoor() {
   *   await door.promise;
   * }
   *
   * const passing = Array.from({ length: 1000 }, passDoor);
   * const lines = extractAll().formatGrouped();
   * assertEquals(lines.filter((line) => line.startsWith("1,000 x passDoor")).length, 1);
   * assert(lines.length < 50);
   *
   * door.resolve();
   * await Promise.all(passing);
   * ```
   */
  formatGrouped(options?: FormatOptions): string[] {
    return drawing().dumpGrouped(this, options);
  }

  /**
   * The dump as trees, as lines that end in a newline.
   *
   * @example The most important lines
   * ```ts
   * import { extractAll } from "@stackscope/stackscope";
   * import { assert, assertMatch } from "@std/assert";
   *
   * const door = Promise.withResolvers<void>();
   * async function passDoor() {
   *   await door.promise;
   * }
   *
   * const passing = Array.from({ length: 1000 }, passDoor);
   * const lines = extractAll().format({ maxLines: 20 });
   * assert(lines.length <= 20);
   * assertMatch(lines[lines.length - 1], /^\.\.\. \d+ more tasks, \d+ frames/);
   *
   * door.resolve();
   * await Promise.all(passing);
   * ```
   */
  format(options?: FormatOptions): string[] {
    return drawing().dump(this, options);
  }

  /** The dump as trees, without colour. */
  toString(): string {
    return undisturbed(() => drawing().dump(this).join(""));
  }
}
