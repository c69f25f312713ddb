/** How labels are written: where they begin to hold, and no more than fits. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { COLOURED } from "../../src/format/colours.ts";
import { dumpToJson } from "../../src/format/json.ts";
import { formatDump } from "../../src/format/dump.ts";
import { formatDumpGrouped } from "../../src/format/grouped.ts";
import { formatFlat } from "../../src/format/flat.ts";
import { DUMP_SCHEMA } from "../../src/format/schema.ts";
import { formatStack } from "../../src/format/tree.ts";
import { Dump } from "../../src/model/dump.ts";
import { Stack } from "../../src/model/stack.ts";
import { violations } from "../format/json_schema.ts";
import { assertDrawing, combinator, frame, leaf } from "../format/models.ts";

const NAMED = { id: "1", root: "main" };

function labelled(name: string, labels: Record<string, string>, contexts: Stack[] = []) {
  const group = contexts.length > 0 ? [combinator("Promise.all: 2 pending", contexts)] : [];
  return frame(name, "file:///app.ts:3:7", "", { labels, contexts: group, isAsync: true });
}

function dumpOf(...tasks: Stack[]): Dump {
  return new Dump({
    target: { kind: "pid", pid: 7 },
    takenAt: new Date(0),
    tasks,
    stats: { tasks: tasks.length, frames: 1, hiddenFrames: 0, snapshotBytes: 0 },
  });
}

Deno.test("labels stand on the title, and on inner frames only where they differ", () => {
  const branches = [
    new Stack({ root: "[0] step", frames: [labelled("step", { requestId: "42", step: "1" })], leaf: leaf("a timer") }),
    new Stack({ root: "[1] step", frames: [labelled("step", { requestId: "43" })], leaf: leaf("a timer") }),
  ];
  const stack = new Stack({
    ...NAMED,
    frames: [
      labelled("main", { requestId: "42" }),
      labelled("load", { requestId: "42", user: "ada" }),
      labelled("unknown", {}),
      labelled("fork", { requestId: "42", user: "ada" }, branches),
    ],
  });
  assertDrawing(
    formatStack(stack),
    `
    stackscope.Stack of main (most recent call last): [requestId=42]
    ╠ main in app at /app.ts:3:7
    ╠ load in app at /app.ts:3:7 [user=ada]
    ╠ unknown in app at /app.ts:3:7
    ╠ fork in app at /app.ts:3:7
    ║ ├ Promise.all: 2 pending
    ║ │
    ║ ├── [0] step [step=1]
    ║ │   ╠ step in app at /app.ts:3:7
    ║ │   ╚ a timer
    ║ │
    ║ ├── [1] step [requestId=43]
    ║ │   ╠ step in app at /app.ts:3:7
    ║ │   ╚ a timer
    ║ │
    `,
  );
  assertEquals(formatFlat(stack)[0], "stackscope.Stack of main (most recent call last): [requestId=42 user=ada]\n");
});

Deno.test("labels are one line, quoted where they need it, and cut", () => {
  const labels = {
    plain: "GET",
    spaced: "Ada L",
    empty: "",
    bracket: "a]b",
    line: "a\nb\x1b[31m",
    long: "x".repeat(60),
    "odd name": "1",
    another: "y".repeat(30),
    last: "z",
  };
  const stack = new Stack({ ...NAMED, frames: [labelled("main", labels)], leaf: leaf("a timer") });
  const title = formatDump(dumpOf(stack))[2];
  assertEquals(
    title,
    String.raw`#1 main [plain=GET spaced="Ada L" empty="" bracket="a]b" line="a\\nb\\x1b[31m" ` +
      `long=${"x".repeat(40)}... +3 more]\n`,
  );
});

Deno.test("a task with a name has it as its title, also where the name is odd", () => {
  const stack = new Stack({
    ...NAMED,
    frames: [labelled("main", { task: 'a "b"\n', id: "1" })],
    leaf: leaf("a timer"),
  });
  assertEquals(formatDump(dumpOf(stack))[2], String.raw`#1 Task "a \"b\"\\n" main [id=1]` + "\n");
});

Deno.test("labels have a colour of their own", () => {
  const stack = new Stack({ ...NAMED, frames: [labelled("main", { id: "1" })], leaf: leaf("a timer") });
  assertStringIncludes(formatDump(dumpOf(stack), { palette: COLOURED })[2], "\x1b[35m [id=1]\x1b[39m");
});

Deno.test("labels and selections stand in the JSON, as the schema has them", () => {
  const stack = new Stack({ ...NAMED, frames: [labelled("main", { id: "1" }), labelled("inner", {})] });
  const selection = { by: "--where id=1", tasks: 1, ofTasks: 3, unknownAge: 0 };
  const json = dumpToJson(new Dump({ ...dumpOf(stack), selection }));
  assertEquals(violations(json, DUMP_SCHEMA), []);
  const [task] = json.tasks;
  assert("frames" in task);
  assertEquals(task.frames.map(({ labels }) => labels), [{ id: "1" }, undefined]);
  assertEquals(json.selection, selection);
  assert(!("selection" in dumpToJson(dumpOf(stack))));
});

Deno.test("a group of stacks that are alike has the labels that all have, with * for values that differ", () => {
  const tasks = ["r-1", "r-2"].map((requestId, i) => {
    const labels = { requestId, method: "GET", ...(i === 0 ? { user: "ada" } : {}) };
    return new Stack({ id: String(i + 1), root: "main", frames: [labelled("main", labels)], leaf: leaf("a timer") });
  });
  const lines = formatDumpGrouped(dumpOf(...tasks)).join("");
  assertStringIncludes(lines, "\n2 x main (#1, #2) [requestId=* method=GET]\n");
  const named = new Stack({
    ...NAMED,
    frames: [labelled("main", { task: "nightly", id: "1" })],
    leaf: leaf("a timer"),
  });
  assertStringIncludes(formatDumpGrouped(dumpOf(named)).join(""), '\n#1 Task "nightly" main [id=1]\n');
});
