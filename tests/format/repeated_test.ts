/** What is equal to what stands before it is drawn once, and counted. */
import { assertEquals } from "@std/assert";
import { formatStack } from "../../src/format/tree.ts";
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
