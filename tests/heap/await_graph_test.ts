/** Who waits for whom: sharing, circles, depth and numbers. */
import { assert, assertEquals } from "@std/assert";
import { readAwaitGraph } from "../../src/heap/await_graph.ts";
import { parseSnapshot } from "../../src/heap/snapshot.ts";
import { extract, extractAll } from "../../src/extract/extract.ts";
import { framesOf } from "../../src/extract/combinators.ts";
import { nameOf } from "../../src/extract/waits.ts";
import { Leaf } from "../../src/model/leaf.ts";
import { Stack } from "../../src/model/stack.ts";
import { fakeHeap } from "../fixtures/fake_heap.ts";

/** A promise that a test holds, and settles at its end. */
function gate(): PromiseWithResolvers<void> & Disposable {
  const made = Promise.withResolvers<void>();
  return { ...made, [Symbol.dispose]: () => made.resolve() };
}

function names(stack: Stack): string[] {
  return stack.frames.map(nameOf);
}

function leafOf({ leaf }: Stack): Leaf {
  assert(leaf instanceof Leaf);
  return leaf;
}

Deno.test("a wait that several share is drawn once, and referred to elsewhere", async () => {
  using opened = gate();
  async function shared() {
    await opened.promise;
  }
  const work = shared();
  async function sharerA() {
    await work;
  }
  async function sharerB() {
    await work;
  }
  const waits = [sharerA(), sharerB()];
  await null;
  const tasks = extractAll().tasks.filter((task) => names(task)[0]?.startsWith("sharer"));
  assertEquals(tasks.map(names).sort(), [["sharerA", "shared"], ["sharerB"]].sort());
  const [first, second] = names(tasks[0]).length === 2 ? tasks : tasks.toReversed();
  assertEquals({ kind: leafOf(second).kind, ref: leafOf(second).details.ref }, { kind: "reference", ref: first.id });
  assert(waits.length === 2);
});

Deno.test("two functions that wait for each other are drawn, and the drawing ends", async () => {
  const promises: Promise<void>[] = [];
  async function left() {
    await null;
    await promises[1];
  }
  async function right() {
    await null;
    await promises[0];
  }
  promises.push(left(), right());
  for (let turns = 0; turns < 5; turns++) await null;
  const task = extractAll().tasks.find((each) => /^(left|right)$/.test(names(each)[0] ?? ""));
  assert(task !== undefined);
  assertEquals(names(task).toSorted(), ["left", "right"]);
  assertEquals({ kind: leafOf(task).kind, ref: leafOf(task).details.ref }, { kind: "cycle", ref: task.id });
  assertEquals(names(extract(promises[0])), ["left", "right"]);
});

Deno.test("a function that waits for itself is drawn", async () => {
  // deno-lint-ignore prefer-const
  let own: Promise<void>;
  async function selfish() {
    await null;
    await own;
  }
  own = selfish();
  for (let turns = 0; turns < 5; turns++) await null;
  assertEquals(names(extract(own)), ["selfish"]);
});

Deno.test("combinators 100 deep are followed to the innermost function", async () => {
  using opened = gate();
  async function bottom() {
    await opened.promise;
  }
  let nested: Promise<unknown> = bottom();
  for (let depth = 0; depth < 100; depth++) nested = Promise.all([nested]);
  const stack = extract(nested);
  assertEquals(framesOf(stack).filter((frame) => frame.functionName === "bottom").length, 1);
  assertEquals(stack.error, undefined);
  await null;
});

Deno.test("a chain of 5,000 awaits is one stack", async () => {
  using opened = gate();
  async function deep(level: number): Promise<void> {
    if (level === 0) await opened.promise;
    else await deep(level - 1);
  }
  const links: Promise<void>[] = [];
  async function link(promise: Promise<void>): Promise<void> {
    await promise;
  }
  let last = deep(0);
  for (let i = 1; i < 5000; i++) links.push(last = link(last));
  const { frames, error } = extract(last);
  assertEquals({ length: frames.length, error }, { length: 5000, error: undefined });
  assertEquals([frames[0].functionName, frames[4999].functionName], ["link", "deep"]);
  await null;
});

Deno.test("1,000 tasks on one promise are 1,000 stacks", async () => {
  using opened = gate();
  async function crowd() {
    await opened.promise;
  }
  const tasks = Array.from({ length: 1000 }, crowd);
  const found = extractAll().tasks.filter((task) => names(task)[0] === "crowd");
  assertEquals(found.length, tasks.length);
  assertEquals(new Set(found.map(({ frames }) => `${frames[0].line}:${frames[0].column}`)).size, 1);
  await null;
});

Deno.test("Promise.all knows its total when nothing has settled", async () => {
  using opened = gate();
  async function waits() {
    await Promise.all([opened.promise, opened.promise, opened.promise]);
  }
  const promise = waits();
  const [{ contexts: [context] }] = extract(promise).frames;
  assertEquals(context.description, "Promise.all: 3 pending");
  assertEquals(context.children.map((child) => child instanceof Stack && child.root), ["[0]", "[1]", "[2]"]);
  opened.resolve();
  await promise;
});

Deno.test({
  name: "an async generator that has finished is not suspended while its return() waits",
  async fn() {
    using opened = gate();
    async function* finished() {
      yield 1;
    }
    const generator = finished();
    for await (const value of generator) void value;
    const returns = generator.return(opened.promise);
    await null;
    const { tasks } = extractAll();
    assertEquals(tasks.flatMap(framesOf).filter(({ functionName }) => functionName === "finished"), []);
    opened.resolve();
    await returns;
  },
});

Deno.test("readAwaitGraph() takes a text of the program for no reaction", () => {
  const graph = readAwaitGraph(parseSnapshot(fakeHeap({
    root: { type: "synthetic", edges: [["element", 1, "promise"]] },
    promise: { type: "object", name: "Promise", edges: [["internal", "reactions_or_result", "text"]] },
    text: { type: "string", name: "system / PromiseReaction" },
  })));
  assertEquals([graph.suspended.size, graph.waiters.size, graph.derivations.size], [0, 0, 0]);
});

Deno.test("readAwaitGraph() ends when reactions form a circle", () => {
  const graph = readAwaitGraph(parseSnapshot(fakeHeap({
    root: { type: "synthetic", edges: [["element", 1, "promise"]] },
    promise: { type: "object", name: "Promise", edges: [["internal", "reactions_or_result", "a"]] },
    a: { type: "native", name: "system / PromiseReaction", edges: [["hidden", 1, "b"], ["hidden", 2, "promise"]] },
    b: { type: "native", name: "system / PromiseReaction", edges: [["hidden", 1, "a"], ["hidden", 2, "promise"]] },
  })));
  assertEquals(graph.suspended.size, 0);
});
