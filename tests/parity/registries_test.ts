/** Conformance with section 5.2 of the parity spec: registries (`test_registry.py`). */
import { assert, assertEquals, assertMatch, assertStrictEquals, assertThrows } from "@std/assert";
import { customize, elaborateFrame, extract, type Frame, PRUNE, unwrapStackItem } from "../../mod.ts";
import { getCode } from "../../src/dispatch/get_code.ts";
import { installGlue, offerBuiltinGlue } from "../../src/dispatch/glue.ts";
import type { GlueApi } from "../../src/dispatch/glue_api.ts";
import { IdentityMap } from "../../src/dispatch/identity_map.ts";
import { snapshotRegistries } from "../../src/dispatch/snapshot_registries.ts";

const PENDING = Symbol.for("stackscope.glue");

/** What is hidden of the stack of a generator that has begun. */
function hiddenIn(generator: Generator): Record<string, boolean> {
  generator.next();
  return Object.fromEntries(extract(generator).frames.map((frame) => [frame.functionName, frame.hide]));
}

/** As a library brings its glue. */
function bring(...entries: unknown[]): void {
  const global = globalThis as unknown as Record<symbol, unknown[]>;
  (global[PENDING] ??= []).push(...entries);
}

function* plumbing(): Generator<void> {
  yield;
}

Deno.test("conformance 5.2 test_identity_dict [adapt]: IdentityMap tells keys by identity, in order, also after they changed", () => {
  const keys = [{ a: 1 }, { a: 1 }, []] as { a?: number }[];
  const map = new IdentityMap(keys.map((key, at) => [key, at]));
  keys[0].a = 2;
  assertEquals(keys.map((key) => map.get(key)), [0, 1, 2]);
  assertEquals([...map.keys()].map((key, at) => key === keys[at]), [true, true, true]);
  assertEquals([map.get({ a: 1 }), map.has({ a: 1 }), map.size], [undefined, false, 3]);
  map.set(keys[0], 7).delete(keys[1]);
  assertEquals([...map.values()], [7, 2]);
  map.clear();
  assertEquals(map.size, 0);
});

Deno.test("conformance 5.2 test_registration_through_functools_wraps_or_partial [adapt]: a bound function, a marked wrapper", () => {
  const wrapper = Object.assign(() => plumbing(), { [Symbol.for("stackscope.wrapped")]: plumbing });
  assertEquals(hiddenIn(wrapper.bind(null)()), { plumbing: false });
  using _customized = customize(wrapper.bind(null), { hide: true });
  assertEquals(hiddenIn(plumbing()), { plumbing: true });
});

Deno.test("conformance 5.2 test_registration_through_code_object [adapt]: a Code, and { module, name }", () => {
  {
    using _customized = customize(getCode(plumbing), { hide: true });
    assertEquals(hiddenIn(plumbing()), { plumbing: true });
  }
  assertEquals(hiddenIn(plumbing()), { plumbing: false });
  const seen: Frame[] = [];
  using _hook = elaborateFrame.register({ module: /registries_test/, name: "plumbing" }, (frame) => {
    seen.push(frame);
    frame.hide = true;
  });
  assertEquals(hiddenIn(plumbing()), { plumbing: true });
  assertEquals(seen.map(({ functionName }) => functionName), ["plumbing"]);
});

Deno.test("conformance 5.2 test_registration_through_unsupported [port]: what has no code is refused", () => {
  for (const thing of [42, "plumbing", {}, undefined]) {
    assertThrows(() => customize(thing, { hide: true }), TypeError, "extract a code object");
  }
});

Deno.test("conformance 5.2 test_registration_through_method [port]: methods, static and private ones, accessors", () => {
  using _state = snapshotRegistries();
  class Shop {
    @customize({ hide: true })
    *open() {
      yield;
    }
    @customize({ hide: true })
    static *close() {
      yield;
    }
    @customize({ hide: true })
    *#count() {
      yield;
    }
    @customize({ hide: true })
    get doors(): boolean {
      return isCustomized(Reflect.getOwnPropertyDescriptor(Shop.prototype, "doors")?.get);
    }
    *plain() {
      yield;
    }
    count() {
      return this.#count();
    }
  }
  const shop = new Shop();
  assertEquals(hiddenIn(shop.open()), { open: true });
  assertEquals(hiddenIn(Shop.close()), { close: true });
  // A decorated private method is emitted as a function without a name.
  assertEquals(Object.values(hiddenIn(shop.count())), [true]);
  assertEquals(hiddenIn(shop.plain()), { plain: false });
  assert(shop.doors);
});

/** Is a hook registered for the code of a function? */
function isCustomized(fn: unknown): boolean {
  return [...elaborateFrame.registry.keys()].includes(getCode(fn));
}

Deno.test("conformance 5.2 test_registration_through_nested [adapt]: by a path of names; siblings and parents are left alone", () => {
  function* outer() {
    function* sibling(): Generator<void> {
      yield;
    }
    function* middle(): Generator<void> {
      function* inner(): Generator<void> {
        yield* sibling();
      }
      yield* inner();
    }
    yield* middle();
  }
  using _customized = customize(outer, ["middle", "inner"], { hide: true });
  assertEquals(hiddenIn(outer()), { outer: false, middle: false, inner: true, sibling: false });
  assertThrows(() => customize(outer, ["inner"], { hide: true }), RangeError, "'inner' in 'outer'");
  assertThrows(() => customize(outer, ["middle", "missing"], { hide: true }), RangeError, "'missing'");
});

Deno.test("conformance 5.2 test_module_beats_local [port]: glue that a library brings wins; each runs once, at an extraction", () => {
  using _state = snapshotRegistries();
  Reflect.deleteProperty(globalThis, PENDING);
  const log: string[] = [];
  class Job {
    constructor(readonly work: Generator) {}
  }
  offerBuiltinGlue([{ name: "jobs", isPresent: () => true, install: () => void log.push("built-in") }]);
  bring({
    name: "jobs",
    install({ unwrapStackItem }: GlueApi) {
      log.push("library");
      return unwrapStackItem.register(Job, ({ work }) => work);
    },
  });
  assertEquals(log, []);
  const work = plumbing();
  work.next();
  for (let times = 0; times < 2; times++) {
    assertEquals(extract(new Job(work)).frames.map(({ functionName }) => functionName), ["plumbing"]);
  }
  assertEquals(log, ["library"]);
});

Deno.test("conformance 5.2 test_glue_error [port]: glue that fails gives a note, and no exception", () => {
  using _state = snapshotRegistries();
  Reflect.deleteProperty(globalThis, PENDING);
  bring({
    name: "broken",
    install() {
      throw new RangeError("no glue today");
    },
  });
  const [note, ...more] = installGlue(() => []);
  assertMatch(note, /'broken'.*RangeError: no glue today.*presented less crisply or with missing information/);
  assertEquals(more, []);
  bring({
    name: "other",
    install() {
      throw new Error("nor tomorrow");
    },
  });
  assertEquals(extract(plumbing()).error, undefined);
});

Deno.test("conformance 5.2 test_prune [port]: PRUNE has a readable text", () => {
  assertEquals([Deno.inspect(PRUNE), String(PRUNE)], ["PRUNE", "PRUNE"]);
});

Deno.test("snapshotRegistries() is the fixture that puts all registries back", () => {
  class Job {}
  {
    using _state = snapshotRegistries();
    unwrapStackItem.register(Job, () => plumbing());
    customize(plumbing, { hide: true });
    assert(unwrapStackItem.hasHookFor(new Job()));
  }
  assert(!unwrapStackItem.hasHookFor(new Job()));
  assertStrictEquals(elaborateFrame.registry.size, 0);
});
