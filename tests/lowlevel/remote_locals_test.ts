/** Locals of another process: here of this one, over the same protocol. */
import { assertEquals } from "@std/assert";
import { readAwaitGraph } from "../../src/heap/await_graph.ts";
import { InspectorSession } from "../../src/heap/inspector_session.ts";
import { acquireLocal } from "../../src/target/local.ts";
import { readLocals } from "../../src/target/remote_locals.ts";

const door = Promise.withResolvers<void>();

/** Locals of these functions, by name, as `dump-stacks --locals` reads them. */
async function localsOf(...names: string[]) {
  using acquisition = acquireLocal();
  using session = InspectorSession.open() as InspectorSession;
  const sent: string[] = [];
  const send = (method: string, params: object) => {
    sent.push(method);
    return Promise.resolve(session.post(method, params));
  };
  const { locals, notes } = await readLocals(send, acquisition.snapshot);
  const { heap, suspended } = readAwaitGraph(acquisition.snapshot);
  const found = [...suspended.values()].map(({ node, closure }) => ({ name: heap.name(closure), node }));
  return {
    locals: names.map((name) => {
      const node = found.find((other) => other.name === name)?.node ?? -1;
      return locals.get(node) && Object.entries(locals.get(node) ?? {});
    }),
    notes,
    sent,
  };
}

Deno.test("readLocals() gives the variables of each function, with the text of locals()", async () => {
  class Point {
    x = 1;
  }
  async function remoteWork(id: number, point: Point) {
    const map = new Map([["k", [1, 2]]]);
    await door.promise;
    const late = 1;
    return () => [late, id, point, map];
  }
  const working = remoteWork(7, new Point());
  const { locals: [found] } = await localsOf("remoteWork");
  assertEquals(Object.fromEntries(found ?? []), {
    id: "7",
    late: "(not yet set)",
    map: 'Map(1) { "k" => [ 1, 2 ] }',
    point: "Point { x: 1 }",
  });
  void working;
});

Deno.test("readLocals() runs no code of the program, and says what it did not read", async () => {
  const ran: string[] = [];
  class LoudError extends Error {
    override get name() {
      ran.push("name");
      return "Loud";
    }
    async remoteMethod(error: Error) {
      await door.promise;
      return error;
    }
  }
  async function remoteHolder(error: Error, proxy: object) {
    await door.promise;
    return [error, proxy];
  }
  const proxy = new Proxy({}, { ownKeys: () => (ran.push("trap"), []) });
  const waiting = [remoteHolder(new LoudError("held"), proxy), new LoudError("receiver").remoteMethod(new Error("x"))];
  const prepare = Reflect.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  let read;
  Object.defineProperty(Error, "prepareStackTrace", {
    value: () => ran.push("prepareStackTrace"),
    configurable: true,
    writable: true,
  });
  try {
    read = await localsOf("remoteHolder", "remoteMethod");
  } finally {
    if (prepare === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Object.defineProperty(Error, "prepareStackTrace", prepare);
  }
  assertEquals(ran, []);
  assertEquals(read.locals, [[["error", "LoudError: held"], ["proxy", "[Proxy]"]], undefined]);
  assertEquals(read.notes, ["Locals of 1 methods of errors were not read: V8 would run code of the program."]);
  door.resolve();
  await Promise.all(waiting);
});

Deno.test("readLocals() ends in time, and says of how many frames it read", async () => {
  const gate = Promise.withResolvers<void>();
  async function remoteCrowd(id: number) {
    await gate.promise;
    return id;
  }
  const crowd = Array.from({ length: 30 }, (_, id) => remoteCrowd(id));
  using acquisition = acquireLocal();
  using session = InspectorSession.open() as InspectorSession;
  const send = (method: string, params: object) => Promise.resolve(session.post(method, params));
  const { locals, notes } = await readLocals(send, acquisition.snapshot, 0);
  assertEquals(locals.size, 20);
  assertEquals(notes.map((note) => /^Locals were read of 20 of \d+ frames/.test(note)), [true]);
  gate.resolve();
  await Promise.all(crowd);
});
