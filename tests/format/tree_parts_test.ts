import { assertEquals, assertLess } from "@std/assert";
import { formatContext, formatFrame, formatStack } from "../../src/format/tree.ts";
import { Context } from "../../src/model/context.ts";
import { Stack } from "../../src/model/stack.ts";
import { assertDrawing, combinator, errorWithStack, frame, leaf, nativeFrame, reference, resource } from "./models.ts";

function* generator(): Generator<void> {
  yield;
}

Deno.test("formatStack() draws only the header of a stack of something finished", () => {
  assertDrawing(
    formatStack(new Stack({ root: generator() })),
    `
    stackscope.Stack of Object [Generator] {} (most recent call last):
    `,
  );
});

Deno.test("formatStack() draws leaves, several of them in brackets", () => {
  assertDrawing(
    formatStack(new Stack({ root: 42, leaf: leaf("42") })),
    `
    stackscope.Stack of 42 (most recent call last):
    ╚ 42
    `,
  );
  assertDrawing(
    formatStack(new Stack({ root: null, leaf: [leaf("setTimeout 5 ms"), leaf("a lock")] }), { asciiOnly: true }),
    `
    stackscope.Stack of null (most recent call last):
    + [setTimeout 5 ms, a lock]
    `,
  );
});

Deno.test("formatStack() hides frames and contexts, and shows them when asked", () => {
  const contexts = [resource("Lock", { varName: "lock", hide: true }), resource("File", { varName: "file" })];
  const stack = new Stack({
    frames: [
      frame("entry", "ext:core/mod.js:7:1", "run();", { hide: true }),
      frame("main", "app.ts:3:1", "await read();", { contexts, hideLine: true }),
    ],
  });
  assertDrawing(
    formatStack(stack),
    `
    stackscope.Stack (most recent call last):
    ╠ main in app at app.ts:3:1
    ║ ├ using <???>  # file: File
    `,
  );
  assertDrawing(
    formatStack(stack, { showHiddenFrames: true }),
    `
    stackscope.Stack (most recent call last):
    ╠ entry in ext:core/mod.js at ext:core/mod.js:7:1
    ║ └ run();
    ╠ main in app at app.ts:3:1
    ║ ├ using <???>  # lock: Lock
    ║ ├ using <???>  # file: File
    ║ └ await read();
    `,
  );
  assertDrawing(formatFrame(stack.frames[0]), "entry in ext:core/mod.js at ext:core/mod.js:7:1\n└ run();\n");
  assertEquals(formatContext(contexts[0]), []);
});

Deno.test("formatStack() draws a combinator by its description, and its branches", () => {
  const branches = [
    new Stack({
      root: "[0] worker",
      frames: [frame("worker", "file:///srv/app.ts:20:17", "const job = await queue.take();", { isAsync: true })],
      leaf: leaf("setTimeout 1000 ms", "timer"),
    }),
    new Stack({ root: "[2] fetch", leaf: leaf("op_fetch https://example.com", "op") }),
  ];
  const all = combinator("Promise.all: 2 of 3 pending", branches);
  all.startLine = 3;
  const stack = new Stack({
    root: "main",
    frames: [
      frame("main", "file:///srv/my%20app.ts:52:3", "await Promise.all(jobs);", { sources: { 3: "no" } }),
      nativeFrame("Promise.all", { contexts: [all] }),
    ],
  });
  assertDrawing(
    formatStack(stack),
    `
    stackscope.Stack of main (most recent call last):
    ╠ main in my app at /srv/my app.ts:52:3
    ║ └ await Promise.all(jobs);
    ╠ Promise.all
    ║ ├ Promise.all: 2 of 3 pending
    ║ │
    ║ ├── [0] worker
    ║ │   ╠ worker in app at /srv/app.ts:20:17
    ║ │   ║ └ const job = await queue.take();
    ║ │   ╚ setTimeout 1000 ms
    ║ │
    ║ ├── [2] fetch: op_fetch https://example.com
    `,
  );
});

Deno.test("formatStack() draws locals with their names aligned", () => {
  const locals = () => ({ id: "3", queue: "Queue { size: 0 }", text: "x".repeat(300), "\n": "a\nb" });
  const stack = new Stack({
    frames: [
      frame("worker", "app.ts:20:17", "const job = await queue.take();", {
        locals,
        contexts: [resource("Conn", { varName: "conn" })],
      }),
      frame("take", "queue.ts:5:3", "await this.#gate;", {
        locals: () => {
          throw new Error("gone");
        },
      }),
      frame("none", "queue.ts:6:3", ""),
    ],
  });
  assertDrawing(
    formatStack(stack, { showLocals: true }),
    `
    stackscope.Stack (most recent call last):
    ╠ worker in app at app.ts:20:17
    ║ ├ using <???>  # conn: Conn
    ║ │ · id    = 3
    ║ │ · queue = Queue { size: 0 }
    ║ │ · text  = ${"x".repeat(200)}...
    ║ │ · \\n    = a\\nb
    ║ └ const job = await queue.take();
    ╠ take in queue at queue.ts:5:3
    ║ │ · <locals cannot be read: Error: gone>
    ║ └ await this.#gate;
    ╠ none in queue at queue.ts:6:3
    `,
  );
  assertDrawing(
    formatFrame(frame("f", "a.ts:1:1", "x", { locals }), { showLocals: true, asciiOnly: true }).slice(0, 2),
    `
    f in a at a.ts:1:1
      - id    = 3
  `,
  );
  assertEquals(formatStack(stack).length, 7);
});

Deno.test("formatStack() shows the id of a child that something refers to", () => {
  const shared = new Stack({ id: "#2", root: "[0] load", frames: [frame("load", "app.ts:3:1", "await lock;")] });
  const other = new Stack({ root: "[1] load", leaf: reference("#2", "the same as #2") });
  const contexts = [combinator("Promise.all: 2 of 2 pending", [shared, other])];
  assertDrawing(
    formatStack(new Stack({ id: "#1", root: "main", frames: [frame("main", "app.ts:9:1", "", { contexts })] })),
    `
    stackscope.Stack of main (most recent call last):
    ╠ main in app at app.ts:9:1
    ║ ├ Promise.all: 2 of 2 pending
    ║ │
    ║ ├── [0] load (#2)
    ║ │   ╠ load in app at app.ts:3:1
    ║ │   ║ └ await lock;
    ║ │
    ║ ├── [1] load: the same as #2
    `,
  );
});

Deno.test("formatStack() draws what stands in two places once, and ends on a cycle", () => {
  const children: Stack[] = [];
  const group = resource("Group", { children });
  const stack = new Stack({ root: "main", frames: [frame("main", "app.ts:9:1", "await x;", { contexts: [group] })] });
  const inner = new Stack({ root: "kid", frames: [frame("kid", "app.ts:1:1", "await y;", { contexts: [group] })] });
  children.push(stack, inner, inner);
  assertDrawing(
    formatStack(stack),
    `
    stackscope.Stack of main (most recent call last):
    ╠ main in app at app.ts:9:1
    ║ ├ using <???>  # _: Group
    ║ ├── main (drawn above)
    ║ │
    ║ ├── kid
    ║ │   ╠ kid in app at app.ts:1:1
    ║ │   ║ ├ using <???>  # _: Group (drawn above)
    ║ │   ║ └ await y;
    ║ │
    ║ ├── kid (drawn above)
    ║ └ await x;
    `,
  );
});

Deno.test("formatStack() continues a deep tree at the left margin", () => {
  let stack = new Stack({ root: "level 0", frames: [frame("bottom", "app.ts:1:1", "await x;")] });
  for (let level = 1; level <= 5000; level++) {
    const contexts = [combinator("Promise.all: 1 of 1 pending", [stack])];
    stack = new Stack({ root: `level ${level}`, frames: [frame("rec", "app.ts:2:1", "await all;", { contexts })] });
  }
  const lines = formatStack(stack);
  assertEquals(lines.filter((line) => line.includes("bottom in app")).length, 1);
  assertLess(Math.max(...lines.map((line) => line.length)), 200);
  assertEquals(lines.filter((line) => line.endsWith("├── level 4991 (continued below as ~1)\n")).length, 1);
  assertEquals(lines.filter((line) => line === "\n").length, Math.floor(5000 / 9));
  const continuation = lines.indexOf("~1 level 4991\n");
  assertDrawing(
    lines.slice(continuation, continuation + 5),
    `
    ~1 level 4991
    ╠ rec in app at app.ts:2:1
    ║ ├ Promise.all: 1 of 1 pending
    ║ │
    ║ ├── level 4990
    `,
  );
});

Deno.test("formatFrame() keeps the await in sight where a line is cut to the columns", () => {
  const line =
    "for (const item of items.filter((item) => item.isReady)) total += await sizeOf(new URL(item.name, folder));";
  const drawn = (column: number, columns: number) =>
    formatFrame(frame("load", `a.ts:1:${column}`, line), { columns })[1];
  assertEquals(drawn(67, 60), "└ ...> item.isReady)) total += await sizeOf(new URL(item....\n");
  assertEquals(drawn(1, 60), "└ for (const item of items.filter((item) => item.isReady)...\n");
  assertEquals(drawn(67, 200), `└ ${line}\n`);
});

Deno.test("formatFrame() draws what is unknown as unknown", () => {
  assertEquals(formatFrame(frame("f", "app.ts", "")), ["f in app at app.ts:0\n"]);
  assertEquals(formatFrame(frame("f", "app.ts:7", "x")), ["f in app at app.ts:7\n", "└ x\n"]);
  assertEquals(formatFrame(frame("f", ":3:1", "", { url: "" })), [
    "f in unknown module at <anonymous>:3:1\n",
  ]);
  assertEquals(formatFrame(nativeFrame("Promise.all")), ["Promise.all\n"]);
  assertEquals(formatFrame(frame("f", "file:///C:/srv/app.ts:7:1", "")), ["f in app at C:/srv/app.ts:7:1\n"]);
  assertEquals(
    formatFrame(frame("f", "app.ts:7:1", "", {
      lineText: () => {
        throw new Error("no source");
      },
    })),
    ["f in app at app.ts:7:1\n"],
  );
});

Deno.test("formatFrame() keeps the column in sight on a very long line", () => {
  const line = `${"a".repeat(1000)}await x;${"b".repeat(1000)}`;
  const [, code] = formatFrame(frame("f", "app.min.js:1:1001", line));
  assertEquals(code, `└ ...${"a".repeat(60)}await x;${"b".repeat(132)}...\n`);
});

Deno.test("formatContext() draws what is known of a context", () => {
  assertEquals(formatContext(new Context()), ["using <???>\n"]);
  assertEquals(formatContext(new Context({ isAsync: true, startLine: -100 })), [
    "await using <???>  # (line -100)\n",
  ]);
  assertEquals(formatContext(new Context({ obj: 42 })), ["using <???>  # _: number\n"]);
  assertEquals(formatContext(new Context({ varName: "foo" })), ["using <???>  # foo\n"]);
  assertEquals(formatContext(new Context({ varName: "foo", typeName: "Remote" })), [
    "using <???>  # foo: Remote\n",
  ]);
  assertEquals(formatContext(new Context({ obj: null, description: "open()" })), ["open()  # _: null\n"]);
  assertEquals(
    formatContext(new Context({ varName: "foo", children: [new Stack()] }), { asciiOnly: true })[1],
    [
      ". <unidentified child>\n",
    ][0],
  );
  assertEquals(formatContext(new Context({ kind: "combinator" })), ["combinator\n"]);
});

Deno.test("formatStack() keeps texts from the program on one line", () => {
  const stack = new Stack({
    root: "a\nb",
    frames: [
      frame("f", "app.ts:1:1", "one\u2028two\x1b[31m", { functionName: "evil\nname" }),
      frame("g", "app\n.ts:1:1", "", { contexts: [new Context({ description: "x\ny", varName: "\r" })] }),
    ],
    leaf: leaf("wait\nwait"),
  });
  assertDrawing(
    formatStack(stack),
    `
    stackscope.Stack of a\\nb (most recent call last):
    ╠ evil\\nname in app at app.ts:1:1
    ║ └ one\\u2028two\\x1b[31m
    ╠ g in app\\n at app\\n.ts:1:1
    ║ ├ x\\ny  # \\r
    ╚ wait\\nwait
    `,
  );
});

Deno.test("formatStack() draws errors after the leaf, inside the prefix of their stack", () => {
  const inner = new Stack({
    root: "kid",
    frames: [frame("kid", "app.ts:1:1", "")],
    error: errorWithStack("Error: in"),
  });
  const contexts = [resource("Group", { children: [inner] })];
  const stack = new Stack({
    frames: [frame("main", "app.ts:9:1", "await x;", { contexts })],
    error: errorWithStack("Error: whee\n    at hook (file:///hook.ts:1:2)"),
  });
  assertDrawing(
    formatStack(stack),
    `
    stackscope.Stack (most recent call last):
    ╠ main in app at app.ts:9:1
    ║ ├ using <???>  # _: Group
    ║ │
    ║ ├── kid
    ║ │   ╠ kid in app at app.ts:1:1
    ║ │     Error while extracting stack:
    ║ │     Error: in
    ║ │
    ║ └ await x;
      Error while extracting stack:
      Error: whee
          at hook (file:///hook.ts:1:2)
    `,
  );
});
