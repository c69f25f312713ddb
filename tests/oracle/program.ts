/** Random programs, as trees. */
import fc from "fast-check";
import { QUIET } from "./drive.ts";

/** An expression whose value is a promise, mostly. */
export type Expression =
  | { type: "gate" | "timer" | "settled" | "rejected" }
  | { type: "soon"; turn: number }
  | { type: "shared"; index: number }
  | { type: "call"; fn: Fn }
  /** What `next()` of an async generator gives, or `Array.fromAsync`. */
  | { type: "next" | "collect"; generator: Gen }
  | { type: "combinator"; kind: "all" | "allSettled" | "any" | "race"; own: boolean; parts: Expression[] }
  | { type: "chain"; how: "then" | "catch" | "finally" | "both"; from: Expression; handler: Expression }
  | { type: "resolved"; how: number; parts: Expression[] }
  | { type: "thenable"; of: Expression }
  /** An object whose `then` never calls back. */
  | { type: "deaf"; how: number }
  /** Something of the runtime that never comes: a timer, an event, a stream, a message. */
  | { type: "leaf"; how: number }
  /** Something that comes when a function of the program has done its work: a stream that pulls. */
  | { type: "work"; how: number; fn: Fn }
  /** Another module, which awaits. */
  | { type: "import"; module: Module }
  /** The same promise, or one made of it, by way of something: an async context, a class of its own. */
  | { type: "wrapped"; how: number; of: Expression };

/** One statement. */
export type Step =
  | { type: "await"; form: number; layout: number; of: Expression }
  | { type: "start"; of: Expression }
  | { type: "block"; form: number; steps: Step[] }
  | { type: "forAwait"; form: number; generator: Gen; steps: Step[] }
  /** A block with resources. */
  | { type: "using"; resources: Resource[]; steps: Step[] }
  /** Several awaits on one line. */
  | { type: "line"; form: number; parts: Expression[] }
  /** A loop that awaits what a generator without `async`, or an array, gives. */
  | { type: "forOf"; form: number; parts: Expression[] }
  /** `await import("...")` of such a module, or of one that it imports. */
  | { type: "load"; form: number; module: Module }
  /** A dump may be taken here, while the function runs. */
  | { type: "look" };

/** A module that awaits before its steps, and others that it imports statically. */
export interface Module {
  steps: Step[];
  imports: Module[];
  /** Numbers of others of the tree in which it stands, that it imports, too. */
  also: number[];
}

/** A resource; `disposer` makes it one of `await using`, and what it waits for. */
export interface Resource {
  /** What is written where the disposer stands: a method of its own, mostly. */
  form: number;
  /** How things got into it, if it is a disposable stack. */
  entries: EntryKind[] | undefined;
  disposer: Expression | undefined;
}

/** A method of disposable stacks. */
export type EntryKind = "use" | "adopt" | "defer";

/** An async generator. */
export interface Gen {
  form: number;
  steps: (Step | { type: "yield" } | { type: "yieldOf"; of: Expression } | { type: "delegate"; generator: Gen })[];
}

/** A function. */
export interface Fn {
  form: number;
  steps: Step[];
  /** What it returns without awaiting it. */
  returns: Expression | undefined;
}

/** A program. */
export interface Program {
  /** Is it TypeScript? */
  isTyped: boolean;
  /** Turns that it has run when it is looked at. */
  age: number;
  shared: Expression[];
  tasks: Fn[];
  /** What the module itself awaits at its end. */
  main: Expression | undefined;
}

const NUMBER = fc.nat({ max: 1_000 });

const { fn, expression } = fc.letrec<{ expression: Expression; step: Step; fn: Fn; generator: Gen; module: Module }>((
  tie,
) => ({
  expression: fc.oneof(
    { depthSize: "small", maxDepth: 5, withCrossShrink: true },
    { weight: 2, arbitrary: fc.constantFrom<Expression>({ type: "gate" }, { type: "timer" }, { type: "settled" }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("soon" as const), turn: fc.nat({ max: 12 }) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("shared" as const), index: NUMBER }) },
    { weight: 5, arbitrary: fc.record({ type: fc.constant("call" as const), fn: tie("fn") }) },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant("combinator" as const),
        kind: fc.constantFrom("all", "allSettled", "any", "race"),
        own: fc.nat({ max: 7 }).map((own) => own === 0),
        parts: fc.array(tie("expression"), { minLength: 1, maxLength: 3 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant("chain" as const),
        how: fc.constantFrom("then", "catch", "finally", "both"),
        from: tie("expression"),
        handler: tie("expression"),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant("resolved" as const),
        how: NUMBER,
        parts: fc.array(tie("expression"), { minLength: 1, maxLength: 2 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("thenable" as const), of: tie("expression") }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant("leaf" as const), how: NUMBER }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("deaf" as const), how: NUMBER }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("work" as const), how: NUMBER, fn: tie("fn") }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant("import" as const), module: tie("module") }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ type: fc.constant("wrapped" as const), how: NUMBER, of: tie("expression") }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constantFrom("next", "collect"), generator: tie("generator") }),
    },
  ),
  step: fc.oneof(
    { depthSize: "small", maxDepth: 5, withCrossShrink: true },
    {
      weight: 5,
      arbitrary: fc.record({
        type: fc.constant("await" as const),
        form: NUMBER,
        layout: NUMBER,
        of: tie("expression"),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("start" as const), of: tie("expression") }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant("block" as const),
        form: NUMBER,
        steps: fc.array(tie("step"), { minLength: 1, maxLength: 2 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant("forAwait" as const),
        form: NUMBER,
        generator: tie("generator"),
        steps: fc.array(tie("step"), { maxLength: 2 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant("using" as const),
        resources: fc.array(
          fc.record({
            form: NUMBER,
            entries: fc.option(fc.array(fc.constantFrom<EntryKind>("use", "adopt", "defer"), { maxLength: 3 }), {
              nil: undefined,
              freq: 2,
            }),
            disposer: fc.option(tie("expression"), { nil: undefined, freq: 2 }),
          }),
          { minLength: 1, maxLength: 2 },
        ),
        steps: fc.array(tie("step"), { maxLength: 2 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constantFrom("line" as const, "forOf" as const),
        form: NUMBER,
        parts: fc.array(tie("expression"), { minLength: 1, maxLength: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ type: "look" as const }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant("load" as const), form: NUMBER, module: tie("module") }),
    },
  ),
  generator: fc.record({
    form: NUMBER,
    steps: fc.array(
      fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        { weight: 2, arbitrary: fc.constant({ type: "yield" as const }) },
        { weight: 2, arbitrary: tie("step") },
        { weight: 1, arbitrary: fc.record({ type: fc.constant("yieldOf" as const), of: tie("expression") }) },
        { weight: 1, arbitrary: fc.record({ type: fc.constant("delegate" as const), generator: tie("generator") }) },
      ),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  module: fc.record({
    steps: fc.array(tie("step"), { minLength: 1, maxLength: 2 }),
    imports: fc.oneof(
      { depthSize: "small", maxDepth: 5, withCrossShrink: true },
      { weight: 3, arbitrary: fc.constant<Module[]>([]) },
      { weight: 2, arbitrary: fc.array(tie("module"), { minLength: 1, maxLength: 3 }) },
    ),
    also: fc.array(NUMBER, { maxLength: 2 }),
  }),
  fn: fc.record({
    form: NUMBER,
    steps: fc.array(tie("step"), { minLength: 1, maxLength: 3 }),
    returns: fc.option(tie("expression"), { nil: undefined, freq: 4 }),
  }),
})) as unknown as { fn: fc.Arbitrary<Fn>; expression: fc.Arbitrary<Expression> };

const sharedPromise: fc.Arbitrary<Expression> = fn.map((fn) => ({ type: "call", fn }));

/** In the middle of things, or when nothing moves any more. */
const age = fc.oneof(fc.nat({ max: 30 }), fc.constant(QUIET));

/** Any program. */
export const programs: fc.Arbitrary<Program> = fc.record({
  isTyped: fc.boolean(),
  age,
  shared: fc.array(sharedPromise, { maxLength: 2 }),
  tasks: fc.array(fn, { minLength: 1, maxLength: 2 }),
  main: fc.option(expression, { nil: undefined, freq: 2 }),
});
