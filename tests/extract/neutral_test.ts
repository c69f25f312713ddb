/** Looking runs no code of the program: no getter, no trap, no method of what is looked at or of what a hook throws. */
import { assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import { createContext, runInContext } from "node:vm";
import {
  elaborateContext,
  elaborateFrame,
  extract,
  extractAll,
  extractSince,
  type Stack,
  unwrapStackItem,
  yieldsFrames,
} from "../../mod.ts";
import { dumpToJson } from "../../src/format/json.ts";

/** What ran although it must not. */
const ran: string[] = [];
let isArmed = false;

function note(what: string): void {
  if (isArmed) ran.push(what);
}

/** Look while everything is armed; what ran. */
function look<Result>(action: () => Result): { result: Result; ran: string[] } {
  ran.length = 0;
  isArmed = true;
  try {
    return { result: action(), ran };
  } finally {
    isArmed = false;
  }
}

const KEYS: readonly PropertyKey[] = [
  ...[
    "constructor",
    "name",
    "message",
    "stack",
    "cause",
    "then",
    "toJSON",
    "toString",
    "valueOf",
    "length",
    "disposed",
  ],
  ...[Symbol.toStringTag, Symbol.toPrimitive, Symbol.iterator, Symbol.hasInstance, Symbol.species],
  ...["generator", "hide", "wrapped", "glue"].map((name) => Symbol.for(`stackscope.${name}`)),
  ...["Deno.customInspect", "nodejs.util.inspect.custom"].map((name) => Symbol.for(name)),
];

/** A resource with a getter for everything. */
function getters(label: string): Disposable & AsyncDisposable {
  const resource = { [Symbol.dispose]() {}, async [Symbol.asyncDispose]() {} };
  for (const key of KEYS) {
    Object.defineProperty(resource, key, {
      configurable: true,
      enumerable: true,
      get() {
        note(`${label}: getter ${String(key)}`);
        return undefined;
      },
    });
  }
  return resource;
}

/** A resource whose every access is noted. */
function proxy(label: string): Disposable & AsyncDisposable {
  const traps = Object.getOwnPropertyNames(Reflect).map((trap) => [trap, (...args: unknown[]) => {
    note(`${label}: trap ${trap}`);
    return Reflect.get(Reflect, trap)(...args);
  }]);
  return new Proxy({ [Symbol.dispose]() {}, async [Symbol.asyncDispose]() {} }, Object.fromEntries(traps));
}

class Loud implements Disposable {
  static get [Symbol.hasInstance](): () => boolean {
    note("class: hasInstance");
    return () => true;
  }
  static get name(): string {
    note("class: name");
    return "Loud";
  }
  get [Symbol.toStringTag](): string {
    note("class: toStringTag");
    return "Loud";
  }
  toString(): string {
    note("class: toString");
    return "";
  }
  [Symbol.for("Deno.customInspect")](): string {
    note("class: inspect");
    return "";
  }
  [Symbol.dispose](): void {}
}

/** Everything that can be asked of a stack. */
function readAll(stack: Stack): void {
  for (const frame of stack.frames) void [frame.locals(), frame.code, frame.lineText, frame.contexts.map(String)];
  void [String(stack), stack.format({ showHiddenFrames: true, asciiOnly: true }), stack.formatFlat()];
  stack.asSummary({ showContexts: true, captureLocals: true, showHiddenFrames: true });
}

const door = Promise.withResolvers<void>();
const revocable = Proxy.revocable({ [Symbol.dispose]() {} }, {});
const realm = createContext({});
const foreign: Disposable = runInContext(
  `({ [Symbol.dispose]() {}, get constructor() { globalThis.hit = "constructor"; }, get [Symbol.toStringTag]() { globalThis.hit = "tag"; } })`,
  realm,
);
runInContext("globalThis.hit = ''", realm);

function resources(): Disposable[] {
  return [
    getters("object"),
    proxy("proxy"),
    Object.create(proxy("prototype")),
    new Loud(),
    Object.assign(Object.create(null), { [Symbol.dispose]() {} }),
    foreign,
    Object.freeze({ [Symbol.dispose]() {} }),
    Object.seal({ [Symbol.dispose]() {} }),
    Object.assign({ [Symbol.dispose]() {} }, { [Symbol.for("stackscope.generator")]: proxy("generator") }),
  ];
}

async function holdOne(this: unknown, resource: Disposable) {
  using held = resource;
  await door.promise;
  return held;
}

async function holdAsync(resource: AsyncDisposable) {
  await using held = resource;
  await door.promise;
  return held;
}

async function holdStacks() {
  using sync = new DisposableStack();
  for (const resource of resources()) sync.use(resource);
  sync.adopt(proxy("adopted"), () => {});
  sync.defer((() => {}).bind(proxy("bound this")));
  sync.defer((() => {}).bind(getters("bound this")));
  await using mixed = new AsyncDisposableStack();
  mixed.use(proxy("async entry"));
  mixed.use(getters("async entry"));
  mixed.adopt(undefined, () => {});
  mixed.use(null);
  await door.promise;
  return [sync, mixed];
}

function* holdInGenerator(this: unknown) {
  using held = getters("in generator");
  using other = proxy("in generator");
  yield proxy("yielded");
  return [held, other];
}

function* delegate(next: () => IteratorResult<number>) {
  const iterator = new Proxy({ next }, {
    get: (target, key) => (note(`delegate: get ${String(key)}`), Reflect.get(target, key)),
  });
  yield* { [Symbol.iterator]: () => iterator } as Iterable<number>;
}

Deno.test("looking at resources, receivers and delegates runs none of their code", async () => {
  const receivers = [proxy("this"), Object.create(proxy("prototype of this")), getters("this"), null, foreign];
  const generator = holdInGenerator.call(proxy("generator's this"));
  generator.next();
  const delegating = delegate(() => ({ done: false, value: 1 }));
  delegating.next();
  const promises: Promise<unknown>[] = [
    ...resources().map((resource) => holdOne.call(undefined, resource)),
    ...receivers.map((receiver) => holdOne.call(receiver, { [Symbol.dispose]() {} })),
    holdAsync(proxy("await using")),
    holdAsync(getters("await using")),
    holdOne(revocable.proxy),
    holdStacks(),
  ];
  const items = [...promises, generator, delegating, getters("item"), proxy("item"), new Loud(), foreign, holdOne];
  for (const item of items) assertEquals(look(() => readAll(extract(item))).ran, []);
  assertEquals(look(() => readAll(extractSince(undefined))).ran, []);
  const { ran } = look(() => {
    const dump = extractAll();
    dump.tasks.forEach(readAll);
    return [String(dump), JSON.stringify(dumpToJson(dump, { showLocals: true }))];
  });
  assertEquals(ran, []);
  assertEquals(runInContext("globalThis.hit", realm), "");
  // What was looked at is as it was: all of it can be disposed of.
  door.resolve();
  assertEquals((await Promise.allSettled(promises)).map(({ status }) => status), promises.map(() => "fulfilled"));
  generator.return([]);
});

Deno.test("a revoked proxy as item and as resource is shown, not touched", async () => {
  const second = Promise.withResolvers<void>();
  const { proxy, revoke } = Proxy.revocable({ [Symbol.dispose]() {} }, {});
  const waiting = (async function hold() {
    using held = proxy;
    await second.promise;
    return typeof held; // the proxy itself cannot be the result of a promise
  })();
  revoke();
  const stack = extract(waiting);
  assertEquals([stack.error, stack.frames[0].contexts[0].varName], [undefined, "held"]);
  assertStringIncludes(String(stack), "held");
  assertStringIncludes(String(extract(proxy)), "Proxy");
  second.resolve();
  await waiting;
});

Deno.test("intrinsics that the program patched after the import are not asked", async () => {
  const second = Promise.withResolvers<void>();
  const waiting = (async function hold(resource: Disposable) {
    using held = resource;
    await second.promise;
    return held;
  })(new Loud());
  const restore: (() => void)[] = [];
  const patch = (owner: object, key: PropertyKey) => {
    const before = Reflect.getOwnPropertyDescriptor(owner, key);
    const original = before?.value;
    Object.defineProperty(owner, key, {
      configurable: true,
      writable: true,
      value(this: unknown, ...args: unknown[]) {
        note(`patched ${String(key)}`);
        return Reflect.apply(original, this, args);
      },
    });
    restore.push(() =>
      before === undefined ? Reflect.deleteProperty(owner, key) : Object.defineProperty(owner, key, before)
    );
  };
  for (
    const [owner, key] of [[Promise.prototype, "then"], [Promise.prototype, "constructor"], [
      Object.prototype,
      "toString",
    ]] as const
  ) {
    patch(owner, key);
  }
  const prepare = Reflect.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  Object.defineProperty(Error, "prepareStackTrace", {
    configurable: true,
    writable: true,
    value: () => note("prepareStackTrace"),
  });
  for (const key of ["frames", "contexts", "of", "at"]) {
    Object.defineProperty(Object.prototype, key, {
      configurable: true,
      set: () => note(`setter ${key}`),
      get: () => undefined,
    });
    restore.push(() => Reflect.deleteProperty(Object.prototype, key));
  }
  const seen = (() => {
    try {
      return look(() => [extract(waiting), extractSince(undefined)].map((stack) => [stack.error, stack.length > 0]));
    } finally {
      restore.forEach((undo) => undo());
      if (prepare === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
      else Object.defineProperty(Error, "prepareStackTrace", prepare);
    }
  })();
  assertEquals(seen, { result: [[undefined, true], [undefined, true]], ran: [] });
  second.resolve();
  await waiting;
});

class Item {}
class Resource implements Disposable {
  [Symbol.dispose](): void {}
}

const THROWN: Readonly<Record<string, unknown>> = {
  null: null,
  undefined: undefined,
  "a proxy": proxy("thrown"),
  "a revoked proxy": (() => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  })(),
  "an object without a prototype": Object.create(null),
  "an object on a proxy": Object.create(proxy("prototype of what is thrown")),
  "an object with toString()": { toString: () => (note("thrown: toString"), "") },
  "an error with getters": Object.defineProperties(new Error(), {
    name: { get: () => note("thrown: name") },
    message: { get: () => note("thrown: message") },
    stack: { get: () => note("thrown: stack") },
  }),
};

Deno.test("whatever hooks throw: nothing of it runs, and the frames stay", async (t) => {
  const second = Promise.withResolvers<void>();
  async function hold() {
    using held = new Resource();
    await second.promise;
    return held;
  }
  const waiting = hold();
  const all = Object.entries(THROWN);
  for (const [name, thrown] of Deno.env.has("STACKSCOPE_FULL") ? all : all.filter((_, at) => at % 2 === 1)) {
    await t.step(name, () => {
      const fail = () => {
        throw thrown;
      };
      const read = (item: unknown) => {
        const stack = extract(item);
        readAll(stack);
        assertInstanceOf(stack.error, Error);
        return stack.length;
      };
      const { result, ran } = look(() => {
        const lengths: number[] = [];
        {
          using _ = elaborateFrame.register(hold, fail);
          lengths.push(read(waiting));
        }
        {
          using _ = elaborateContext.register(Resource, fail);
          lengths.push(read(waiting));
        }
        {
          using _ = unwrapStackItem.register(Item, fail);
          lengths.push(read(new Item()));
        }
        {
          using _ = unwrapStackItem.register(Item, yieldsFrames(fail));
          lengths.push(read(new Item()));
        }
        return lengths;
      });
      assertEquals({ result, ran }, { result: [1, 1, 0, 0], ran: [] });
    });
  }
  second.resolve();
  await waiting;
});

Deno.test("extract() changes nothing of the order of microtasks and of disposal", async () => {
  async function program({ isLooking }: { isLooking: boolean }): Promise<string[]> {
    const log: string[] = [];
    const watched: unknown[] = [];
    const look = () => {
      if (isLooking) { for (const item of watched) void [String(extract(item))]; }
    };
    const resource = (name: string) => ({
      [Symbol.dispose]: () => void log.push(`${name} disposed`),
      async [Symbol.asyncDispose]() {
        log.push(`${name} disposing`);
        await null;
        look();
        log.push(`${name} disposed`);
      },
    });
    async function* values() {
      using inner = resource("values");
      for (let i = 0; i < 3; i++) yield (log.push(`value ${i}`), inner);
    }
    async function first(ready: Promise<void>) {
      using one = resource("one");
      await using two = resource("two");
      await ready;
      log.push("ready");
      const list = values();
      watched.push(list);
      for await (const value of list) log.push(`taken ${typeof value}`), look();
      return [one, two];
    }
    const ready = Promise.withResolvers<void>();
    const running = first(ready.promise);
    watched.push(running);
    look();
    queueMicrotask(() => log.push("microtask 1"));
    ready.resolve();
    look();
    queueMicrotask(() => log.push("microtask 2"));
    Promise.resolve().then(() => log.push("then 1")).then(() => log.push("then 2")).then(look).then(() =>
      log.push("then 3")
    );
    await running;
    await Promise.resolve();
    return log;
  }
  assertEquals(await program({ isLooking: true }), await program({ isLooking: false }));
});
