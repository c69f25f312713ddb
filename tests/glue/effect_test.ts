/** Effect 3 and 4, the real ones: fibers that wait, that run, that end, with spans and child fibers. */
// deno-lint-ignore-file no-explicit-any
import { Deferred as Deferred3, Effect as Effect3, Fiber as Fiber3 } from "effect";
import { Deferred as Deferred4, Effect as Effect4, Fiber as Fiber4 } from "effect4";
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { effect } from "../../glue/effect.ts";
import { detailsOf, isFiber, partsOf } from "../../glue/effect_fiber.ts";
import { extract } from "../../src/extract/extract.ts";
import { Leaf } from "../../src/model/leaf.ts";
import { installed, readClosure, titleOf } from "./glue_api.ts";
import { outline, withoutDue } from "./outline.ts";

const WHOLE = { recurseChildTasks: true };

/** The two versions have the same names, but types of their own: the programs below are written once. */
const VERSIONS: { version: string; Effect: any; Fiber: any; Deferred: any; fork: any }[] = [
  { version: "Effect 3", Effect: Effect3, Fiber: Fiber3, Deferred: Deferred3, fork: Effect3.fork },
  { version: "Effect 4", Effect: Effect4, Fiber: Fiber4, Deferred: Deferred4, fork: Effect4.forkChild },
];

type Version = typeof VERSIONS[number];

/** A fiber whose program, and those of its children, have gone as far as they can; interrupted at the end. */
async function waiting({ Effect, Fiber }: Version, program: unknown): Promise<AsyncDisposable & { fiber: any }> {
  const fiber = Effect.runFork(program);
  // A fiber may rest for a moment before it forks others.
  for (let turns = 0; turns < 1_000 && (turns < 5 || !isSteady(fiber)); turns++) await nextTurn();
  assert(isSteady(fiber), "the program has come to rest");
  return {
    fiber,
    async [Symbol.asyncDispose]() {
      await Effect.runPromise(Fiber.interrupt(fiber));
    },
  };
}

function isSteady(fiber: object): boolean {
  const parts = partsOf(fiber);
  assert(parts !== undefined);
  const inner = [...parts.children, ...detailsOf(fiber, readClosure).branches];
  return /^(?:suspended|done)$/.test(parts.state) && inner.every(isSteady);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** The lines of a stack; fibers are numbered in the order in which they are met, as their numbers differ from run to run. */
function lines(fiber: object, options?: { recurseChildTasks: boolean }): string[] {
  const numbers: string[] = [];
  return outline(extract(fiber, options)).map((line) =>
    line.replace(/Fiber #(\d+)/g, (_, number) => {
      if (!numbers.includes(number)) numbers.push(number);
      return `Fiber #${numbers.indexOf(number) + 1}`;
    })
  );
}

for (const each of VERSIONS) {
  const { version, Effect, Fiber, Deferred, fork } = each;

  Deno.test(`isFiber() tells fibers of ${version} from all else`, async () => {
    await using held = await waiting(each, Effect.never);
    assert(isFiber(held.fiber));
    const proxy = new Proxy(held.fiber, {
      getOwnPropertyDescriptor() {
        throw new Error("a trap ran");
      },
      getPrototypeOf() {
        throw new Error("a trap ran");
      },
    });
    for (const other of [Effect.never, {}, { _stack: [] }, undefined, null, 3, proxy]) {
      assert(!isFiber(other));
    }
  });

  Deno.test(`extract() of a fiber of ${version} has the generators of its effects`, async () => {
    using _glue = installed(effect);
    const inner = Effect.gen(function* inner() {
      yield* Effect.never;
    });
    await using held = await waiting(
      each,
      Effect.gen(function* outer() {
        yield* inner.pipe(Effect.map((value: unknown) => value));
      }),
    );
    const stack = extract(held.fiber);
    assertStrictEquals(stack.root, held.fiber);
    assertEquals(lines(held.fiber), ["Fiber #1", "  - outer", "  - inner", "  = suspended in async"]);
  });

  Deno.test(`extract() of a fiber of ${version} has generators of methods and of Effect.fn`, async () => {
    using _glue = installed(effect);
    class Shop {
      order = Effect.fn("Shop.order")(function* order(_item: string) {
        yield* Effect.never;
      });
    }
    await using held = await waiting(each, new Shop().order("tea"));
    assertEquals(lines(held.fiber), [
      'Fiber #1 "Shop.order"',
      "  - order",
      '      [span "Shop.order"]',
      "  = suspended in async",
    ]);
  });

  Deno.test(`extract() shows child fibers of ${version} in order of creation`, async () => {
    using _glue = installed(effect);
    await using held = await waiting(
      each,
      Effect.gen(function* parent() {
        yield* fork(Effect.gen(function* first() {
          yield* fork(Effect.gen(function* grandchild() {
            yield* Effect.never;
          }));
          yield* Effect.sleep(60_000);
        }));
        yield* fork(Effect.never.pipe(Effect.map((value: unknown) => value)));
        yield* fork(Effect.succeed("ended"));
        yield* fork(Effect.fail("failed"));
        yield* Effect.never;
      }),
    );
    assertEquals(lines(held.fiber, WHOLE), [
      "Fiber #1",
      "  - parent",
      "      [2 child fibers]",
      "        Fiber #2",
      "          - first",
      "              [1 child fiber]",
      "                Fiber #3",
      "                  - grandchild",
      "                  = suspended in async",
      "          = suspended in async: setTimeout 60000 ms",
      "        Fiber #4",
      "          = suspended in async",
      "  = suspended in async",
    ]);
    assertEquals(lines(held.fiber), [
      "Fiber #1",
      "  - parent",
      "      [2 child fibers]",
      "        Fiber #2",
      "        Fiber #3",
      "  = suspended in async",
    ]);
  });

  Deno.test(`extract() tells the spans of a fiber of ${version}, its own in the title`, async () => {
    using _glue = installed(effect);
    await using held = await waiting(
      each,
      Effect.gen(function* parent() {
        yield* fork(Effect.gen(function* heir() {
          yield* Effect.never;
        }));
        yield* fork(
          Effect.gen(function* owner() {
            yield* Effect.never;
          }).pipe(Effect.withSpan("inner"), Effect.withSpan("outer")),
        );
        yield* fork(Effect.never.pipe(Effect.withLogSpan("label"), Effect.withLogSpan("around")));
        yield* Effect.never;
      }).pipe(Effect.withSpan("request")),
    );
    assertEquals(lines(held.fiber, WHOLE), [
      'Fiber #1 "request"',
      "  - parent",
      '      [span "request"]',
      "      [3 child fibers]",
      "        Fiber #2",
      "          - heir",
      '              [span "request"]',
      "          = suspended in async",
      '        Fiber #3 "inner"',
      "          - owner",
      '              [span "request" > "outer" > "inner"]',
      "          = suspended in async",
      '        Fiber #4 "label"',
      '          = suspended in async, in span "request", in log span "around" > "label"',
      "  = suspended in async",
    ]);
  });

  Deno.test(`extract() shows the concurrent fibers of Effect.all and of races of ${version}`, async () => {
    using _glue = installed(effect);
    const wait = Effect.gen(function* wait() {
      yield* Effect.never;
    });
    await using all = await waiting(
      each,
      Effect.gen(function* both() {
        yield* Effect.all([wait, Effect.sleep(60_000)], { concurrency: "unbounded" });
      }),
    );
    const [title, frame, ...rest] = lines(all.fiber, WHOLE);
    assertEquals([title, frame], ["Fiber #1", "  - both"]);
    assertEquals(rest.slice(0, -1), [
      "      [2 concurrent fibers]",
      "        Fiber #2",
      "          - wait",
      "          = suspended in async",
      "        Fiber #3",
      "          = suspended in async: setTimeout 60000 ms",
    ]);
    await using race = await waiting(each, Effect.race(wait, Effect.sleep(60_000)));
    const racing = lines(race.fiber, WHOLE);
    assertEquals(racing.slice(0, 2), ["Fiber #1", "  - <fiber>"]);
    assert(/^ {6}\[2 (?:child|concurrent) fibers\]$/.test(racing[2]));
    assertEquals(racing.slice(3, 8), [
      "        Fiber #2",
      "          - wait",
      "          = suspended in async",
      "        Fiber #3",
      "          = suspended in async: setTimeout 60000 ms",
    ]);
  });

  Deno.test(`extract() makes up no frames for piped effects of ${version}`, async () => {
    using _glue = installed(effect);
    await using held = await waiting(
      each,
      Effect.sleep(60_000).pipe(Effect.flatMap(() => Effect.never), Effect.withSpan("piped")),
    );
    const { frames, leaf } = extract(held.fiber);
    assertEquals(frames.filter(({ hide }) => !hide), []);
    assert(leaf instanceof Leaf);
    assertEquals([leaf.kind, leaf.details.delay], ["timer", 60_000]);
    assertEquals(withoutDue(leaf.description), 'suspended in async: setTimeout 60000 ms, in span "piped"');
  });

  Deno.test(`extract() within a running fiber of ${version} ends at its caller`, async () => {
    using _glue = installed(effect);
    let seen: string[] = [];
    const done = Promise.withResolvers<void>();
    const look = Effect.gen(function* look() {
      seen = lines(fiber, WHOLE);
      done.resolve();
      yield* Effect.never;
    });
    const fiber = Effect.runFork(Effect.gen(function* main() {
      yield* fork(Effect.gen(function* child() {
        yield* Effect.never;
      }));
      yield* Effect.sleep(0);
      yield* look;
    }));
    await done.promise;
    await Effect.runPromise(Fiber.interrupt(fiber));
    assertEquals(seen.filter((line) => !/- lines$/.test(line)), [
      "Fiber #1",
      "  - main",
      "      [1 child fiber]",
      "        Fiber #2",
      "          - child",
      "          = suspended in async",
      "  - look",
    ]);
  });

  Deno.test(`extract() of a fiber of ${version} that has ended has no frames`, async () => {
    using _glue = installed(effect);
    const done = Effect.runFork(Effect.succeed(1));
    const failed = Effect.runFork(Effect.gen(function* fails() {
      yield* Effect.sleep(0);
      yield* Effect.fail("out of paper");
    }));
    const halted = Effect.runFork(Effect.never);
    await Effect.runPromise(Fiber.await(failed));
    await Effect.runPromise(Fiber.interrupt(halted));
    for (const fiber of [done, failed, halted]) {
      const { frames, leaf, error } = extract(fiber);
      assertEquals([frames.length, leaf, error], [0, undefined, undefined]);
      assert(/^Fiber #\d+ \(done\)$/.test(titleOf(fiber) ?? ""));
    }
  });

  Deno.test(`extract() of a fiber of ${version} that is being interrupted shows its clean-up`, async () => {
    using _glue = installed(effect);
    const door: any = Effect.runSync(Deferred.make());
    const cleanUp = Effect.gen(function* cleanUp() {
      yield* Deferred.await(door);
    });
    const { fiber } = await waiting(each, Effect.never.pipe(Effect.ensuring(cleanUp)));
    const ended = Effect.runPromise(Fiber.interrupt(fiber));
    await nextTurn();
    assertEquals(lines(fiber).slice(0, 2), ["Fiber #1", "  - cleanUp"]);
    Effect.runSync(Deferred.succeed(door, undefined));
    await ended;
    assertEquals(extract(fiber).frames, []);
  });

  Deno.test(`extract() of a fiber of ${version} runs no getter and changes nothing`, async () => {
    using _glue = installed(effect);
    await using held = await waiting(each, Effect.never);
    const before = Reflect.ownKeys(held.fiber).map((
      key,
    ) => [key, Reflect.getOwnPropertyDescriptor(held.fiber, key)?.value]);
    Object.defineProperty(held.fiber, "_children", {
      configurable: true,
      get() {
        throw new Error("a getter ran");
      },
    });
    const { error } = extract(held.fiber, WHOLE);
    const [, children] = before.find(([key]) => key === "_children") ?? [];
    Object.defineProperty(held.fiber, "_children", { value: children, writable: true, enumerable: true });
    assertEquals(error, undefined);
    for (const [key, value] of before) {
      assertStrictEquals(Reflect.getOwnPropertyDescriptor(held.fiber, key as string)?.value, value);
    }
  });
}

Deno.test("extract() of a fiber needs no closures for its frames, spans and children", async () => {
  for (const each of VERSIONS) {
    const { Effect, fork } = each;
    await using held = await waiting(
      each,
      Effect.gen(function* parent() {
        yield* fork(Effect.never);
        yield* Effect.sleep(60_000);
      }).pipe(Effect.withSpan("request")),
    );
    using _glue = installed(effect, { readClosure: () => new Map() });
    assertEquals(lines(held.fiber), [
      "Fiber #1",
      "  - parent",
      '      [span "request"]',
      "      [1 child fiber]",
      "        Fiber #2",
      "  = suspended in async",
    ]);
  }
});

Deno.test("extract() names the fiber that a fiber of Effect 3 waits for", async () => {
  using _glue = installed(effect);
  await using held = await waiting(
    VERSIONS[0],
    Effect3.gen(function* parent() {
      const child = yield* Effect3.fork(Effect3.never);
      yield* Fiber3.join(child);
    }),
  );
  const found = partsOf(held.fiber);
  assertEquals(found?.blockedOn, found?.children.map((child) => partsOf(child)?.id ?? -1));
  assertEquals(lines(held.fiber).at(-1), "  = suspended in async, blocked on Fiber #2");
});

Deno.test("effect.isPresent() is told by the scripts", () => {
  const isPresent = (url: string) => effect.isPresent(new Set(["file:///main.ts", url]));
  assert(isPresent("file:///deno/npm/registry.npmjs.org/effect/3.22.4/dist/esm/Effect.js"));
  assert(isPresent("file:///deno/npm/registry.npmjs.org/effect/4.1.0/dist/Effect.js"));
  assert(isPresent("file:///app/node_modules/.deno/effect@4.1.0/node_modules/effect/dist/Effect.js"));
  assert(isPresent("https://esm.sh/effect@3.22.4/dist/esm/Effect.js"));
  assert(!isPresent("https://esm.sh/side-effect@1.0.0/dist/index.js"));
  assert(!isPresent("file:///deno/npm/registry.npmjs.org/effection/4.1.1/esm/lib/task.js"));
  assert(!isPresent("file:///home/me/effect/src/main.ts"));
  assert(!isPresent("file:///app/node_modules/side-effect/dist/index.js"));
});
