/** Each form is as long as the graph is large, whatever the ways through it. */
import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { fileURLToPath } from "node:url";
import { formatDump, formatDumpFlat } from "../../src/format/dump.ts";
import { formatDumpGrouped } from "../../src/format/grouped.ts";
import { dumpToJson } from "../../src/format/json.ts";
import { Dump } from "../../src/model/dump.ts";
import { Stack } from "../../src/model/stack.ts";
import { combinator, frame, leaf } from "./models.ts";

const IS_FULL = Deno.env.get("STACKSCOPE_FULL") === "1";

/** Bytes for each node and each edge of a graph: goal C6. */
const MOST_BYTES = 200;

function dumpOf(tasks: readonly Stack[]): Dump {
  const stats = { tasks: tasks.length, frames: tasks.length, hiddenFrames: 0, snapshotBytes: 0 };
  return new Dump({ target: { kind: "process" }, takenAt: new Date(0), tasks, stats });
}

const FORMS: Record<string, (dump: Dump) => Iterable<string>> = {
  tree: formatDump,
  flat: formatDumpFlat,
  grouped: formatDumpGrouped,
  json: (dump) => [JSON.stringify(dumpToJson(dump))],
  summary: (dump) => dump.tasks.map((task) => `${task.asSummary({ showContexts: true })}`),
};

function bytesOf(texts: Iterable<string>): number {
  let length = 0;
  for (const text of texts) length += new TextEncoder().encode(text).length;
  return length;
}

/** What the fixture prints for these numbers of levels. */
async function diamonds(...levels: number[]): Promise<{ frames: number; sizes: Record<string, number> }[]> {
  const program = fileURLToPath(new URL("../fixtures/diamonds.ts", import.meta.url));
  const args = ["run", "--no-config", "--no-check", "--allow-sys", "--allow-read", program, ...levels.map(String)];
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
  assertEquals(lines.length, levels.length, new TextDecoder().decode(stderr));
  return lines.map((line) => JSON.parse(line));
}

Deno.test("a diamond of 40 tasks in a process has no more than 200 bytes for each task and wait, and 80 have twice as many", async () => {
  const [small, large] = await diamonds(20, 40);
  assertEquals([small.frames, large.frames], [40, 80]);
  assertLessOrEqual(small.sizes.tree, 6000); // goal C6
  for (const [form, size] of Object.entries(small.sizes)) {
    assertLessOrEqual(size, MOST_BYTES * (40 + 80), form);
    assertLessOrEqual(large.sizes[form], 2.2 * size, form);
  }
});

Deno.test("a diamond of 10,000 tasks in a process is no larger than its graph", { ignore: !IS_FULL }, async () => {
  const [{ frames, sizes }] = await diamonds(5000);
  assertEquals(frames, 10_000);
  for (const [form, size] of Object.entries(sizes)) assertLessOrEqual(size, MOST_BYTES * 30_000, form);
});

/** Which of the stacks before it each stack waits for. */
const graphs = fc.array(fc.array(fc.nat(), { maxLength: 6 }), { minLength: 1, maxLength: 200 });

Deno.test("no form is longer than the graph is large, whatever is shared", () => {
  fc.assert(fc.property(graphs, fc.boolean(), (graph, isChain) => {
    const stacks: Stack[] = [];
    let edges = 0;
    for (const [at, waits] of graph.entries()) {
      const below = [...isChain && at > 0 ? [at - 1] : [], ...waits.map((wait) => wait % (at + 1))].filter((i) =>
        i < at
      );
      edges += below.length;
      const contexts = below.length === 0 ? [] : [combinator("Promise.all", below.map((i) => stacks[i]))];
      const frames = [frame("work", "a.ts:1:1", "await all;", { contexts })];
      stacks.push(
        new Stack({ id: `${at}`, root: "work", frames, leaf: below.length === 0 ? leaf("read") : undefined }),
      );
    }
    const dump = dumpOf([stacks[stacks.length - 1]]);
    for (const [form, texts] of Object.entries(FORMS)) {
      // A frame, its context and its stack are nodes; what hangs on them, and the branches, edges.
      assertLessOrEqual(
        bytesOf(texts(dump)),
        1000 + MOST_BYTES * (3 * stacks.length + 2 * stacks.length + edges),
        form,
      );
    }
  }));
});

Deno.test("100,000 equal tasks are one group, and the first ones where few lines are wanted", () => {
  const frames = [frame("worker", "app.ts:1:1", "await queue.take();")];
  const waits = leaf("a promise held by queue.waiting[...]");
  const tasks = Array.from(
    { length: 100_000 },
    (_, at) => new Stack({ id: `${at}`, root: "worker", frames, leaf: waits }),
  );
  const grouped = formatDumpGrouped(dumpOf(tasks));
  assertLessOrEqual(grouped.length, 25);
  assert(grouped[2].startsWith("100,000 x worker (#0, #1, #2, ...)"));
  const few = formatDump(dumpOf(tasks), { maxLines: 25 });
  assertLessOrEqual(few.length, 25);
  assertEquals(few[few.length - 1], "... 99,995 more tasks, 99,995 frames\n");
  if (!IS_FULL) return;
  assertEquals(formatDump(dumpOf(tasks)).length, 1 + 100_000 * 5);
  assertEquals(formatDumpFlat(dumpOf(tasks)).length, 1 + 100_000 * 5);
});

Deno.test("100,000 equal tasks in a process are one group of few lines", { ignore: !IS_FULL }, async () => {
  const program = fileURLToPath(new URL("../fixtures/many_tasks.ts", import.meta.url));
  const args = ["run", "--no-config", "--no-check", "--allow-sys", "--allow-read", program, "100000"];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
  const { equal } = JSON.parse(new TextDecoder().decode(stdout));
  assertLessOrEqual(equal.lines.length, 25, equal.lines.join(""));
  assert(equal.lines.some((line: string) => line.startsWith("100,000 x request")), equal.lines.join(""));
});
