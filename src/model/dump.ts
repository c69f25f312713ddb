import type { Stack } from "./stack.ts";

/** What was looked at. */
export interface DumpTarget {
  /** `"process"` for the own process, `"pid"`, `"inspector"`, `"snapshot"`. */
  kind: string;
  /** Process id, where known. */
  pid?: number;
  /** What the target calls itself, for example its main module. */
  title?: string;
  /** `"deno 2.9.6"`, `"node 20.20.2"`, where known. */
  runtime?: string;
}

/** Counts over one dump. */
export interface DumpStats {
  /** Tasks: roots of trees, hidden ones not counted. */
  tasks: number;
  /** Suspended frames of the program. */
  frames: number;
  /** Suspended frames of the runtime and of libraries' internals, hidden by default. */
  hiddenFrames: number;
  /** Bytes of the heap snapshot that the dump was read from. */
  snapshotBytes: number;
}

/** What a {@linkcode Dump} is made of. */
export interface DumpInit {
  target: DumpTarget;
  takenAt: Date;
  tasks: readonly Stack[];
  stats: DumpStats;
  notes?: readonly string[];
}

/** All stacks of one isolate at one instant. */
export class Dump {
  readonly target: DumpTarget;
  readonly takenAt: Date;
  /** Roots: async functions that nobody awaits, and modules in top-level await. */
  readonly tasks: readonly Stack[];
  readonly stats: DumpStats;
  /** What could not be seen, and why. */
  readonly notes: readonly string[];
  static #draw: (dump: Dump) => string = () => "Dump";

  constructor(init: DumpInit) {
    this.target = init.target;
    this.takenAt = init.takenAt;
    this.tasks = init.tasks;
    this.stats = init.stats;
    this.notes = init.notes ?? [];
  }

  /** Fill the slot of `toString()`. Called once, by the door. */
  static drawWith(draw: (dump: Dump) => string): void {
    Dump.#draw = draw;
  }

  /** The dump as trees, without colour. */
  toString(): string {
    return Dump.#draw(this);
  }
}
