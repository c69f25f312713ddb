import { assertEquals, assertLessOrEqual, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { stripAnsiCode } from "@std/fmt/colors";
import { COLOURED } from "../../src/format/colours.ts";
import { formatDumpGrouped } from "../../src/format/grouped.ts";
import { Context } from "../../src/model/context.ts";
import { Deadlock } from "../../src/model/deadlock.ts";
import { Dump, type DumpInit } from "../../src/model/dump.ts";
import { Leaf } from "../../src/model/leaf.ts";
import { Stack } from "../../src/model/stack.ts";
import { assertDrawing, combinator, errorWithStack, frame, leaf, reference, resource } from "./models.ts";

function dumpOf(tasks: Stack[], init: Partial<DumpInit> = {}): Dump {
  return new Dump({
    target: { kind: "pid", pid: 4711 },
    takenAt: new Date(0),
    tasks,
    stats: { tasks: tasks.length, frames: 2 * tasks.length, hiddenFrames: 0, snapshotBytes: 0 },
    ...init,
  });
}

/** A task that waits for `wait`, in a line of its own for each `kind`. */
function worker(id: number, wait: string | Leaf, kind = 0): Stack {
  return new Stack({
    id: String(id),
    root: "worker",
    frames: [
      frame("worker", `file:///srv/app.ts:${12 + kind}:3`, "await job(queue);"),
      frame("Job.run", "file:///srv/job.ts:7:5", "await this.#done;"),
    ],
    leaf: typeof wait === "string" ? leaf(wait) : wait,
  });
}

function several(number: number, task: (index: number) => Stack): Stack[] {
  return Array.from({ length: number }, (_, index) => task(index));
}

/** A task that waits for its branches. */
function joining(id: number, description: string, branches: Stack[]): Stack {
  const contexts = [combinator(description, branches)];
  return new Stack({
    id: String(id),
    root: "main",
    frames: [frame("main", "app.ts:50:3", "await all;", { contexts })],
  });
}

function branch(index: number, name: string, description: string): Stack {
  const frames = [frame(name, "app.ts:9:3", "await pool;")];
  return new Stack({ root: `[${index}] ${name}`, frames, leaf: leaf(description) });
}

Deno.test("formatDumpGrouped() draws equal tasks once, with their number and the range of what differs", () => {
  const tasks = several(10_000, (index) => worker(index + 1, `setTimeout ${10 + index} ms`));
  assertDrawing(
    formatDumpGrouped(dumpOf(tasks)),
    `
    pid 4711: 10,000 tasks wait in 20,000 frames, in 1 group

    10,000 x worker (#1, #2, #3, ...), waiting in Job.run
    ╠ worker in app at /srv/app.ts:12:3
    ║ └ await job(queue);
    ╠ Job.run in job at /srv/job.ts:7:5
    ║ └ await this.#done;
    ╚ setTimeout 10 to 10009 ms
    `,
  );
});

Deno.test("formatDumpGrouped() tells for how long the youngest and the oldest of a group have waited", () => {
  const task = (age: number | undefined) =>
    new Stack({ root: "f", frames: [frame("f", "a.ts:1:1", "await x;", { age })] });
  const lineOf = (...ages: (number | undefined)[]) => formatDumpGrouped(dumpOf(ages.map(task)))[3];
  assertEquals(lineOf(125_000, undefined, 50, 3210), "╠ f in a at a.ts:1:1, waiting 50 ms to 2 min 5 s\n");
  assertEquals(lineOf(3210, 3220), "╠ f in a at a.ts:1:1, waiting 3.2 s\n");
  assertEquals(lineOf(undefined, undefined), "╠ f in a at a.ts:1:1\n");
});

Deno.test("formatDumpGrouped() gives each sort of wait of a group its line and number", () => {
  const fetching = several(2, (index) => worker(100 + index, "fetch: waiting for a response"));
  const events = ["one", "two", "three", "four", "five", "six"].map((type, index) =>
    worker(200 + index, `event "${type}"`)
  );
  assertDrawing(
    formatDumpGrouped(dumpOf([...events, ...several(30, (index) => worker(index, "setTimeout 5 ms")), ...fetching])),
    `
    pid 4711: 38 tasks wait in 76 frames, in 1 group

    38 x worker (#200, #201, #202, ...), waiting in Job.run
    ╠ worker in app at /srv/app.ts:12:3
    ║ └ await job(queue);
    ╠ Job.run in job at /srv/job.ts:7:5
    ║ └ await this.#done;
    ╚ 30 x setTimeout 5 ms
    ╚ 2 x fetch: waiting for a response
    ╚ 1 x event "one"
    ╚ 1 x event "two"
    ╚ 1 x event "three"
    ╚ 3 x event "four", event "five", event "six"
    `,
  );
});

Deno.test("formatDumpGrouped() tells apart other places, other contexts and other branches", () => {
  const locked = (type: string) => {
    const contexts = [resource(type, { varName: "lock", startLine: 3 })];
    return new Stack({ root: "f", frames: [frame("f", "a.ts:4:1", "", { contexts })] });
  };
  const tasks = [
    worker(1, "x"),
    worker(2, "x", 1),
    locked("Lock"),
    locked("Lock"),
    locked("Mutex"),
    joining(3, "Promise.all: 1 pending", [branch(0, "read", "x")]),
    joining(4, "Promise.all: 1 pending", [branch(0, "write", "x")]),
  ];
  const lines = formatDumpGrouped(dumpOf(tasks));
  assertEquals(lines[0], "pid 4711: 7 tasks wait in 14 frames, in 6 groups\n");
  assertEquals(titles(lines), [
    "2 x f",
    "#3 main",
    "#4 main",
    "#1 worker, waiting in Job.run",
    "#2 worker, waiting in Job.run",
    "f",
  ]);
});

Deno.test("formatDumpGrouped() groups branches, and gives what differs in contexts as a range", () => {
  const main = (id: number, branches: number) =>
    joining(id, `Promise.all: ${branches + 1} pending`, [
      ...several(branches, (index) => branch(index, "read", `a promise held by Pool.#waiters[${10 * id + index}]`)),
      new Stack({ root: `[${branches}]`, leaf: leaf("setTimeout 5 ms", "timer") }),
    ]);
  assertDrawing(
    formatDumpGrouped(dumpOf([main(1, 3), main(2, 5)])),
    `
    pid 4711: 2 tasks wait in 4 frames, in 1 group

    2 x main (#1, #2)
    ╠ main in app at app.ts:50:3
    ║ ├ Promise.all: 4 or 6 pending
    ║ │
    ║ ├── 8 x [0 to 4] read
    ║ │   ╠ read in app at app.ts:9:3
    ║ │   ║ └ await pool;
    ║ │   ╚ a promise held by Pool.#waiters[10 to 24]
    ║ │
    ║ ├── 2 x [3 or 5] setTimeout 5 ms
    ║ └ await all;
    `,
  );
});

Deno.test("formatDumpGrouped() puts what others wait for before them, and points at it by its first task", () => {
  const waiting = (id: number, target: number) =>
    new Stack({
      id: String(id),
      root: "handler",
      frames: [frame("handler", "app.ts:2:3", "await user;")],
      leaf: reference(String(target), `loadUser at app.ts:5:3, drawn in #${target}`),
    });
  const loading = (id: number) =>
    new Stack({
      id: String(id),
      root: "handler",
      frames: [frame("handler", "app.ts:2:3", "await user;"), frame("loadUser", "app.ts:5:3", "await fetch(url);")],
      leaf: leaf(`a promise held by requests[${id}]`),
    });
  const tasks = [loading(1), loading(2), ...several(9, (index) => waiting(10 + index, 1 + index % 2))];
  assertDrawing(
    formatDumpGrouped(dumpOf(tasks)),
    `
    pid 4711: 11 tasks wait in 22 frames, in 2 groups

    2 x handler (#1, #2), waiting in loadUser; 9 others wait for it
    ╠ handler in app at app.ts:2:3
    ║ └ await user;
    ╠ loadUser in app at app.ts:5:3
    ║ └ await fetch(url);
    ╚ a promise held by requests[1 or 2]

    9 x handler (#10, #11, #12, ...)
    ╠ handler in app at app.ts:2:3
    ║ └ await user;
    ╚ loadUser at app.ts:5:3, drawn in #1 (2 different)
    `,
  );
});

Deno.test("formatDumpGrouped() puts who holds what others wait for before them, however long the queue is", () => {
  const queued = (id: number) => {
    const details = { holder: String(id - 1) };
    const description = `a promise that Lock.${id === 1 ? "use" : "acquire"} can settle, by a local`;
    return worker(id, new Leaf({ kind: "promise", description, details }));
  };
  const using = new Stack({ id: "0", root: "use", frames: [frame("use", "b.ts:1:1", "")], leaf: leaf("fetch") });
  const lines = formatDumpGrouped(dumpOf([...several(500, (index) => queued(index + 1)), using]));
  assertEquals(titles(lines), ["#0 use; 500 others wait for it", "500 x worker (#1, #2, #3, ...), waiting in Job.run"]);
  assertEquals(lines.filter((line) => line.startsWith("╚")), [
    "╚ fetch\n",
    "╚ 499 x a promise that Lock.acquire can settle, by a local (499 different)\n",
    "╚ 1 x a promise that Lock.use can settle, by a local (#0)\n",
  ]);
});

Deno.test("formatDumpGrouped() draws three or more leading frames that groups have in common once", () => {
  const handler = (id: number, leading: number, name: string) => {
    const outer = several(leading, () => new Stack({ frames: [frame("next", "web.ts:5:3", "await next();")] }));
    const frames = [...outer.flatMap(({ frames }) => frames), frame(name, "app.ts:1:1", "await x;")];
    return new Stack({ id: String(id), root: "next", frames, leaf: leaf("x") });
  };
  const lines = formatDumpGrouped(dumpOf([handler(1, 4, "order"), handler(2, 4, "list"), handler(3, 2, "list")]));
  assertDrawing(
    lines.slice(1),
    `

    #1 next, waiting in order
    ╠ next in web at web.ts:5:3
    ║ └ await next();
    ╠ next in web at web.ts:5:3
    ║ └ await next();
    ╠ next in web at web.ts:5:3
    ║ └ await next();
    ╠ [Previous line repeated 1 more time]
    ╠ order in app at app.ts:1:1
    ║ └ await x;
    ╚ x

    #2 next, waiting in list
    ╠ 4 frames as in #1
    ╠ list in app at app.ts:1:1
    ║ └ await x;
    ╚ x

    #3 next, waiting in list
    ╠ next in web at web.ts:5:3
    ║ └ await next();
    ╠ next in web at web.ts:5:3
    ║ └ await next();
    ╠ list in app at app.ts:1:1
    ║ └ await x;
    ╚ x
    `,
  );
});

Deno.test("formatDumpGrouped() draws circles of waits first, then what could not be looked at", () => {
  const circle = new Leaf({ kind: "cycle", description: "lock at app.ts:3:1 again: a circle of waits" });
  const failed = new Stack({ id: "8", root: "odd", frames: [], error: errorWithStack("Odd: whee") });
  const inside = joining(7, "Promise.race: 1 pending", [new Stack({ root: "[0] f", leaf: circle })]);
  const tasks = [...several(5, (index) => worker(index, "x")), failed, worker(6, circle), inside];
  assertEquals(titles(formatDumpGrouped(dumpOf(tasks))), [
    "#7 main",
    "#6 worker, waiting in Job.run",
    "#8 odd",
    "5 x worker (#0, #1, #2, ...), waiting in Job.run",
  ]);
});

Deno.test("formatDumpGrouped() tells first what most wait for in the end, where there are many groups", () => {
  const kinds = several(9, (kind) => worker(100 + kind, `event "${"abcdefghi"[kind]}"`, 1 + kind));
  const shared = several(20, (index) => worker(10 + index, reference("1", "get at a.ts:1:1, drawn in #1"), 9));
  const branches = joining(2, "Promise.all: 3 pending", [...several(3, (index) => branch(index, "read", "op 5"))]);
  const lines = formatDumpGrouped(dumpOf([worker(1, "setTimeout 5 ms"), branches, ...shared, ...kinds]));
  assertDrawing(
    lines.slice(1, 12),
    `

    What most wait for:
    - 21 x Job.run at job.ts:7:5: setTimeout 5 ms
    - 3 x read at app.ts:9:3: op 5
    - 1 x Job.run at job.ts:7:5: event "a"
    - 1 x Job.run at job.ts:7:5: event "b"
    - 1 x Job.run at job.ts:7:5: event "c"
    - 1 x Job.run at job.ts:7:5: event "d"
    - 1 x Job.run at job.ts:7:5: event "e"
    - 1 x Job.run at job.ts:7:5: event "f"
    - 3 more, of 3 other sorts
    `,
  );
});

Deno.test("formatDumpGrouped() tells it before one tree with many branches too, but not where little is drawn", () => {
  const branches = (kinds: number) => several(30, (index) => branch(index, `read${"abc"[index % kinds]}`, "op"));
  const told = (...tasks: Stack[]) => formatDumpGrouped(dumpOf(tasks))[2];
  assertEquals(told(joining(1, "Promise.all: 30 pending", branches(3))), "What most wait for:\n");
  assertEquals(told(joining(1, "Promise.all: 30 pending", branches(2))), "#1 main\n");
  assertEquals(told(...several(5, (kind) => worker(kind, "x", kind))), "#0 worker, waiting in Job.run\n");
});

Deno.test("formatDumpGrouped() draws more than eight kinds of branches of one function as one", () => {
  const task = (id: number) => joining(id, "Promise.all: 1 pending", [branch(0, `read${"abcdefghijk"[id]}`, "x")]);
  assertEquals(titles(formatDumpGrouped(dumpOf(several(8, task)))).length, 8);
  const lines = formatDumpGrouped(dumpOf(several(11, task)));
  assertEquals(titles(lines), ["11 x main (#0, #1, #2, ...)"]);
  assertEquals(lines.filter((line) => /1 x \[0\] read[a-k]$/m.test(line)).length, 11);
});

Deno.test("formatDumpGrouped() counts the branches that it leaves out without contexts", () => {
  const tasks = several(3, (id) => joining(id, "Promise.all: 2 pending", [branch(0, "f", "x"), branch(1, "g", "x")]));
  assertDrawing(
    formatDumpGrouped(dumpOf(tasks), { showContexts: false }),
    `
    pid 4711: 3 tasks wait in 6 frames, in 1 group

    3 x main (#0, #1, #2)
    ╠ main in app at app.ts:50:3
    ║ └ await all;
      (6 child tasks not shown)
    `,
  );
});

Deno.test("formatDumpGrouped() shows hidden frames, locals and plain ASCII when asked to", () => {
  const task = (id: number) => {
    const context = new Context({ description: "plumbing", hide: true });
    const locals = () => ({ id: String(id), mode: `"fast"` });
    const frames = [
      frame("main", "app.ts:1:1", "await f();", { locals, contexts: [context] }),
      frame("f", id === 3 ? "other.ts:1:1" : "lib.ts:1:1", "await op();", { hide: true }),
    ];
    return new Stack({ id: String(id), root: "main", frames, leaf: leaf("op") });
  };
  const dump = dumpOf(several(4, task));
  assertEquals(titles(formatDumpGrouped(dump)), ["4 x main (#0, #1, #2, ...)"]);
  assertDrawing(
    formatDumpGrouped(dump, { showHiddenFrames: true, showLocals: true, asciiOnly: true }),
    `
    pid 4711: 4 tasks wait in 8 frames, in 2 groups

    3 x main (#0, #1, #2), waiting in f
    + main in app at app.ts:1:1
    | . plumbing
    |   - id   = 0 to 2
    |   - mode = "fast"
    | \` await f();
    + f in lib at lib.ts:1:1
    | \` await op();
    + op

    #3 main, waiting in f
    + main in app at app.ts:1:1
    | . plumbing
    |   - id   = 3
    |   - mode = "fast"
    | \` await f();
    + f in other at other.ts:1:1
    | \` await op();
    + op
    `,
  );
});

Deno.test("formatDumpGrouped() draws contexts inside contexts, and what generators hold", () => {
  const task = (id: number) => {
    const connection = (name: string) =>
      new Context({ kind: "disposable-stack-entry", varName: "stack[0]", typeName: "Connection", description: name });
    const contexts = [
      new Context({
        varName: "stack",
        typeName: "DisposableStack",
        startLine: 2,
        children: [connection(`use(${id})`)],
      }),
      new Context({
        varName: "pool",
        typeName: "Pool",
        startLine: 3,
        innerStack: new Stack({ frames: [frame("open", "pool.ts:1:1", "yield pool;")] }),
      }),
    ];
    return new Stack({ id: String(id), root: "f", frames: [frame("f", "a.ts:4:1", "await x;", { contexts })] });
  };
  assertDrawing(
    formatDumpGrouped(dumpOf(several(2, task))),
    `
    pid 4711: 2 tasks wait in 4 frames, in 1 group

    2 x f (#0, #1)
    ╠ f in a at a.ts:4:1
    ║ ├ using <???>  # stack: DisposableStack (line 2)
    ║ ├── 2 x use(0 or 1)  # stack[0]: Connection
    ║ ├ using <???>  # pool: Pool (line 3)
    ║ │ ╠ open in pool at pool.ts:1:1
    ║ │ ║ └ yield pool;
    ║ └ await x;
    `,
  );
});

Deno.test("formatDumpGrouped() draws what stands in several places once, and ends on circles in the model", () => {
  const shared = branch(0, "shared", "x");
  const twice = several(2, (id) => joining(id, "Promise.all: 1 pending", [shared]));
  const lines = formatDumpGrouped(dumpOf(twice));
  assertEquals(lines.filter((line) => line.includes("shared")).map((line) => line.replace(/^.*── /, "")), [
    "1 x [0] shared\n",
    "║ │   ╠ shared in app at app.ts:9:3\n",
    "1 x [0] shared (drawn above)\n",
  ]);
  const children: (Stack | Context)[] = [];
  const group = resource("Group", { children });
  const stack = new Stack({ id: "1", root: "main", frames: [frame("main", "a.ts:9:1", "", { contexts: [group] })] });
  children.push(stack, group);
  assertStringIncludes(formatDumpGrouped(dumpOf([stack, stack])).join(""), "(drawn above)");
});

Deno.test("formatDumpGrouped() follows references that go round in a circle no further than needed", () => {
  const tasks = several(6, (id) => worker(id, reference(String((id + 1) % 6), `f, drawn in #${(id + 1) % 6}`), id));
  const lines = formatDumpGrouped(dumpOf(tasks));
  assertEquals(titles(lines).length, 6);
  assertEquals(lines.filter((line) => line.includes("; 5 others wait for it")).length, 1);
});

Deno.test("formatDumpGrouped() keeps the waits of the runtime, the notes, and the word that nothing was found", () => {
  const serve = new Stack({
    id: "9",
    root: "accept",
    frames: [frame("accept", "ext:deno_http/00_serve.ts:10:1", "", { hide: true })],
    leaf: leaf("Deno.serve: waiting for a connection", "op"),
  });
  const text = formatDumpGrouped(dumpOf([serve, serve], { notes: ["a note"] })).join("");
  assertMatch(text, /^pid 4711: no task waits\n\nNothing suspended was found/);
  assertStringIncludes(text, "\nRuntime waits:\n- Deno.serve: waiting for a connection (2 times)\n\nNote: a note\n");
});

Deno.test("formatDumpGrouped() in colour is the same text, with what waits in bold", () => {
  const dump = dumpOf([...several(3, (index) => worker(index, "x")), ...several(4, (kind) => worker(9, "y", kind))]);
  const coloured = formatDumpGrouped(dump, { palette: COLOURED });
  const plain = formatDumpGrouped(dump);
  assertEquals(coloured.map(stripAnsiCode), plain);
  assertNotEquals(coloured, plain);
  assertStringIncludes(coloured.join(""), "\x1b[1m4 x worker\x1b[22m");
});

Deno.test("formatDumpGrouped() of 10,000 tasks of 20 shapes has 20 trees whose numbers add up", () => {
  const tasks = several(10_000, (index) => worker(index, `setTimeout ${index} ms`, index % 20));
  const lines = formatDumpGrouped(dumpOf(tasks));
  const numbers = titles(lines).map((title) => Number(/^([\d,]+) x worker/.exec(title)?.[1].replace(",", "")));
  assertEquals(numbers, Array(20).fill(500));
  assertLessOrEqual(lines.length, 1 + 8 + 20 * 7);
});

Deno.test("Dump.formatGrouped() of a process with 10,000 tasks has few lines, and numbers that add up", async () => {
  const program = fileURLToPath(new URL("../fixtures/many_tasks.ts", import.meta.url));
  const args = ["run", "--no-config", "--allow-sys", "--allow-read", program];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
  const { equal, mixed } = JSON.parse(new TextDecoder().decode(stdout));
  assertLessOrEqual(equal.lines.length, 25, equal.lines.join(""));
  assertEquals(titles(equal.lines), ["10,000 x request (#1, #2, #3, ...), waiting in turn"]);
  const numbers = titles(mixed.lines).map((title) => Number(/^(\d+) x <anonymous>/.exec(title)?.[1]));
  assertEquals([numbers.length, numbers.reduce((sum, number) => sum + number, 0)], [20, mixed.tasks]);
  assertStringIncludes(mixed.lines.join(""), "\n- 1,000 x turn at many_tasks.ts:7:3: a promise held by gate[...]\n");
});

/** The first line of each tree. */
function titles(lines: readonly string[]): string[] {
  const found = lines.filter((line, at) => at > 1 && lines[at - 1] === "\n" && !/^\S.*:\n$/.test(line));
  return found.map((line) => line.trimEnd());
}

Deno.test("formatDumpGrouped() tells the ids of children that a circle of waits names", () => {
  const child = (id: string) =>
    new Stack({ id, root: "transfer", frames: [frame("transfer", "app.ts:9:3", "await lock;")], leaf: leaf("a lock") });
  const members = ["2", "3"].map((stack, index) => ({
    name: "transfer",
    stack,
    url: "file:///srv/app.ts",
    line: 9,
    column: 3,
    waitsFor: "Mutex b",
    heldBy: 1 - index,
    taken: "",
  }));
  const deadlocks = [
    new Deadlock({ kind: "lock", description: "2 tasks wait for each other", certain: true, members }),
  ];
  const lines = formatDumpGrouped(dumpOf([joining(1, "Promise.all", ["2", "3", "4"].map(child))], { deadlocks }));
  assertStringIncludes(lines.join(""), "2 x transfer (#2, #3)\n");
  assertStringIncludes(lines.join(""), "── transfer\n");
});
