/** What is equal to what stands before it is drawn once, and counted. */
import { assertEquals } from "@std/assert";
import { formatDump } from "../../src/format/dump.ts";
import { formatStack } from "../../src/format/tree.ts";
import { Dump } from "../../src/model/dump.ts";
import { Stack } from "../../src/model/stack.ts";
import { assertDrawing, combinator, frame, leaf, reference } from "./models.ts";

const again = (count: number, labels = {}) =>
  Array.from({ length: count }, () => frame("retry", "app.ts:5:3", "await retry();", { labels }));

Deno.test("formatStack() draws three of a run of equal frames, and counts the others", () => {
  const stack = new Stack({ root: "go", frames: [...again(100), frame("open", "app.ts:9:1", "")], leaf: leaf("x") });
  assertDrawing(
    formatStack(stack),
    `
    stackscope.Stack of go (most recent call last):
    ╠ retry in app at app.ts:5:3
    ║ └ await retry();
    ╠ retry in app at app.ts:5:3
    ║ └ await retry();
    ╠ retry in app at app.ts:5:3
    ║ └ await retry();
    ╠ [Previous line repeated 97 more times]
    ╠ open in app at app.ts:9:1
    ╚ x
    `,
  );
  assertDrawing(
    formatStack(stack, { maxLines: 5 }),
    `
    stackscope.Stack of go (most recent call last):
    ╠ retry in app at app.ts:5:3
    ╠ ... 99 more frames
    ╠ open in app at app.ts:9:1
    ╚ x
    `,
  );
});

Deno.test("formatStack() draws equal frames that have something of their own", () => {
  const lock = () => [combinator("Promise.all: 1 pending", [new Stack({ root: "[0]", leaf: leaf("a") })])];
  const own = again(3).map(({ code }) => frame("retry", "app.ts:5:3", "", { code, contexts: lock() }));
  const labelled = ["1", "2", "3", "4", "5"].flatMap((id) => again(1, { id }));
  for (const frames of [own, labelled]) {
    const lines = formatStack(new Stack({ frames: [...frames, ...frames] }));
    assertEquals(lines.filter((line) => line.includes("retry in app")).length, 2 * frames.length, lines.join(""));
  }
  const lines = formatStack(new Stack({ frames: again(6) }), { showLocals: true });
  assertEquals(lines.filter((line) => line.includes("retry in app")).length, 6);
});

Deno.test("formatStack() draws branches that wait for the same branches as the one beside them in one line", () => {
  const both = (id: string, children: Stack[]) =>
    new Stack({
      id,
      root: `[${id.at(-1)}] both`,
      frames: [
        frame("both", "app.ts:2:3", "await Promise.all(two);", {
          contexts: [combinator("Promise.all: 2 pending", children)],
        }),
      ],
    });
  const leaves = ["1.0.0", "1.0.1"].map((id, at) =>
    new Stack({ id, root: `[${at}] open`, frames: [frame("open", `app.ts:${at}:1`, "")], leaf: leaf("x") })
  );
  const shared = ["1.0.0", "1.0.1"].map((id, at) => new Stack({ root: `[${at}]`, leaf: reference(id, `in #${id}`) }));
  const others = [shared[1], shared[0]];
  const root = both("1", [both("1.0", leaves), both("1.1", shared), both("1.2", others)]);
  assertDrawing(
    formatStack(root),
    `
    stackscope.Stack of [1] both (most recent call last):
    ╠ both in app at app.ts:2:3
    ║ ├ Promise.all: 2 pending
    ║ │
    ║ ├── [0] both
    ║ │   ╠ both in app at app.ts:2:3
    ║ │   ║ ├ Promise.all: 2 pending
    ║ │   ║ │
    ║ │   ║ ├── [0] open (#1.0.0)
    ║ │   ║ │   ╠ open in app at app.ts:0:1
    ║ │   ║ │   ╚ x
    ║ │   ║ │
    ║ │   ║ ├── [1] open (#1.0.1)
    ║ │   ║ │   ╠ open in app at app.ts:1:1
    ║ │   ║ │   ╚ x
    ║ │   ║ │
    ║ ├── [1] both, as [0] (drawn above)
    ║ │
    ║ ├── [2] both
    ║ │   ╠ both in app at app.ts:2:3
    ║ │   ║ ├ Promise.all: 2 pending
    ║ │   ║ ├── [1] in #1.0.1
    ║ │   ║ ├── [0] in #1.0.0
    ║ │
    ║ └ await Promise.all(two);
    `,
  );
});

/** `walk` waits for all of `branches`, which stand in brackets with their index. */
function walk(id: string, index: number, branches: Stack[]): Stack {
  const contexts = [combinator(`Promise.all: ${branches.length} pending`, branches)];
  return new Stack({ id, root: `[${index}] walk`, frames: [frame("walk", "app.ts:2:3", "await all;", { contexts })] });
}

/** So many levels of two that both wait for the two below; `named` is the id of a branch at the bottom. */
function diamond(levels: number): Stack {
  let row = ["b", "c"].map((id, at) =>
    new Stack({ id, root: `[${at}] open`, frames: [frame("open", "app.ts:9:1", "")], leaf: leaf("x") })
  );
  for (let level = 0; level < levels; level++) {
    const again = row.map(({ id, root }) => new Stack({ root, leaf: reference(`${id}`, `drawn in #${id}`) }));
    row = [walk(`${level}.0`, 0, row), walk(`${level}.1`, 1, again)];
  }
  return new Stack({ id: "1", root: "go", frames: [walk("1", 0, row).frames[0]] });
}

Deno.test("formatStack() draws the outermost and the innermost of branches in each other that are alike, and counts the levels between", () => {
  assertDrawing(
    formatStack(diamond(20)),
    `
    stackscope.Stack of go (most recent call last):
    ╠ walk in app at app.ts:2:3
    ║ ├ Promise.all: 2 pending
    ║ ├── [19 more levels like this one, each inside the one before]
    ║ │
    ║ ├── [0] walk
    ║ │   ╠ walk in app at app.ts:2:3
    ║ │   ║ ├ Promise.all: 2 pending
    ║ │   ║ │
    ║ │   ║ ├── [0] open
    ║ │   ║ │   ╠ open in app at app.ts:9:1
    ║ │   ║ │   ╚ x
    ║ │   ║ │
    ║ │   ║ ├── [1] open
    ║ │   ║ │   ╠ open in app at app.ts:9:1
    ║ │   ║ │   ╚ x
    ║ │   ║ │
    ║ ├── [1] walk, as [0] (drawn above)
    ║ └ await all;
    `,
  );
  assertEquals(formatStack(diamond(20), { maxLines: 3 }).slice(1), [
    "╠ walk in app at app.ts:2:3\n",
    "║ ├ ... 42 more branches, 3 frames, 2 contexts\n",
  ]);
  for (const few of [diamond(3), diamond(2)]) {
    assertEquals(formatStack(few).filter((line) => line.includes("more level")), []);
  }
  assertEquals(formatStack(diamond(20), { showLocals: true }).filter((line) => line.includes("more level")), []);
});

Deno.test("formatStack() draws a level to which something else refers, and those that differ", () => {
  const task = diamond(20);
  const other = new Stack({
    id: "2",
    root: "wait",
    frames: [frame("wait", "app.ts:7:1", "")],
    leaf: reference("10.1", "in #10.1"),
  });
  const takenAt = new Date(0), stats = { tasks: 2, frames: 44, hiddenFrames: 0, snapshotBytes: 0 };
  const lines = formatDump(new Dump({ target: { kind: "process" }, takenAt, tasks: [task, other], stats }));
  const found = lines.map((line) => /\[\d+ more levels?|\(#[\d.]+\)/.exec(line)?.[0]).filter((part) =>
    part !== undefined
  );
  assertEquals(found, ["[8 more levels", "[10 more levels", "(#10.1)"]);
  let mixed = diamond(0);
  for (let level = 0; level < 20; level++) mixed = walk(`${level}`, level % 2, [mixed]);
  assertEquals(formatStack(mixed).filter((line) => line.includes("walk in app")).length, 21);
});
