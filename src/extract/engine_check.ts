/**
 * Does the heap engine work on this V8? A tiny program with a known answer is looked at, and every field is compared. Nothing of it
 * goes on: its promises never settle, and are collected.
 */
import { Code } from "../model/code.ts";
import type { Context } from "../model/context.ts";
import type { Frame } from "../model/frame.ts";
import { SourceLines } from "../source/lines.ts";
import { acquireLocal } from "../target/local.ts";
import { contextsOf } from "./contexts.ts";
import { lookAt } from "./frames.ts";

const URL = "stackscope:self-test";

/** Its first line is line 1 of the script, so positions are known. */
const PROGRAM = `(class Stackscope {
  async waits(first, second, door) {
    using held = first;
    await using kept = second;
    await door;
  }
  async exits(first, second) {
    using held = first;
    await using kept = second;
  }
})
//# sourceURL=${URL}`;

interface Program {
  new (): {
    waits(first: Disposable, second: AsyncDisposable, door: Promise<void>): Promise<void>;
    exits(first: Disposable, second: AsyncDisposable): Promise<void>;
  };
}

class ProgramLines extends SourceLines {
  override text(url: string): string | undefined {
    return url === URL ? PROGRAM : super.text(url);
  }
}

/** What the program's two functions must look like: one text for each field. */
const EXPECTED = {
  waits: {
    function: "Stackscope.waits",
    position: "5:5",
    async: "true",
    names: "held,kept",
    lines: "3,4",
    resources: "first,second",
    "async flags": "false,true",
    exiting: "false,false",
  },
  exits: {
    function: "Stackscope.exits",
    position: "9:24",
    async: "true",
    names: "held,kept",
    lines: "8,9",
    resources: "first,second",
    "async flags": "false,true",
    exiting: "false,true",
  },
};

/** Which field failed, and how; `""` when all is well. */
export function checkEngine(look: (promise: object) => Seen = seen): string {
  const door = Promise.withResolvers<void>();
  const first = { [Symbol.dispose]() {} };
  const second = { [Symbol.asyncDispose]: () => door.promise };
  const program = new ((0, eval)(PROGRAM) as Program)();
  const promises = { waits: program.waits(first, second, door.promise), exits: program.exits(first, second) };
  for (const name of ["waits", "exits"] as const) {
    const found = look(promises[name]);
    if (found === undefined) return `${name}: no frame`;
    const { frame, contexts } = found;
    const each = (field: (context: Context) => unknown) => contexts.map(field).join();
    const actual: typeof EXPECTED[typeof name] = {
      function: `${frame.className}.${frame.functionName}`,
      position: `${frame.line}:${frame.column}`,
      async: `${frame.isAsync && Code.is(frame.code)}`,
      names: each(({ varName }) => varName),
      lines: each(({ startLine }) => startLine),
      resources: each(({ obj }) => obj === first ? "first" : obj === second ? "second" : "unknown"),
      "async flags": each(({ isAsync }) => isAsync),
      exiting: each(({ isExiting }) => isExiting),
    };
    for (const [field, expected] of Object.entries(EXPECTED[name])) {
      const text = actual[field as keyof typeof actual];
      if (text !== expected) return `${name}: ${field} should be ${expected}, is ${text}`;
    }
  }
  if (promises.waits === undefined) return "unreachable: this line keeps the promises alive";
  return "";
}

type Seen = { frame: Frame; contexts: Context[] } | undefined;

function seen(promise: object): Seen {
  using look = lookAt(acquireLocal({ items: [promise] }), new ProgramLines());
  const suspended = look.graph.producers.get(look.live?.node(promise) ?? -1);
  if (suspended === undefined) return undefined;
  const frame = look.frames.of(suspended);
  return { frame, contexts: contextsOf(frame, undefined, { lines: look.lines, notes: [] }) };
}
