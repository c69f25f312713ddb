/** Models built by hand: what the drawings in these tests are drawings of. */
import { assertEquals } from "@std/assert";
import { Code } from "../../src/model/code.ts";
import { Context, type ContextInit } from "../../src/model/context.ts";
import { Frame, type FrameInit } from "../../src/model/frame.ts";
import { Leaf } from "../../src/model/leaf.ts";
import { Stack } from "../../src/model/stack.ts";

/** A frame at `file:line:column`; `sources` are lines of its script by number. */
export function frame(
  name: string,
  place: string,
  lineText: string,
  init: Partial<FrameInit> & { sources?: Record<number, string> } = {},
): Frame {
  const [, url, line, column] = /^([^]*?)(?::(-?\d+))?(?::(\d+))?$/.exec(place) ?? [];
  const names = /^(?:(\w+)\.)?([^]+)$/.exec(name) ?? [];
  return new Frame({
    code: Code.of({ url, name, scriptId: 0, startLine: 0, startColumn: 0 }),
    url,
    line: Number(line ?? 0),
    column: Number(column ?? 0),
    className: names[1],
    functionName: names[2],
    lineText,
    sourceLine: (line) => init.sources?.[line] ?? "",
    ...init,
  });
}

/** Native code, such as `Promise.all`. */
export function nativeFrame(name: string, init: Partial<FrameInit> = {}): Frame {
  return frame(name, "", "", init);
}

/** An object of a class of this name. */
export function instanceOf(className: string): object {
  const constructor = { [className]: class {} }[className];
  return new constructor();
}

/** A context whose object is of the class `type`. */
export function resource(type: string, init: ContextInit): Context {
  return new Context({ obj: instanceOf(type), ...init });
}

/** A combinator with its branches. */
export function combinator(description: string, children: Stack[]): Context {
  return new Context({ kind: "combinator", description, children });
}

/** A leaf of some kind. */
export function leaf(description: string, kind = "promise"): Leaf {
  return new Leaf({ kind, description });
}

/** What stands for a stack that is drawn elsewhere. */
export function reference(ref: string, description: string): Leaf {
  return new Leaf({ kind: "reference", description, details: { ref } });
}

/** An error with this text. */
export function errorWithStack(stack: string): Error {
  const error = new Error("unused");
  Object.defineProperty(error, "stack", { value: stack });
  return error;
}

/** Fails unless the lines are the drawing, whose first line break and common indentation do not count. */
export function assertDrawing(lines: readonly string[], drawing: string): void {
  assertEquals(lines.join(""), undent(drawing));
  for (const line of lines) assertEquals(line.indexOf("\n"), line.length - 1, `one line: ${JSON.stringify(line)}`);
}

/** The text of a drawing in a template: without its first line break, its last line, and its common indentation. */
export function undent(drawing: string): string {
  const lines = drawing.replace(/^\n/, "").replace(/\n *$/, "\n").split("\n");
  const indents = lines.filter((line) => line !== "").map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indents);
  return lines.map((line) => line.slice(common)).join("\n");
}

/** The example of the parity spec: resources made of generators, one inside the other. */
export function exampleStack(root: unknown): Stack {
  const file = "example.ts";
  const nullContext = new Stack({ frames: [frame("nullContext", `${file}:4:3`, "yield;")] });
  const innerContext = frame("innerContext", `${file}:13:3`, `yield "inner";`, {
    sources: { 10: "using stack = new DisposableStack();" },
    contexts: [
      new Context({
        obj: new DisposableStack(),
        varName: "stack",
        startLine: 10,
        children: [
          resource("GeneratorResource", {
            kind: "disposable-stack-entry",
            varName: "stack[0]",
            startLine: 10,
            description: "stack.use(nullContext(...))",
            innerStack: nullContext,
          }),
          new Context({
            kind: "disposable-stack-entry",
            obj: () => {},
            varName: "stack[1]",
            startLine: 10,
            description: "stack.defer(someCallback)",
          }),
        ],
      }),
    ],
  });
  const outerContext = frame("outerContext", `${file}:18:3`, `yield "outer";`, {
    sources: { 17: "using inner = innerContext();" },
    contexts: [
      resource("GeneratorResource", {
        varName: "inner",
        startLine: 17,
        description: "innerContext(...)",
        innerStack: new Stack({ frames: [innerContext] }),
      }),
    ],
  });
  const example = frame("example", `${file}:23:3`, "yield;", {
    sources: { 22: "using outer = outerContext();" },
    contexts: [
      resource("GeneratorResource", {
        varName: "outer",
        startLine: 22,
        innerStack: new Stack({ frames: [outerContext] }),
      }),
    ],
  });
  return new Stack({ root, frames: [frame("callExample", `${file}:27:3`, "yield* example();"), example] });
}

/** A task with a group of child tasks; as stubs, or with their frames. */
export function taskStack({ recursed }: { recursed: boolean }): Stack {
  const sleeper = () => [frame("sleeper", "app.ts:2:3", "await forever;")];
  const exitingGroup = resource("TaskGroup", {
    varName: "inner",
    startLine: 4,
    isAsync: true,
    isExiting: true,
    children: [
      new Stack({ root: `Task "grandkid1"`, frames: sleeper() }),
      new Stack({ root: `Task "grandkid2"`, frames: sleeper() }),
    ],
  });
  const kid1 = [
    frame("child1", "app.ts:5:1", "}", {
      contexts: [exitingGroup],
      sources: { 4: "await using inner = new TaskGroup();" },
    }),
    frame("TaskGroup.[Symbol.asyncDispose]", "group.ts:31:5", "await this.#allDone;"),
  ];
  const group = resource("TaskGroup", {
    kind: "task-group",
    varName: "group",
    startLine: 9,
    isAsync: true,
    children: [
      new Stack({ root: `Task "kid1"`, frames: recursed ? kid1 : [] }),
      new Stack({ root: `Task "kid2"`, frames: recursed ? sleeper() : [] }),
    ],
  });
  const main = frame("main", "app.ts:17:3", "await wait();", {
    contexts: [group],
    sources: { 9: "await using group = new TaskGroup();" },
  });
  return new Stack({ root: `Task "main"`, frames: [main] });
}
