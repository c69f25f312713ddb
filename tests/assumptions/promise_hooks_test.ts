/** Facts about V8's promise hooks that the trace engine builds on, tried with Deno 2.9.6 (V8 15.0). */
import { assert, assertEquals } from "@std/assert";
import v8 from "node:v8";

// deno-lint-ignore no-explicit-any -- Deno's internals
const { core } = (Deno as any)[(Deno as any).internal];

interface Event {
  hook: string;
  promise: object;
  parent?: object;
}

/** Hooks stay for ever: one set of them for all tests. */
let events: Event[] | undefined;
const note = (hook: string) => (promise: object, parent?: object) => void events?.push({ hook, promise, parent });
core.setPromiseHooks(note("init"), note("before"), note("after"), note("resolve"));

async function eventsOf(work: () => unknown): Promise<Event[]> {
  const seen: Event[] = events = [];
  work();
  await new Promise((resolve) => setTimeout(resolve, 5));
  events = undefined;
  return seen;
}

Deno.test("each await makes a promise of its own, derived from the awaited one, which resolves when the function has gone on", async () => {
  const gate = Promise.withResolvers<void>();
  const seen = await eventsOf(() => {
    (async () => await gate.promise)();
    gate.resolve();
  });
  const wait = seen.find(({ parent }) => parent === gate.promise)?.promise;
  assert(wait !== undefined);
  const own = seen.filter(({ promise }) => promise === wait).map(({ hook }) => hook);
  assertEquals(own, ["init", "before", "resolve", "after"]);
});

Deno.test("an async function's promise is made at its entry, without a parent; V8 tells of its settling once, at the end", async () => {
  const inner = Promise.withResolvers<void>();
  let result: object = {};
  const seen = await eventsOf(() => {
    // deno-lint-ignore require-await -- it returns a promise, and is over
    result = (async () => inner.promise)();
  });
  const own = () => seen.filter(({ promise }) => promise === result).map(({ hook }) => hook);
  assertEquals(seen[0].promise, result);
  assertEquals(own().filter((hook) => hook === "resolve"), [], "resolved with a promise that is pending");
  const later = await eventsOf(() => inner.resolve());
  assertEquals(later.filter(({ hook, promise }) => hook === "resolve" && promise === result).length, 1);
});

Deno.test("a private field can be put on any promise; programs cannot see it, snapshots have it with small numbers", () => {
  class Given {
    constructor(object: object) {
      return object;
    }
  }
  class Field extends Given {
    #privateFieldOfThisTest = 4711;
    static has(object: object): boolean {
      return #privateFieldOfThisTest in object;
    }
  }
  const promise = Object.freeze(Promise.withResolvers().promise);
  const marked = Promise.withResolvers().promise;
  new Field(marked);
  assert(Field.has(marked) && !Field.has(promise));
  assertEquals(Reflect.ownKeys(marked), []);
  // deno-lint-ignore no-explicit-any -- JSON of a snapshot
  const { strings, edges, nodes } = JSON.parse(new TextDecoder().decode((v8.getHeapSnapshot() as any).read()));
  const name = strings.indexOf("#privateFieldOfThisTest");
  const values = edges.flatMap((edge: number, i: number) =>
    i % 3 === 1 && edge === name ? [strings[nodes[edges[i + 1] + 1]]] : []
  );
  assert(values.includes("smi number"), `${values}`);
});

Deno.test("what a promise stands for in a reaction is collected with the awaited promise, and a dead WeakRef tells at once", async () => {
  const waits = await lostWaits();
  assert(waits.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 5)); // a WeakRef holds on until its turn is over
  // deno-lint-ignore no-explicit-any -- Deno gives it whole
  (v8.getHeapSnapshot() as any).read();
  assertEquals(waits.filter((wait) => wait.deref() !== undefined), []);
});

/** A function of its own: a running one may hold on to what it has had in its hands. */
async function lostWaits(): Promise<WeakRef<object>[]> {
  const seen = await eventsOf(() => {
    (async () => await new Promise(() => {}))();
  });
  const [first] = seen.filter(({ parent }) => parent !== undefined);
  return [new WeakRef(first.promise)];
}
