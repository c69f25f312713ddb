/** `filterDump()`: which tasks of a dump are kept. */
import { assertEquals, assertThrows } from "@std/assert";
import { type DumpFilter, filterDump } from "../../src/extract/filter.ts";
import { formatDump } from "../../src/format/dump.ts";
import { Context } from "../../src/model/context.ts";
import { Dump } from "../../src/model/dump.ts";
import type { FrameInit } from "../../src/model/frame.ts";
import { Leaf } from "../../src/model/leaf.ts";
import { Stack } from "../../src/model/stack.ts";
import { combinator, frame, leaf, reference } from "../format/models.ts";

function at(name: string, init: Partial<FrameInit> = {}, url = "file:///srv/my%20app/shop.ts") {
  return frame(name, `${url}:3:7`, "", init);
}

/** A circle, which no filter may follow for ever. */
const circle: Context = new Context({ kind: "resource", children: [] });
circle.children = [circle];

const dump = new Dump({
  target: { kind: "pid", pid: 7 },
  takenAt: new Date(0),
  tasks: [
    new Stack({
      id: "1",
      root: "a",
      frames: [at("Cart.pay", { labels: { requestId: "r-1", user: "ada" } })],
      leaf: leaf("x"),
    }),
    new Stack({
      id: "2",
      root: "b",
      frames: [at("handle", { labels: { requestId: "r-2" } })],
      leaf: reference("3.0", "pool"),
    }),
    new Stack({
      id: "3",
      root: "c",
      frames: [at("fork", {
        contexts: [
          circle,
          combinator("Promise.all", [
            new Stack({ id: "3.0", root: "pool", frames: [at("pool")], leaf: leaf("x") }),
            new Stack({ id: "3.1", root: "k", frames: [at("kid", { labels: { requestId: "r-2b", name: "n" } })] }),
          ]),
        ],
      })],
    }),
    new Stack({ id: "4", root: "d", frames: [at("old", { age: 9000 })], leaf: leaf("x") }),
    new Stack({ id: "5", root: "e", frames: [at("young", { age: 10 })], leaf: leaf("x") }),
    new Stack({
      id: "6",
      root: "f",
      frames: [at("outer"), at("inner", { labels: { requestId: "" } })],
      leaf: new Leaf({ kind: "timer", description: "x", age: 6000 }),
    }),
    new Stack({ id: "7", root: "g", frames: [at("fetch", { hide: true }, "ext:fetch.js")], leaf: leaf("x") }),
    new Stack({ id: "8", root: "h", frames: [at("main", {}, "file:///srv/main.ts")], leaf: reference("1", "a") }),
  ],
  stats: { tasks: 7, frames: 9, hiddenFrames: 1, snapshotBytes: 5 },
  notes: ["a note"],
});

function kept(filter: DumpFilter): string {
  return filterDump(dump, filter).tasks.map(({ id }) => id).join(" ");
}

const CASES: [filter: DumpFilter, ids: string][] = [
  [{}, "1 2 3 4 5 6 7 8"],
  [{ where: [] }, "1 2 3 4 5 6 7 8"],
  [{ where: "requestId=r-1" }, "1"],
  [{ where: "requestId=r-2" }, "2 3"],
  [{ where: "requestId=r-2b" }, "3"],
  [{ where: "requestId=r-*" }, "1 2 3"],
  [{ where: "requestId=*2*" }, "2 3"],
  [{ where: "requestId=R-1" }, ""],
  [{ where: "requestId=r.1" }, ""],
  [{ where: "requestId=" }, "6"],
  [{ where: "requestId=*" }, "1 2 3 6"],
  [{ where: "requestId" }, "1 2 3"],
  [{ where: ["requestId=r-1", "user=ada"] }, "1"],
  [{ where: ["requestId=r-2b", "name=kid"] }, "3"],
  [{ where: ["requestId=r-2b", "name=fork"] }, ""],
  [{ where: "constructor" }, ""],
  [{ where: "name=pay" }, "1"],
  [{ where: "name=Cart" }, "1"],
  [{ where: "name=Cart.p*" }, "1"],
  [{ where: "name=n" }, "3"],
  [{ where: "name=fetch" }, "7"],
  [{ where: "file=main.ts" }, "1 8"],
  [{ where: "file=/srv/my app/shop.ts" }, "1 2 3 4 5 6"],
  [{ where: "file=file:///srv/m*" }, "1 2 3 4 5 6 8"],
  [{ where: "file=ext:*" }, "7"],
  [{ olderMs: 5000 }, "4 6"],
  [{ olderMs: 9000 }, "4"],
  [{ olderMs: 0 }, "4 5 6"],
  [{ where: "name=inner", olderMs: 5000 }, "6"],
  [{ where: "name=outer", olderMs: 5000 }, ""],
  [{ where: "name=old", olderMs: 1 }, "4"],
];

for (const [filter, ids] of CASES) {
  Deno.test(`filterDump() with ${JSON.stringify(filter)} keeps "${ids}"`, () => assertEquals(kept(filter), ids));
}

Deno.test("filterDump() leaves the dump as it is, and says what it left out", () => {
  const before = dump.tasks.length;
  const chosen = filterDump(dump, { where: "requestId=r-2" });
  assertEquals(dump.tasks.length, before);
  assertEquals(chosen.selection, { by: "--where requestId=r-2", tasks: 1, ofTasks: 7, unknownAge: 0 });
  const { tasks, frames, hiddenFrames, snapshotBytes } = chosen.stats;
  assertEquals([tasks, frames, hiddenFrames, snapshotBytes], [2, 4, 0, 5]);
  assertEquals([chosen.target, chosen.takenAt, chosen.notes], [dump.target, dump.takenAt, dump.notes]);
  assertEquals(chosen.tasks[0], dump.tasks[1]);
});

Deno.test("filterDump() counts what was left out as its age is not known", () => {
  assertEquals(filterDump(dump, { olderMs: 5000 }).selection?.unknownAge, 4);
  assertEquals(filterDump(dump, { olderMs: 5000, where: "requestId=r-1" }).selection, {
    by: "--where requestId=r-1 --older 5s",
    tasks: 0,
    ofTasks: 7,
    unknownAge: 1,
  });
});

Deno.test("filterDump() of what was filtered keeps counting from the whole", () => {
  const chosen = filterDump(filterDump(dump, { where: "requestId" }), { where: "user=ada", olderMs: 1500 });
  assertEquals(chosen.selection, {
    by: "--where requestId --where user=ada --older 1500ms",
    tasks: 0,
    ofTasks: 7,
    unknownAge: 1,
  });
});

Deno.test("the first line of a dump says which part of it this is", () => {
  const first = (filter: DumpFilter) => formatDump(filterDump(dump, filter))[0];
  assertEquals(first({ where: "requestId=r-1" }), "pid 7: 1 of 7 tasks (--where requestId=r-1) waits in 1 frame\n");
  assertEquals(
    first({ where: "requestId=r-2" }),
    "pid 7: 1 of 7 tasks (--where requestId=r-2), and 1 that it refers to, wait in 4 frames\n",
  );
  assertEquals(
    first({ where: "requestId" }),
    "pid 7: 3 of 7 tasks (--where requestId) wait in 5 frames\n",
  );
  const none = formatDump(filterDump(dump, { where: "user=Bob B" }));
  assertEquals(none, ['pid 7: 0 of 7 tasks (--where "user=Bob B")\n', "\n", "Note: a note\n"]);
});

Deno.test("filterDump() refuses what is no condition and no age", () => {
  const line = `Cannot filter as 'where' must be "key=value" or "key": current value is `;
  for (const where of ["", "=x", "  =x"]) {
    assertThrows(() => filterDump(dump, { where: [where] }), TypeError, line + JSON.stringify(where));
  }
  // deno-lint-ignore no-explicit-any
  assertThrows(() => filterDump(dump, { where: [7 as any] }), TypeError, `${line}number`);
  for (const olderMs of [-1, NaN]) {
    assertThrows(
      () => filterDump(dump, { olderMs }),
      TypeError,
      `Cannot filter as 'olderMs' must be a number, 0 or more: current value is ${olderMs}`,
    );
  }
});
