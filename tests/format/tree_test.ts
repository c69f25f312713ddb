import { formatContext, formatStack } from "../../src/format/tree.ts";
import { Context } from "../../src/model/context.ts";
import { Stack } from "../../src/model/stack.ts";
import { assertDrawing, combinator, errorWithStack, exampleStack, frame, leaf, resource, taskStack } from "./models.ts";

function* generator(): Generator<void> {
  yield;
}

Deno.test("formatStack() draws resources made of generators inside each other", () => {
  assertDrawing(
    formatStack(exampleStack(generator())),
    `
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
    `,
  );
});

Deno.test("formatStack() draws the same with ASCII characters", () => {
  assertDrawing(
    formatStack(exampleStack(generator()), { asciiOnly: true }),
    `
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
    `,
  );
});

Deno.test("formatStack() leaves contexts out", () => {
  assertDrawing(
    formatStack(exampleStack(generator()), { showContexts: false }),
    `
    stackscope.Stack of Object [Generator] {} (most recent call last):
    ╠ callExample in example at example.ts:27:3
    ║ └ yield* example();
    ╠ example in example at example.ts:23:3
    ║ └ yield;
    `,
  );
});

Deno.test("formatContext() draws without source text and puts the description first", () => {
  const context = exampleStack(generator()).frames[1].contexts[0].innerStack?.frames[0].contexts[0] ?? new Context();
  assertDrawing(
    formatContext(context),
    `
    innerContext(...)  # inner: GeneratorResource (line 17)
    ╠ innerContext in example at example.ts:13:3
    ║ ├ using stack = new DisposableStack();  # stack: DisposableStack (line 10)
    ║ ├── stack.use(nullContext(...))  # stack[0]: GeneratorResource
    ║ │   ╠ nullContext in example at example.ts:4:3
    ║ │   ║ └ yield;
    ║ ├── stack.defer(someCallback)  # stack[1]: Function
    ║ └ yield "inner";
    `,
  );
});

Deno.test("formatContext() draws children of a context by itself", () => {
  const group = taskStack({ recursed: true }).frames[0].contexts[0];
  assertDrawing(
    formatContext(group),
    `
    await using <???>  # group: TaskGroup (line 9)

    ─ Task "kid1"
      ╠ child1 in app at app.ts:5:1
      ║ ├ await using inner = new TaskGroup();  # inner: TaskGroup (line 4)
      ║ │
      ║ ├── Task "grandkid1"
      ║ │   ╠ sleeper in app at app.ts:2:3
      ║ │   ║ └ await forever;
      ║ │
      ║ ├── Task "grandkid2"
      ║ │   ╠ sleeper in app at app.ts:2:3
      ║ │   ║ └ await forever;
      ║ │
      ╠ TaskGroup.[Symbol.asyncDispose] in group at group.ts:31:5
      ║ └ await this.#allDone;

    ─ Task "kid2"
      ╠ sleeper in app at app.ts:2:3
      ║ └ await forever;

    `.replace(/ *$/, ""),
  );
});

Deno.test("formatStack() draws child tasks as stubs, without blank lines", () => {
  assertDrawing(
    formatStack(taskStack({ recursed: false })),
    `
    stackscope.Stack of Task "main" (most recent call last):
    ╠ main in app at app.ts:17:3
    ║ ├ await using group = new TaskGroup();  # group: TaskGroup (line 9)
    ║ ├── Task "kid1"
    ║ ├── Task "kid2"
    ║ └ await wait();
    `,
  );
});

Deno.test("formatStack() draws child tasks with frames between blank lines, and no code line while exiting", () => {
  assertDrawing(
    formatStack(taskStack({ recursed: true })),
    `
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
    `,
  );
});

Deno.test("formatStack() draws child tasks with ASCII characters", () => {
  assertDrawing(
    formatStack(taskStack({ recursed: true }), { asciiOnly: true }),
    `
    stackscope.Stack of Task "main" (most recent call last):
    + main in app at app.ts:17:3
    | . await using group = new TaskGroup();  # group: TaskGroup (line 9)
    |
    |   . Task "kid1"
    |     + child1 in app at app.ts:5:1
    |     | . await using inner = new TaskGroup();  # inner: TaskGroup (line 4)
    |     |
    |     |   . Task "grandkid1"
    |     |     + sleeper in app at app.ts:2:3
    |     |     | \` await forever;
    |     |
    |     |   . Task "grandkid2"
    |     |     + sleeper in app at app.ts:2:3
    |     |     | \` await forever;
    |     |
    |     + TaskGroup.[Symbol.asyncDispose] in group at group.ts:31:5
    |     | \` await this.#allDone;
    |
    |   . Task "kid2"
    |     + sleeper in app at app.ts:2:3
    |     | \` await forever;
    |
    | \` await wait();
    `,
  );
});

Deno.test("formatStack() says how many child tasks it leaves out", () => {
  assertDrawing(
    formatStack(taskStack({ recursed: true }), { showContexts: false }),
    `
    stackscope.Stack of Task "main" (most recent call last):
    ╠ main in app at app.ts:17:3
    ║ └ await wait();
      (2 child tasks not shown)
    `.replaceAll(/^ {4}/gm, ""),
  );
  const one = new Stack({
    frames: [frame("f", "app.ts:1:1", "await x;", { contexts: [combinator("Promise.all", [new Stack()])] })],
    leaf: leaf("a lock"),
    error: errorWithStack("Error: whee"),
  });
  assertDrawing(
    formatStack(one, { showContexts: false }),
    `
    stackscope.Stack (most recent call last):
    ╠ f in app at app.ts:1:1
    ║ └ await x;
    ╚ a lock
      (1 child task not shown)
      Error while extracting stack:
      Error: whee
    `,
  );
});

Deno.test("formatStack() sets children with frames off from those without", () => {
  const children = ["A", "B", "C", "D"].map((root) =>
    new Stack({ root, frames: "BD".includes(root) ? [frame("f", "app.ts:2:3", "await x;")] : [] })
  );
  const stack = new Stack({
    frames: [frame("main", "app.ts:9:3", "await all;", { contexts: [resource("Group", { children })] })],
  });
  assertDrawing(
    formatStack(stack),
    `
    stackscope.Stack (most recent call last):
    ╠ main in app at app.ts:9:3
    ║ ├ using <???>  # _: Group
    ║ ├── A
    ║ │
    ║ ├── B
    ║ │   ╠ f in app at app.ts:2:3
    ║ │   ║ └ await x;
    ║ │
    ║ ├── C
    ║ │
    ║ ├── D
    ║ │   ╠ f in app at app.ts:2:3
    ║ │   ║ └ await x;
    ║ │
    ║ └ await all;
    `,
  );
});

Deno.test("formatStack() draws a resource that is being disposed without code line", () => {
  const stack = new Stack({
    root: undefined,
    frames: [
      frame("fn", "app.ts:104:1", "}", {
        sources: { 102: "using c = capture();" },
        contexts: [resource("GeneratorResource", { varName: "c", startLine: 102, isExiting: true })],
      }),
      frame("GeneratorResource.[Symbol.dispose]", "resource.ts:10:5", "this.#generator.next();"),
      frame("capture", "app.ts:98:5", "result = extractSince(fn);"),
    ],
  });
  assertDrawing(
    formatStack(stack),
    `
    stackscope.Stack (most recent call last):
    ╠ fn in app at app.ts:104:1
    ║ ├ using c = capture();  # c: GeneratorResource (line 102)
    ╠ GeneratorResource.[Symbol.dispose] in resource at resource.ts:10:5
    ║ └ this.#generator.next();
    ╠ capture in app at app.ts:98:5
    ║ └ result = extractSince(fn);
    `,
  );
  assertDrawing(
    formatStack(stack, { showContexts: false }),
    `
    stackscope.Stack (most recent call last):
    ╠ fn in app at app.ts:104:1
    ╠ GeneratorResource.[Symbol.dispose] in resource at resource.ts:10:5
    ║ └ this.#generator.next();
    ╠ capture in app at app.ts:98:5
    ║ └ result = extractSince(fn);
    `,
  );
});

Deno.test("formatStack() joins grandchildren to the line of their parent", () => {
  const innermost = resource("GeneratorResource", {
    varName: "outer[0][0]",
    description: "outer[0].use(g(...))",
    innerStack: new Stack({ frames: [frame("g", "app.ts:40:3", "yield;")] }),
  });
  const entry = new Context({
    obj: new DisposableStack(),
    varName: "outer[0]",
    startLine: 48,
    description: "outer.use(DisposableStack {})",
    children: [innermost],
  });
  const outer = new Context({ obj: new DisposableStack(), varName: "outer", startLine: 48, children: [entry] });
  const sources = { 48: "using outer = open();" };
  const stack = new Stack({ frames: [frame("fn", "app.ts:50:3", "yield;", { contexts: [outer], sources })] });
  assertDrawing(
    formatStack(stack),
    `
    stackscope.Stack (most recent call last):
    ╠ fn in app at app.ts:50:3
    ║ ├ using outer = open();  # outer: DisposableStack (line 48)
    ║ ├── outer.use(DisposableStack {})  # outer[0]: DisposableStack
    ║ │   ├── outer[0].use(g(...))  # outer[0][0]: GeneratorResource
    ║ │   │   ╠ g in app at app.ts:40:3
    ║ │   │   ║ └ yield;
    ║ └ yield;
    `,
  );
  assertDrawing(
    formatStack(stack, { asciiOnly: true }),
    `
    stackscope.Stack (most recent call last):
    + fn in app at app.ts:50:3
    | . using outer = open();  # outer: DisposableStack (line 48)
    |   . outer.use(DisposableStack {})  # outer[0]: DisposableStack
    |       . outer[0].use(g(...))  # outer[0][0]: GeneratorResource
    |         + g in app at app.ts:40:3
    |         | \` yield;
    | \` yield;
    `,
  );
});
