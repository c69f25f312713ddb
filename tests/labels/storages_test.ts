/** Labels from `AsyncLocalStorage`: each form of storage and store, all of them in one dump of this process. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { extractAll } from "../../src/extract/extract.ts";
import type { Dump } from "../../src/model/dump.ts";
import type { Stack } from "../../src/model/stack.ts";
import { settle } from "../glue/item_states.ts";
import { tenantId } from "./exported_storage.ts";

type Labels = Readonly<Record<string, string>>;
type Work = () => Promise<void>;

/** A way to run work in an async context, the labels that it gives, and those that are added by `allLabels`. */
interface Form {
  start(work: Work): unknown;
  labels: Labels;
  more?: Labels;
}

class Visit {
  id = 7;
  #secret = "s3cr3t";
  isDone = false;
  share = 0.5;
  user = { name: "Ada", email: "ada@example.com" };
  get path() {
    return this.#secret + ran++;
  }
  toString() {
    return String(ran++);
  }
}

let ran = 0;
const store = new AsyncLocalStorage<unknown>();
const other = new AsyncLocalStorage<unknown>();
const requestId = new AsyncLocalStorage<unknown>();
const named = new AsyncLocalStorage<unknown>({ name: "jobId" });
const disabled = new AsyncLocalStorage<unknown>();
class Registry {
  static orderId = new AsyncLocalStorage<unknown>();
}
const uuid = crypto.randomUUID();
const pathname = new URL("http://localhost/a/path/of/some/length?x=1").pathname;
const proxied = new Proxy({ id: 1 }, { get: () => ran++, getOwnPropertyDescriptor: () => void ran++ });

const FORMS: Record<string, Form> = {
  nothing: { start: (work) => work(), labels: {} },
  anObject: {
    start: (work) => store.run({ requestId: "r-1", count: 3 }, work),
    labels: { requestId: "r-1" },
    more: { count: "3" },
  },
  numbers: {
    start: (work) => store.run({ jobId: 42, userId: 1.5, id: -1 }, work),
    labels: { jobId: "42", userId: "1.5", id: "-1" },
  },
  aClass: {
    start: (work) => store.run(new Visit(), work),
    labels: { id: "7", "user.name": "Ada" },
    more: { isDone: "false", share: "0.5", "user.email": "ada@example.com" },
  },
  aMap: {
    start: (work) =>
      store.run(new Map<unknown, unknown>([["traceId", "t-1"], ["attempt", 3], [Symbol("id"), "x"], [1, "y"]]), work),
    labels: { traceId: "t-1", attempt: "3" },
  },
  aLargeMap: {
    start: (work) =>
      store.run(new Map([...Array(100).keys()].map((i) => [`n${i}Id`, i % 2 === 0 ? `v${i}` : i])), work),
    labels: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`n${i}Id`, i % 2 === 0 ? `v${i}` : String(i)])),
  },
  aHugeMap: {
    start: (work) =>
      store.run(new Map(Array.from({ length: 5_000 }, (_, i) => [i === 0 ? "id" : `x${i}`, `v${i}`])), work),
    labels: { id: "v0" },
    more: Object.fromEntries(Array.from({ length: 49 }, (_, i) => [`x${i + 1}`, `v${i + 1}`])),
  },
  aSecretAsName: {
    start: (work) => store.run(new Map([["sk_1234_hunter", "x"]]), work),
    labels: {},
    more: { "sk_1234_hunter": "x" },
  },
  anError: {
    start: (work) => store.run(Object.assign(new Error("x"), { id: "e" }), work),
    labels: { id: "e" },
    more: { message: "x" },
  },
  aRing: {
    start: (work) => {
      const user: Record<string, unknown> = { id: "ring" };
      user.user = user;
      return store.run(user, work);
    },
    labels: { id: "ring", "user.id": "ring" },
  },
  aNullPrototype: {
    start: (work) => store.run(Object.assign(Object.create(null), { id: "n" }), work),
    labels: { id: "n" },
  },
  aFrozenOne: { start: (work) => store.run(Object.freeze({ id: "f" }), work), labels: { id: "f" } },
  nothingPlain: {
    start: (work) => store.run({ id: null, name: undefined, path: [1], url: () => 1 }, work),
    labels: {},
  },
  aProxy: { start: (work) => store.run(proxied, work), labels: {} },
  noStore: { start: (work) => store.run(undefined, work), labels: {} },
  aVariable: { start: (work) => requestId.run("r-2", work), labels: { requestId: "r-2" } },
  aNumber: { start: (work) => requestId.run(12, work), labels: { requestId: "12" } },
  anOption: { start: (work) => named.run("j-1", work), labels: { jobId: "j-1" } },
  aProperty: { start: (work) => Registry.orderId.run("o-1", work), labels: { orderId: "o-1" } },
  anExport: { start: (work) => tenantId.run("t-7", work), labels: { tenantId: "t-7" } },
  aNameThatSaysNothing: { start: (work) => other.run("x", work), labels: {}, more: { other: "x" } },
  aPieceOfAString: { start: (work) => requestId.run(uuid, work), labels: { requestId: uuid } },
  piecesInAnObject: {
    start: (work) => store.run({ id: uuid, path: pathname }, work),
    labels: { id: uuid, path: pathname },
  },
  aStringOfManyParts: {
    start: (work) => requestId.run(`request-${"ab".repeat(10)}-${ran}`, work),
    labels: { requestId: "request-abababababababababab-0" },
  },
  aLongString: {
    start: (work) => requestId.run("x".repeat(5000), work),
    labels: { requestId: "x".repeat(100) + "..." },
    more: { requestId: "x".repeat(200) + "..." },
  },
  nested: { start: (work) => store.run({ id: 1 }, () => store.run({ id: 2 }, work)), labels: { id: "2" } },
  severalStorages: {
    start: (work) => store.run({ id: 1 }, () => requestId.run("r-3", () => named.run("j-3", work))),
    labels: { id: "1", requestId: "r-3", jobId: "j-3" },
  },
  theSameNameTwice: {
    start: (work) => store.run({ id: 1 }, () => other.run({ id: 2 }, work)),
    labels: { id: "1", "other.id": "2" },
  },
  left: { start: (work) => store.run({ id: 1 }, () => store.run(undefined, work)), labels: {} },
  snapshot: {
    start: (work) => {
      const within = store.run({ id: "snap" }, () => AsyncLocalStorage.snapshot());
      within(work);
    },
    labels: { id: "snap" },
  },
  bind: {
    start: (work) => store.run({ id: "bound" }, () => AsyncResource.bind(work))(),
    labels: { id: "bound" },
  },
  enterWith: {
    start: async (work) => {
      await null;
      store.enterWith({ id: "entered" });
      await work();
    },
    labels: { id: "entered" },
  },
  disabled: { start: (work) => disabled.run({ id: 1 }, work), labels: {} },
};

const gate = Promise.withResolvers<void>();

async function hang(): Promise<void> {
  await gate.promise;
}

async function outer(): Promise<void> {
  await store.run({ id: 2, step: "inner" }, hang);
}

async function* numbers(): AsyncGenerator<number> {
  await gate.promise;
  yield 1;
}

async function consume(): Promise<void> {
  for await (const _ of numbers());
}

async function fork(): Promise<void> {
  await Promise.all([1, 2].map((step) => store.run({ step }, hang)));
}

/** The work for each form, and what stands around it. */
const working = new Map<string, Promise<void>>(), running: unknown[] = [];
for (const [name, { start }] of Object.entries(FORMS)) {
  running.push(start(() => {
    const work = hang();
    working.set(name, work);
    return work;
  }));
}
disabled.disable();
const inTwo = store.run({ id: 1, user: { id: "ada" } }, outer);
const consuming = store.run({ id: "g" }, consume);
const forking = fork();
running.push(inTwo, consuming, forking);
await settle();
const whole = extractAll(), all = extractAll({ allLabels: true });
gate.resolve();

/** The labels of the function that works for a form. */
function labelsOf(dump: Dump, form: string): Labels {
  const frames = dump.tasks.flatMap(({ frames }) => frames);
  const frame = frames.find(({ origin }) => origin === working.get(form));
  assert(frame?.functionName === "hang");
  return frame.labels;
}

function stackOf(promise: Promise<unknown>): Stack {
  const stack = whole.tasks.find(({ frames: [frame] }) => frame?.origin === promise);
  assert(stack !== undefined);
  return stack;
}

Deno.test("labels are read from the async context of each suspended function", async (t) => {
  for (const [name, { labels, more = {} }] of Object.entries(FORMS)) {
    await t.step(name, () => {
      assertEquals(labelsOf(whole, name), labels);
      assertEquals(labelsOf(all, name), { ...labels, ...more });
    });
  }
  assertEquals(ran, 0, "nothing of the program ran");
  await Promise.all(running);
});

Deno.test("a dump says which values are left out of labels", () => {
  const note = whole.notes.find((note) => note.startsWith("Values of the async context are left out as their names"));
  assert(note !== undefined);
  assertStringIncludes(note, "count, isDone, message, other, share, user.email and ");
  assert(!note.includes("hunter"), "a name that nobody chose may be a secret");
  assert(!all.notes.some((note) => note.includes("async context")));
});

Deno.test("the labels of a stack are those of its frames, the inner ones first", () => {
  const stack = stackOf(inTwo);
  assertEquals(stack.frames.map(({ labels }) => labels), [{ id: "1", "user.id": "ada" }, { id: "2", step: "inner" }]);
  assertEquals(stack.labels, { id: "2", "user.id": "ada", step: "inner" });
});

Deno.test("labels of async generators and of branches are those of where they were started", () => {
  assertEquals(stackOf(consuming).frames.map(({ labels }) => labels), [{ id: "g" }, { id: "g" }]);
  const [{ contexts: [branches] }] = stackOf(forking).frames;
  assertEquals(branches.children.map((child) => "labels" in child && child.labels), [{ step: "1" }, { step: "2" }]);
});
