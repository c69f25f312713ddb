/** Random programs, as trees. */
import fc from "fast-check";

/** An expression whose value is a promise, mostly. */
export type Expression =
  | { type: "gate" | "timer" | "settled" }
  | { type: "soon"; turn: number }
  | { type: "shared"; index: number }
  | { type: "call"; fn: Fn }
  | { type: "combinator"; kind: "all" | "allSettled" | "any" | "race"; own: boolean; parts: Expression[] }
  | { type: "chain"; how: "then" | "catch" | "finally" | "both"; from: Expression; handler: Expression }
  | { type: "resolved"; how: number; parts: Expression[] }
  | { type: "thenable"; of: Expression };

/** One statement. */
export type Step =
  | { type: "await"; form: number; layout: number; of: Expression }
  | { type: "start"; of: Expression }
  | { type: "block"; form: number; steps: Step[] };

/** A function. */
export interface Fn {
  form: number;
  steps: Step[];
  /** What it returns without awaiting it. */
  returns: Expression | undefined;
}

/** A program. */
export interface Program {
  shared: Expression[];
  tasks: Fn[];
}

const NUMBER = fc.nat({ max: 1_000 });

const { fn } = fc.letrec<{ expression: Expression; step: Step; fn: Fn }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "small", maxDepth: 7, withCrossShrink: true },
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
  ),
  step: fc.oneof(
    { depthSize: "small", maxDepth: 7, withCrossShrink: true },
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
  ),
  fn: fc.record({
    form: NUMBER,
    steps: fc.array(tie("step"), { minLength: 1, maxLength: 3 }),
    returns: fc.option(tie("expression"), { nil: undefined, freq: 4 }),
  }),
})) as unknown as { fn: fc.Arbitrary<Fn> };

const sharedPromise: fc.Arbitrary<Expression> = fn.map((fn) => ({ type: "call", fn }));

/** Any program. */
export const programs: fc.Arbitrary<Program> = fc.record({
  shared: fc.array(sharedPromise, { maxLength: 2 }),
  tasks: fc.array(fn, { minLength: 1, maxLength: 3 }),
});
