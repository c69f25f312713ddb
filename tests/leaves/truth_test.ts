// deno-lint-ignore-file no-boolean-literal-for-arguments -- the APIs are called as they are
/** Leaves say no more than is so: what only looks like an API of the runtime is not named as one, and secrets stay out. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { extractAll, Leaf } from "../../mod.ts";

/** The leaves of what functions wait for, by the promises that they gave; one dump for all. */
function leavesOf(promises: readonly Promise<unknown>[]): Leaf[] {
  const { tasks } = extractAll();
  return promises.map((promise) => {
    const leaf = tasks.find(({ frames }) => frames.some(({ origin }) => origin === promise))?.leaf;
    assert(leaf instanceof Leaf);
    return leaf;
  });
}

function linesOf(promises: readonly Promise<unknown>[]): string[] {
  return leavesOf(promises).map(String);
}

class Mutex {
  readonly waiters: (() => void)[] = [];
  constructor(readonly name?: string) {}

  acquire(): Promise<void> {
    return new Promise((resolve) => void this.waiters.push(resolve));
  }
}

/** Held by the module, so that leaves can name the holder. */
const gates: Record<string, PromiseWithResolvers<void>> = {};
const pending = new Map<unknown, PromiseWithResolvers<void>>();

Deno.test("a function of the program is not named as the API whose name it has", async () => {
  const gate = gates.first = Promise.withResolvers();
  async function shadowed(fetch: (url: string) => Promise<void>) {
    await fetch("https://example.com/");
  }
  async function declared() {
    const Deno = { readTextFile: (_path: string) => gate.promise };
    await Deno.readTextFile("/srv/a.txt");
  }
  async function asGlobal() {
    await fetch("https://example.com/");
  }
  const own = globalThis.fetch;
  const waiting = [shadowed(() => gate.promise), declared()];
  globalThis.fetch = (() => gates.first.promise) as unknown as typeof fetch;
  try {
    waiting.push(asGlobal());
    for (const line of linesOf(waiting)) assertMatch(line, /^a promise held by .*\.first\.promise$/);
  } finally {
    globalThis.fetch = own;
  }
  gate.resolve();
  await Promise.all(waiting);
});

Deno.test("what hangs on a call is not the call", async () => {
  const gate = gates.second = Promise.withResolvers();
  async function derived() {
    await fetch("data:,x").then(() => gate.promise);
  }
  async function opened() {
    const listener = Deno.listen({ port: 0 });
    listener.close();
    const other = { listener, accept: () => gate.promise };
    await other.accept();
  }
  const waiting = [derived(), opened()];
  await new Promise((resolve) => setTimeout(resolve, 20)); // the request is over
  assertEquals(linesOf(waiting), Array(2).fill("a promise held by gates.second.promise"));
  gate.resolve();
  await Promise.all(waiting);
});

Deno.test("a call is named where its promise is awaited later, and a file by where it was opened", async () => {
  const path = await Deno.makeTempFile();
  const holder = await Deno.open(path, { write: true });
  await holder.lock(true);
  let isOpen = false;
  async function locks() {
    using file = await Deno.open(path, { write: true });
    isOpen = true;
    const locked = file.lock(true);
    await locked;
  }
  const waiting = locks();
  while (!isOpen) await new Promise((resolve) => setTimeout(resolve, 1));
  assertEquals(linesOf([waiting])[0], `Deno.FsFile.lock: waiting for the lock of the file, ${JSON.stringify(path)}`);
  holder.close();
  await waiting;
  await Deno.remove(path);
});

Deno.test("addresses come without user, password, query and fragment", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const host = `127.0.0.1:${listener.addr.port}`;
  const controller = new AbortController();
  async function asks() {
    const { signal } = controller;
    await fetch(`http://user:password@${host}/path?token=secret#part`, { signal, method: "post", body: "secret" });
  }
  const waiting = asks();
  const conn = await listener.accept();
  const [leaf] = leavesOf([waiting]);
  assertEquals(leaf.description, `fetch: waiting for a response from POST http://${host}/path`);
  assertEquals(leaf.details, { method: "POST", url: `http://${host}/path` });
  controller.abort();
  await waiting.catch(() => {});
  conn.close();
  listener.close();
});

Deno.test("objects of the program are told apart by their names, else by what holds them; entries of maps by their keys", async () => {
  const named = new Mutex("b"), plain = new Mutex();
  for (const key of ["user:7", 7]) pending.set(key, Promise.withResolvers());
  const waits = async (promise: Promise<void> | undefined) => await promise;
  const waiting = [
    waits(named.acquire()),
    waits(plain.acquire()),
    waits(pending.get("user:7")?.promise),
    waits(pending.get(7)?.promise),
  ];
  const reading = () => plain; // so that it is a variable, not a register
  assertEquals(linesOf(waiting), [
    'a promise held by waiters[0] of Mutex "b"',
    "a promise held by Mutex.waiters[0] of plain",
    'a promise held by pending["user:7"].promise',
    "a promise held by pending[...].promise",
  ]);
  assertEquals(reading(), plain);
  for (const { waiters } of [named, plain]) for (const release of waiters) release();
  for (const { resolve } of pending.values()) resolve();
  await Promise.all(waiting);
});

Deno.test("a timer tells when it is due, and a repeating one only before its first turn", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const sleeps = async (promise: Promise<void>) => await promise;
  const timeout = setTimeout(resolve, 90_000);
  const waiting = sleeps(promise);
  const [leaf] = leavesOf([waiting]);
  const { dueIn, delay, repeats } = leaf.details;
  assertEquals({ delay, repeats }, { delay: 90_000, repeats: false });
  assert(typeof dueIn === "number" && dueIn > 0 && dueIn <= 90_000);
  clearTimeout(timeout);
  let turns = 0;
  const second = Promise.withResolvers<void>(), third = Promise.withResolvers<void>();
  const interval = setInterval(() => {
    if (++turns === 2) second.resolve();
    if (turns === 1_000_000) third.resolve();
  }, 1);
  await second.promise;
  const repeating = sleeps(third.promise);
  const [line] = linesOf([repeating]);
  assert(!line.includes("due in"), line);
  clearInterval(interval);
  resolve();
  third.resolve();
  await Promise.all([waiting, repeating]);
});

Deno.test("who holds a lock of navigator.locks does not wait for it", async () => {
  const gate = gates.lock = Promise.withResolvers();
  const { locks } = navigator as unknown as {
    locks: { request(name: string, use: () => Promise<void>): Promise<void> };
  };
  async function uses() {
    await locks.request("leaves", () => gate.promise);
  }
  async function works() {
    await gate.promise;
  }
  async function asks(name: string) {
    await locks.request(name, works);
  }
  const waiting = [uses(), uses(), asks("other"), asks("other")];
  for (let turns = 0; turns < 10; turns++) await new Promise((resolve) => setTimeout(resolve, 2));
  const lines = linesOf(waiting).map((line) => line.replace(/ at \w+\.ts:\d+:\d+/, " at PLACE"));
  assertEquals(lines, [
    'navigator.locks.request: holds "leaves", exclusive, until its function ends',
    'navigator.locks.request: waiting for "leaves", exclusive, held by uses at PLACE',
    "a promise held by gates.lock.promise",
    'navigator.locks.request: waiting for "other", exclusive, held by works at PLACE',
  ]);
  gate.resolve();
  await Promise.all(waiting);
});

const cells = new Int32Array(new SharedArrayBuffer(16));

Deno.test("threads may wait for each other by shared memory or by a channel: that is told, and is no deadlock", async () => {
  const jobs = new BroadcastChannel("jobs");
  async function notified(index: number) {
    await Atomics.waitAsync(cells, 3, 0).value;
    Atomics.notify(cells, index);
  }
  async function derived() {
    const { async, value } = Atomics.waitAsync(cells, 1, 0, 60_000);
    const notified = Promise.resolve(value);
    if (async) await notified;
    Atomics.notify(cells, 3);
  }
  async function hears() {
    await new Promise((resolve) => jobs.onmessage = resolve);
  }
  const waiting = [notified(1), derived(), hears()];
  const dump = extractAll();
  const lines = waiting.map((promise) =>
    String(dump.tasks.find(({ frames }) => frames.some(({ origin }) => origin === promise))?.leaf)
  );
  assertEquals(lines, [
    "Atomics.waitAsync: waiting for a notification on index 3 of Int32Array",
    "Atomics.waitAsync: waiting for a notification",
    'BroadcastChannel "jobs": waiting for event "message"',
  ]);
  assertEquals(dump.deadlocks, []);
  Atomics.notify(cells, 3);
  const other = new BroadcastChannel("jobs");
  other.postMessage("go");
  await Promise.all(waiting);
  jobs.close();
  other.close();
});

Deno.test("a variable with a promise does not settle it: who has its resolving function is named", async () => {
  async function waits() {
    await opened;
  }
  const waiting = waits();
  assertEquals(linesOf([waiting]), ["a promise held by open"]);
  open();
  await waiting;
});

const { promise: opened, resolve: open } = Promise.withResolvers<void>();
