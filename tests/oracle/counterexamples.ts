/** Programs of which a dump once said something else than the truth, made small. */
import type { Expression, Fn, Program } from "./program.ts";

/** One of them. */
interface Counterexample {
  readonly why: string;
  readonly program: Program;
}

const gate: Expression = { type: "gate" };
const stuck: Expression = { type: "call", fn: awaiting(gate) };

function awaiting(of: Expression, form = 0): Fn {
  return { form: 0, steps: [{ type: "await", form, layout: 0, of }], returns: undefined };
}

function program(of: Expression): Program {
  return { isTyped: true, age: 0, shared: [], tasks: [awaiting(of)], main: undefined };
}

/** All of them. */
export const COUNTEREXAMPLES: readonly Counterexample[] = [
  {
    why: "a promise resolved with another one in this turn: the job that links them stands in the queue of microtasks",
    program: program({ type: "resolved", how: 0, parts: [stuck] }),
  },
  {
    why: "the same, by an async function that returns a promise",
    program: program({ type: "call", fn: { form: 0, steps: [], returns: stuck } }),
  },
  {
    why: "the same, by a handler that returns a promise",
    program: program({ type: "chain", how: "then", from: { type: "settled" }, handler: stuck }),
  },
];
