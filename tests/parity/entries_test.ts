/** Conformance with section 5.3 of the parity spec: disposable stacks and generator-backed resources (`test_traceback.py`). */
import { assert, assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import {
  Context,
  customize,
  extract,
  fillContext,
  PRUNE,
  unwrapContext,
  unwrapContextGenerator,
  unwrapStackItem,
} from "../../mod.ts";
import { assertStackMatches } from "./assert_stack_matches.ts";
import { QuickThing, SlowThing, Thing } from "./held.ts";
import { GeneratorResource, resource } from "./resource.ts";

class Named {
  constructor(readonly name: string) {}
  close(): void {}
}

function closeAll(): void {}

Deno.test("conformance 5.3 test_exitstack_formatting [port]: defer(), adopt() and use(), bound and anonymous functions", () => {
  const named = new Named("n");
  function* holds(): Generator<void> {
    using stack = new DisposableStack();
    stack.defer(closeAll);
    stack.defer(named.close.bind(named));
    stack.defer(() => {});
    stack.adopt("value", closeAll);
    stack.adopt(named, (it) => it.close());
    stack.use(new Thing("t"));
    stack.use(null);
    yield;
  }
  const running = holds();
  running.next();
  const stack = extract(running);
  assertStackMatches(stack, [
    ["holds", "using stack = new DisposableStack();", "stack", "DisposableStack"],
    ["holds", "# stack.defer(closeAll)", "stack[0]", "Function"],
    ["holds", '# stack.defer(Named { name: "n" }.close)', "stack[1]", "Function"],
    ["holds", "# stack.defer(<anonymous>)", "stack[2]", "Function"],
    ["holds", '# stack.adopt("value", closeAll)', "stack[3]", "string"],
    ["holds", '# stack.adopt(Named { name: "n" }, <anonymous>)', "stack[4]", "Named"],
    ["holds", '# stack.use(Thing { name: "t", disposals: 0 })', "stack[5]", "Thing"],
    ["holds", "yield;"],
  ]);
  const [{ children }] = stack.frames[0].contexts;
  assertEquals(children.map((child) => child instanceof Context && [child.isAsync, child.startLine]), [
    ...Array.from({ length: 6 }, () => [false, stack.frames[0].contexts[0].startLine]),
  ]);
  running.next();
});

Deno.test("conformance 5.3 test_exitstack_formatting [port]: a stack without a name is called _", () => {
  const owned = new DisposableStack();
  owned.use(new Thing("t"));
  const unnamed = resource(function* unnamed() {
    using inner = new DisposableStack();
    inner.use(owned);
    yield;
  });
  function* holds(): Generator<void> {
    using held = unnamed();
    yield;
    void held;
  }
  const running = holds();
  running.next();
  assertStackMatches(extract(running), [
    ["holds", "using held = unnamed();", "held", "GeneratorResource"],
    ["unnamed", "using inner = new DisposableStack();", "inner", "DisposableStack"],
    ["unnamed", "# inner.use(DisposableStack {})", "inner[0]", "DisposableStack"],
    ["unnamed", '# inner[0].use(Thing { name: "t", disposals: 0 })', "inner[0][0]", "Thing"],
    ["unnamed", "yield;"],
    ["holds", "yield;"],
  ]);
  running.next();

  // Without a name of its own: as a class field is, for one.
  const field = new DisposableStack();
  field.use(new Thing("t"));
  const alone = new Context({ obj: field });
  fillContext(alone);
  assertEquals(alone.children.map((child) => child instanceof Context && [child.varName, child.description]), [
    ["_[0]", '_.use(Thing { name: "t", disposals: 0 })'],
  ]);
});

Deno.test("conformance 5.3 test_asyncexitstack_formatting [port]: an async stack with sync and async entries", async () => {
  const inside = resource(function* inside() {
    yield "in";
  });
  async function* holds(): AsyncGenerator<void> {
    await using stack = new AsyncDisposableStack();
    stack.use(new QuickThing("q"));
    stack.use(new Thing("t"));
    stack.use(inside());
    stack.adopt({ size: 1 }, closeAll);
    stack.defer(async () => {});
    yield;
  }
  const running = holds();
  await running.next();
  const stack = extract(running);
  assertStackMatches(stack, [
    ["holds", "await using stack = new AsyncDisposableStack();", "stack", "AsyncDisposableStack"],
    ["holds", '# stack.use(QuickThing { name: "q" })', "stack[0]", "QuickThing"],
    ["holds", '# stack.use(Thing { name: "t", disposals: 0 })', "stack[1]", "Thing"],
    ["holds", "# stack.use(inside(...))", "stack[2]", "GeneratorResource"],
    ["inside", 'yield "in";'],
    ["holds", "# stack.adopt({ size: 1 }, closeAll)", "stack[3]", "Object"],
    ["holds", "# stack.defer(<anonymous>)", "stack[4]", "AsyncFunction"],
    ["holds", "yield;"],
  ]);
  const [context] = stack.frames[0].contexts;
  assertEquals(context.children.map((child) => child instanceof Context && child.isAsync), [
    true,
    false,
    false,
    true,
    true,
  ]);
  assert(context.isAsync);
  await running.next();
});

/** A resource that an async generator implements. */
class AsyncGeneratorResource implements AsyncDisposable {
  constructor(readonly generator: AsyncGenerator) {
    Object.defineProperty(this, Symbol.for("stackscope.generator"), { value: generator });
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.generator.next();
  }
}

Deno.test("conformance 5.3 test_acm_exiting [port]: an async resource made of a generator, on its way out", async () => {
  const slow = new SlowThing();
  async function* body(): AsyncGenerator<void> {
    yield;
    await slow[Symbol.asyncDispose]();
  }
  const generator = body();
  await generator.next();
  async function holds() {
    await using held = new AsyncGeneratorResource(generator);
    void held;
  }
  const leaving = holds();
  await slow.entered;
  const stack = extract(leaving);
  assertStackMatches(stack, [
    ["holds", "await using held = new AsyncGeneratorResource(generator);", "held", "AsyncGeneratorResource"],
    ["AsyncGeneratorResource.[Symbol.asyncDispose]", "await this.generator.next();"],
    ["body", "await slow[Symbol.asyncDispose]();"],
    ["SlowThing.[Symbol.asyncDispose]", "await this.#gate.promise;"],
  ], { leaf: "Promise" });
  const [held] = stack.frames[0].contexts;
  assertEquals([held.isExiting, held.isAsync, held.innerStack, held.description], [true, true, undefined, "body(...)"]);
  slow.letGo();
  await leaving;
});

Deno.test("conformance 5.3 test_unwrap_loops [port]: endless unwrapping of items and of contexts: an error for each", () => {
  class Endless {
    readonly more = true;
  }
  class Wrapper extends Thing {}
  function* holds(): Generator<void> {
    using held = new Wrapper();
    yield;
    void held;
  }
  const running = holds();
  running.next();
  const item =
    /Endless.* has been unwrapped more than 100 times without reaching something irreducible; probably an infinite loop/;
  using _item = unwrapStackItem.register(Endless, () => new Endless());
  const single = extract(new Endless());
  assertStackMatches(single, [], { leaf: "Endless", error: "unwrapped more than 100 times" });
  assertMatch(single.error?.message ?? "", item);

  using _context = unwrapContext.register(Wrapper, () => new Wrapper());
  assertStackMatches(extract(running), [
    ["holds", "using held = new Wrapper();", "held", "Wrapper"],
    ["holds", "yield;"],
  ], { error: "Wrapper" });

  using _both = unwrapStackItem.register(Both, ({ first }) => [first, new Endless()]);
  assertStackMatches(extract(new Both(running)), [
    ["holds", "using held = new Wrapper();", "held", "Wrapper"],
    ["holds", "yield;"],
  ], { leaf: "Endless", error: ["unwrapped more than 100 times", "unwrapped more than 100 times"] });
  running.next();
});

class Both {
  constructor(readonly first: Generator) {}
}

Deno.test("conformance 5.3 test_unwrap_gcm [port]: unwrapContextGenerator() and generators that live, leave, have ended", async () => {
  const lock = new Named("lock");
  function* guard(): Generator<void> {
    yield;
  }
  const opened = resource(guard);
  function* holds(): Generator<void> {
    using held = opened();
    yield;
    void held;
  }
  const running = holds();
  running.next();
  const plain = [
    ["holds", "using held = opened();", "held", "GeneratorResource"],
    ["guard", "yield;"],
    ["holds", "yield;"],
  ] as const;
  assertStackMatches(extract(running), plain);
  {
    using _hook = unwrapContextGenerator.register(guard, (frame, context) => {
      assertEquals([frame.functionName, context.innerStack?.length], ["guard", 1]);
      return lock;
    });
    const stack = extract(running);
    assertStackMatches(stack, [["holds", "using held = opened();", "held", "Named"], ["holds", "yield;"]]);
    const [context] = stack.frames[0].contexts;
    assertStrictEquals(context.obj, lock);
    assertEquals([context.description, context.innerStack, context.varName], [undefined, undefined, "held"]);
  }
  {
    using _hook = unwrapContextGenerator.register(guard, () => PRUNE);
    assertStackMatches(extract(running), [["holds", "yield;"]]);
  }
  // An exhausted generator has no frame, hence nothing to unwrap it by.
  using _hook = unwrapContextGenerator.register(guard, () => lock);
  const spent = guard();
  spent.next();
  const wrapped = new GeneratorResource(spent);
  function* keeps(): Generator<void> {
    using held = wrapped;
    yield;
    void held;
  }
  const keeping = keeps();
  keeping.next();
  const { contexts: [ended] } = extract(keeping).frames[0];
  assertEquals([ended.obj === wrapped, ended.innerStack?.length, ended.description], [true, 0, "guard(...)"]);

  // Exiting: no inner stack, but unwrapped all the same.
  const slow = new SlowThing();
  async function* asyncGuard(): AsyncGenerator<void> {
    yield;
    await slow[Symbol.asyncDispose]();
  }
  const generator = asyncGuard();
  await generator.next();
  async function leaves() {
    await using held = new AsyncGeneratorResource(generator);
    void held;
  }
  const leaving = leaves();
  await slow.entered;
  const seen: unknown[] = [];
  using _exiting = unwrapContextGenerator.register(asyncGuard, (_frame, context) => {
    seen.push(context.isExiting, context.innerStack);
    return lock;
  });
  using _hidden = customize(AsyncGeneratorResource.prototype[Symbol.asyncDispose], { hide: true });
  assertStackMatches(extract(leaving), [
    ["leaves", "await using held = new AsyncGeneratorResource(generator);", "held", "Named"],
    ["asyncGuard", "await slow[Symbol.asyncDispose]();"],
    ["SlowThing.[Symbol.asyncDispose]", "await this.#gate.promise;"],
  ], { leaf: "Promise" });
  assertEquals(seen, [true, undefined]);
  slow.letGo();
  await leaving;
});
