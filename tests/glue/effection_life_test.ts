/** Effection 4, the real one: tasks that have not begun, that run, that are being halted, that have ended. */
import { type Operation, run, scoped, sleep, spawn, suspend, until } from "effection";
import { assert, assertEquals } from "@std/assert";
import { effection, membersOf } from "../../glue/effection.ts";
import { extract } from "../../src/extract/extract.ts";
import { Leaf } from "../../src/model/leaf.ts";
import { leafOf, parts, turns, waiting, WHOLE } from "./effection_programs.ts";
import { installed, readClosure, titleOf } from "./glue_api.ts";
import { outline } from "./outline.ts";

Deno.test("extract() within a running task ends at its caller, and has its scope", async () => {
  using _glue = installed(effection);
  const seen: string[][] = [];
  function* look(): Operation<void> {
    seen.push(outline(extract(task, WHOLE)));
    yield* sleep(0);
    seen.push(outline(extract(task, WHOLE)));
  }
  const task = run(function* main() {
    yield* sleep(0);
    yield* spawn(function* child() {
      yield* suspend();
    });
    yield* sleep(0);
    yield* look();
  });
  await task;
  assertEquals(seen.length, 2);
  for (const lines of seen) {
    assertEquals(lines, [
      "Task main",
      "  - main",
      "      [scope: 1 task]",
      "        Task child",
      "          - child",
      "          = suspend()",
      "  - look",
    ]);
  }
});

Deno.test("extract() of a task that has not begun runs nothing of it", async () => {
  using _glue = installed(effection);
  const runs: string[] = [];
  let lines: string[] = [];
  await run(function* main() {
    const child = yield* spawn(() => {
      runs.push("begun");
      return sleep(0);
    });
    lines = outline(extract(child));
    runs.push("looked");
    yield* child;
  });
  assertEquals(lines, ["Task <anonymous>", "  = not started yet"]);
  assertEquals(runs, ["looked", "begun"]);
});

Deno.test("extract() of a task that has ended has no frames", async () => {
  using _glue = installed(effection);
  const done = run(function* done() {
    yield* sleep(0);
  });
  await done;
  const halted = run(function* halted() {
    yield* suspend();
  });
  halted.catch(() => {});
  await halted.halt();
  const failed = run(function* failed() {
    yield* sleep(0);
    throw new Error("out of paper");
  });
  await failed.catch(() => {});
  for (const [task, name] of [[done, "done"], [halted, "halted"], [failed, "failed"]] as const) {
    const { frames, leaf, error } = extract(task);
    assertEquals([frames.length, leaf, error], [0, undefined, undefined]);
    assertEquals([parts(task).state, titleOf(task)], ["finished", `Task ${name} (finished)`]);
  }
});

Deno.test("extract() of a parent whose child has failed or ended shows the others only", async () => {
  using _glue = installed(effection);
  await using held = await waiting(function* parent() {
    yield* spawn(function* short() {});
    yield* spawn(function* long() {
      yield* suspend();
    });
    try {
      yield* scoped(function* () {
        yield* spawn(function* fails(): Operation<void> {
          throw new Error("out of paper");
        });
        yield* suspend();
      });
    } catch {
      yield* sleep(60_000);
    }
  });
  assertEquals(outline(extract(held.task)), [
    "Task parent",
    "  - parent",
    "      [scope: 1 task]",
    "        Task long",
    "  = sleep(60000)",
  ]);
});

Deno.test("extract() of a task that is being halted shows its clean-up", async () => {
  using _glue = installed(effection);
  const door = Promise.withResolvers<void>();
  const { task } = await waiting(function* parent() {
    yield* spawn(function* child() {
      try {
        yield* suspend();
      } finally {
        yield* until(door.promise);
      }
    });
    yield* suspend();
  });
  const [child] = membersOf(parts(task).scope, readClosure).tasks;
  const halting = task.halt();
  halting.then(() => {});
  await turns();
  assertEquals(parts(task).state, "halting");
  assertEquals(outline(extract(child.task))[0], "Task child (halting)");
  const { frames, leaf } = extract(child.task);
  assertEquals(frames.filter(({ hide }) => !hide).map((frame) => frame.functionName), ["child"]);
  assert(leaf instanceof Leaf);
  assertEquals(leaf.kind, "promise");
  assertEquals(leafOf(extract(task)).description, "Task child (halting)");
  door.resolve();
  await halting;
  assertEquals(parts(task).state, "finished");
});
