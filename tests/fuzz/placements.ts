/** Places in which the heap of a program has a value: variables, receivers, resources, and all that a wait can lead through. */
import { AsyncLocalStorage } from "node:async_hooks";
import { defineProperty } from "./intrinsics.ts";

/** Lets go of what is suspended. */
export interface Placed {
  /** What is suspended, by placement. */
  readonly items: object[];
  readonly count: number;
}

const storage = new AsyncLocalStorage<unknown>();
/** Kept, so that a dump sees it. */
const kept: unknown[] = [];

function hold(value: unknown): Promise<void> {
  return new Promise((resolve) => kept.push({ value, resolve }));
}

/** A resource that has something of a value, whatever that is. */
function resourceOf(value: unknown): Disposable & AsyncDisposable {
  const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
  const resource = Object.create(isObject ? value as object : null);
  defineProperty(resource, Symbol.dispose, { value: () => {} });
  defineProperty(resource, Symbol.asyncDispose, { value: () => {} });
  return resource;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "name";
}

/** By name: what suspends something with the value in it. */
const PLACEMENTS: Readonly<Record<string, (value: unknown) => unknown>> = {
  async variable(value) {
    const local = value, { length } = [value];
    await hold(null);
    return [local, length, value];
  },
  async receiver(value) {
    return await (async function (this: unknown) {
      "use strict";
      await hold(null);
      return this;
    }).call(value);
  },
  async resource(value) {
    using held = resourceOf(value);
    await hold(null);
    return held;
  },
  async "async resource"(value) {
    await using held = resourceOf(value);
    await hold(null);
    return held;
  },
  async "entries of stacks"(value) {
    using stack = new DisposableStack();
    stack.use(resourceOf(value));
    stack.adopt(value, () => {});
    stack.defer((() => {}).bind(value));
    await using later = new AsyncDisposableStack();
    later.use(resourceOf(value));
    later.adopt(value, async () => {});
    await hold(null);
    return [stack, later];
  },
  "a yielded value"(value) {
    const generator = (function* () {
      using _held = resourceOf(value);
      yield value;
    })();
    generator.next();
    return generator;
  },
  async "holder of the resolver"(value) {
    await hold(value);
  },
  async "key of the resolver"(value) {
    await new Promise<void>((resolve) => kept.push(new Map([[value, resolve]])));
  },
  async "class of the holder"(value) {
    const Holder = { [textOf(value)]: class {} }[textOf(value)];
    await new Promise<void>((resolve) => kept.push(Object.assign(new Holder(), { [textOf(value)]: resolve })));
  },
  "name of the function"(value) {
    return {
      async [textOf(value)]() {
        await hold(null);
      },
    }[textOf(value)]();
  },
  store: (value) => storage.run(value, () => hold(null).then(() => {})),
  async "value in a store"(value) {
    await storage.run({ requestId: value, [textOf(value)]: "id" }, async () => await hold(null));
  },
  async "branch of a combinator"(value) {
    await Promise.all([value, hold(value), (async () => await hold(value))()]);
  },
  async "listener of an event"(value) {
    const target = new EventTarget();
    kept.push(target);
    defineProperty(target, textOf(value), { value, configurable: true });
    await new Promise((resolve) => target.addEventListener(textOf(value), resolve));
  },
  async "bound resolver"(value) {
    await new Promise<void>((resolve) => kept.push(resolve.bind(value)));
  },
  async "in disposal"(value) {
    await using held = Object.assign(Object.create(null), { value, [Symbol.asyncDispose]: () => hold(value) });
    return void held;
  },
  async "in finally"(value) {
    try {
      kept.push(value);
      await null;
    } finally {
      await hold(value);
    }
  },
};

/** Put a value into all places. What a place cannot take is left out. */
export function place(value: unknown, items: object[]): number {
  let count = 0;
  for (const [, put] of Object.entries(PLACEMENTS)) {
    try {
      const item = put(value);
      if (item instanceof Promise) item.catch(() => {});
      items.push(item as object);
      count++;
    } catch {
      // the value does not fit there
    }
  }
  return count;
}

/** Put thousands of variables into one function, thousands of branches into one combinator, and very deep waits. */
export function placeMany(items: object[]): void {
  const names = Array.from({ length: 3_000 }, (_, i) => `v${i}`);
  const body = `const ${names.map((name, i) => `${name} = ${i}`).join(", ")}; await hold(); return [${
    names.join(", ")
  }];`;
  const { constructor: AsyncFunction } = async function () {};
  items.push((AsyncFunction as FunctionConstructor)("hold", body)(() => hold(null)));
  items.push((async () => await Promise.all(Array.from({ length: 300 }, () => hold(null))))());
  let deep = hold(null);
  for (let i = 0; i < 200; i++) deep = (async (inner: Promise<void>) => await inner)(deep);
  items.push(deep);
}
