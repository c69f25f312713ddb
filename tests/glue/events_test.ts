/** Abort signals, event targets, emitters of `node:events`: who listens, and what a wait for one says. */
import { assert, assertEquals } from "@std/assert";
import { EventEmitter, on, once } from "node:events";
import { Readable } from "node:stream";
import { extract, extractSince } from "../../src/extract/extract.ts";
import { Leaf } from "../../src/model/leaf.ts";
import type { Stack } from "../../src/model/stack.ts";
import { settle, statesOf } from "./item_states.ts";

function words(states: Record<string, { leaf: { description: string } | undefined }>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(states).map(([name, { leaf }]) => [name, leaf?.description]));
}

function leafOf(promise: Promise<unknown>): string {
  const { leaf } = extract(promise);
  assert(leaf instanceof Leaf);
  return leaf.description;
}

Deno.test("itemState() of a signal tells whether, when and by what it aborts, and who would be told", () => {
  const controller = new AbortController();
  controller.signal.addEventListener("abort", () => {});
  const timeout = AbortSignal.timeout(60_000);
  const any = AbortSignal.any([controller.signal, timeout]);
  any.onabort = () => {};
  const states = statesOf({
    listened: controller.signal,
    timeout,
    any,
    unheard: new AbortController().signal,
    aborted: AbortSignal.abort(),
    withError: AbortSignal.abort(new RangeError("x")),
    withText: AbortSignal.abort("secret"),
  });
  assertEquals(words(states), {
    listened: "AbortSignal: not aborted, 1 listener, 1 signal depends on it",
    timeout: "AbortSignal: not aborted, aborts after 60000 ms, 1 signal depends on it",
    any: "AbortSignal: not aborted, depends on 2 signals, one of which aborts after 60000 ms, 1 listener",
    unheard: "AbortSignal: not aborted, nobody listens",
    aborted: "AbortSignal: aborted with AbortError",
    withError: "AbortSignal: aborted with RangeError",
    withText: "AbortSignal: aborted with string",
  });
  assertEquals(states.aborted.leaf?.details, { aborted: true, reason: "AbortError" });
  any.onabort = null;
});

Deno.test("itemState() of an event target or emitter names the events that have listeners", () => {
  class Door extends EventTarget {}
  const target = new EventTarget(), emitter = new EventEmitter();
  target.addEventListener("open", () => {});
  target.addEventListener("open", () => {});
  target.addEventListener("close", () => {});
  emitter.on("tick", () => {});
  emitter.on("tick", () => {});
  emitter.on(Symbol("tock"), () => {});
  const readable = new Readable({ read() {} });
  readable.push("abc");
  const states = statesOf({ target, emitter, readable, silent: new Door(), plain: { listeners: {} } });
  assertEquals(states.target.leaf?.description, 'EventTarget: listeners for "close", "open" (2)');
  assertEquals(states.emitter.leaf?.description, 'EventEmitter: listeners for "Symbol(tock)", "tick" (2)');
  assertEquals(states.silent.leaf?.description, "Door: no listeners");
  assertEquals(states.readable.leaf?.details.readableLength, 3);
  assertEquals(states.plain.leaf, undefined);
});

Deno.test("itemState() runs no getter of what it looks at", () => {
  let calls = 0;
  const trap = {
    get() {
      calls++;
      return undefined;
    },
  };
  const emitter = Object.defineProperties(new EventEmitter(), { listenerCount: trap, eventNames: trap });
  const target = Object.defineProperties(new EventTarget(), { listeners: trap, [Symbol.toStringTag]: trap });
  statesOf({ emitter, target });
  assertEquals(calls, 0);
});

Deno.test("extract() names the event that is waited for", async () => {
  const target = new EventTarget(), emitter = new EventEmitter(), controller = new AbortController();
  const opened = new Promise((resolve) => target.addEventListener("open", resolve));
  const aborted = new Promise((resolve) => controller.signal.addEventListener("abort", resolve));
  const done = once(emitter, "done");
  async function ticks() {
    for await (const _ of on(emitter, "tick", { signal: controller.signal })) break;
  }
  const ticking = ticks();
  await settle();
  assertEquals(leafOf(opened), 'EventTarget: waiting for event "open"');
  assertEquals(leafOf(aborted), 'AbortSignal: waiting for event "abort"');
  const doneOnce = leafOf(done);
  assert(doneOnce.startsWith('EventEmitter: waiting for event "done"'), doneOnce);
  const stack = extract(ticking);
  assertEquals(stack.frames.filter(({ hide }) => !hide).map((frame) => frame.functionName), ["ticks"]);
  const tick = leafOf(ticking);
  assert(tick.startsWith('EventEmitter: waiting for event "tick"'), tick);
  target.dispatchEvent(new Event("open"));
  emitter.emit("done");
  emitter.emit("tick");
  await Promise.all([opened, done, ticking]);
  controller.abort();
  await aborted;
});

Deno.test("frames of dispatchEvent() and emit() are hidden, those of listeners are shown", () => {
  const target = new EventTarget(), emitter = new EventEmitter();
  const stacks: Stack[] = [];
  function listener() {
    stacks.push(extractSince(outer));
  }
  function outer() {
    target.dispatchEvent(new Event("x"));
    emitter.emit("x");
  }
  target.addEventListener("x", listener);
  emitter.on("x", listener);
  outer();
  for (const { frames } of stacks) {
    assertEquals(frames.filter(({ hide }) => !hide).map((frame) => frame.functionName), ["outer", "listener"]);
    assert(frames.some(({ hide }) => hide), "the runtime's frame is there, hidden");
  }
});

Deno.test("extract() says the same of a promise while the program keeps an earlier stack of it", async () => {
  const emitter = new EventEmitter();
  async function ticks() {
    for await (const _ of on(emitter, "tick")) break;
  }
  const ticking = ticks();
  await settle();
  const kept = [extract(ticking), extract(ticking)];
  assertEquals(kept.map(({ leaf }) => String(leaf)), [
    'EventEmitter: waiting for event "tick" or "error"',
    'EventEmitter: waiting for event "tick" or "error"',
  ]);
  emitter.emit("tick");
  await ticking;
});
