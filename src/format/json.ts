/**
 * A dump as plain data for other programs: schema "stackscope/1", which `schema.ts` describes.
 *
 * A stack is written once; elsewhere it is `{ ref: id }`. What is nested too deep for common JSON readers is written as
 * a task of its own, and referred to. Hidden frames are written too, marked as such; hidden contexts are not.
 */
import { Context } from "../model/context.ts";
import { typeText } from "../model/context_text.ts";
import type { Deadlock } from "../model/deadlock.ts";
import type { Dump, DumpSelection, DumpStats } from "../model/dump.ts";
import type { Frame } from "../model/frame.ts";
import type { Leaf } from "../model/leaf.ts";
import type { Stack } from "../model/stack.ts";
import { rootText } from "./describe.ts";
import { errorLines } from "./error_text.ts";
import { codeOf } from "./place.ts";
import { leavesOf } from "./walk.ts";

/** What goes into the JSON. */
export interface JsonOptions {
  /** Write the parameters and locals of each frame, where they were captured. Default: false. */
  showLocals?: boolean;
}

/** A dump as plain data. */
export interface DumpJson {
  /** Name and version of this form. */
  schema: "stackscope/1";
  /** What was looked at. */
  target: TargetJson;
  /** When, as ISO 8601. */
  takenAt: string;
  /** The roots, and stacks that would otherwise be nested too deep. */
  tasks: (StackJson | ReferenceJson)[];
  /** Counts. */
  stats: DumpStats;
  /** What could not be seen, and why. */
  notes: string[];
  /** Circles of waits. */
  deadlocks: DeadlockJson[];
  /** Which part of a dump this is. Only where tasks were chosen. */
  selection?: DumpSelection;
  /** The workers of the process, each a dump of its own. Only where there are any, and not in their dumps. */
  workers?: DumpJson[];
}

/** What was looked at, as plain data. */
export interface TargetJson {
  /** The sort of target. */
  kind: string;
  /** Process id. */
  pid: number | null;
  /** What it calls itself. */
  title: string | null;
  /** Name and version of its runtime. */
  runtime: string | null;
  /** Which worker it is. Only for a worker. */
  worker?: { id: number; name: string; parent: number | null };
}

/** A circle of waits as plain data. */
export interface DeadlockJson {
  /** The sort of circle. */
  kind: string;
  /** Text for people. */
  description: string;
  /** Is it proven? */
  certain: boolean;
  /** Who waits. */
  members: DeadlockMemberJson[];
}

/** One of those who wait in a circle, as plain data. */
export interface DeadlockMemberJson {
  /** The function that waits. */
  name: string;
  /** Id of the stack in which it is drawn. */
  stack: string | null;
  /** URL of its script. */
  url: string;
  /** 1-based, in the original source; 0 when unknown. */
  line: number;
  /** 1-based; 0 when unknown. */
  column: number;
  /** What it waits for. */
  waitsFor: string;
  /** Index of the member who would have to go on first. */
  heldBy: number;
  /** Where that one took what this one waits for; empty where it is not taken but made. */
  taken: string;
}

/** A stack as plain data. */
export interface StackJson {
  /** What references point at. */
  id: string | null;
  /** What was looked at. */
  root: string | null;
  /** The outermost frame first. */
  frames: FrameJson[];
  /** What is waited for when no frame is left; an array where several things are. */
  leaf: LeafJson | LeafJson[] | null;
  /** What went wrong while looking. */
  error: string | null;
}

/** Stands for a stack that is written elsewhere in the dump. */
export interface ReferenceJson {
  /** The id of that stack. */
  ref: string;
}

/** A frame as plain data. */
export interface FrameJson {
  /** Name of the function. */
  functionName: string;
  /** The class of a method. */
  className: string | null;
  /** URL of the script; empty for native code. */
  url: string;
  /** 1-based, in the original source; 0 when unknown. */
  line: number;
  /** 1-based; 0 when unknown. */
  column: number;
  /** The source line, stripped; empty when it cannot be read. */
  lineText: string;
  /** Frame of an async function, an async generator or a module with top-level await. */
  isAsync: boolean;
  /** Internals of the runtime or of a library. */
  hide: boolean;
  /** What is active in the frame, outermost first. */
  contexts: ContextJson[];
  /** Previews by name, when asked for. */
  locals?: Record<string, string>;
  /** What the program says of this work, by name. Only where there is something. */
  labels?: Record<string, string>;
  /** Milliseconds since it began to wait. Only where known. */
  age?: number;
}

/** A context as plain data. */
export interface ContextJson {
  /** The sort of context. */
  kind: string;
  /** Text for people. */
  description: string | null;
  /** The binding of a `using` declaration. */
  name: string | null;
  /** Name of the class of the resource. */
  typeName: string | null;
  /** Its disposal is awaited. */
  isAsync: boolean;
  /** It is being disposed now; `false` also where a note says that this cannot be told. */
  isExiting: boolean;
  /** Line of the declaration. */
  line: number | null;
  /** What is logically inside. */
  children: (StackJson | ReferenceJson | ContextJson)[];
  /** Stack of the implementation. */
  innerStack: StackJson | ReferenceJson | null;
}

/** A leaf as plain data. */
export interface LeafJson {
  /** The sort of wait. */
  kind: string;
  /** Text for people. */
  description: string;
  /** Further facts by name. */
  details: Record<string, string | number | boolean>;
  /** Milliseconds since the awaited thing was made. Only where known. */
  age?: number;
  /** Who made it, outermost first. Only where known. */
  creation?: PlaceJson[];
}

/** A call that is over, as plain data. */
export interface PlaceJson {
  /** Name of the function. */
  functionName: string;
  /** URL of the script; empty for native code. */
  url: string;
  /** 1-based, in the original source; 0 when unknown. */
  line: number;
  /** 1-based; 0 when unknown. */
  column: number;
}

const DEEPEST = 50;

/** The dump as plain data. */
export function dumpToJson(dump: Dump, options: JsonOptions = {}): DumpJson {
  const writer = new Writer(options, { canContinue: true });
  const tasks = writer.stacks(dump.tasks);
  const { kind, pid, title, runtime, worker } = dump.target;
  return {
    schema: "stackscope/1",
    target: {
      kind,
      pid: pid ?? null,
      title: title ?? null,
      runtime: runtime ?? null,
      ...(worker === undefined ? {} : { worker: { ...worker, parent: worker.parent ?? null } }),
    },
    takenAt: dump.takenAt.toISOString(),
    tasks,
    stats: { ...dump.stats },
    notes: [...dump.notes, ...writer.notes],
    deadlocks: dump.deadlocks.map(deadlockToJson),
    ...(dump.selection === undefined ? {} : { selection: { ...dump.selection } }),
    ...(dump.workers.length === 0 ? {} : { workers: dump.workers.map((worker) => dumpToJson(worker, options)) }),
  };
}

/**
 * One stack as plain data. A stack that is nested too deep is written without its frames; its `error` says so.
 */
export function stackToJson(stack: Stack, options: JsonOptions = {}): StackJson | ReferenceJson {
  const [written] = new Writer(options, { canContinue: false }).stacks([stack]);
  return written;
}

/** Writes stacks, each once. */
class Writer {
  readonly #options: JsonOptions;
  readonly #canContinue: boolean;
  readonly #written = new Map<Stack, StackJson>();
  readonly #later: Stack[] = [];
  readonly #seen = new Set<Context>();
  #names = 0;
  #leftOut = 0;

  /** `canContinue`: what is nested too deep can be written further below. */
  constructor(options: JsonOptions, { canContinue }: { canContinue: boolean }) {
    this.#options = options;
    this.#canContinue = canContinue;
  }

  /** These stacks, and after them those that would have been nested too deep. */
  stacks(stacks: readonly Stack[]): (StackJson | ReferenceJson)[] {
    const written = stacks.map((stack) => this.#stack(stack, 0));
    for (let at = 0; at < this.#later.length; at++) written.push(this.#fill(this.#later[at], 0));
    return written;
  }

  /** What a reader of the whole must know. */
  get notes(): string[] {
    const notes: string[] = [];
    if (this.#later.length > 0) {
      notes.push(`Stacks that are nested more than ${DEEPEST} deep are written as tasks of their own.`);
    }
    if (this.#leftOut > 0) {
      notes.push(
        `Contexts that stand in several places, or more than ${DEEPEST} deep, are written without their inside.`,
      );
    }
    return notes;
  }

  #stack(stack: Stack, depth: number): StackJson | ReferenceJson {
    const ref = referenceOf(stack);
    if (ref !== undefined) return { ref };
    const written = this.#written.get(stack);
    if (written !== undefined) return { ref: written.id ??= this.#newName() };
    const { id = null } = stack;
    const root = stack.root === undefined ? null : rootText(stack);
    const json: StackJson = { id, root, frames: [], leaf: null, error: null };
    this.#written.set(stack, json);
    if (depth <= DEEPEST) return this.#fill(stack, depth);
    if (!this.#canContinue) return { ...json, error: `Nested more than ${DEEPEST} deep: not written` };
    this.#later.push(stack);
    return { ref: json.id ??= this.#newName() };
  }

  #fill(stack: Stack, depth: number): StackJson {
    const json = this.#written.get(stack);
    if (json === undefined) throw new Error("Surprise: a stack is to be filled that was never begun");
    json.frames = stack.frames.map((frame) => this.#frame(frame, depth));
    const leaves = leavesOf(stack).map(leafToJson);
    json.leaf = leaves.length > 1 ? leaves : leaves[0] ?? null;
    json.error = stack.error === undefined ? null : errorLines(stack.error).join("\n");
    return json;
  }

  #frame(frame: Frame, depth: number): FrameJson {
    const json: FrameJson = {
      functionName: frame.functionName,
      className: frame.className ?? null,
      url: frame.url,
      line: frame.line,
      column: frame.column,
      lineText: codeOf(frame, {}),
      isAsync: frame.isAsync,
      hide: frame.hide,
      contexts: this.#contexts(frame.contexts, depth),
    };
    const locals = this.#options.showLocals ? localsOf(frame) : undefined;
    if (locals !== undefined) json.locals = locals;
    if (Object.keys(frame.labels).length > 0) json.labels = { ...frame.labels };
    if (frame.age !== undefined) json.age = frame.age;
    return json;
  }

  #contexts(contexts: readonly Context[], depth: number): ContextJson[] {
    return contexts.filter((context) => !context.hide).map((context) => this.#context(context, depth));
  }

  #context(context: Context, depth: number): ContextJson {
    const json: ContextJson = {
      kind: context.kind,
      description: context.description ?? null,
      name: context.varName ?? null,
      typeName: typeText(context) ?? null,
      isAsync: context.isAsync,
      isExiting: context.isExiting,
      line: context.startLine ?? null,
      children: [],
      innerStack: null,
    };
    if (context.children.length === 0 && context.innerStack === undefined) return json;
    if (depth > DEEPEST || this.#seen.has(context)) {
      this.#leftOut++;
      return json;
    }
    this.#seen.add(context);
    if (context.innerStack !== undefined) json.innerStack = this.#stack(context.innerStack, depth + 1);
    for (const child of context.children) {
      if (!(child instanceof Context)) json.children.push(this.#stack(child, depth + 1));
      else if (!child.hide) json.children.push(this.#context(child, depth + 1));
    }
    return json;
  }

  #newName(): string {
    return `~${++this.#names}`;
  }
}

function deadlockToJson({ kind, description, certain, members }: Deadlock): DeadlockJson {
  return { kind, description, certain, members: members.map((member) => ({ ...member, stack: member.stack ?? null })) };
}

/** The id of the stack that this one only stands for. */
function referenceOf(stack: Stack): string | undefined {
  const [leaf, ...others] = leavesOf(stack);
  const isReference = stack.frames.length === 0 && others.length === 0 && leaf?.kind === "reference";
  return isReference ? String(leaf.details.ref) : undefined;
}

function leafToJson(leaf: Leaf): LeafJson {
  const details: LeafJson["details"] = {};
  for (const [name, value] of Object.entries(leaf.details)) {
    details[name] = typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  }
  const json: LeafJson = { kind: leaf.kind, description: leaf.description, details };
  if (leaf.age !== undefined) json.age = leaf.age;
  if (leaf.creation.length > 0) {
    json.creation = leaf.creation.map(({ functionName, url, line, column }) => ({ functionName, url, line, column }));
  }
  return json;
}

function localsOf(frame: Frame): Record<string, string> | undefined {
  try {
    const locals = frame.locals();
    return locals === undefined ? undefined : { ...locals };
  } catch {
    return undefined;
  }
}
