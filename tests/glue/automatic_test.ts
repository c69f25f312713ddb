/** The glue that comes with stackscope installs itself: programs import their library and `extract`, nothing else. */
import { Effect, Fiber } from "effect";
import { type Operation, run, spawn, suspend } from "effection";
import pLimit from "p-limit";
import PQueue from "p-queue";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { extract, extractAll, type Frame, type Stack } from "../../mod.ts";
import { runProgram } from "../fixtures/glue/run_program.ts";

const WHOLE = { recurseChildTasks: true };
const LIBRARIES = ["effect", "effection", "p-limit", "p-queue"];

/** How full the registries are, as `registered.ts` tells it. */
interface Registered {
  sizes: Record<string, number>;
  patterns: Record<string, number>;
}

function visible({ frames }: Stack): string[] {
  return frames.filter(({ hide }) => !hide).map(({ functionName }) => functionName);
}

/** All frames of a dump in scripts of a library. */
function framesOf(library: RegExp): Frame[] {
  return extractAll().tasks.flatMap(({ frames }) => frames).filter(({ url }) => library.test(url));
}

Deno.test("extract() of a task of Effection shows its operations and its children", async () => {
  function* child(): Operation<void> {
    yield* suspend();
  }
  function* parent(): Operation<void> {
    yield* spawn(child);
    yield* suspend();
  }
  const task = run(parent);
  await turns();
  const stack = extract(task, WHOLE);
  assertEquals(stack.error, undefined);
  assert(visible(stack).includes("parent"), String(stack));
  assertMatch(String(stack), /\bchild in automatic_test\b/);
  assert(!/\bin effection\b/.test(String(stack)), String(stack));
  await task.halt();
});

Deno.test("extract() of a fiber of Effect shows its generators", async () => {
  const wait = Effect.gen(function* wait() {
    yield* Effect.never;
  });
  const fiber = Effect.runFork(Effect.gen(function* serve() {
    yield* wait;
  }));
  await turns();
  const stack = extract(fiber);
  assertEquals([stack.error, visible(stack)], [undefined, ["serve", "wait"]]);
  assertMatch(stack.title ?? "", /^Fiber #\d+/);
  await Effect.runPromise(Fiber.interrupt(fiber));
});

Deno.test("extractAll() hides what p-limit has between its caller and the task", async () => {
  const gate = Promise.withResolvers<void>();
  const call = pLimit(1)(async function download() {
    await gate.promise;
  });
  await turns();
  assertEquals(framesOf(/\/p-limit\//).map(({ functionName, hide }) => [functionName, hide]), [["run", true]]);
  assertEquals(visible(extract(call)), ["download"]);
  gate.resolve();
  await call;
});

Deno.test("extractAll() hides what p-queue has between its caller and the task", async () => {
  const gate = Promise.withResolvers<void>();
  const queue = new PQueue({ concurrency: 1 });
  const call = queue.add(async function upload() {
    await gate.promise;
  });
  await turns();
  const inner = framesOf(/\/p-queue\//).filter(({ functionName }) => functionName !== "add");
  assert(inner.length > 0 && inner.every(({ hide }) => hide), inner.map(({ functionName }) => functionName).join());
  gate.resolve();
  await call;
});

Deno.test("nothing is registered in a program without these libraries", async () => {
  const { before, after } = await registered([]);
  assertEquals([sum(before.sizes), sum(after.sizes)], [0, 0]);
});

for (const library of LIBRARIES) {
  Deno.test(`glue for ${library} is installed by the first extraction that sees it, and no other`, async () => {
    const { before, after } = await registered([library]);
    assertEquals(sum(before.sizes), 0, "an import of stackscope registers nothing");
    assertEquals(LIBRARIES.filter((name) => after.patterns[name] > 0), [library]);
  });
}

function sum(sizes: Record<string, number>): number {
  return Object.values(sizes).reduce((total, size) => total + size, 0);
}

async function registered(libraries: readonly string[]): Promise<{ before: Registered; after: Registered }> {
  const { stdout, stderr } = await runProgram("registered.ts", libraries);
  assertEquals(stderr, "");
  return JSON.parse(stdout);
}

/** Effection and Effect begin at once, but go on in microtasks and timers of no length. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}
