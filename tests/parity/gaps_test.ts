/** Section 5.4 of the parity spec: what stackscope's own suite leaves out. Whole trees: golden_test.ts. */
import { assert, assertEquals, assertMatch, assertStrictEquals, assertThrows } from "@std/assert";
import {
  type Context,
  customize,
  elaborateContext,
  elaborateFrame,
  extract,
  extractChild,
  extractUntil,
  type Leaf,
  PRUNE,
  Stack,
  StackSlice,
  unwrapContext,
  unwrapStackItem,
} from "../../mod.ts";
import { assertStackMatches, type Entry } from "./assert_stack_matches.ts";
import { Thing } from "./held.ts";

function* inner(): Generator<void> {
  yield;
}

function* outer(): Generator<void> {
  using held = new Thing("h");
  yield* inner();
  void held;
}

const OUTER: Entry[] = [
  ["outer", 'using held = new Thing("h");', "held", "Thing"],
  ["outer", "yield* inner();"],
];
const ALL: Entry[] = [...OUTER, ["inner", "yield;"]];

function begun(body: () => Generator<void> = outer): Generator<void> {
  const running = body();
  running.next();
  return running;
}

Deno.test("conformance 5.4 blank lines stand around children with frames, once between two of them", () => {
  const kids = ["A", "B", "C", "D"].map((name) => "BD".includes(name) ? begun(inner) : name);
  using _group = elaborateContext.register(Thing, (_thing, context) => {
    context.children = kids.map((kid) => extractChild(kid, { forTask: true }));
  });
  const lines = extract(begun(), { recurseChildTasks: true }).format();
  const shape = lines.slice(3, -3).map((line) =>
    line === "║ │\n" ? "" : line.startsWith("║ ├── ") ? line.slice(6, -1) : "frame"
  );
  const child = "Object [Generator] {}";
  assertEquals(shape.filter((line) => line !== "frame"), ["A", "", child, "", "C", "", child, ""]);
});

Deno.test("conformance 5.4 equal entries of the flat form are counted after the third", () => {
  function* deep(depth: number): Generator<void> {
    if (depth > 0) yield* deep(depth - 1);
    else yield;
  }
  const shown = (depth: number) =>
    extract(begun(() => deep(depth))).formatFlat().filter((line) => line.startsWith("  "));
  assertEquals(shown(8).filter((line) => line.startsWith("  [")), ["  [Previous line repeated 5 more times]\n"]);
  assertEquals(shown(4).filter((line) => line.startsWith("  [")), ["  [Previous line repeated 1 more time]\n"]);
  assertEquals(shown(3).filter((line) => line.startsWith("  [")), []);
});

Deno.test("conformance 5.4 hideLine leaves the line out of all three outputs, and showHiddenFrames brings it back", () => {
  using _customized = customize(outer, { hideLine: true });
  const stack = extract(begun());
  const line = "yield* inner();";
  assert(stack.frames[0].hideLine);
  const isIn = (lines: readonly string[]) => lines.some((text) => text.includes(line));
  assertEquals([isIn(stack.format()), isIn(stack.format({ showHiddenFrames: true }))], [false, true]);
  assertEquals([isIn(stack.formatFlat()), isIn(stack.formatFlat({ showContexts: true }))], [false, false]);
  const inSummary = [false, true].map((showHiddenFrames) => isIn(stack.asSummary({ showHiddenFrames }).format()));
  assertEquals(inSummary, [false, true]);
  // Header and contexts stay.
  assertEquals(stack.format().slice(1, 3).map((text) => text.slice(0, 9)), ["╠ outer i", "║ ├ using"]);
});

Deno.test("conformance 5.4 hidden contexts are left out, and brought back by showHiddenFrames", () => {
  using _hook = unwrapContext.register(Thing, () => PRUNE);
  const stack = extract(begun());
  assertEquals(stack.frames[0].contexts.map(({ hide }) => hide), [true]);
  assertStackMatches(stack, ALL.slice(1));
  assertStackMatches(stack, ALL, { showHiddenFrames: true });
  assert(stack.format({ showHiddenFrames: true })[2].startsWith("║ ├ using held"));
});

Deno.test("conformance 5.4 a redirect to [x, undefined] with nothing inward inserts", () => {
  const inserted = begun(inner);
  {
    using _hook = elaborateFrame.register(inner, (frame, nextInner) => {
      assertEquals(nextInner, undefined);
      return frame.origin === inserted ? undefined : [inserted, nextInner];
    });
    assertStackMatches(extract(begun()), [...ALL, ["inner", "yield;"]]);
  }
  // Before the next frame, and in its place.
  const between = begun(inner);
  {
    using _hook = elaborateFrame.register(outer, (_frame, nextInner) => [between, nextInner]);
    assertStackMatches(extract(begun()), [...ALL, ["inner", "yield;"]]);
  }
  using _hook = elaborateFrame.register(outer, () => between);
  assertStackMatches(extract(begun()), ALL);
});

Deno.test("conformance 5.4 redirects that never end are cut, and the error names the frame", () => {
  let redirects = 0;
  using _hook = elaborateFrame.register(inner, () => {
    redirects++;
    return begunInner;
  });
  const begunInner = begun(inner);
  const stack = extract(begun());
  assertMatch(stack.error?.message ?? "", /redirect more than 10000 times: .*inner/);
  assertEquals([stack.length, redirects], [10_002, 10_001]);
  assertEquals(stack.formatFlat().filter((line) => line.includes("Previous line repeated")).length, 1);
});

Deno.test("conformance 5.4 a limit of 0, a negative, fractional or boolean one is refused", () => {
  function here() {
    for (const limit of [0, -1, 1.5]) {
      assertThrows(() => extractUntil(here, { limit }), RangeError, "must be a positive integer");
      assertThrows(() => extract(new StackSlice({ outer: here, limit })), RangeError, "must be a positive integer");
    }
    const limit = true as unknown as number;
    assertThrows(() => extractUntil(here, { limit }), TypeError, "'limit' must be a frame or an integer");
    assertThrows(() => extract(new StackSlice({ outer: here, limit })), TypeError, "'limit'");
  }
  here();
});

Deno.test("conformance 5.4 a text of an object with line breaks stays on one line", () => {
  class Broken {
    readonly text = "one\ntwo\r\u2028three";
  }
  const stack = extract(new Broken());
  assertEquals(stack.format().length, 2);
  assertEquals(stack.formatFlat().length, 2);
  using _hook = elaborateContext.register(Thing, (_thing, context) => {
    context.description = "a\nb";
    context.varName = "x\ny";
  });
  assertEquals(extract(begun()).format().length, 1 + 3 + 2);
});

Deno.test("conformance 5.4 an object whose text throws, or runs code, is written all the same", () => {
  let calls = 0;
  const ran = () => {
    calls++;
    throw new Error("ran");
  };
  class Hostile {
    get name() {
      return ran();
    }
    get [Symbol.toStringTag]() {
      return ran();
    }
    toString() {
      return ran();
    }
    [Symbol.for("Deno.customInspect")]() {
      return ran();
    }
    [Symbol.for("nodejs.util.inspect.custom")]() {
      return ran();
    }
  }
  const proxy = new Proxy({}, { get: ran, getPrototypeOf: ran, ownKeys: ran, getOwnPropertyDescriptor: ran, has: ran });
  for (const item of [new Hostile(), proxy, Object.create(null), Object.create(proxy)]) {
    const stack = extract(item);
    assertEquals(stack.error, undefined);
    assertStrictEquals((stack.leaf as Leaf).obj, item);
    for (const lines of [stack.format(), stack.formatFlat()]) assertEquals(lines.length, 2);
  }
  assertEquals(calls, 0);
});

Deno.test("conformance 5.4 a failing child of a disposable stack does not take its siblings with it", () => {
  class Bad extends Thing {}
  function* holds(): Generator<void> {
    using stack = new DisposableStack();
    stack.use(new Thing("first"));
    stack.use(new Bad("second"));
    stack.use(new Thing("third"));
    yield;
  }
  using _hook = elaborateContext.register(Bad, (_bad, context) => {
    context.description = "half";
    throw new Error("bad child");
  });
  const stack = extract(begun(holds));
  assertStackMatches(stack, [
    ["holds", "using stack = new DisposableStack();", "stack", "DisposableStack"],
    ["holds", '# stack.use(Thing { name: "first", disposals: 0 })', "stack[0]", "Thing"],
    ["holds", "# stack.use(half)", "stack[1]", "Bad"],
    ["holds", '# stack.use(Thing { name: "third", disposals: 0 })', "stack[2]", "Thing"],
    ["holds", "yield;"],
  ], { error: "bad child" });
});

Deno.test("conformance 5.4 hooks for one target compose, in order, and each is undone alone", () => {
  const log: string[] = [];
  const first = elaborateFrame.register(inner, (frame) => {
    log.push(`first ${frame.hideLine}`);
    frame.hideLine = true;
  });
  const second = elaborateFrame.register(inner, (frame) => void log.push(`second ${frame.hideLine}`));
  extract(begun());
  first[Symbol.dispose]();
  extract(begun());
  second[Symbol.dispose]();
  extract(begun());
  assertEquals(log, ["first false", "second true", "second false"]);
});

Deno.test("conformance 5.4 a string that a hook returns is one item", () => {
  class Named {}
  {
    using _hook = unwrapStackItem.register(Named, () => "hello");
    assertStackMatches(extract(new Named()), [], { leaf: "string" });
  }
  using _hook = elaborateFrame.register(inner, () => "hello");
  const stack = extract(begun());
  assertStackMatches(stack, ALL, { leaf: "string" });
  assertEquals((stack.leaf as Leaf).obj, "hello");
  // Any other iterable is one item too; only arrays are several.
  using _set = unwrapStackItem.register(Named, () => new Set([1, 2]));
  assertStackMatches(extract(new Named()), [], { leaf: "Set" });
});

Deno.test("conformance 5.4 each error is counted once, also of an item that a redirect puts back", () => {
  class Fails {}
  let calls = 0;
  using _fails = unwrapStackItem.register(Fails, () => {
    calls++;
    throw new Error(`failure ${calls}`);
  });
  class Items {
    constructor(readonly items: unknown[]) {}
  }
  using _items = unwrapStackItem.register(Items, ({ items }) => items);
  using _insert = elaborateFrame.register(inner, (frame, nextInner) => {
    return frame.origin === added ? undefined : [added, nextInner];
  });
  const added = begun(inner);
  const failing = new Fails();
  const stack = extract(new Items([begun(inner), failing]));
  assertStackMatches(stack, [["inner", "yield;"], ["inner", "yield;"]], { leaf: "Fails", error: "failure 1" });
  assertEquals(calls, 1);
});

Deno.test("conformance 5.4 a task that is its own descendant is drawn as a stub the second time", () => {
  const self = begun();
  using _hook = elaborateContext.register(Thing, (_thing, context) => {
    context.children = [extractChild(self, { forTask: true })];
  });
  const stack = extract(self, { recurseChildTasks: true });
  let depth = 0;
  for (let at: Stack | undefined = stack; at !== undefined && at.length > 0; depth++) {
    const child: Stack | Context | undefined = at.frames[0].contexts[0]?.children[0];
    at = child instanceof Stack ? child : undefined;
  }
  assert(depth <= 2, `drawn ${depth} deep`);
  assertEquals(stack.error, undefined);
});
