import { formatFlat } from "../../src/format/flat.ts";
import { Context } from "../../src/model/context.ts";
import { Stack } from "../../src/model/stack.ts";
import { assertDrawing, combinator, exampleStack, frame, leaf, nativeFrame, resource, taskStack } from "./models.ts";

function* generator(): Generator<void> {
  yield;
}

Deno.test("formatFlat() writes one entry per frame", () => {
  assertDrawing(
    formatFlat(exampleStack(generator())),
    `
    stackscope.Stack of Object [Generator] {} (most recent call last):
      at callExample (example.ts:27:3)
        yield* example();
      at example (example.ts:23:3)
        yield;
    `,
  );
});

Deno.test("formatFlat() writes contexts before their frame", () => {
  assertDrawing(
    formatFlat(exampleStack(generator()), { showContexts: true }),
    `
    stackscope.Stack of Object [Generator] {} (most recent call last):
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
    `,
  );
});

Deno.test("formatFlat() writes whole URLs, and no place for native code", () => {
  const stack = new Stack({
    frames: [
      frame("main", "file:///srv/my%20app.ts:3:9", "await all;"),
      frame("Queue.take", "https://example.com/q.ts:4", ""),
      frame("evaluated", ":7:1", ""),
      nativeFrame("Promise.all", { contexts: [combinator("Promise.all: 2 of 3 pending", [])] }),
    ],
    leaf: [leaf("a lock"), leaf("setTimeout 5 ms")],
  });
  assertDrawing(
    formatFlat(stack, { showContexts: true }),
    `
    stackscope.Stack (most recent call last):
      at main (file:///srv/my%20app.ts:3:9)
        await all;
      at Queue.take (https://example.com/q.ts:4)
      at evaluated (<anonymous>:7:1)
      at Promise.all
        # Promise.all: 2 of 3 pending
      at Promise.all
      Target of innermost frame: [a lock, setTimeout 5 ms]
    `,
  );
});

Deno.test("formatFlat() says how many child tasks it leaves out, and ends with the error", () => {
  const { root, frames } = taskStack({ recursed: true });
  const error = new Error("unused");
  Object.defineProperty(error, "stack", { value: "Error: whee\n    at hook (file:///h.ts:1:2)" });
  assertDrawing(
    formatFlat(new Stack({ root, frames, leaf: leaf("a lock"), error })),
    `
    stackscope.Stack of Task "main" (most recent call last):
      at main (app.ts:17:3)
        await wait();
      Target of innermost frame: a lock
      (2 child tasks not shown)
      Error while extracting stack:
      Error: whee
          at hook (file:///h.ts:1:2)
    `,
  );
});

Deno.test("formatFlat() writes the first three of equal entries", () => {
  const sameFrames = (times: number) => Array.from({ length: times }, () => frame("rec", "a.ts:3:9", "await rec();"));
  const entry = "  at rec (a.ts:3:9)\n    await rec();\n".repeat(3);
  const header = "stackscope.Stack (most recent call last):\n";
  assertDrawing(formatFlat(new Stack({ frames: sameFrames(3) })), `${header}${entry}`);
  assertDrawing(
    formatFlat(new Stack({ frames: [...sameFrames(4), frame("rec", "a.ts:4:9", ""), ...sameFrames(5)] })),
    `${header}${entry}  [Previous line repeated 1 more time]\n  at rec (a.ts:4:9)\n` +
      `${entry}  [Previous line repeated 2 more times]\n`,
  );
});

Deno.test("formatFlat() leaves out the frame while its last context is exiting", () => {
  const sources = { 2: "using c = open();" };
  const shown = resource("Conn", { varName: "c", startLine: 2, isExiting: true });
  const hidden = resource("Conn", { varName: "c", startLine: 2, isExiting: true, hide: true });
  const exiting = (context: Context) =>
    new Stack({ frames: [frame("f", "a.ts:9:1", "}", { contexts: [context], sources })] });
  assertDrawing(
    formatFlat(exiting(shown), { showContexts: true }),
    `
    stackscope.Stack (most recent call last):
      at f (c: Conn) (a.ts:2)
        using c = open();
    `,
  );
  for (const lines of [formatFlat(exiting(shown)), formatFlat(exiting(hidden), { showContexts: true })]) {
    assertDrawing(
      lines,
      `
      stackscope.Stack (most recent call last):
        at f (a.ts:9:1)
          }
      `,
    );
  }
});

Deno.test("formatFlat() leaves hidden frames, hidden contexts and hidden lines out", () => {
  const contexts = [
    new Context({ hide: true, varName: "secret" }),
    new Context({ varName: "outer", children: [new Context({ obj: 42, startLine: 3 })] }),
  ];
  const stack = new Stack({
    frames: [
      frame("entry", "ext:core/mod.js:7:1", "run();", { hide: true }),
      frame("main", "app.ts:3:1", "await x;", { contexts, hideLine: true, sources: { 3: "let x;" } }),
    ],
  });
  assertDrawing(
    formatFlat(stack, { showContexts: true }),
    `
    stackscope.Stack (most recent call last):
      at main (outer) (app.ts:3)
      at main (_: number) (app.ts:3)
        # 42
      at main (app.ts:3:1)
    `,
  );
  assertDrawing(
    formatFlat(stack, { showHiddenFrames: true }),
    `
    stackscope.Stack (most recent call last):
      at entry (ext:core/mod.js:7:1)
        run();
      at main (app.ts:3:1)
        await x;
    `,
  );
});

Deno.test("formatFlat() writes locals when asked", () => {
  const stack = new Stack({
    frames: [frame("f", "a.ts:1:1", "await x;", { locals: () => ({ id: "3", name: "'q'" }) })],
  });
  assertDrawing(
    formatFlat(stack, { showLocals: true }),
    `
    stackscope.Stack (most recent call last):
      at f (a.ts:1:1)
        await x;
          id   = 3
          name = 'q'
    `,
  );
});
