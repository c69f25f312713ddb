/** Programs of which a dump once said something else than the truth, made small. */
import { QUIET } from "./drive.ts";
import { AWAITS, LEAVES } from "./forms.ts";
import type { Expression, Fn, Program } from "./program.ts";

/** One of them. */
interface Counterexample {
  readonly why: string;
  readonly program: Program;
}

/** The form of an await with a character of more than 16 bits before it. */
const SMILE = AWAITS.findIndex((form) => form.includes("😀"));
/** What a timer of node's gives, by an async generator of the runtime. */
const TICKS: Expression = { type: "leaf", how: LEAVES.findIndex((leaf) => leaf.includes("ticks")) };
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
  {
    why:
      "a module at an await of what is settled: it stands in the queue of microtasks, and waits for nothing that was collected",
    program: {
      ...program(stuck),
      age: 1,
      tasks: [{
        form: 0,
        steps: [
          {
            type: "start",
            of: { type: "import", module: { steps: awaiting({ type: "settled" }).steps, imports: [], also: [] } },
          },
          { type: "await", form: 0, layout: 0, of: stuck },
        ],
        returns: undefined,
      }],
    },
  },
  {
    why: "a function at work for a stream that a combinator waits for: no frame stands between the two",
    program: {
      ...program({
        type: "combinator",
        kind: "race",
        own: false,
        parts: [{ type: "gate" }, { type: "work", how: 0, fn: awaiting(gate) }],
      }),
      age: QUIET,
    },
  },
  {
    why: "a function with a computed name, without a receiver",
    program: program({ type: "call", fn: { ...awaiting(gate), form: 9 } }),
  },
  {
    why:
      "a function without a receiver is awaited by a disposable stack: it is no method of what was deferred without a value",
    program: {
      ...program(stuck),
      age: QUIET,
      tasks: [{
        form: 0,
        steps: [{ type: "using", resources: [{ form: 0, entries: ["defer", "adopt"], disposer: stuck }], steps: [] }],
        returns: undefined,
      }],
    },
  },
  {
    why: "an asynchronous disposable stack that has disposed of its last entries",
    program: {
      ...program(stuck),
      age: QUIET,
      tasks: [{
        form: 0,
        steps: [{ type: "using", resources: [{ form: 1, entries: ["use", "defer"], disposer: stuck }], steps: [] }],
        returns: undefined,
      }],
    },
  },
  {
    why:
      "JavaScript that begins with a character of more than 16 bits, and is longer than what a snapshot has of a text",
    program: {
      ...program(stuck),
      isTyped: false,
      shared: Array.from({ length: 20 }, () => ({ type: "call", fn: awaiting(gate, SMILE) })),
      tasks: [{
        form: 0,
        steps: [{
          type: "using",
          resources: [{ form: 0, entries: undefined, disposer: undefined }],
          steps: awaiting(gate).steps,
        }],
        returns: undefined,
      }],
    },
  },
  {
    why:
      "a generator of the runtime for which two functions wait: where the second refers to the first, it names what is not shown",
    program: {
      ...program(gate),
      age: QUIET,
      shared: [{ type: "call", fn: { form: 0, steps: awaiting({ type: "settled" }).steps, returns: TICKS } }],
      tasks: [awaiting({ type: "thenable", of: { type: "shared", index: 0 } }), awaiting({ type: "shared", index: 0 })],
    },
  },
  {
    why: "a function that returns what waits for it alone: no walk along that may go round for ever",
    program: {
      ...program(gate),
      age: QUIET,
      shared: [{
        type: "call",
        fn: {
          form: 0,
          steps: awaiting({ type: "settled" }).steps,
          returns: { type: "chain", how: "then", from: { type: "shared", index: 0 }, handler: { type: "settled" } },
        },
      }],
      tasks: [awaiting({ type: "shared", index: 0 })],
    },
  },
];
