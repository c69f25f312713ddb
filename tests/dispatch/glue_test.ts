/** The glue protocol. */
import { assert, assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import { installGlue, offerBuiltinGlue, setGlueApi } from "../../src/dispatch/glue.ts";
import type { BuiltinGlue, Glue, GlueApi } from "../../src/dispatch/glue_api.ts";
import { unwrapStackItem } from "../../src/dispatch/hooks.ts";
import { snapshotRegistries } from "../../src/dispatch/snapshot_registries.ts";

const PENDING = Symbol.for("stackscope.glue");
const API = { unwrapStackItem } as unknown as GlueApi;

class Task {}

/** A clean state for one test; to dispose puts everything back. */
function fresh(): Disposable {
  const saved = snapshotRegistries();
  Reflect.deleteProperty(globalThis, PENDING);
  setGlueApi(() => API);
  return saved;
}

/** As a library does it. */
function bring(...entries: unknown[]): number {
  const global = globalThis as unknown as Record<symbol, unknown[]>;
  return (global[PENDING] ??= []).push(...entries);
}

function pending(): unknown {
  return Reflect.getOwnPropertyDescriptor(globalThis, PENDING)?.value;
}

function glue(name: string, log: string[]): Glue {
  return { name, install: () => void log.push(name) };
}

function builtin(name: string, log: string[], isPresent = true): BuiltinGlue {
  return { ...glue(name, log), install: () => void log.push(`built-in ${name}`), isPresent: () => isPresent };
}

const noScripts = () => [];

Deno.test("installGlue() drains the array, and gives the API", () => {
  using _state = fresh();
  const seen: unknown[] = [];
  bring({ name: "a", install: (api: GlueApi) => void seen.push(api) });
  const array = pending();
  assertEquals(seen, []);
  assertEquals(installGlue(noScripts), []);
  assertStrictEquals(seen[0], API);
  assertStrictEquals(pending(), array);
  assertEquals(array, []);
  installGlue(noScripts);
  assertEquals(seen.length, 1);
});

Deno.test("installGlue() takes over push, so that later glue is installed at once", () => {
  using _state = fresh();
  const log: string[] = [];
  bring(glue("before", log));
  assertEquals(log, []);
  installGlue(noScripts);
  assertEquals([bring(glue("after", log), glue("last", log)), log], [0, ["before", "after", "last"]]);
});

Deno.test("installGlue() makes the array where there is none, and sees one that takes its place", () => {
  using _state = fresh();
  const log: string[] = [];
  installGlue(noScripts);
  bring(glue("a", log));
  Object.defineProperty(globalThis, PENDING, { value: [glue("b", log)], writable: true, configurable: true });
  installGlue(noScripts);
  bring(glue("c", log));
  assertEquals(log, ["a", "b", "c"]);
});

Deno.test("installGlue() installs glue of one name once", () => {
  using _state = fresh();
  const log: string[] = [];
  const one = glue("a", log);
  bring(one, one);
  assertEquals([installGlue(noScripts), log], [[], ["a"]]);
  bring(one);
  bring(glue("a", log));
  assertEquals([installGlue(noScripts), log], [["Glue for 'a' was brought twice: the first is used."], ["a"]]);
});

Deno.test("installGlue() notes glue that fails once, and goes on", () => {
  using _state = fresh();
  const log: string[] = [];
  const failing = {
    name: "broken",
    install: () => {
      log.push("broken");
      throw new RangeError("boom");
    },
  };
  bring(failing, glue("good", log));
  const [note, ...others] = installGlue(noScripts);
  assertMatch(note, /library glue for 'broken': RangeError: boom/);
  assertMatch(note, /Some stacks may be presented less crisply or with missing information\.$/);
  assertEquals([others, installGlue(noScripts), log], [[], [], ["broken", "good"]]);
  bring(failing);
  bring({ ...failing, name: "later" }); // pushed into a library's face: no exception there either
  assertMatch(installGlue(noScripts).join(), /^[^,]*'later': RangeError: boom/);
});

Deno.test("installGlue() notes asynchronous glue, and silences its promise", async () => {
  using _state = fresh();
  bring({ name: "slow", install: () => Promise.reject(new Error("dropped")) });
  assertMatch(installGlue(noScripts).join(), /'slow': TypeError: Cannot install glue asynchronously/);
  await Promise.resolve();
});

Deno.test("installGlue() notes entries that are no glue", () => {
  using _state = fresh();
  const trap = () => {
    throw new Error("a trap was run");
  };
  const entries = [
    1,
    null,
    undefined,
    "glue",
    {},
    { name: "x" },
    { name: 1, install() {} },
    new Proxy({}, { get: trap }),
  ];
  bring(...entries, {
    get name() {
      return trap();
    },
  });
  const notes = installGlue(noScripts);
  assertEquals(notes.length, entries.length + 1);
  for (const note of notes) assertMatch(note, /^Cannot install glue as it must be an object with 'name' and 'install'/);
});

Deno.test("installGlue() does without an array that is none", () => {
  using _state = fresh();
  Object.defineProperty(globalThis, PENDING, { value: "glue", writable: true, configurable: true });
  assertMatch(installGlue(noScripts).join(), /must be an array/);
  assertEquals(installGlue(noScripts), []);
});

Deno.test("installGlue() works when install() extracts", () => {
  using _state = fresh();
  const log: string[] = [];
  bring({
    name: "a",
    install() {
      log.push("a");
      installGlue(noScripts);
    },
  }, glue("b", log));
  installGlue(noScripts);
  assertEquals(log, ["a", "b"]);
});

Deno.test("built-in glue is installed when its library is seen, once", () => {
  using _state = fresh();
  const log: string[] = [];
  offerBuiltinGlue([{ ...builtin("a", log), isPresent: (scripts) => scripts.has("file:///a.ts") }]);
  installGlue(() => ["file:///b.ts"]);
  assertEquals(log, []);
  installGlue(() => ["file:///b.ts", "file:///a.ts"]);
  installGlue(() => {
    throw new Error("asked for scripts though no glue is left");
  });
  assertEquals(log, ["built-in a"]);
});

Deno.test("built-in glue gives way to that of the library", () => {
  using _state = fresh();
  const log: string[] = [];
  offerBuiltinGlue([builtin("a", log), builtin("b", log)]);
  bring(glue("a", log));
  installGlue(noScripts);
  assertEquals(log, ["a", "built-in b"]);
});

Deno.test("built-in glue gives way to that of the library later too, and is undone", () => {
  for (const many of [false, true]) {
    using _state = fresh();
    const log: string[] = [];
    const install = (api: GlueApi) => {
      const undo = api.unwrapStackItem.register(Task, () => "built-in");
      return many ? [undo] : undo;
    };
    offerBuiltinGlue([{ name: "a", install, isPresent: () => true }]);
    installGlue(noScripts);
    assertEquals(unwrapStackItem(new Task()), "built-in");
    bring(glue("a", log));
    assertEquals([unwrapStackItem(new Task()), log], [undefined, ["a"]]);
  }
});

Deno.test("built-in glue that fails, or fails to look, is noted once", () => {
  using _state = fresh();
  const broken = () => {
    throw new Error("boom");
  };
  offerBuiltinGlue([
    { name: "a", install: () => {}, isPresent: broken },
    { name: "b", install: broken, isPresent: () => true },
  ]);
  const notes = installGlue(noScripts);
  assertEquals(notes.length, 2);
  assertMatch(notes[0], /look for the built-in glue for 'a': Error: boom/);
  assertMatch(notes[1], /install the built-in glue for 'b': Error: boom/);
  assertEquals(installGlue(noScripts), []);
});

Deno.test("built-in and other registrations for one class compose", () => {
  using _state = fresh();
  unwrapStackItem.register(Task, () => undefined);
  offerBuiltinGlue([{
    name: "a",
    install: (api) => api.unwrapStackItem.register(Task, () => "built-in"),
    isPresent: () => true,
  }]);
  installGlue(noScripts);
  assertEquals([unwrapStackItem(new Task()), unwrapStackItem.registry.get(Task)?.length], ["built-in", 2]);
});

Deno.test("snapshotRegistries() puts registrations, glue and the array back", () => {
  using _outer = fresh();
  const log: string[] = [];
  bring(glue("pending", log));
  const array = pending() as unknown[];
  {
    using _state = snapshotRegistries();
    unwrapStackItem.register(Task, () => "inside");
    offerBuiltinGlue([builtin("a", log)]);
    installGlue(noScripts);
    assertEquals([log, array.length, Object.hasOwn(array, "push")], [["pending", "built-in a"], 0, true]);
  }
  assertEquals(unwrapStackItem(new Task()), undefined);
  assertEquals([array.length, Object.hasOwn(array, "push")], [1, false]);
  installGlue(noScripts);
  assertEquals(log, ["pending", "built-in a", "pending"]);
  assert(Object.hasOwn(array, "push"));
});
