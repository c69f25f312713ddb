/** What clients of servers wait for, as packages of npm write them: around a socket, a request or a queue of their own. */
import { assertEquals } from "@std/assert";
import { EventEmitter, once } from "node:events";
import net from "node:net";
import { Writable } from "node:stream";
import { extractAll } from "../../mod.ts";

type Settle = (error: Error | null, value?: unknown) => void;

const asPromise = (call: (settle: Settle) => void) =>
  new Promise((resolve, reject) => call((error, value) => error === null ? resolve(value) : reject(error)));

/** It has its promise, and what settles it in a callback. */
class Request {
  promise: Promise<unknown> | undefined;
  callback: Settle | undefined;
  then(...handlers: Parameters<Promise<unknown>["then"]>) {
    this.promise ??= asPromise((settle) => this.callback = (error, value) => settle(error, value));
    return this.promise.then(...handlers);
  }
}

class Client {
  host = "db.example";
  port = 5432;
  pending: Settle | undefined;
  query() {
    return asPromise((settle) => this.pending = settle);
  }
}

class Pool extends EventEmitter {
  config = { host: "::1", port: 3306 };
}

/** Calls are gathered; a cache has their promises. */
class Batches {
  cache = new Map<string, Promise<unknown>>();
  current: { callbacks: Settle[] } = { callbacks: [] };
  load(key: string) {
    const promise = asPromise((settle) => this.current.callbacks.push(settle));
    this.cache.set(key, promise);
    return promise;
  }
}

/** A timer that only warns, and has done so, does not end the wait. */
class Slow {
  answer: Settle | undefined;
  warning: unknown;
  ask() {
    return new Promise((resolve) => {
      this.warning = setTimeout(() => this.answer === resolve || resolve === undefined, 0);
      this.answer = (_error, value) => resolve(value);
    });
  }
}

class Redirected extends Writable {}

export const request = new Request();

/** Opens a protocol over a socket; who asked is told of an error of the socket only before that. */
function open(socket: net.Socket, settle: Settle) {
  let isOpen = false;
  const onConnect = () => {
    isOpen = true;
    const started = Date.now();
    socket.on("data", (chunk) => settle(null, [chunk, Date.now() - started]));
  };
  socket.once("connect", onConnect);
  socket.once("error", (error) => !isOpen && settle(error));
}

Deno.test("leaves of clients tell what can settle the promise, and whom it is about", async () => {
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const socket = net.connect(server.addr.port, "127.0.0.1");
  using _connection = await server.accept();
  const client = new Client(), pool = new Pool(), redirected = new Redirected();
  const batches = new Batches(), slow = new Slow(), child = new EventEmitter(), ending = new AbortController();
  const waits = {
    ofThenable: async () => await request,
    ofClient: async () => await client.query(),
    ofPool: async () => await new Promise((resolve) => pool.on("connect", resolve)),
    ofResponse: async () =>
      await new Promise((resolve, reject) => {
        redirected.on("close", () => reject(new Error())).on("error", reject).on("response", resolve);
      }),
    ofBatch: async () => await batches.load("o-1"),
    ofSlow: async () => await slow.ask(),
    ofError: async () => await once(child, "error", { signal: ending.signal }).catch(() => {}),
    ofSocket: async () => await asPromise((settle) => open(socket, settle)),
  };
  const all = Object.values(waits).map((wait) => wait());
  await new Promise((resolve) => socket.once("connect", resolve));
  while (!Object.getOwnPropertyDescriptor(slow.warning, "_destroyed")?.value) {
    await new Promise((go) => setTimeout(go, 1));
  }

  const leaves = new Map(extractAll().tasks.map(({ frames: [frame], leaf }) => [frame.functionName, String(leaf)]));
  assertEquals(Object.keys(waits).map((name) => leaves.get(name)), [
    "a promise held by Request.callback.settle.resolve of request",
    'a promise held by pending.resolve of Client "db.example:5432"',
    'Pool "[::1]:3306": waiting for event "connect"',
    'Redirected: waiting for event "response" or "close" or "error"',
    "a promise held by Batches.current.callbacks[0].resolve of batches",
    "a promise held by Slow.answer.resolve of slow",
    'EventEmitter: waiting for event "error"',
    "net.Socket: waiting for data",
  ]);

  request.callback?.(null);
  client.pending?.(null);
  pool.emit("connect");
  redirected.emit("response");
  batches.current.callbacks[0](null);
  slow.answer?.(null);
  ending.abort();
  socket.emit("data", "hello");
  await Promise.all(all);
  await new Promise((resolve) => socket.once("close", resolve).destroy());
});
