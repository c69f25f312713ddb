/** The hooks of frames, and their shorthand. */
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { customize } from "../../src/dispatch/customize.ts";
import { getCode } from "../../src/dispatch/get_code.ts";
import { elaborateFrame, unwrapContextGenerator } from "../../src/dispatch/hooks.ts";
import { PRUNE } from "../../src/dispatch/prune.ts";
import { snapshotRegistries } from "../../src/dispatch/snapshot_registries.ts";
import { Context } from "../../src/model/context.ts";
import { Frame } from "../../src/model/frame.ts";

/** The frame of a call of a function, as the extraction makes it. */
function frameOf(thing: unknown, names: readonly string[] = []): Frame {
  const code = getCode(thing, ...names);
  return new Frame({ code, url: code.url, line: 1, column: 1, functionName: code.name });
}

/** What the hooks make of a call of a function. */
function elaborated(thing: unknown, names?: readonly string[]) {
  const frame = frameOf(thing, names);
  const result = elaborateFrame(frame, "next");
  return { hide: frame.hide, hideLine: frame.hideLine, result };
}

const UNTOUCHED = { hide: false, hideLine: false, result: undefined };

function plumbing() {}
function other() {}

function outer() {
  function middle() {
    return function inner() {};
  }
  function sibling() {}
  return { middle, sibling };
}

Deno.test("customize() applies hide, hideLine and prune, until it is undone", () => {
  using _state = snapshotRegistries();
  const undo = customize(plumbing, { hide: true, hideLine: true, prune: true });
  assertEquals(elaborated(plumbing), { hide: true, hideLine: true, result: PRUNE });
  assertEquals(elaborated(other), UNTOUCHED);
  undo[Symbol.dispose]();
  undo[Symbol.dispose]();
  assertEquals(elaborated(plumbing), UNTOUCHED);
});

Deno.test("customize() applies each option alone", () => {
  const cases = [
    [{}, UNTOUCHED],
    [{ hide: false, hideLine: false, prune: false }, UNTOUCHED],
    [{ hide: true }, { ...UNTOUCHED, hide: true }],
    [{ hideLine: true }, { ...UNTOUCHED, hideLine: true }],
    [{ prune: true }, { ...UNTOUCHED, result: PRUNE }],
    [{ elaborate: () => "x" }, { ...UNTOUCHED, result: "x" }],
    [{ elaborate: () => "x", prune: true }, { ...UNTOUCHED, result: "x" }],
    [{ elaborate: () => undefined, prune: true }, { ...UNTOUCHED, result: PRUNE }],
  ] as const;
  for (const [options, expected] of cases) {
    using _undo = customize(plumbing, options);
    assertEquals(elaborated(plumbing), expected, Deno.inspect(options));
  }
});

Deno.test("customize() gives elaborate the frame, as its own options left it, and what is inward", () => {
  const seen: unknown[] = [];
  using _undo = customize(plumbing, {
    hide: true,
    elaborate: (frame, nextInner) => void seen.push(frame.functionName, frame.hide, nextInner),
  });
  elaborated(plumbing);
  assertEquals(seen, ["plumbing", true, "next"]);
});

Deno.test("customize() leaves the result of elaborate as it is, be it an empty array", () => {
  const empty: unknown[] = [];
  using _undo = customize(plumbing, { elaborate: () => empty });
  assertStrictEquals(elaborated(plumbing).result, empty);
});

Deno.test("customize() composes with other customizations of the same code", () => {
  using _first = customize(plumbing, { hide: true });
  using _second = customize(plumbing, { hideLine: true, prune: true });
  assertEquals(elaborated(plumbing), { hide: true, hideLine: true, result: PRUNE });
});

Deno.test("customize() passes the error of elaborate on, and refuses an asynchronous one", () => {
  {
    using _undo = customize(plumbing, {
      elaborate: () => {
        throw new RangeError("no");
      },
    });
    assertThrows(() => elaborated(plumbing), RangeError, "no");
  }
  const promise = Promise.resolve();
  using _item = customize(plumbing, { elaborate: () => promise });
  assertStrictEquals(elaborated(plumbing).result, promise);
  using _slow = customize(other, { elaborate: async () => await Promise.reject(new Error("dropped")) });
  assertThrows(() => elaborated(other), TypeError, "hooks are synchronous");
});

Deno.test("customize() takes a bound function and a marked wrapper for the real function", () => {
  const wrapper = Object.assign(() => plumbing(), { [Symbol.for("stackscope.wrapped")]: plumbing });
  using _undo = customize(wrapper.bind(null), { hide: true });
  assertEquals([elaborated(plumbing).hide, elaborated(() => {}).hide], [true, false]);
});

Deno.test("customize() takes a Code and a pattern", () => {
  {
    using _undo = customize(getCode(plumbing), { hide: true });
    assert(elaborated(plumbing).hide);
  }
  using _undo = customize({ module: /customize_test/, name: "plumbing" }, { hide: true });
  assertEquals([elaborated(plumbing).hide, elaborated(other).hide], [true, false]);
});

Deno.test("customize() takes a path of names, and leaves siblings and parents alone", () => {
  const { middle, sibling } = outer();
  using _undo = customize(outer, ["middle", "inner"], { hide: true });
  assertEquals([middle(), outer, middle, sibling].map((fn) => elaborated(fn).hide), [true, false, false, false]);
  assertThrows(() => customize(outer, ["inner"], { hide: true }), RangeError, "'inner' in 'outer'");
  assertThrows(() => customize(outer, ["middle", "x"], {}), RangeError, "'x' in 'outer.middle'");
});

Deno.test("customize() refuses what has no code, and options of the wrong type", () => {
  const refuse = customize as unknown as (...args: unknown[]) => unknown;
  for (const args of [[42], [42, { hide: true }], [undefined], ["plumbing", {}], [{}, { hide: true }]]) {
    assertThrows(() => refuse(...args), TypeError, "extract a code object");
  }
  assertThrows(() => refuse(plumbing, { hide: "yes" }), TypeError, "'hide' must be a boolean");
  assertThrows(() => refuse({ prune: 1 }), TypeError, "'prune' must be a boolean");
  assertThrows(() => refuse(plumbing, { elaborate: 1 }), TypeError, "'elaborate' must be a function");
  assertThrows(() => refuse(plumbing, 1), TypeError, "'options' must be an object");
  assertThrows(() => refuse(plumbing, [1], {}), TypeError, "'nestedNames' must be");
});

Deno.test("customize() decorates methods, accessors and classes, and leaves them unchanged", () => {
  using _state = snapshotRegistries();
  const hide = customize({ hide: true });

  class Plain {
    method() {
      return 1;
    }
  }
  class Decorated {
    @hide
    method() {
      return 1;
    }
    @hide
    static fixed() {
      return 2;
    }
    @hide
    #hidden() {
      return 3;
    }
    @hide
    static #fixedHidden() {
      return 4;
    }
    @hide
    get value() {
      return 5;
    }
    @hide
    set value(_value: number) {}
    @hide
    accessor both = 6;
    @hide
    async later() {}

    untouched() {}
    hidden() {
      return this.#hidden;
    }
    static fixedHidden() {
      return this.#fixedHidden;
    }
  }
  @hide
  class Whole {
    constructor(readonly size: number) {}
    method() {}
  }

  const decorated = new Decorated();
  const accessor = (name: string) => Reflect.getOwnPropertyDescriptor(Decorated.prototype, name);
  const things: [unknown, boolean][] = [
    [decorated.method, true],
    [Decorated.fixed, true],
    [decorated.hidden(), true],
    [Decorated.fixedHidden(), true],
    [accessor("value")?.get, true],
    [accessor("value")?.set, true],
    [accessor("both")?.get, true],
    [accessor("both")?.set, true],
    [decorated.later, true],
    [decorated.untouched, false],
    [decorated.hidden, false],
    [Plain.prototype.method, false],
    [Whole, true],
    [Whole.prototype.method, false],
  ];
  assertEquals(things.map(([thing]) => elaborated(thing).hide), things.map(([, hidden]) => hidden));
  assertEquals(
    [decorated.method(), Decorated.fixed(), decorated.hidden()(), Decorated.fixedHidden()(), decorated.value],
    [1, 2, 3, 4, 5],
  );
  assertEquals([decorated.both, new Whole(7).size], [6, 7]);
});

Deno.test("customize() as a decorator passes all options on", () => {
  using _state = snapshotRegistries();
  class Shop {
    @customize({ hide: true, hideLine: true, prune: true, elaborate: () => "x" })
    open() {}
  }
  assertEquals(elaborated(Shop.prototype.open), { hide: true, hideLine: true, result: "x" });
});

Deno.test("customize() refuses to decorate a field", () => {
  assertThrows(
    () => {
      class Shop {
        @customize({ hide: true })
        field = 1;
      }
      return new Shop();
    },
    TypeError,
    "'field'",
  );
});

Deno.test("elaborateFrame() by pattern sees the class of the frame", () => {
  using _undo = elaborateFrame.register({ module: "shop", name: "Shop.open" }, (frame) => {
    frame.hide = true;
  });
  const hidden = ["Shop", "Door", undefined].map((className) => {
    const { code } = frameOf(plumbing);
    const url = "file:///src/shop.ts";
    const frame = new Frame({ code, url, line: 1, column: 1, functionName: "open", className });
    elaborateFrame(frame, undefined);
    return frame.hide;
  });
  assertEquals(hidden, [true, false, false]);
});

Deno.test("unwrapContextGenerator() runs what is registered for the code of the frame", () => {
  function* resource() {}
  const inner = {}, frame = frameOf(resource), context = new Context();
  assertEquals([unwrapContextGenerator.hasHookFor(frame), unwrapContextGenerator(frame, context)], [false, undefined]);
  const seen: unknown[] = [];
  using _undo = unwrapContextGenerator.register(resource, (...args) => (seen.push(...args), inner));
  assert(unwrapContextGenerator.hasHookFor(frame));
  assertStrictEquals(unwrapContextGenerator(frame, context), inner);
  assert(seen[0] === frame && seen[1] === context);
  using _promise = unwrapContextGenerator.register(resource, () => Promise.resolve());
  assertThrows(() => unwrapContextGenerator(frame, context), TypeError, "hooks are synchronous");
});

Deno.test("hooks of context refuse a promise", async () => {
  const { elaborateContext, unwrapContext } = await import("../../src/dispatch/hooks.ts");
  class Resource {}
  const slow = async () => await Promise.reject(new Error("dropped")); // which TypeScript refuses
  using _unwrap = unwrapContext.register(Resource, () => Promise.resolve());
  using _elaborate = elaborateContext.register(Resource, slow as unknown as () => void);
  assertThrows(() => unwrapContext(new Resource(), new Context()), TypeError, "'unwrapContext'");
  assertThrows(() => elaborateContext(new Resource(), new Context()), TypeError, "'elaborateContext'");
});
