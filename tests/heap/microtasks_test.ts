/** A dump out of the middle of microtasks: what stands in their queue is not in any reaction. */
import { assert, assertEquals } from "@std/assert";
import { extractAll } from "../../src/extract/extract.ts";
import type { Dump } from "../../src/model/dump.ts";

const door = Promise.withResolvers<void>();

async function guest() {
  await door.promise;
}

/** A dump that is taken by the function itself, before any microtask runs. */
function dumpOf(start: () => unknown): Dump {
  const started = start();
  const dump = extractAll();
  assert(started !== undefined);
  return dump;
}

function namesOf(dump: Dump, first: string): string[] | undefined {
  return dump.tasks.map(({ frames }) => frames.map(({ functionName }) => functionName)).find(([name]) =>
    name === first
  );
}

Deno.test("extractAll() follows a promise that was resolved with another one in this very turn", async () => {
  async function host() {
    await new Promise<void>((resolve) => resolve(guest()));
  }
  async function returning() {
    return await guest();
  }
  // deno-lint-ignore require-await -- it returns a promise, which is another way
  async function handing() {
    return returning();
  }
  async function waiter() {
    await handing();
  }
  const dump = dumpOf(() => [host(), waiter()]);
  assertEquals(namesOf(dump, "host"), ["host", "guest"]);
  assertEquals(namesOf(dump, "waiter"), ["waiter", "returning", "guest"]);
  door.resolve();
  await door.promise;
});

Deno.test("extractAll() says how many functions are about to go on, and does not show them", async () => {
  const done: string[] = [];
  async function goesOn() {
    await null;
    done.push("on");
  }
  const dump = dumpOf(() => [goesOn(), goesOn()]);
  assertEquals(namesOf(dump, "goesOn"), undefined);
  assertEquals(dump.notes.filter((note) => note.includes("about to go on")), [
    "2 functions are not shown: what they awaited is settled, and they are about to go on.",
  ]);
  await null;
  assertEquals(done, ["on", "on"]);
});

Deno.test("extractAll() takes no function or module that is about to go on for one that waits", async () => {
  const opened = Promise.withResolvers<void>(), settled = Promise.resolve(1);
  Object.defineProperty(globalThis, "microtasks", { value: { opened, settled }, configurable: true });
  const text = "const { opened, settled } = microtasks; await opened.promise; const atOnce = await settled;";
  const module = import(`data:text/javascript,${encodeURIComponent(text)}`);
  async function goesOn() {
    await opened.promise;
    await settled;
  }
  const going = goesOn();
  await new Promise((resolve) => setTimeout(resolve));
  opened.resolve();
  const atFirst = extractAll(); // both are at the first await, and it is settled
  await null;
  const then = extractAll(); // at the second one, which was settled when they came there
  for (const dump of [atFirst, then]) {
    assertEquals(dump.tasks.flatMap(({ frames }) => frames).filter(({ url }) => url.startsWith("data:")), []);
    assertEquals(namesOf(dump, "goesOn"), undefined);
    assertEquals(dump.notes.filter((note) => note.includes("about to go on")), [
      "2 functions are not shown: what they awaited is settled, and they are about to go on.",
    ]);
  }
  await Promise.all([module, going]);
  Reflect.deleteProperty(globalThis, "microtasks");
});
