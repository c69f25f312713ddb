/** The texts of sections 2.4 to 2.6 of the parity spec, as `extract()` gives them for real programs. */
import { assert, assertEquals } from "@std/assert";
import {
  Context,
  elaborateContext,
  elaborateFrame,
  extract,
  extractChild,
  extractOutermost,
  Stack,
  unwrapStackItem,
} from "../../mod.ts";
import { drawn, withoutPaths, withoutPositions } from "./drawings.ts";
import { gen } from "./example.ts";
import { Task, TaskGroup } from "./group.ts";
import { letGo, main, nested, whileExiting } from "./programs/app.ts";
import { settle } from "./held.ts";

/** Teach the library what a task and a group of tasks are, as glue does. */
function withTasks(): Disposable {
  const hooks = new DisposableStack();
  hooks.use(unwrapStackItem.register(Task, (task) => task.done));
  hooks.use(elaborateContext.register(TaskGroup, (group, context) => {
    context.children = group.tasks.map((task) => extractChild(task, { forTask: true }));
  }));
  return hooks;
}

/** The drawing of a task of `app.ts`: leaves, which the spec does not draw, are left out, and a task is written by its name. */
function ofTask(lines: readonly string[]): string {
  const drawing = lines.filter((line) => !/[╚] /.test(line)).join("").replaceAll(/Task { name: ("\w+") }/g, "Task $1");
  return withoutPositions(withoutPaths([drawing]));
}

Deno.test("golden 2.4 the example: whole tree", () => {
  assertEquals(
    withoutPaths(extract(gen).format()),
    drawn(`
    stackscope.Stack of Object [Generator] {} (most recent call last):
    ╠ callExample in example at example.ts:27:3
    ║ └ yield* example();
    ╠ example in example at example.ts:23:3
    ║ ├ using outer = outerContext();  # outer: GeneratorResource (line 22)
    ║ │ ╠ outerContext in example at example.ts:18:3
    ║ │ ║ ├ using inner = innerContext();  # inner: GeneratorResource (line 17)
    ║ │ ║ │ ╠ innerContext in example at example.ts:13:3
    ║ │ ║ │ ║ ├ using stack = new DisposableStack();  # stack: DisposableStack (line 10)
    ║ │ ║ │ ║ ├── stack.use(nullContext(...))  # stack[0]: GeneratorResource
    ║ │ ║ │ ║ │   ╠ nullContext in example at example.ts:4:3
    ║ │ ║ │ ║ │   ║ └ yield;
    ║ │ ║ │ ║ ├── stack.defer(someCallback)  # stack[1]: Function
    ║ │ ║ │ ║ └ yield "inner";
    ║ │ ║ └ yield "outer";
    ║ └ yield;
    `),
  );
});

Deno.test("golden 2.4 the example: asciiOnly", () => {
  assertEquals(
    withoutPaths(extract(gen).format({ asciiOnly: true })),
    drawn(`
    stackscope.Stack of Object [Generator] {} (most recent call last):
    + callExample in example at example.ts:27:3
    | \` yield* example();
    + example in example at example.ts:23:3
    | . using outer = outerContext();  # outer: GeneratorResource (line 22)
    |   + outerContext in example at example.ts:18:3
    |   | . using inner = innerContext();  # inner: GeneratorResource (line 17)
    |   |   + innerContext in example at example.ts:13:3
    |   |   | . using stack = new DisposableStack();  # stack: DisposableStack (line 10)
    |   |   |   . stack.use(nullContext(...))  # stack[0]: GeneratorResource
    |   |   |     + nullContext in example at example.ts:4:3
    |   |   |     | \` yield;
    |   |   |   . stack.defer(someCallback)  # stack[1]: Function
    |   |   | \` yield "inner";
    |   | \` yield "outer";
    | \` yield;
    `),
  );
});

Deno.test("golden 2.4 the example: showContexts false", () => {
  assertEquals(
    withoutPaths(extract(gen).format({ showContexts: false })),
    drawn(`
    stackscope.Stack of Object [Generator] {} (most recent call last):
    ╠ callExample in example at example.ts:27:3
    ║ └ yield* example();
    ╠ example in example at example.ts:23:3
    ║ └ yield;
    `),
  );
});

Deno.test("golden 2.4 the example: a context by itself", () => {
  const context = extract(gen).frames[1].contexts[0].innerStack?.frames[0].contexts[0];
  assertEquals(
    withoutPaths([String(context)]),
    drawn(`
    innerContext(...)  # inner: GeneratorResource (line 17)
    ╠ innerContext in example at example.ts:13:3
    ║ ├ using stack = new DisposableStack();  # stack: DisposableStack (line 10)
    ║ ├── stack.use(nullContext(...))  # stack[0]: GeneratorResource
    ║ │   ╠ nullContext in example at example.ts:4:3
    ║ │   ║ └ yield;
    ║ ├── stack.defer(someCallback)  # stack[1]: Function
    ║ └ yield "inner";
    `),
  );
});

Deno.test("golden 2.4 a task group: stubs, then the whole tree", async () => {
  using _tasks = withTasks();
  await settle();
  assertEquals(
    ofTask(extract(main).format()),
    withoutPositions(drawn(`
    stackscope.Stack of Task "main" (most recent call last):
    ╠ main in app at app.ts:17:3
    ║ ├ await using group = new TaskGroup();  # group: TaskGroup (line 9)
    ║ ├── Task "kid1"
    ║ ├── Task "kid2"
    ║ └ await wait();
    `)),
  );
  assertEquals(
    ofTask(extract(main, { recurseChildTasks: true }).format()),
    withoutPositions(drawn(`
    stackscope.Stack of Task "main" (most recent call last):
    ╠ main in app at app.ts:17:3
    ║ ├ await using group = new TaskGroup();  # group: TaskGroup (line 9)
    ║ │
    ║ ├── Task "kid1"
    ║ │   ╠ child1 in app at app.ts:5:1
    ║ │   ║ ├ await using inner = new TaskGroup();  # inner: TaskGroup (line 4)
    ║ │   ║ │
    ║ │   ║ ├── Task "grandkid1"
    ║ │   ║ │   ╠ sleeper in app at app.ts:2:3
    ║ │   ║ │   ║ └ await forever;
    ║ │   ║ │
    ║ │   ║ ├── Task "grandkid2"
    ║ │   ║ │   ╠ sleeper in app at app.ts:2:3
    ║ │   ║ │   ║ └ await forever;
    ║ │   ║ │
    ║ │   ╠ TaskGroup.[Symbol.asyncDispose] in group at group.ts:31:5
    ║ │   ║ └ await this.#allDone;
    ║ │
    ║ ├── Task "kid2"
    ║ │   ╠ sleeper in app at app.ts:2:3
    ║ │   ║ └ await forever;
    ║ │
    ║ └ await wait();
    `)),
  );
  const bare = extract(main).format({ showContexts: false });
  assertEquals(bare.at(-1), "  (2 child tasks not shown)\n");
  assertEquals(extract(main).formatFlat().at(-1), "  (2 child tasks not shown)\n");
  letGo();
  await main.done;
});

Deno.test("golden 2.4 a synchronous resource that is being disposed of", () => {
  const stack = whileExiting();
  assert(stack !== undefined);
  assertEquals(
    withoutPositions(withoutPaths(stack.format())),
    withoutPositions(drawn(`
    stackscope.Stack (most recent call last):
    ╠ fn in app at app.ts:104:1
    ║ ├ using c = capture();  # c: GeneratorResource (line 102)
    ╠ GeneratorResource.[Symbol.dispose] in resource at resource.ts:10:5
    ║ └ this.#generator.next();
    ╠ capture in app at app.ts:98:5
    ║ └ result = extractSince(fn);
    `)),
  );
});

Deno.test("golden 2.4 a disposable stack inside a disposable stack: the grandchild is joined", () => {
  const frame = extractOutermost(nested);
  assertEquals(
    withoutPositions(withoutPaths(frame.format())),
    withoutPositions(drawn(`
    fn in app at app.ts:50:3
    ├ using outer = open();  # outer: DisposableStack (line 48)
    ├── outer.use(DisposableStack {})  # outer[0]: DisposableStack
    │   ├── outer[0].use(g(...))  # outer[0][0]: GeneratorResource
    │   │   ╠ g in app at app.ts:40:3
    │   │   ║ └ yield;
    └ yield;
    `)),
  );
  assertEquals(
    withoutPositions(withoutPaths(frame.format({ asciiOnly: true }))),
    withoutPositions(drawn(`
    fn in app at app.ts:50:3
    . using outer = open();  # outer: DisposableStack (line 48)
      . outer.use(DisposableStack {})  # outer[0]: DisposableStack
          . outer[0].use(g(...))  # outer[0][0]: GeneratorResource
            + g in app at app.ts:40:3
            | \` yield;
    \` yield;
    `)),
  );
});

Deno.test("conformance 5.3 test_format_oddities [port]: lines -100 and 0, contexts of which little is known, a nameless child", () => {
  function* generator() {
    yield;
  }
  const running = generator();
  running.next();
  using _hook = elaborateFrame.register(generator, (frame) => {
    frame.contexts = [
      new Context(),
      new Context({ isAsync: true, startLine: -100 }),
      new Context({ obj: 10 }),
      new Context({ varName: "foo", children: [new Stack()] }),
    ];
  });
  const stack = extract(running);
  const shown = (form?: "ascii") =>
    withoutPaths(stack.format({ asciiOnly: form === "ascii" })).replace(/golden_test.ts:\S+/, "HERE");
  assertEquals(
    shown(),
    drawn(`
    stackscope.Stack of Object [Generator] {} (most recent call last):
    ╠ generator in golden_test at HERE
    ║ ├ using <???>
    ║ ├ await using <???>  # (line -100)
    ║ ├ using <???>  # _: number
    ║ ├ using <???>  # foo
    ║ ├── <unidentified child>
    ║ └ yield;
    `),
  );
  assertEquals(
    shown("ascii").split("\n").slice(5),
    ["| . using <???>  # foo", "|   . <unidentified child>", "| ` yield;", ""],
  );
  const [frame] = stack.frames;
  frame.contexts = [];
  for (const line of [-100, 0]) {
    frame.line = line;
    const [header, ...more] = frame.format();
    assertEquals(more, [], "no code line");
    assert(header.startsWith("generator in golden_test at "));
  }
  assertEquals([frame.className, extract(function () {}).frames], [undefined, []]);
});

Deno.test("golden 2.5 the error stands after frames and leaf, two spaces deep", () => {
  class Broken {}
  const error = new Error("whee", { cause: new RangeError("deep") });
  for (const [one, stack] of [[error, "Error: whee\n    at hook (file:1:2)"], [error.cause, "RangeError: deep"]]) {
    Object.defineProperty(one, "stack", { value: stack });
  }
  using _hook = unwrapStackItem.register(Broken, () => {
    throw error;
  });
  const expected = `
      Error while extracting stack:
      Error: whee
          at hook (file:1:2)
      Caused by: RangeError: deep
    `;
  const stack = extract(new Broken());
  const block = expected.replaceAll(/^ {4}/gm, "").trimStart().replace(/^/, "  ");
  assertEquals(
    stack.format().join(""),
    `stackscope.Stack of Broken {} (most recent call last):\n╚ Broken {}\n${block}`,
  );
  assertEquals(
    stack.formatFlat().join(""),
    `stackscope.Stack of Broken {} (most recent call last):\n  Target of innermost frame: Broken {}\n${block}`,
  );
});

Deno.test("golden 2.6 the flat form, without and with contexts", () => {
  const stack = extract(gen);
  assertEquals(
    withoutPaths(stack.formatFlat()),
    drawn(`
    stackscope.Stack of Object [Generator] {} (most recent call last):
      at callExample (example.ts:27:3)
        yield* example();
      at example (example.ts:23:3)
        yield;
    `),
  );
  const withContexts = drawn(`
      at callExample (example.ts:27:3)
        yield* example();
      at example (outer: GeneratorResource) (example.ts:22)
        using outer = outerContext();
      at outerContext (inner: GeneratorResource) (example.ts:17)
        using inner = innerContext();
      at innerContext (stack: DisposableStack) (example.ts:10)
        using stack = new DisposableStack();
      at innerContext (stack[0]: GeneratorResource) (example.ts:10)
        # stack.use(nullContext(...))
      at nullContext (example.ts:4:3)
        yield;
      at innerContext (stack[1]: Function) (example.ts:10)
        # stack.defer(someCallback)
      at innerContext (example.ts:13:3)
        yield "inner";
      at outerContext (example.ts:18:3)
        yield "outer";
      at example (example.ts:23:3)
        yield;
    `);
  const [header, ...lines] = stack.formatFlat({ showContexts: true });
  assertEquals(header, "stackscope.Stack of Object [Generator] {} (most recent call last):\n");
  assertEquals(withoutPaths(lines), withContexts);
  assertEquals(withoutPaths(stack.asSummary({ showContexts: true }).format()), withContexts);
});
