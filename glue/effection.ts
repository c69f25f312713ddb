/**
 * Glue for Effection 4 (npm `effection`, JSR `@effection/effection`).
 *
 * A task shows the generators of its operation. On the outermost of them stands the scope: resources as contexts with the
 * stack of their implementation, child tasks as stacks, in order of creation. The leaf is the effect that is waited for.
 *
 * Of a `Task` everything lies in closures: `task.halt` closes over a `TaskInternal`, which has the routine and the scope;
 * `routine.step` closes over the generator. A scope has its contexts on its prototype; among them are the set of child
 * scopes and a bound method of the task that owns the scope. Checked with Effection 4.1.1. Nothing of the library is called.
 */
import { isPromise, isProxy } from "node:util/types";
import type { BuiltinGlue, GlueApi } from "../src/dispatch/glue_api.ts";
import type { Context } from "../src/model/context.ts";
import type { Frame } from "../src/model/frame.ts";
import { elementsOf, inherited, isFunction, isObject, own, type ReadClosure } from "./own_data.ts";

/** A task, as far as it can be read. */
export interface TaskParts {
  /** The task. */
  readonly task: object;
  /** Name of its operation, when that is a function with a name. */
  readonly name: string | undefined;
  /** The generator of its operation, wrapped in generators of the library; `undefined` before the first step. */
  readonly generator: object | undefined;
  /** Its scope. */
  readonly scope: object;
  /** `"halting"`: it was told to end and is on its way. */
  readonly state: "live" | "halting" | "finished";
}

/** What a scope contains, each in order of creation. */
export interface ScopeMembers {
  /** Tasks of `spawn()` and `scope.run()`. */
  readonly tasks: readonly TaskParts[];
  /** Tasks behind `resource()`. */
  readonly resources: readonly TaskParts[];
  /** Scopes of `scoped()` and `createScope()`. */
  readonly scopes: readonly object[];
}

/** What an effect waits for: a promise, or a description of it. */
export type Awaited = { readonly promise: object } | {
  readonly kind: string;
  readonly description: string;
  readonly details?: Readonly<Record<string, number>>;
};

/** Modules of Effection, wherever packages come from. */
const LIBRARY =
  /(?:\/node_modules\/|registry\.npmjs\.org\/|jsr\.io\/@effection\/|deno\.land\/x\/|esm\.sh\/(?:.*\/)?)effection(?:@[^/]*)?\/(?:.*\/)?lib\/[\w-]+\.[cm]?[jt]s$/;

/** Names that functions of the library have on a stack, suspended or running. */
const PLUMBING = [
  // generators
  "<anonymous>",
  "[Symbol.iterator]",
  "all",
  "allSettled",
  "box",
  "browser",
  "callcc",
  "candidate",
  "critical",
  "deno",
  "destroy",
  "exit",
  "halt",
  "next",
  "node",
  "operation",
  "race",
  "scoped",
  "TaskGroup",
  "trap",
  "useCoroutine",
  "useScope",
  "using",
  "with",
  "withHost",
  // what drives them
  "consume",
  "continuation",
  "createTask",
  "enqueue",
  "enter",
  "invoke",
  "exitResult",
  "perform",
  "raise",
  "record",
  "reject",
  "resolve",
  "resolver",
  "resume",
  "run",
  "schedule",
  "send",
  "settle",
  "spawn",
  "step",
  "unwind",
  "value",
];

const NOTHING: ReadonlyMap<string, unknown> = new Map();

/** Installed by the first extraction that sees a script of Effection. */
export const effection: BuiltinGlue = {
  name: "effection",
  isPresent: (scripts) => {
    for (const url of scripts) if (LIBRARY.test(url)) return true;
    return false;
  },
  install(api) {
    const read = api.readClosure;
    const plumbing = new Plumbing(api);
    return [
      api.unwrapStackItem.register({ name: "task of Effection", matches: isTask }, (task: object) => {
        const parts = partsOf(task, read);
        if (parts?.state === "finished") return [];
        return parts?.generator ?? new api.Leaf({
          kind: "task",
          description: parts === undefined ? "an Effection task whose closures cannot be read" : "not started yet",
          obj: task,
        });
      }),
      api.unwrapStackItem.register({ name: "effect of Effection", matches: isEffectIterator }, (iterator: object) => {
        const awaited = awaitedBy(iterator, read);
        if (awaited === undefined) return undefined;
        return "promise" in awaited ? awaited.promise : new api.Leaf(awaited);
      }),
      api.nameStackItem.register({ name: "task of Effection", matches: isTask }, (task: object) => {
        const parts = partsOf(task, read);
        return parts === undefined ? undefined : titleOf(parts);
      }),
      ...PLUMBING.map((name) =>
        api.elaborateFrame.register({ module: LIBRARY, name }, (frame, nextInner) => plumbing.pass(frame, nextInner))
      ),
      // On a running stack V8's own `next()` stands around each generator.
      api.elaborateFrame.register(
        { module: /^$/, name: "next" },
        (frame, nextInner) => plumbing.pass(frame, nextInner),
      ),
      // A resource that is there waits in `provide()` for its end: nothing more to tell.
      api.customize({ module: LIBRARY, name: "provide" }, { hide: true, prune: true }),
    ];
  },
};

/** The frames of the library: hidden, but what they know goes to the frames of the program. */
class Plumbing {
  readonly #api: GlueApi;
  /** What stands on the outermost frame of an operation, on its way there. */
  readonly #carried = new WeakMap<Frame, readonly Context[]>();

  constructor(api: GlueApi) {
    this.#api = api;
  }

  pass(frame: Frame, nextInner: unknown): unknown {
    const { Frame, Leaf, readClosure } = this.#api;
    const carried = this.#carried.get(frame);
    const isLibrary = isPlumbing(frame);
    if (!isLibrary && carried === undefined) return undefined;
    frame.hide = true;
    const variables = frame.origin === undefined || !isLibrary ? NOTHING : readClosure(frame.origin);
    const scope = frame.functionName === "operation" ? partsIn(variables, readClosure)?.scope : undefined;
    const contexts = carried ?? (scope === undefined ? undefined : this.#contextsIn(scope));
    if (contexts !== undefined) {
      if (nextInner instanceof Frame) {
        this.#carried.set(nextInner, contexts);
        if (!isPlumbing(nextInner) && !isNative(nextInner)) nextInner.contexts = [...contexts, ...nextInner.contexts];
      } else if (contexts.length > 0) {
        frame.contexts = [...contexts, ...frame.contexts];
        frame.hide = false; // the operation has no frame of its own
      }
    }
    const other = scope === undefined ? awaitedTask(variables, readClosure) : undefined;
    if (other === undefined) return undefined;
    return new Leaf({ kind: "task", description: titleOf(other), obj: other.task });
  }

  #contextsIn(scope: object): Context[] {
    const { Context, extractChild, readClosure } = this.#api;
    const { tasks, resources, scopes } = membersOf(scope, readClosure);
    const contexts = resources.map(({ task, name }) =>
      new Context({
        kind: "resource",
        obj: task,
        description: name === undefined ? "resource" : `resource ${name}`,
        innerStack: extractChild(task, { forTask: false }),
      })
    );
    if (tasks.length > 0) {
      contexts.push(
        new Context({
          kind: "task-group",
          obj: scope,
          typeName: "Scope",
          description: `scope: ${tasks.length} ${tasks.length === 1 ? "task" : "tasks"}`,
          children: tasks.map(({ task }) => extractChild(task, { forTask: true })),
        }),
      );
    }
    for (const inner of scopes) {
      const children = this.#contextsIn(inner);
      if (children.length === 0) continue;
      contexts.push(
        new Context({ kind: "scope", obj: inner, typeName: "Scope", description: "inner scope", children }),
      );
    }
    return contexts;
  }
}

/** What the program should call a task. */
export function titleOf({ name, state }: TaskParts): string {
  return `Task ${name ?? "<anonymous>"}${state === "live" ? "" : ` (${state})`}`;
}

function isNative({ url, functionName }: Frame): boolean {
  return url === "" && functionName === "next";
}

function isPlumbing({ url, functionName }: Frame): boolean {
  return LIBRARY.test(url) && (PLUMBING.includes(functionName) || functionName === "provide");
}

/** Whether a value is a task of Effection 4. */
export function isTask(value: unknown): value is object {
  return own(value, Symbol.toStringTag) === "Task" && typeof own(value, "halt") === "function" &&
    typeof own(value, Symbol.asyncDispose) === "function";
}

/** Whether a value is the iterator by which an operation waits for one effect. */
export function isEffectIterator(value: unknown): value is object {
  if (!isObject(value)) return false;
  const keys = Reflect.ownKeys(value);
  return keys.length === 2 && keys[0] === "next" && keys[1] === "throw" && typeof own(value, "next") === "function";
}

/** The parts of a task; `undefined` where its closures cannot be read. */
export function partsOf(task: object, read: ReadClosure): TaskParts | undefined {
  const halt = own(task, "halt");
  return isFunction(halt) ? partsIn(read(halt), read) : undefined;
}

/** What a scope contains. */
export function membersOf(scope: object, read: ReadClosure): ScopeMembers {
  const tasks: TaskParts[] = [], resources: TaskParts[] = [], scopes: object[] = [];
  const contexts = contextsOf(scope);
  const generation = own(contexts, "@effection/scope.generation");
  for (const child of elementsOf(own(contexts, "@effection/scope.children"))) {
    if (!isObject(child)) continue;
    const inner = contextsOf(child);
    const owner = own(inner, "@effection/coroutine.settle");
    if (!isFunction(owner)) {
      scopes.push(child);
      continue;
    }
    const parts = partsOfRoutine(own(read(owner).get("this"), "routine"), read);
    // A resource is prioritized like the scope that it is for; a task is a generation younger.
    const isResource = own(inner, "@effection/scope.generation") === generation;
    if (parts !== undefined) (isResource ? resources : tasks).push(parts);
  }
  return { tasks, resources, scopes };
}

/** What an effect iterator waits for; `undefined` when it is none of Effection's. */
export function awaitedBy(iterator: object, read: ReadClosure): Awaited | undefined {
  const next = own(iterator, "next");
  const perform = isFunction(next) ? read(next).get("perform") : undefined;
  const wrapped = own(perform, "description"), enter = own(perform, "enter");
  if (typeof wrapped !== "string" || !isFunction(enter)) return undefined;
  const description = /^do <(.*)>$/s.exec(wrapped)?.[1] ?? wrapped;
  const begin = own(read(enter).get("effect"), "enter");
  const executor = isFunction(begin) ? read(begin).get("executor") : undefined;
  const variables = isFunction(executor) ? read(executor) : new Map<string, unknown>();
  const promise = variables.get("promise") ?? variables.get("target");
  if (isPromise(promise) && !isProxy(promise)) return { promise };
  const duration = variables.get("duration");
  if (description.startsWith("sleep(") && typeof duration === "number") {
    return { kind: "timer", description, details: { delay: duration } };
  }
  if (description === "suspend") return { kind: "suspend", description: "suspend()" };
  if (variables.has("consumers")) return { kind: "queue", description: "the next item of a queue or signal" };
  if (variables.has("continuations")) {
    return { kind: "resolvers", description: description === "action" ? "withResolvers()" : description };
  }
  const name = isFunction(executor) ? own(executor, "name") : "";
  const isNamed = description === "action" && typeof name === "string" && name !== "" && name !== "wait";
  return { kind: "action", description: isNamed ? `action ${name}` : description };
}

/** The task that a frame of the library waits for, by the variables of its generator: `yield* task`, `task.halt()`. */
function awaitedTask(variables: ReadonlyMap<string, unknown>, read: ReadClosure): TaskParts | undefined {
  const internal = variables.get("this"), control = variables.get("control");
  const routine = own(internal, "routine") ?? own(control, "routine");
  return isObject(routine) ? partsOfRoutine(routine, read) : undefined;
}

function partsOfRoutine(routine: unknown, read: ReadClosure): TaskParts | undefined {
  const step = own(routine, "step");
  const operation = isFunction(step) ? read(step).get("operation") : undefined;
  return isFunction(operation) ? partsIn(read(operation), read) : undefined;
}

/** From the variables of `createTask()`. */
function partsIn(variables: ReadonlyMap<string, unknown>, read: ReadClosure): TaskParts | undefined {
  const task = variables.get("task"), internal = variables.get("internal");
  const scope = own(internal, "scope"), control = own(internal, "control");
  const step = own(own(internal, "routine"), "step");
  if (!isTask(task) || !isObject(scope) || !isFunction(step)) return undefined;
  const generator = read(step).get("iterator");
  return {
    task,
    name: nameOf(variables.get("operation"), read),
    generator: isObject(generator) ? generator : undefined,
    scope,
    state: own(control, "settled") === true ? "finished" : own(control, "interrupted") === true ? "halting" : "live",
  };
}

/** `resource()` runs `() => op(provide)`: the name is that of `op`. */
function nameOf(operation: unknown, read: ReadClosure): string | undefined {
  if (!isFunction(operation)) return undefined;
  let named = operation;
  if (own(operation, "name") === "operation") {
    const op = read(operation).get("op");
    if (isFunction(op)) named = op;
  }
  const name = own(named, "name");
  return typeof name === "string" && name !== "" ? name : undefined;
}

/** The contexts that a scope itself has; those of the scopes around it are on the prototype chain. */
function contextsOf(scope: object): unknown {
  return inherited(scope, "contexts");
}
