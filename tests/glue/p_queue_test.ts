/** p-queue, the real one: what waits in it, what it runs, and who waits for it. */
import PQueue from "p-queue";
import { assert, assertEquals } from "@std/assert";
import { pQueueGlue } from "../../glue/p_queue.ts";
import { customize } from "../../src/dispatch/customize.ts";
import type { GlueApi } from "../../src/dispatch/glue_api.ts";
import { extract, extractSince } from "../../src/extract/extract.ts";
import { Leaf } from "../../src/model/leaf.ts";
import type { Stack } from "../../src/model/stack.ts";
import { settle, statesOf } from "./item_states.ts";

function installed(): Disposable {
  const undo = new DisposableStack();
  for (const each of pQueueGlue.install({ customize } as GlueApi) as Iterable<Disposable>) undo.use(each);
  return undo;
}

function visible({ frames }: Stack): string[] {
  return frames.filter(({ hide }) => !hide).map((frame) => frame.functionName);
}

function leafOf(promise: Promise<unknown>): Leaf {
  const { leaf } = extract(promise);
  assert(leaf instanceof Leaf);
  return leaf;
}

Deno.test("pQueueGlue.isPresent() is told by the scripts", () => {
  assert(pQueueGlue.isPresent(new Set(["file:///npm/registry.npmjs.org/p-queue/10.0.0/dist/index.js"])));
  assert(!pQueueGlue.isPresent(new Set(["file:///main.ts", "file:///my-p-queue/index.js"])));
});

Deno.test("extract() tells of a queue whether the task runs, waits, or the queue itself is waited for", async () => {
  const gate = Promise.withResolvers<void>();
  const queue = new PQueue({ concurrency: 1 });
  const task = () => gate.promise;
  const running = queue.add(task), waiting = queue.add(task), idle = queue.onIdle();
  await settle();
  const states = [running, waiting, idle].map((promise) => leafOf(promise).description);
  assertEquals(states, [
    "PQueue: 1 running of 1, 1 waiting, this task among the running",
    "PQueue: 1 running of 1, 1 waiting",
    'PQueue: waiting for event "idle"; 1 running of 1, 1 waiting',
  ]);
  assertEquals(leafOf(waiting).kind, "queue");
  gate.resolve();
  await Promise.all([running, waiting, idle]);
});

Deno.test("itemState() of a queue tells what runs and waits, also of a subclass and of a paused one", async () => {
  const gate = Promise.withResolvers<void>();
  class Downloads extends PQueue {}
  const downloads = new Downloads({ concurrency: 2 }), paused = new PQueue({ autoStart: false });
  const tasks = [1, 2, 3].flatMap(() => [downloads.add(() => gate.promise), paused.add(() => gate.promise)]);
  await settle();
  const states = statesOf({ downloads, paused });
  assertEquals(states.downloads.leaf?.description, "Downloads: 2 running of 2, 1 waiting");
  assertEquals(states.paused.leaf?.description, "PQueue: 0 running, 3 waiting, paused");
  gate.resolve();
  paused.start();
  await Promise.all(tasks);
});

Deno.test("pQueueGlue hides what runs a task, and leaves add()", async () => {
  let stack: Stack | undefined;
  function task() {
    stack = extractSince(undefined);
  }
  using _ = installed();
  await new PQueue().add(task);
  assert(stack !== undefined);
  const ofQueue = stack.frames.filter(({ url }) => /\/p-queue\//.test(url));
  assert(ofQueue.some(({ functionName, hide }) => functionName === "#startNextTask" && hide));
  assertEquals(ofQueue.filter(({ hide }) => !hide).map((frame) => frame.functionName), ["add"]);
  assertEquals(visible(stack).at(-1), "task");
});

Deno.test("pQueueGlue hides what waits for a task, and leaves onIdle()", async () => {
  const gate = Promise.withResolvers<void>();
  const queue = new PQueue({ concurrency: 1 });
  const adding = queue.add(() => gate.promise), idle = queue.onIdle();
  await settle();
  using _ = installed();
  const { extractAll } = await import("../../src/extract/extract.ts");
  const frames = extractAll().tasks.flatMap(({ frames }) => frames).filter(({ url }) => /\/p-queue\//.test(url));
  assertEquals(frames.filter(({ hide }) => !hide).map((frame) => frame.functionName), ["onIdle"]);
  assert(frames.some(({ hide }) => hide));
  gate.resolve();
  await Promise.all([adding, idle]);
});
