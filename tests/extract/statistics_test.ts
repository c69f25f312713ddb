import { assert, assertEquals } from "@std/assert";
import { countStacks } from "../../src/extract/statistics.ts";
import { Context, type ContextInit } from "../../src/model/context.ts";
import { Leaf } from "../../src/model/leaf.ts";
import { Stack } from "../../src/model/stack.ts";
import { extractAll } from "../../mod.ts";
import { combinator, frame, leaf, nativeFrame } from "../format/models.ts";

function waiting(kind: string, init: ContextInit = {}): Stack {
  const contexts = [new Context(init)];
  return new Stack({ frames: [frame("f", "file:///a.ts:1:1", "", { contexts })], leaf: leaf("", kind) });
}

Deno.test("countStacks() puts each task and branch in one state", () => {
  const exiting = waiting("op", { isExiting: true });
  const group = new Stack({
    frames: [frame("main", "file:///a.ts:2:1", "", { contexts: [combinator("all", [waiting("timer"), exiting])] })],
  });
  const tasks = [
    group,
    waiting("op"),
    waiting("cycle", { isExiting: true }),
    waiting("deadlock"),
    waiting("yield"),
    waiting("reference"),
    new Stack({ frames: [frame("f", "file:///a.ts:1:1", "")] }),
  ];
  const { states, leafKinds } = countStacks(tasks);
  assertEquals(states, { joining: 1, waiting: 2, disposing: 1, circle: 2, yield: 1, shared: 1, unknown: 1 });
  assertEquals(leafKinds, { op: 2, timer: 1, cycle: 1, deadlock: 1, yield: 1, reference: 1 });
});

Deno.test("countStacks() counts frames by their place, the most frequent first, and each once", () => {
  const shared = waiting("op");
  const inMain = (id: number) =>
    new Stack({
      id: String(id),
      frames: [
        frame("Pool.main", "file:///a.ts:2:3", "", {
          contexts: [combinator("all", [shared]), new Context({ children: [new Context({ children: [shared] })] })],
        }),
      ],
    });
  const { frames, awaitSites, states } = countStacks([waiting("op"), inMain(1), inMain(2), inMain(3)]);
  assertEquals(awaitSites, [
    { functionName: "Pool.main", url: "file:///a.ts", line: 2, column: 3, count: 3 },
    { functionName: "f", url: "file:///a.ts", line: 1, column: 1, count: 2 },
  ]);
  assertEquals([frames, states], [5, { waiting: 2, joining: 3 }]);
});

Deno.test("countStacks() counts what is hidden as hidden frames alone", () => {
  const hidden = frame("accept", "ext:net.js:1:1", "", {
    hide: true,
    contexts: [combinator("race", [waitingBranch()])],
  });
  const counts = countStacks([
    new Stack({ frames: [hidden], leaf: leaf("", "op") }),
    new Stack({ frames: [nativeFrame("Promise.all", { contexts: [combinator("all", [waitingBranch()])] })] }),
  ]);
  assertEquals(counts, {
    frames: 0,
    hiddenFrames: 1,
    states: { joining: 1, waiting: 1 },
    leafKinds: { timer: 1 },
    awaitSites: [],
  });
});

function waitingBranch(): Stack {
  return new Stack({ leaf: leaf("setTimeout 5 ms", "timer") });
}

Deno.test("countStacks() counts kinds of any name, and each of several leaves", () => {
  const leaves = ["__proto__", "constructor", "op"].map((kind) => new Leaf({ kind, description: "" }));
  const { leafKinds, states } = countStacks([new Stack({ frames: waiting("").frames, leaf: leaves })]);
  assertEquals(Object.entries(leafKinds), [["__proto__", 1], ["constructor", 1], ["op", 1]]);
  assertEquals(states, { waiting: 1 });
});

Deno.test("Dump.stats counts what waits in this process", async () => {
  const door = Promise.withResolvers<void>();
  async function pass() {
    await door.promise;
  }
  async function passAll() {
    await Promise.all([pass(), pass(), first]);
  }
  const first = pass();
  const all = passAll();
  const { awaitSites, states, frames } = extractAll().stats;
  const here = awaitSites.filter(({ url }) => url === import.meta.url);
  assertEquals(here.map(({ functionName, count }) => [functionName, count]), [["pass", 3], ["passAll", 1]]);
  assertEquals(awaitSites.reduce((sum, { count }) => sum + count, 0), frames);
  assertEquals([(states.waiting ?? 0) >= 3, (states.joining ?? 0) >= 1], [true, true]);
  door.resolve();
  await all;
});

Deno.test("a leaf of a dump names the stack whose function can settle the promise", async () => {
  const door = Promise.withResolvers<void>();
  let last: Promise<void> = Promise.resolve();
  async function inTurn() {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = last;
    last = promise;
    await before;
    await door.promise;
    resolve();
  }
  const turns = [inTurn(), inTurn(), inTurn()];
  await Promise.resolve();
  const { tasks } = extractAll();
  const queue = tasks.filter(({ frames }) => frames.some(({ functionName }) => functionName === "inTurn"));
  const holders = queue.map(({ leaf }) => leaf instanceof Leaf ? leaf.details.holder : leaf);
  // Each names the one before it; the first one waits for the door, which is a variable of all.
  assertEquals([new Set(holders).size, holders.includes(undefined)], [3, true]);
  for (const [index, holder] of holders.entries()) assert(holder !== queue[index].id);
  const ids = queue.map(({ id }) => id);
  assert(holders.every((holder) => holder === undefined || ids.includes(String(holder))));
  door.resolve();
  await Promise.all(turns);
});

Deno.test("a leaf of a dump names no stack where several functions have what settles the promise", async () => {
  const door = Promise.withResolvers<void>();
  async function wait(queue: (() => void)[]) {
    await new Promise<void>((resolve) => queue.push(resolve));
    return queue;
  }
  async function hold(queue: (() => void)[]) {
    await door.promise;
    return queue;
  }
  async function start() {
    const queue: (() => void)[] = [];
    const waiting = [wait(queue), wait(queue)];
    await Promise.all([hold(queue), hold(queue)]);
    for (const resolve of queue) resolve();
    await Promise.all(waiting);
  }
  const started = start();
  const { tasks } = extractAll();
  const leaves = tasks.filter(({ frames: [frame] }) => frame?.functionName === "wait").map(({ leaf }) => leaf);
  assertEquals(leaves.length, 2);
  for (const leaf of leaves) assert(leaf instanceof Leaf && leaf.details.holder === undefined);
  door.resolve();
  await started;
});
