import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dumpToJson, type JsonOptions, stackToJson } from "../../src/format/json.ts";
import { DUMP_SCHEMA } from "../../src/format/schema.ts";
import { Context } from "../../src/model/context.ts";
import { Dump } from "../../src/model/dump.ts";
import { Leaf } from "../../src/model/leaf.ts";
import { Stack } from "../../src/model/stack.ts";
import { violations } from "./json_schema.ts";
import { combinator, exampleStack, frame, leaf, nativeFrame, reference, resource, taskStack } from "./models.ts";

function dumpOf(tasks: Stack[]): Dump {
  return new Dump({
    target: { kind: "process", runtime: "deno 2.9.6" },
    takenAt: new Date(0),
    tasks,
    stats: {
      tasks: tasks.length,
      frames: 3,
      hiddenFrames: 0,
      snapshotBytes: 1000,
      states: { waiting: 1 },
      leafKinds: { timer: 1 },
    },
    notes: ["a note"],
  });
}

function written(dump: Dump, options?: JsonOptions): Record<string, unknown> {
  return JSON.parse(JSON.stringify(dumpToJson(dump, options)));
}

Deno.test("dumpToJson() writes every key, null for what is absent", () => {
  const locals = () => ({ id: "3" });
  const group = resource("Group", { isAsync: true, varName: "group", startLine: 3, children: [new Stack()] });
  const frames = [
    frame("Pool.main", "file:///srv/app.ts:52:3", "await all;", { contexts: [group], locals, isAsync: true }),
    nativeFrame("Promise.all", { hide: true }),
  ];
  const timer = new Leaf({
    kind: "timer",
    description: "setTimeout 5 ms",
    details: { ms: 5, left: NaN, repeats: false },
  });
  const dump = dumpOf([new Stack({ id: "#1", root: "main", frames, leaf: timer })]);
  assertEquals(written(dump), {
    schema: "stackscope/1",
    target: { kind: "process", pid: null, title: null, runtime: "deno 2.9.6" },
    takenAt: "1970-01-01T00:00:00.000Z",
    tasks: [{
      id: "#1",
      root: "main",
      frames: [{
        functionName: "main",
        className: "Pool",
        url: "file:///srv/app.ts",
        line: 52,
        column: 3,
        lineText: "await all;",
        isAsync: true,
        hide: false,
        contexts: [{
          kind: "using",
          description: null,
          name: "group",
          typeName: "Group",
          isAsync: true,
          isExiting: false,
          line: 3,
          children: [{ id: null, root: null, frames: [], leaf: null, error: null }],
          innerStack: null,
        }],
      }, {
        functionName: "all",
        className: "Promise",
        url: "",
        line: 0,
        column: 0,
        lineText: "",
        isAsync: false,
        hide: true,
        contexts: [],
      }],
      leaf: { kind: "timer", description: "setTimeout 5 ms", details: { ms: 5, left: "NaN", repeats: false } },
      error: null,
    }],
    stats: {
      tasks: 1,
      frames: 3,
      hiddenFrames: 0,
      snapshotBytes: 1000,
      states: { waiting: 1 },
      leafKinds: { timer: 1 },
      awaitSites: [],
    },
    notes: ["a note"],
  });
  const [task] = dumpToJson(dump, { showLocals: true }).tasks;
  assert("frames" in task);
  assertEquals(task.frames.map((frame) => frame.locals), [{ id: "3" }, undefined]);
});

Deno.test("dumpToJson() fits its schema", () => {
  const error = new AggregateError([new Error("one"), new Error("two")], "two");
  const hostile = frame("f\n", "a.ts:1:1", "x".repeat(5000), {
    locals: () => {
      throw new Error("gone");
    },
  });
  const dump = dumpOf([
    exampleStack((function* () {})()),
    taskStack({ recursed: true }),
    new Stack({ frames: [hostile], leaf: [leaf("a"), leaf("b")], error }),
    new Stack({ leaf: reference("#1", "see #1") }),
    new Stack({
      frames: [
        nativeFrame("Promise.all", {
          contexts: [combinator("Promise.all", [new Stack({ leaf: reference("#1", "") })])],
        }),
      ],
    }),
    deepStack(),
  ]);
  for (const json of [written(dump), written(dump, { showLocals: true })]) {
    assertEquals(violations(json, DUMP_SCHEMA), []);
  }
});

Deno.test("DUMP_SCHEMA refuses what is not a dump", () => {
  const json = written(dumpOf([taskStack({ recursed: true })]));
  const refused = [
    { ...json, schema: "stackscope/2" },
    { ...json, extra: 1 },
    { ...json, tasks: [{ ref: 1 }] },
    { ...json, stats: { ...json.stats as object, frames: -1 } },
    { ...json, tasks: [{ ...(json.tasks as object[])[0], leaf: [] }] },
    Object.fromEntries(Object.entries(json).filter(([key]) => key !== "notes")),
  ];
  assertEquals(refused.filter((json) => violations(json, DUMP_SCHEMA).length === 0), []);
});

Deno.test("stackToJson() writes references as references", () => {
  const twice = new Stack({ root: "twice", frames: [frame("f", "a.ts:1:1", "")] });
  const branches = [new Stack({ leaf: reference("#7", "see #7") }), twice, twice];
  const contexts = [combinator("Promise.all", branches)];
  const json = stackToJson(
    new Stack({ frames: [nativeFrame("Promise.all", { contexts })], leaf: reference("#8", "see #8") }),
  );
  assert("frames" in json);
  assertEquals(json.leaf, { kind: "reference", description: "see #8", details: { ref: "#8" } });
  const [first, second, third] = json.frames[0].contexts[0].children;
  assertEquals([first, third], [{ ref: "#7" }, { ref: "~1" }]);
  assert("frames" in second);
  assertEquals([second.id, second.root], ["~1", "twice"]);
});

Deno.test("stackToJson() leaves hidden contexts and hidden lines out", () => {
  const contexts = [
    new Context({ hide: true }),
    new Context({ varName: "x", children: [new Context({ hide: true })] }),
  ];
  const json = stackToJson(new Stack({ frames: [frame("f", "a.ts:1:1", "secret", { contexts, hideLine: true })] }));
  assert("frames" in json);
  assertEquals(json.frames[0].contexts.map((context) => [context.name, context.children]), [["x", []]]);
  assertEquals(json.frames[0].lineText, "");
});

Deno.test("dumpToJson() writes what is nested deep as tasks of their own", () => {
  const json = dumpToJson(dumpOf([deepStack()]));
  const text = JSON.stringify(json);
  assertEquals(text.match(/"functionName":"rec"/g)?.length, 3000);
  assertEquals(text.match(/"functionName":"bottom"/g)?.length, 1);
  const refs = [...text.matchAll(/"ref":"(~\d+)"/g)].map(([, id]) => id);
  assertEquals(refs, json.tasks.slice(1).map((task) => "id" in task ? task.id : ""));
  assertStringIncludes(json.notes.join(), "nested more than 50 deep");
});

Deno.test("stackToJson() ends on depth and on cycles, and says so", () => {
  assertStringIncludes(JSON.stringify(stackToJson(deepStack())), "Nested more than 50 deep: not written");
  const children: (Stack | Context)[] = [];
  const group = resource("Group", { children });
  const stack = new Stack({ root: "main", frames: [frame("main", "a.ts:9:1", "", { contexts: [group] })] });
  children.push(stack, group);
  const json = stackToJson(stack);
  assert("frames" in json);
  const [first, second] = json.frames[0].contexts[0].children;
  assertEquals(first, { ref: "~1" });
  assertEquals("kind" in second && second.children, []);
  let context = new Context();
  for (let level = 0; level < 5000; level++) context = new Context({ children: [context, context] });
  const dump = dumpToJson(dumpOf([new Stack({ frames: [frame("f", "a.ts:1:1", "", { contexts: [context] })] })]));
  assertStringIncludes(dump.notes.join(), "Contexts that stand in several places");
});

function deepStack(): Stack {
  let stack = new Stack({ root: "level 0", frames: [frame("bottom", "a.ts:1:1", "")] });
  for (let level = 1; level <= 3000; level++) {
    stack = new Stack({
      root: `level ${level}`,
      frames: [frame("rec", "a.ts:2:1", "", { contexts: [combinator("Promise.all", [stack])] })],
    });
  }
  return stack;
}
