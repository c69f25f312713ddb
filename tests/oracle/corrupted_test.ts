/** The oracle can fail: dumps that were made untrue on purpose, one fact at a time, and each time it complains. */
import { assert, assertEquals } from "@std/assert";
import { Context, type Dump, type Frame, Leaf, Stack } from "../../mod.ts";
import { compare } from "./compare.ts";
import { isWrong, kindOf } from "./compare_many.ts";
import { QUIET } from "./drive.ts";
import { observe } from "./observe.ts";
import type { Expression, Fn, Program, Step } from "./program.ts";
import { endWorker } from "./quiet_worker.ts";

const gate: Expression = { type: "gate" };
const stuck: Expression = { type: "call", fn: fn(awaiting(gate)) };

function fn(...steps: Step[]): Fn {
  return { form: 0, steps, returns: undefined };
}

function awaiting(of: Expression): Step {
  return { type: "await", form: 0, layout: 0, of };
}

function program(...tasks: Fn[]): Program {
  return { isTyped: true, age: QUIET, shared: [{ type: "call", fn: fn(awaiting(gate)) }], tasks, main: undefined };
}

/** Together they have every kind of fact. */
const PROGRAMS: readonly Program[] = [
  program(fn(awaiting(stuck))),
  program(fn(awaiting({ type: "shared", index: 0 })), fn(awaiting({ type: "shared", index: 0 }))),
  program(fn({
    type: "using",
    resources: [{ form: 1, entries: undefined, disposer: undefined }, {
      form: 1,
      entries: ["use", "adopt"],
      disposer: undefined,
    }],
    steps: [awaiting(stuck)],
  })),
  program(fn({ type: "using", resources: [{ form: 1, entries: undefined, disposer: stuck }], steps: [] })),
  ...(["all", "allSettled", "any", "race"] as const).map((kind) =>
    program(fn(awaiting({ type: "combinator", kind, own: false, parts: [gate, stuck] })))
  ),
  program(fn(awaiting({ type: "work", how: 0, fn: fn(awaiting(gate)) }))),
  program(fn({ type: "load", form: 0, module: { steps: [awaiting(gate)], imports: [], also: [] } })),
];

/** The same with other values of some properties; all classes stay what they are. */
function altered<T extends object>(whole: T, changes: Partial<Record<keyof T, unknown>>): T {
  return Object.create(whole, Object.getOwnPropertyDescriptors(changes));
}

type Part = Stack | Frame | Context;

/** Once in the whole dump: `change` gives what stands there instead of a part, or `undefined` where it does not fit. */
function corrupted(dump: Dump, change: (part: Part) => Part | undefined): Dump {
  let isDone = false;
  const corruptedDump = altered(dump, { tasks: dump.tasks.map((task) => visit(task)) });
  assert(isDone, "no part of the dump fits");
  return corruptedDump;

  function visit<T extends Part>(part: T): T {
    if (isDone) return part;
    const changed = change(part);
    if (changed !== undefined) {
      isDone = true;
      return changed as T;
    }
    if (part instanceof Stack) return altered<Stack>(part, { frames: part.frames.map(visit) }) as T;
    if (part instanceof Context) return altered<Context>(part, { children: part.children.map(visit) }) as T;
    return altered<Frame>(part, { contexts: part.contexts.map(visit) }) as T;
  }
}

function isOwn(part: Part): part is Frame {
  return !(part instanceof Stack || part instanceof Context) && /\/p\d+(?:_m\d+)?\.ts$/.test(part.url) &&
    part.functionName !== "<module>";
}

function inFrame(change: (frame: Frame) => Partial<Record<keyof Frame, unknown>>): (part: Part) => Part | undefined {
  return (part) => isOwn(part) ? altered<Frame>(part, change(part)) : undefined;
}

function inResource(
  change: (context: Context) => Partial<Record<keyof Context, unknown>> | undefined,
): (part: Part) => Part | undefined {
  return (part) => {
    const changes = part instanceof Context && part.kind === "using" ? change(part) : undefined;
    return changes && altered<Context>(part as Context, changes);
  };
}

/** Stacks whose frames are of programs; the first fits, if `change` gives something for it. */
function inStack(
  change: (stack: Stack) => Partial<Record<keyof Stack, unknown>> | undefined,
): (part: Part) => Part | undefined {
  return (part) => {
    if (!(part instanceof Stack) || !part.frames.some(isOwn)) return undefined;
    const changes = change(part);
    return changes && altered<Stack>(part, changes);
  };
}

function inCombinator(
  kind: string,
  change: (context: Context) => Partial<Record<keyof Context, unknown>>,
): (part: Part) => Part | undefined {
  return (part) =>
    part instanceof Context && part.kind === "combinator" && part.description?.startsWith(`Promise.${kind}:`)
      ? altered<Context>(part, change(part))
      : undefined;
}

function inLeaf(kind: (leaf: Leaf) => boolean, changes: (leaf: Leaf) => object): (part: Part) => Part | undefined {
  return inStack(({ leaf }) =>
    leaf instanceof Leaf && kind(leaf) ? { leaf: altered<Leaf>(leaf, changes(leaf)) } : undefined
  );
}

const isReference = ({ kind }: Leaf) => kind === "reference";
const isWork = ({ details }: Leaf) => details.atWork !== undefined;
const newContext = new Context({ kind: "using", varName: "x", startLine: 1 });

const CORRUPTIONS: Record<string, (part: Part) => Part | undefined> = {
  "a column is shifted": inFrame(({ column }) => ({ column: column + 1 })),
  "a line is shifted": inFrame(({ line }) => ({ line: line - 1 })),
  "a function has another name": inFrame(({ functionName }) => ({ functionName: `${functionName}0` })),
  "a function is said to be of a class": inFrame(() => ({ className: "Other" })),
  "a function is of another module": inFrame(({ url }) => ({ url: url.replace(/(?:_m1)?\.ts$/, "_m2.ts") })),
  "a frame is hidden": inFrame(() => ({ hide: true })),
  "the outer end of an edge is gone": inStack(({ frames }) =>
    frames.length > 1 ? { frames: frames.slice(1) } : undefined
  ),
  "the inner end of an edge is gone": inStack(({ frames }) =>
    frames.length > 1 ? { frames: frames.slice(0, -1) } : undefined
  ),
  "an edge is turned round": inStack(({ frames }) => frames.length > 1 ? { frames: frames.toReversed() } : undefined),
  "an edge is invented": inStack(({ frames, leaf }) =>
    leaf instanceof Leaf ? { frames: [...frames, frames[0]] } : undefined
  ),
  "a task is gone": inStack(() => ({ frames: [] })),
  "a shared wait is a leaf": inLeaf(isReference, () => ({ kind: "promise" })),
  "a shared wait is another one": inLeaf(
    isReference,
    ({ description }) => ({ description: description.replace(/:\d+, drawn/, ":99, drawn") }),
  ),
  "another function is at work": inLeaf(isWork, () => ({ details: { atWork: "other" } })),
  "nothing is at work": inLeaf(isWork, () => ({ details: {} })),
  "a context is invented": inFrame(({ contexts }) => ({ contexts: [...contexts, newContext] })),
  "a context is gone": (part) =>
    isOwn(part) && part.contexts.some(({ kind }) => kind === "using")
      ? altered<Frame>(part, { contexts: [] })
      : undefined,
  "a context has another name": inResource(({ varName }) => ({ varName: `${varName}0` })),
  "a context stands on another line": inResource(({ startLine = 0 }) => ({ startLine: startLine + 1 })),
  "a context is said to be exited": inResource(({ isExiting }) => isExiting ? undefined : ({ isExiting: true })),
  "a context is not said to be exited": inResource(({ isExiting }) => isExiting ? { isExiting: false } : undefined),
  "an entry of a disposable stack is gone": inResource(({ children }) =>
    children.length > 0 ? { children: children.slice(1) } : undefined
  ),
  "an entry of a disposable stack is another one": inResource(({ children }) =>
    children.length > 1 ? { children: children.toReversed() } : undefined
  ),
  ...Object.fromEntries(
    ["all", "allSettled", "any"].flatMap((kind) => [
      [`a branch of Promise.${kind} is gone`, inCombinator(kind, ({ children }) => ({ children: children.slice(1) }))],
      [
        `a branch of Promise.${kind} is another one`,
        inCombinator(kind, ({ children }) => ({
          children: children.map((child) =>
            child instanceof Stack
              ? altered<Stack>(child, { root: String(child.root).replace(/^\[1\]/, "[2]") })
              : child
          ),
        })),
      ],
      [
        `Promise.${kind} is another combinator`,
        inCombinator(kind, () => ({ description: "Promise.other: 2 pending" })),
      ],
    ]),
  ),
  "a branch of Promise.race is gone": inCombinator("race", ({ children }) => ({ children: children.slice(1) })),
};

Deno.test({
  name: "compare() complains of each fact of a dump that is not true, of each that is gone and of each invented one",
  sanitizeOps: false, // timers of the programs
  sanitizeResources: false,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "stackscope-oracle-" });
    try {
      const observation = await observe(PROGRAMS, folder, { at: "end" }, { finish: true }),
        { verdicts } = compare(observation);
      assertEquals(verdicts.filter(isWrong), []);
      assertEquals(verdicts.flatMap(({ dropped }) => dropped), []);
      assertEquals(new Set(verdicts.flatMap(({ truth }) => truth.map(kindOf))).size, 10); // every kind there is
      for (const [name, change] of Object.entries(CORRUPTIONS)) {
        const { verdicts, errors } = compare(observation, corrupted(observation.dump, change));
        assert(verdicts.some(isWrong) || errors.length > 0, `nobody complains when ${name}`);
      }
    } finally {
      endWorker();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
