/** Effection 4, the real one: tasks that wait, with scopes, resources and what they wait for. */
import {
  action,
  all,
  call,
  createQueue,
  createScope,
  createSignal,
  each,
  type Operation,
  resource,
  scoped,
  sleep,
  spawn,
  suspend,
  type Task,
  until,
  withResolvers,
} from "effection";
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { effection, isTask, membersOf } from "../../glue/effection.ts";
import { extract } from "../../src/extract/extract.ts";
import { Leaf } from "../../src/model/leaf.ts";
import { leafOf, waiting, WHOLE } from "./effection_programs.ts";
import { installed, readClosure } from "./glue_api.ts";
import { outline } from "./outline.ts";

Deno.test("effection.isPresent() is told by the scripts", () => {
  const isPresent = (url: string) => effection.isPresent(new Set(["file:///main.ts", url]));
  assert(isPresent("file:///deno/npm/registry.npmjs.org/effection/4.1.1/esm/lib/task.js"));
  assert(isPresent("file:///app/node_modules/.deno/effection@4.1.1/node_modules/effection/esm/lib/task.js"));
  assert(isPresent("file:///app/node_modules/effection/script/lib/task.js"));
  assert(isPresent("https://jsr.io/@effection/effection/4.0.0/lib/task.ts"));
  assert(isPresent("https://deno.land/x/effection@4.0.0/lib/task.ts"));
  assert(!isPresent("file:///home/me/effection/lib/task.ts"));
  assert(!isPresent("file:///app/node_modules/effection-tools/lib/task.js"));
});

Deno.test("isTask() tells tasks from all else", async () => {
  await using held = await waiting(suspend);
  assert(isTask(held.task));
  const proxy = new Proxy(held.task, {
    getOwnPropertyDescriptor() {
      throw new Error("a trap ran");
    },
  });
  for (const other of [Promise.resolve(), {}, undefined, null, "task", createScope(), proxy]) {
    assert(!isTask(other));
  }
});

Deno.test("extract() of a task says so when its closures cannot be read", async () => {
  using _glue = installed(effection, { readClosure: () => new Map() });
  await using held = await waiting(suspend);
  const { frames, leaf, error } = extract(held.task);
  assertEquals([frames.length, error], [0, undefined]);
  assert(leaf instanceof Leaf);
  assertEquals(leaf.description, "an Effection task whose closures cannot be read");
  assertStrictEquals(leaf.obj, held.task);
});

Deno.test("extract() of a waiting task has the frames of its operation, and hides those of the library", async () => {
  using _glue = installed(effection);
  function* inner(): Operation<void> {
    yield* suspend();
  }
  await using held = await waiting(function* outer() {
    yield* inner();
  });
  const stack = extract(held.task);
  assertStrictEquals(stack.root, held.task);
  assertEquals(outline(stack), ["Task outer", "  - outer", "  - inner", "  = suspend()"]);
  const hidden = stack.frames.filter(({ hide }) => hide);
  assert(hidden.length > 0);
  assertEquals(hidden.filter(({ url }) => !/\/effection\/4\.1\.1\//.test(url)), []);
});

Deno.test("extract() shows child tasks in the scope of the outermost frame, in order of creation", async () => {
  using _glue = installed(effection);
  await using held = await waiting(function* parent() {
    yield* spawn(function* first() {
      yield* spawn(function* grandchild() {
        yield* suspend();
      });
      yield* sleep(60_000);
    });
    yield* spawn(function* second() {
      yield* suspend();
    });
    yield* spawn(() => suspend());
    yield* suspend();
  });
  assertEquals(outline(extract(held.task, WHOLE)), [
    "Task parent",
    "  - parent",
    "      [scope: 3 tasks]",
    "        Task first",
    "          - first",
    "              [scope: 1 task]",
    "                Task grandchild",
    "                  - grandchild",
    "                  = suspend()",
    "          = sleep(60000)",
    "        Task second",
    "          - second",
    "          = suspend()",
    "        Task <anonymous>",
    "          = suspend()",
    "  = suspend()",
  ]);
  assertEquals(outline(extract(held.task)), [
    "Task parent",
    "  - parent",
    "      [scope: 3 tasks]",
    "        Task first",
    "        Task second",
    "        Task <anonymous>",
    "  = suspend()",
  ]);
});

Deno.test("extract() shows a resource as a context with the stack of its implementation", async () => {
  using _glue = installed(effection);
  function useSocket(): Operation<string> {
    return resource(function* socket(provide) {
      yield* spawn(function* heartbeat() {
        yield* suspend();
      });
      yield* provide("socket");
    });
  }
  await using held = await waiting(function* client() {
    yield* useSocket();
    yield* resource(function* (provide) {
      yield* provide(1);
    });
    yield* suspend();
  });
  assertEquals(outline(extract(held.task, WHOLE)), [
    "Task client",
    "  - client",
    "      [resource socket]",
    "        - socket",
    "            [scope: 1 task]",
    "              Task heartbeat",
    "                - heartbeat",
    "                = suspend()",
    "      [resource]",
    "        - <anonymous>",
    "  = suspend()",
  ]);
  const [context] = extract(held.task).frames.flatMap(({ contexts }) => contexts);
  assertEquals([context.kind, isTask(context.obj)], ["resource", true]);
});

Deno.test("extract() shows a resource that is still being made", async () => {
  using _glue = installed(effection);
  await using held = await waiting(function* client() {
    yield* resource(function* slow(provide) {
      yield* sleep(60_000);
      yield* provide(1);
    });
  });
  const lines = outline(extract(held.task));
  assertEquals(lines.slice(0, 5), [
    "Task client",
    "  - client",
    "      [resource slow]",
    "        - slow",
    "        = sleep(60000)",
  ]);
});

Deno.test("extract() shows the scopes of scoped() and createScope() within that around them", async () => {
  using _glue = installed(effection);
  const idle = function* idle(): Operation<void> {
    yield* suspend();
  };
  await using held = await waiting(function* main() {
    yield* spawn(idle);
    yield* scoped(function* inner() {
      yield* spawn(idle);
      yield* suspend();
    });
  });
  assertEquals(outline(extract(held.task)), [
    "Task main",
    "  - main",
    "      [scope: 1 task]",
    "        Task idle",
    "      [inner scope]",
    "        [scope: 1 task]",
    "          Task idle",
    "  - inner",
    "  = suspend()",
  ]);
});

Deno.test("membersOf() a scope of createScope() has its tasks", async () => {
  await using scope = createScope();
  const tasks = [scope.run(suspend), scope.run(suspend)];
  tasks.forEach((task) => task.catch(() => {}));
  const members = membersOf(scope, readClosure);
  assertEquals(members.tasks.map(({ task }) => tasks.indexOf(task as Task<void>)), [0, 1]);
  assertEquals([members.resources, members.scopes], [[], []]);
});

Deno.test("extract() goes on into the promise that an operation waits for", async () => {
  using _glue = installed(effection);
  const door = Promise.withResolvers<void>();
  async function passDoor() {
    await door.promise;
  }
  await using byCall = await waiting(function* caller() {
    yield* call(passDoor);
  });
  await using byUntil = await waiting(function* waiter() {
    yield* until(passDoor());
  });
  for (const [task, name] of [[byCall.task, "caller"], [byUntil.task, "waiter"]] as const) {
    const stack = extract(task);
    assertEquals(stack.frames.filter(({ hide }) => !hide).map((frame) => frame.functionName), [name, "passDoor"]);
    assertEquals(leafOf(stack).kind, "promise");
  }
  door.resolve();
  await Promise.all([byCall.task, byUntil.task]);
});

Deno.test("extract() says which effect a task waits for", async () => {
  using _glue = installed(effection);
  const never = () => () => {};
  const effects: [operation: () => Operation<unknown>, kind: string, description: string][] = [
    [() => sleep(60_000), "timer", "sleep(60000)"],
    [() => suspend(), "suspend", "suspend()"],
    [() => action(never), "action", "action never"],
    [() => action(() => () => {}), "action", "action"],
    [() => createQueue<number, void>().next(), "queue", "the next item of a queue or signal"],
    [() => withResolvers("the door").operation, "resolvers", "the door"],
    [() => withResolvers().operation, "resolvers", "withResolvers()"],
  ];
  for (const [operation, kind, description] of effects) {
    await using held = await waiting(function* waits() {
      yield* operation();
    });
    const { leaf } = extract(held.task);
    assert(leaf instanceof Leaf, description);
    assertEquals([leaf.kind, leaf.description], [kind, description]);
    assertEquals(leaf.details.delay, kind === "timer" ? 60_000 : undefined);
  }
});

Deno.test("extract() shows what for-each loops and all() wait for", async () => {
  using _glue = installed(effection);
  const signal = createSignal<number, void>();
  await using loop = await waiting(function* loop() {
    for (const _ of yield* each(signal)) yield* each.next();
  });
  assertEquals(outline(extract(loop.task))[1], "  - loop");
  await using both = await waiting(function* both() {
    yield* all([sleep(60_000), suspend()]);
  });
  assertEquals(outline(extract(both.task, WHOLE)), [
    "Task both",
    "  - both",
    "      [scope: 2 tasks]",
    "        Task member",
    "          = sleep(60000)",
    "        Task member",
    "          = suspend()",
    "  = Task member",
  ]);
});

Deno.test("extract() of a task that waits for a task names it", async () => {
  using _glue = installed(effection);
  let worker: unknown;
  await using held = await waiting(function* main() {
    const work = yield* spawn(function* worker() {
      yield* suspend();
    });
    worker = work;
    yield* work;
  });
  const leaf = leafOf(extract(held.task));
  assertEquals([leaf.kind, leaf.description], ["task", "Task worker"]);
  assertStrictEquals(leaf.obj, worker);
});
