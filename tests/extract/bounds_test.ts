/** Everything ends: hooks that never come to an end, and structures of a program that contain themselves. */
import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import {
  Context,
  elaborateContext,
  elaborateFrame,
  extract,
  extractChild,
  extractOutermost,
  fillContext,
  Frame,
  type Stack,
  unwrapContext,
  unwrapStackItem,
  yieldsFrames,
} from "../../mod.ts";

class Item {}
class Resource implements Disposable {
  [Symbol.dispose](): void {}
}

const door = Promise.withResolvers<void>();

async function hold(resource: Disposable) {
  using held = resource;
  await door.promise;
  return held;
}

function* once() {
  yield 1;
}

function begun<Yielded>(generator: Generator<Yielded>): Generator<Yielded> {
  generator.next();
  return generator;
}

/** All errors of a stack, as text. */
function errorsOf({ error }: Stack): string[] {
  return (error instanceof AggregateError ? error.errors : error === undefined ? [] : [error]).map(({ message }) =>
    message
  );
}

/** How many contexts there are, and how deep they go. */
function sizeOf(stack: Stack): { contexts: number; depth: number } {
  let contexts = 0, depth = 0;
  const open = stack.frames.flatMap((frame) => frame.contexts.map((context) => ({ context, level: 1 })));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    contexts++;
    depth = Math.max(depth, next.level);
    const { children, innerStack } = next.context;
    const stacks = innerStack === undefined ? [...children] : [...children, innerStack];
    for (const child of stacks) {
      const inside = child instanceof Context ? [child] : child.frames.flatMap(({ contexts }) => contexts);
      for (const context of inside) open.push({ context, level: next.level + 1 });
    }
  }
  return { contexts, depth };
}

Deno.test("extract() ends when a hook redirects to a fresh object every time", () => {
  using _hook = elaborateFrame.register(once, () => begun(once()));
  const stack = extract(begun(once()));
  assertEquals(errorsOf(stack).length, 1);
  assertMatch(errorsOf(stack)[0], /^Cannot look at the heap more than \d+ times/);
});

Deno.test("extract() ends when a hook redirects to the same object every time", () => {
  const generator = begun(once());
  using _hook = elaborateFrame.register(once, () => generator);
  assertMatch(errorsOf(extract(generator)).join(), /^Cannot redirect more than 10000 times: once would go on to/);
});

Deno.test("extract() ends when an item unwraps to frames and one more of its kind for ever", () => {
  const { code } = extractOutermost(begun(once()));
  const init = { code, url: "", line: 1, column: 1, functionName: "again" };
  using _hook = unwrapStackItem.register(Item, () => [new Frame(init), new Item()]);
  const stack = extract(new Item());
  assertMatch(errorsOf(stack).join(), /^Cannot take more than \d+ items/);
  assertLess(stack.length, 100_001);
});

Deno.test("extract() ends when an item unwraps to several of its kind for ever", () => {
  using _hook = unwrapStackItem.register(Item, () => [new Item(), new Item()]);
  const errors = errorsOf(extract(new Item()));
  assertMatch(errors[0], /unwrapped more than 100 times/);
  assertLess(errors.length, 101);
});

Deno.test("extract() ends when yieldsFrames() has no end", () => {
  using _hook = unwrapStackItem.register(
    Item,
    yieldsFrames(function* () {
      for (let at = 0;; at++) yield at;
    }),
  );
  assertMatch(errorsOf(extract(new Item())).join(), /^Cannot take more than 10000 items of a hook/);
});

Deno.test("extract() ends when a context unwraps for ever", () => {
  const waiting = hold(new Resource());
  using _hook = unwrapContext.register(Resource, () => new Resource());
  assertMatch(errorsOf(extract(waiting)).join(), /unwrapped more than 100 times/);
});

Deno.test("extract() ends when contexts have children for ever", () => {
  for (const count of [1, 2]) {
    const waiting = hold(new Resource());
    using _hook = elaborateContext.register(Resource, (_resource, context) => {
      context.children = Array.from({ length: count }, () => new Context({ obj: new Resource() }));
      for (const child of context.children) if (child instanceof Context) fillContext(child);
    });
    const stack = extract(waiting);
    assertMatch(errorsOf(stack).join(), /^Cannot fill contexts deeper than 200 levels: the next one is Resource {}$/);
    const { contexts, depth } = sizeOf(stack);
    assert(depth <= 201, `depth is ${depth}`);
    assert(contexts <= 20_001, `there are ${contexts}`);
    assert(String(stack).includes("held"));
  }
});

Deno.test("a context that contains itself is drawn once", () => {
  const waiting = hold(new Resource());
  using _hook = elaborateContext.register(Resource, (_resource, context) => {
    context.children = [new Context({ description: "in between", children: [context, context] })];
  });
  const stack = extract(waiting);
  assertEquals([stack.error, String(stack).split("in between").length], [undefined, 2]);
});

Deno.test("a task that is its own descendant is a stub the second time", () => {
  const resource = new Resource();
  const task = hold(resource);
  using _hook = elaborateContext.register(Resource, (_resource, context) => {
    context.children = [extractChild(task, { forTask: true })];
  });
  const stack = extract(task, { recurseChildTasks: true });
  assertEquals(stack.error, undefined);
  assertLess(sizeOf(stack).depth, 4);
});

Deno.test("hooks that extract() anew from within come to an end", () => {
  const waiting = hold(new Resource());
  let calls = 0;
  using _hook = elaborateContext.register(Resource, (_resource, context) => {
    calls++;
    const { error } = extract(waiting);
    context.description = error?.message ?? "fine";
  });
  const stack = extract(waiting);
  assertEquals([stack.length, stack.frames[0].contexts[0].description], [1, "fine"]);
  assertLess(calls, 10);
});

Deno.test("disposable stacks that contain themselves or share their entries come to an end", async (t) => {
  await t.step("itself, twice", () => {
    const stack = new DisposableStack();
    stack.use(stack);
    stack.use(stack);
    const found = extract(hold(stack));
    assertEquals(found.error, undefined);
    assertEquals(sizeOf(found), { contexts: 3, depth: 2 });
  });
  await t.step("shared by two, 30 levels deep", () => {
    const outermost = new DisposableStack();
    let at = outermost;
    for (let level = 0; level < 30; level++) {
      const inner = new DisposableStack();
      at.use(inner);
      at.use(inner);
      at = inner;
    }
    const found = extract(hold(outermost));
    assertMatch(errorsOf(found).join(), /^Cannot fill contexts of more than 10000 in one context/);
    assertLess(sizeOf(found).contexts, 20_001);
  });
  await t.step("300 levels deep", () => {
    const outermost = new DisposableStack();
    let at = outermost;
    for (let level = 0; level < 300; level++) at = at.use(new DisposableStack());
    assertLess(sizeOf(extract(hold(outermost))).depth, 202);
  });
  await t.step("5,000 entries", () => {
    const stack = new DisposableStack();
    for (let count = 0; count < 5_000; count++) stack.use(new Resource());
    const [{ contexts: [{ children }] }] = extract(hold(stack)).frames;
    assertEquals(children.length, 1_000);
  });
});

Deno.test("a generator that is its own resource, twice, comes to an end", () => {
  const resource = new Resource();
  function* guard() {
    using first = resource;
    using second = resource;
    yield [first, second];
  }
  const generator = begun(guard());
  Object.assign(resource, { [Symbol.for("stackscope.generator")]: generator });
  const stack = extract(generator);
  assertEquals(stack.error, undefined);
  assertLess(sizeOf(stack).contexts, 20);
});

Deno.test("hooks that put nonsense into a context leave an error, and the stack can be drawn", () => {
  for (const children of [5, null, [null], [5], [Object.create(null)], new Proxy([], {}), [new Proxy({}, {})]]) {
    const waiting = hold(new Resource());
    using _hook = elaborateContext.register(Resource, (_resource, context) => {
      context.children = children as unknown as typeof context.children;
    });
    const stack = extract(waiting);
    assertEquals(errorsOf(stack).length, 1);
    assert(String(stack).includes("held"));
  }
});

Deno.test("long structures are followed to their ends", async (t) => {
  await t.step("1,000 delegates", () => {
    function* delegate(left: number): Generator<number> {
      if (left > 0) yield* delegate(left - 1);
      yield left;
    }
    assertEquals(extract(begun(delegate(999))).length, 1_000);
  });
  await t.step("20,000 awaits", () => {
    let innermost: Promise<void> = door.promise;
    async function wait(inner: Promise<void>) {
      await inner;
    }
    for (let count = 0; count < 20_000; count++) innermost = wait(innermost);
    assertEquals(extract(innermost).length, 20_000);
  });
  await t.step("1,000 combinators", () => {
    let innermost: Promise<unknown> = door.promise;
    for (let count = 0; count < 1_000; count++) innermost = Promise.all([innermost]);
    async function wait() {
      await innermost;
    }
    const stack = extract(wait());
    assertEquals([stack.length, stack.error], [1, undefined]);
    assert(String(stack).includes("200"), "the bound is told");
  });
});

Deno.test("nothing of this still waits", () => door.resolve());
