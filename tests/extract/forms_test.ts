/** Every form of waiting, in process: names, places and order of the frames. */
import { assert, assertEquals } from "@std/assert";
import { extract, extractAll } from "../../src/extract/extract.ts";
import { nameOf } from "../../src/extract/waits.ts";
import { Context } from "../../src/model/context.ts";
import type { Stack } from "../../src/model/stack.ts";
import { marksOf } from "../fixtures/marks.ts";
import { combinators, forms, outer, source } from "../fixtures/waits.ts";

const FILE = new URL("../fixtures/waits.ts", import.meta.url);
const marks = marksOf(FILE);

/** Frames that each form must show, outermost first, by the names of their marks. */
const FRAMES: Record<string, readonly string[]> = {
  awaits: ["awaits", "middle", "leaf"],
  inherited: ["Sub.inherited"],
  static: ["Base.shared"],
  private: ["Base.#hidden"],
  property: ["Base.property"],
  symbol: ["Base.[Symbol.asyncIterator]"],
  literal: ["method"],
  then: ["then", "leaf"],
  handler: ["handler", "leaf"],
  finallyHandler: ["finallyHandler", "leaf"],
  returns: ["returns", "leaf"],
  resolvedWith: ["resolvedWith", "leaf"],
  resolvedBy: ["resolvedBy", "leaf"],
  thenable: ["thenable", "leaf"],
  subclass: ["subclass", "leaf"],
  oneRacer: ["oneRacer", "leaf"],
  overGenerator: ["overGenerator", "numbers"],
  overYield: ["overYield", "waitingYield"],
  overDelegation: ["overDelegation", "delegating", "numbers"],
  overSync: ["overSync"],
  overArray: ["overArray"],
  inFinally: ["inFinally", "leaf"],
  disposes: ["disposes", "leaf"],
  disposesStack: ["disposesStack", "leaf"],
  collects: ["collects", "numbers"],
};

function places({ frames }: { frames: Stack["frames"] }): unknown[] {
  return frames.map((frame) => ({
    name: nameOf(frame),
    url: frame.url,
    line: frame.line,
    column: frame.column,
    text: frame.lineText,
  }));
}

function wanted(names: readonly string[]): unknown[] {
  return names.map((name) => {
    const mark = marks.get(name);
    assert(mark !== undefined, `no mark '${name}'`);
    return { name, url: FILE.href, ...mark };
  });
}

function contextOf(stack: Stack): Context {
  const found = stack.frames.flatMap(({ contexts }) => contexts).find(({ kind }) => kind === "combinator");
  assert(found instanceof Context);
  return found;
}

const started = Object.entries({ ...forms, ...combinators }).map(([name, form]) => [name, form()] as const);
for (let turns = 0; turns < 20; turns++) await null;
const dump = extractAll();

function taskOf(name: string): Stack {
  const [first] = FRAMES[name] ?? [name];
  const task = dump.tasks.find(({ frames }) => frames.length > 0 && nameOf(frames[0]) === first);
  assert(task !== undefined, `no task '${first}'`);
  return task;
}

for (const [name, frames] of Object.entries(FRAMES)) {
  Deno.test(`extractAll() shows each frame of the form '${name}'`, () => {
    assertEquals(places(taskOf(name)), wanted(frames));
  });
}

Deno.test("extractAll() has no error and no note where everything can be seen", () => {
  assertEquals(dump.tasks.filter(({ error }) => error !== undefined), []);
  assertEquals(dump.notes, []);
});

Deno.test("extract() of a promise shows what extractAll() shows", () => {
  for (const name of ["awaits", "overDelegation"]) {
    const promise = started.find(([form]) => form === name)?.[1];
    const stack = extract(promise);
    assertEquals(places(stack), wanted(FRAMES[name]));
    assert(stack.root === promise);
  }
});

for (
  const [name, description] of [
    ["all", "Promise.all: 2 pending, 1 settled or collected"],
    ["allSettled", "Promise.allSettled: 2 pending, 1 settled"],
    ["any", "Promise.any: 2 pending"],
    ["subclassAll", "Promise.all: 2 pending, 1 settled or collected"],
  ]
) {
  Deno.test(`extractAll() shows the branches of '${name}' with index and counts`, () => {
    const task = taskOf(name);
    assertEquals(places(task), wanted([name]));
    const context = contextOf(task);
    assertEquals(context.description, description);
    const children = context.children as Stack[];
    assertEquals(children.map(({ root }) => root), ["[1] leaf", "[2]"]);
    assertEquals(children.map(places), [wanted(["leaf"]), []]);
  });
}

Deno.test("extractAll() shows the branches of Promise.race, in whatever order", () => {
  const context = contextOf(taskOf("race"));
  assertEquals(context.description, "Promise.race: 2 pending");
  const children = context.children as Stack[];
  assertEquals(children.map(places).sort((a, b) => b.length - a.length), [wanted(["leaf"]), []]);
});

Deno.test("extract() of a generator follows yield* inward", () => {
  const generator = outer();
  generator.next();
  assertEquals(places(extract(generator)), wanted(["outer", "inner", "innermost"]));
});

Deno.test("extract() of a generator that has not started, or has finished, has no frames", () => {
  const fresh = outer(), done = outer();
  assertEquals([...done], [1]);
  assertEquals([extract(fresh).frames, extract(done).frames], [[], []]);
});

Deno.test("extract() of an async generator that stands at a yield shows it", async () => {
  const generator = source();
  assertEquals(extract(generator).frames, []);
  await generator.next();
  assertEquals(places(extract(generator)), wanted(["source"]));
  await generator.return(undefined);
  assertEquals(extract(generator).frames, []);
});
