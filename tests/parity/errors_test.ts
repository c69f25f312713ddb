/** Section 7 of the parity spec: errors of stackscope that are mended. Those shown elsewhere: the table in docs/parity.md. */
import { assert, assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import {
  Context,
  customize,
  elaborateContext,
  elaborateFrame,
  extract,
  extractOutermost,
  extractSince,
  fillContext,
  Frame,
  PRUNE,
  Stack,
  unwrapContext,
  unwrapStackItem,
  yieldsFrames,
} from "../../mod.ts";
import { checkEngine } from "../../src/extract/engine_check.ts";
import { snapshotRegistries } from "../../src/dispatch/snapshot_registries.ts";
import { assertStackMatches } from "./assert_stack_matches.ts";
import { Gate, Thing } from "./held.ts";

function* plumbing(): Generator<void> {
  yield;
}

function begun(body: () => Generator<void> = plumbing): Generator<void> {
  const running = body();
  running.next();
  return running;
}

Deno.test("mended F1: customize() with hideLine works, in both forms", () => {
  using _state = snapshotRegistries();
  class Shop {
    @customize({ hideLine: true })
    *open() {
      yield;
    }
  }
  assertEquals(extract(begun(() => new Shop().open())).frames.map(({ hideLine }) => hideLine), [true]);
  assertEquals(extract(begun()).frames.map(({ hideLine }) => hideLine), [false]);
  customize(plumbing, { hideLine: true });
  assertEquals(extract(begun()).frames.map(({ hideLine }) => hideLine), [true]);
});

Deno.test("mended F4: items are unwrapped as far as needed, once each", () => {
  const log: string[] = [];
  class Item {
    constructor(readonly name: string) {}
  }
  class Items {}
  using _item = unwrapStackItem.register(Item, ({ name }) => {
    log.push(name);
    return begun();
  });
  using _items = unwrapStackItem.register(Items, () => ["a", "b", "c", "d"].map((name) => new Item(name)));
  assertEquals(extractOutermost(new Items()).functionName, "plumbing");
  assert(log.length <= 2, `unwrapped ${log}`);
  log.length = 0;
  using _hook = elaborateFrame.register(plumbing, (_frame, nextInner) => [42, nextInner].slice(1));
  assertEquals(extract(new Items()).length, 4);
  assertEquals(log, ["a", "b", "c", "d"]);
});

Deno.test("mended F4: a frame that is looked at again has its contexts once, and no error", () => {
  function* holds(): Generator<void> {
    using held = new Thing("t");
    yield;
    void held;
  }
  function running(): Stack {
    using held = new Thing("t");
    const stack = extractSince(running);
    void held;
    return stack;
  }
  for (const stack of [extract(begun(holds)), running()]) {
    const [frame] = stack.frames;
    for (let times = 0; times < 2; times++) {
      const again = extract(frame);
      assertEquals([again.error, again.frames.map(({ contexts }) => contexts.length)], [undefined, [1]]);
    }
  }
});

Deno.test("mended F8: a captured text is made once", () => {
  function* holds(): Generator<void> {
    const text = "inner";
    using held = new Thing("t");
    yield;
    void [text, held];
  }
  using _hook = elaborateContext.register(Thing, (_thing, context) => {
    context.description = "'described'";
  });
  const stack = extract(begun(holds));
  const [context, frame] = stack.asSummary({ showContexts: true, captureLocals: true });
  assertEquals(context.locals, { "<context manager>": "'described'" });
  assertEquals(frame.locals?.text ?? '"inner"', '"inner"');
});

Deno.test("mended F12: a description of the wrapper does not survive unwrapping", () => {
  class Wrapper {
    constructor(readonly inside: Thing) {}
  }
  using _description = elaborateContext.register(Wrapper, (_wrapper, context) => {
    context.description = "the wrapper";
    context.children = [new Context()];
    context.innerStack = new Stack();
  });
  using _unwrapped = unwrapContext.register(Wrapper, ({ inside }) => inside);
  const inside = new Thing();
  const context = new Context({ obj: new Wrapper(inside), varName: "x", startLine: 3, isAsync: true });
  fillContext(context);
  assertStrictEquals(context.obj, inside);
  assertEquals([context.description, context.children, context.innerStack], [undefined, [], undefined]);
  assertEquals([context.varName, context.startLine, context.isAsync], ["x", 3, true]);
});

Deno.test("mended F17: the mark's value counts, and a hook does not switch the mark off", () => {
  const marked = (value?: boolean) =>
    Object.assign(
      function* marked(): Generator<void> {
        yield;
      },
      { [Symbol.for("stackscope.hide")]: value },
    );
  const isHidden = (body: () => Generator<void>) => extract(begun(body)).frames[0].hide;
  assertEquals([true, false, undefined].map((value) => isHidden(marked(value))), [true, false, false]);
  const [body] = [true].map(marked);
  const seen: boolean[] = [];
  using _hook = elaborateFrame.register(body, (frame) => void seen.push(frame.hide));
  assertEquals([isHidden(body), seen], [true, [true]]);
});

Deno.test("mended F21: the gate has a publish dry run", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
  assertMatch(tasks.ok.command, /deno publish --dry-run/);
});

Deno.test("mended F23: nothing is compared by the values' own equality", () => {
  let calls = 0;
  class Sly {
    equals() {
      calls++;
      return true;
    }
    valueOf() {
      calls++;
      return PRUNE;
    }
  }
  const sly = new Sly();
  const context = new Context({ obj: new Thing() });
  {
    using _hook = unwrapContext.register(Thing, () => sly);
    fillContext(context);
  }
  assertEquals([context.hide, context.obj === sly, calls], [false, true, 0]);
  // An empty array that is not PRUNE is an object like any other.
  const empty: unknown[] = [];
  const other = new Context({ obj: new Thing() });
  using _hook = unwrapContext.register(Thing, () => empty);
  fillContext(other);
  assertEquals([other.hide, other.obj === empty], [false, true]);
});

Deno.test("mended F24: in the flat form a child context without description has the text of its object", () => {
  using _hook = elaborateContext.register(Thing, (_thing, context) => {
    context.children = [new Context({ obj: { lock: 1 }, kind: "lock" })];
  });
  function* holds(): Generator<void> {
    using held = new Thing();
    yield;
    void held;
  }
  const lines = extract(begun(holds)).formatFlat({ showContexts: true });
  assertEquals(lines.filter((line) => line.startsWith("    # ")), ["    # { lock: 1 }\n"]);
});

Deno.test("mended F25: the error about endless unwrapping does not call the hook once more", () => {
  class Item {}
  class Wrapper {}
  let items = 0, wrappers = 0;
  using _item = unwrapStackItem.register(Item, () => {
    items++;
    return new Item();
  });
  using _wrapper = unwrapContext.register(Wrapper, () => {
    wrappers++;
    return new Wrapper();
  });
  assertMatch(extract(new Item()).error?.message ?? "", /next result is Item/);
  let message = "";
  try {
    fillContext(new Context({ obj: new Wrapper() }));
  } catch (error) {
    message = (error as Error).message;
  }
  assertMatch(message, /more than 100 times .*next result is Wrapper/);
  assertEquals([items <= 101, wrappers <= 101], [true, true], `${items} and ${wrappers} calls`);
});

Deno.test("mended F26: the self-test looks at every field, and says which one failed", () => {
  assertEquals(checkEngine(), "");
  assertEquals(checkEngine(() => undefined), "waits: no frame");
  const frame = (line: number) => {
    const [plain] = extract(begun()).frames;
    const { code } = plain;
    const init = { code, url: "", column: 5, functionName: "waits", className: "Stackscope", isAsync: true };
    return { frame: new Frame({ ...init, line }), contexts: [] };
  };
  assertEquals(checkEngine(() => frame(4)), "waits: position should be 5:5, is 4:5");
  assertEquals(checkEngine(() => frame(5)), "waits: names should be held,kept, is ");
});

Deno.test("mended F27: to import both doors changes nothing in the runtime", async () => {
  const program = new URL("./programs/import_only.ts", import.meta.url).pathname;
  const args = ["run", "--no-check", "--no-prompt", program];
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const decoder = new TextDecoder();
  assertEquals([decoder.decode(stdout), decoder.decode(stderr)], ["[]\n", ""]);
});

Deno.test("mended F18: a held promise is the leaf, and branches of Promise.all are children", async () => {
  const gate = new Gate();
  async function branch() {
    await gate.passed;
  }
  async function all() {
    await Promise.all([branch(), branch()]);
  }
  const running = all();
  const stack = extract(running);
  const [context] = stack.frames[0].contexts;
  assertEquals([context.kind, context.children.length], ["combinator", 2]);
  const child = context.children[0];
  assert(child instanceof Stack);
  assertStackMatches(child, [["branch", "await gate.passed;"]], { leaf: "Promise" });
  gate.open();
  await running;
});

Deno.test("mended F14: strings that a function under yieldsFrames() yields are items", () => {
  class Named {}
  using _hook = unwrapStackItem.register(
    Named,
    yieldsFrames(function* () {
      yield "one";
      yield "two";
    }),
  );
  assertStackMatches(extract(new Named()), [], { leaf: ["string", "string"] });
});
