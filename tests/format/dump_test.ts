import { assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { stripAnsiCode } from "@std/fmt/colors";
import { COLOURED } from "../../src/format/colours.ts";
import { formatDump, formatDumpFlat } from "../../src/format/dump.ts";
import { installDrawing } from "../../src/format/install.ts";
import { Dump, type DumpInit } from "../../src/model/dump.ts";
import { Leaf } from "../../src/model/leaf.ts";
import { Stack } from "../../src/model/stack.ts";
import { assertDrawing, combinator, frame, leaf, reference, resource, undent } from "./models.ts";

function dumpOf(tasks: Stack[], init: Partial<DumpInit> = {}): Dump {
  return new Dump({
    target: { kind: "pid", pid: 4711, title: "/srv/app.ts", runtime: "deno 2.9.6" },
    takenAt: new Date(0),
    tasks,
    stats: { tasks: 2, frames: 5, hiddenFrames: 3, snapshotBytes: 0 },
    ...init,
  });
}

function runtimeWait(description: string): Stack {
  const frames = [frame("accept", "ext:deno_http/00_serve.ts:10:1", "await op_accept();", { hide: true })];
  return new Stack({ id: "#9", root: "accept", frames, leaf: leaf(description, "op") });
}

function busyProgram(): Dump {
  const worker = new Stack({
    id: "1.0",
    root: "[0] worker",
    frames: [frame("worker", "file:///srv/app.ts:20:17", "const job = await queue.take();", { isAsync: true })],
    leaf: new Leaf({ kind: "timer", description: "setTimeout 1000 ms", details: { milliseconds: 1000 } }),
  });
  const logger = new Stack({ root: "[2] log", leaf: reference("1.0", "the same as #1.0") });
  const main = new Stack({
    id: "1",
    root: "main",
    frames: [
      frame("<module>", "file:///srv/app.ts:60:1", "await main();"),
      frame("main", "file:///srv/app.ts:52:3", "await Promise.all([worker(), fetcher(), log()]);", {
        contexts: [combinator("Promise.all: 2 of 3 pending", [worker, logger])],
      }),
    ],
  });
  const poll = new Stack({
    id: "2",
    root: "poll",
    frames: [
      frame(
        "poll",
        "file:///srv/poll.ts:7:5",
        "for await (const answer of ask(this.address, this.credentials, this.options, this.signal)) {",
        {
          className: "Poller",
          contexts: [resource("Lock", { varName: "lock" })],
          locals: () => ({ n: "1" }),
        },
      ),
    ],
    leaf: leaf("read from 127.0.0.1:8080", "op"),
    error: Object.assign(new Error("unused"), { name: "Odd", message: "whee" }),
  });
  const notes = [
    "Positions are those of the functions, not of their awaits, as the program runs without --allow-sys, which the walk " +
    "over the await sites needs.",
    "short\nnote",
  ];
  const serve = "Deno.serve: waiting for a connection";
  const tasks = [runtimeWait(serve), main, runtimeWait("Deno.cron"), poll, runtimeWait(serve), runtimeWait(serve)];
  return dumpOf(tasks, { notes });
}

Deno.test("formatDump() draws the tasks, the waits of the runtime and the notes", () => {
  const dump = busyProgram();
  Object.defineProperty(dump.tasks[3].error, "stack", { value: "Odd: whee" });
  assertDrawing(
    formatDump(dump),
    `
    deno 2.9.6, pid 4711, /srv/app.ts: 2 tasks wait in 5 frames

    #1 main
    ╠ <module> in app at /srv/app.ts:60:1
    ║ └ await main();
    ╠ main in app at /srv/app.ts:52:3
    ║ ├ Promise.all: 2 of 3 pending
    ║ │
    ║ ├── [0] worker (#1.0)
    ║ │   ╠ worker in app at /srv/app.ts:20:17
    ║ │   ║ └ const job = await queue.take();
    ║ │   ╚ setTimeout 1000 ms
    ║ │
    ║ ├── [2] log: the same as #1.0
    ║ └ await Promise.all([worker(), fetcher(), log()]);

    #2 poll
    ╠ Poller.poll in poll at /srv/poll.ts:7:5
    ║ ├ using <???>  # lock: Lock
    ║ └ for await (const answer of ask(this.address, this.credentials, this.options, this.signal)) {
    ╚ read from 127.0.0.1:8080
      Error while extracting stack:
      Odd: whee

    Runtime waits:
    - Deno.serve: waiting for a connection (3 times)
    - Deno.cron

    Note: Positions are those of the functions, not of their awaits, as the program runs without
      --allow-sys, which the walk over the await sites needs.

    Note: short note
    `,
  );
});

Deno.test("formatDump() cuts source lines to the columns, but neither names nor places", () => {
  const lines = formatDump(busyProgram(), { columns: 60, showLocals: true });
  assertEquals(lines.filter((line) => line.includes("for await") || line.includes("· n")), [
    "║ │ · n = 1\n",
    "║ └ for await (const answer of ask(this.address, this.cre...\n",
  ]);
  assertStringIncludes(lines.join(""), "\n╠ Poller.poll in poll at /srv/poll.ts:7:5\n");
});

Deno.test("formatDump() draws the waits of the runtime like others when asked for hidden frames", () => {
  const dump = dumpOf([runtimeWait("Deno.cron")], {
    stats: { tasks: 0, frames: 0, hiddenFrames: 1, snapshotBytes: 0 },
    target: { kind: "snapshot" },
  });
  assertDrawing(
    formatDump(dump, { showHiddenFrames: true, asciiOnly: true }),
    `
    snapshot: 0 tasks wait in 0 frames (and 1 hidden)

    #9 accept
    + accept in ext:deno_http/00_serve.ts at ext:deno_http/00_serve.ts:10:1
    | \` await op_accept();
    + Deno.cron
    `,
  );
});

Deno.test("formatDump() draws a wait of the runtime that something refers to", () => {
  const waiting = new Stack({ id: "#1", root: "main", leaf: reference("#9", "waits in #9") });
  assertDrawing(
    formatDump(dumpOf([new Stack({ ...waiting, frames: [frame("main", "a.ts:1:1", "")] }), runtimeWait("Deno.cron")])),
    `
    deno 2.9.6, pid 4711, /srv/app.ts: 2 tasks wait in 5 frames

    #1 main
    ╠ main in a at a.ts:1:1
    ╚ waits in #9

    #9 accept
    ╚ Deno.cron
    `,
  );
});

Deno.test("formatDump() says that nothing was found, and why that may be", () => {
  const nothing = `
    deno 2.9.6, pid 4711, /srv/app.ts: no task waits

    Nothing suspended was found. The program may be stuck all the same:
    - A wait to which nothing refers any more, no timer, no operation and no variable, is garbage. It
      can never go on, and it cannot be seen.
    - A program that is busy in a loop does not wait. Its use of the processor tells.
    `;
  assertDrawing(formatDump(dumpOf([])), nothing);
  assertDrawing(formatDumpFlat(dumpOf([])), nothing);
  assertDrawing(
    formatDump(dumpOf([runtimeWait("Deno.cron")])),
    `${undent(nothing)}\nRuntime waits:\n- Deno.cron\n`,
  );
});

Deno.test("formatDump() numbers continuations through the whole dump", () => {
  const lines = formatDump(dumpOf([deepStack("#1"), deepStack("#2")]));
  assertEquals(lines.filter((line) => line.startsWith("~")), [
    ...["~1 level 21\n", "~2 level 12\n", "~3 level 3\n"],
    ...["~4 level 21\n", "~5 level 12\n", "~6 level 3\n"],
  ]);
});

function deepStack(id: string): Stack {
  let stack = new Stack({ root: "level 0", frames: [frame("f", "a.ts:1:1", "")] });
  for (let level = 1; level <= 30; level++) {
    const contexts = [combinator("Promise.all", [stack])];
    stack = new Stack({
      id: level === 30 ? id : undefined,
      root: `level ${level}`,
      frames: [frame("f", "a.ts:2:1", "", { contexts })],
    });
  }
  return stack;
}

Deno.test("formatDumpFlat() writes child stacks below their task", () => {
  const dump = busyProgram();
  Object.defineProperty(dump.tasks[3].error, "stack", { value: "Odd: whee" });
  const [program] = formatDumpFlat(dump).join("").split("\nRuntime waits:");
  assertDrawing(
    [...program.matchAll(/.*\n/g)].map(String),
    `
    deno 2.9.6, pid 4711, /srv/app.ts: 2 tasks wait in 5 frames

    #1 main
      at <module> (file:///srv/app.ts:60:1)
        await main();
      at main (file:///srv/app.ts:52)
        # Promise.all: 2 of 3 pending
      at main (file:///srv/app.ts:52:3)
        await Promise.all([worker(), fetcher(), log()]);
      (2 child tasks below)

    #1.0 [0] worker, in #1
      at worker (file:///srv/app.ts:20:17)
        const job = await queue.take();
      Target of innermost frame: setTimeout 1000 ms

    [2] log, in #1
      Target of innermost frame: the same as #1.0

    #2 poll
      at Poller.poll (lock: Lock) (file:///srv/poll.ts:7)
      at Poller.poll (file:///srv/poll.ts:7:5)
        for await (const answer of ask(this.address, this.credentials, this.options, this.signal)) {
      Target of innermost frame: read from 127.0.0.1:8080
      Error while extracting stack:
      Odd: whee
    `,
  );
});

Deno.test("formatDumpFlat() says what it leaves out without contexts", () => {
  const lines = formatDumpFlat(busyProgram(), { showContexts: false });
  assertEquals(lines.filter((line) => line.includes("child task")), ["  (2 child tasks not shown)\n"]);
  assertEquals(lines.filter((line) => line.includes("worker, in")), []);
});

Deno.test("COLOURED changes nothing but the colours", () => {
  for (const format of [formatDump, formatDumpFlat]) {
    for (const dump of [busyProgram(), dumpOf([]), dumpOf([deepStack("#1")])]) {
      const coloured = format(dump, { palette: COLOURED, showLocals: true });
      const plain = format(dump, { showLocals: true });
      assertEquals(coloured.map(stripAnsiCode), plain);
      if (dump.tasks.length > 0) assertNotEquals(coloured, plain);
    }
  }
});

Deno.test("COLOURED marks titles, names, places, leaves and errors", () => {
  const lines = formatDump(busyProgram(), { palette: COLOURED });
  const line = (part: string) => lines.find((line) => stripAnsiCode(line).includes(part));
  assertEquals(line("#1 main"), "\x1b[1m#1 main\x1b[22m\n");
  assertEquals(
    line("main in app"),
    "\x1b[2m╠ \x1b[22m\x1b[1mmain\x1b[22m in app at \x1b[36m/srv/app.ts:52:3\x1b[39m\n",
  );
  assertEquals(line("127.0.0.1"), "\x1b[2m╚ \x1b[22m\x1b[33mread from 127.0.0.1:8080\x1b[39m\n");
  assertEquals(line("Error while"), "\x1b[31m  Error while extracting stack:\x1b[39m\n");
});

Deno.test("installDrawing() lets the model draw itself", () => {
  installDrawing();
  const dump = busyProgram();
  assertEquals(String(dump), formatDump(dump).join(""));
  const context = resource("Lock", { varName: "lock" });
  const stack = new Stack({ root: 42, frames: [frame("f", "a.ts:1:1", "await x;", { contexts: [context] })] });
  assertEquals(
    String(stack),
    "stackscope.Stack of 42 (most recent call last):\n╠ f in a at a.ts:1:1\n║ ├ using <???>  # lock: Lock\n║ └ await x;\n",
  );
  assertEquals(String(stack.frames[0]), "f in a at a.ts:1:1\n├ using <???>  # lock: Lock\n└ await x;\n");
  assertEquals(String(context), "using <???>  # lock: Lock\n");
  assertEquals(stack.formatFlat(), [
    "stackscope.Stack of 42 (most recent call last):\n",
    "  at f (a.ts:1:1)\n",
    "    await x;\n",
  ]);
});
