/**
 * What src/heap/disposables.ts and src/extract/{contexts,items}.ts know of the registers of a suspended frame, one test for each fact.
 * Tried with Deno 2.9.6 (V8 15.0).
 */
import { assert, assertEquals } from "@std/assert";
import { type HeapView, takeHeapView } from "../../lowlevel.ts";

class Resource implements Disposable {
  [Symbol.dispose]() {}
}

class AsyncResource implements AsyncDisposable {
  async [Symbol.asyncDispose]() {}
}

/** A register of a suspended frame, or a slot of the array of a disposable stack. */
interface Slot {
  index: number;
  node: number;
}

/** A suspended frame: its registers in order, and what it awaits. */
interface Suspension {
  heap: HeapView;
  registers: Slot[];
  awaits: number;
}

/** The slots of an array of V8's own. Slots with small integers, `true`, `undefined`, … have no edge. */
function slotsOf(heap: HeapView, array: number): Slot[] {
  return heap.edges(array).filter(({ type, name }) => type === "internal" && /^\d+$/.test(String(name)))
    .map(({ name, to }) => ({ index: Number(name), node: to })).sort((a, b) => a.index - b.index);
}

/** Where V8's own field of a node leads. */
function field(heap: HeapView, node: number, name: string): number | undefined {
  return heap.edges(node).find((edge) => edge.type === "internal" && edge.name === name)?.to;
}

function nodeOf(heap: HeapView, object: object): number {
  const node = heap.nodeOf(object);
  assert(node !== undefined);
  return node;
}

function registersOf(heap: HeapView, generator: number): Slot[] {
  const array = field(heap, generator, "parameters_and_registers");
  assert(array !== undefined);
  return slotsOf(heap, array);
}

/** The frame of an async function, by its promise. */
function suspension(promise: Promise<unknown>, objects: object[] = []): Suspension {
  const heap = takeHeapView([promise, ...objects]);
  const frame = heap.producerOf(nodeOf(heap, promise));
  assert(frame !== undefined, "the function is suspended");
  return { heap, registers: registersOf(heap, frame.node), awaits: frame.awaits };
}

/** The registers with a hidden stack. */
function hiddenStacks({ heap, registers }: Suspension): Slot[] {
  return registers.filter(({ node }) => heap.instanceType(node) === "JS_DISPOSABLE_STACK_BASE_TYPE");
}

/** What the array of a disposable stack shows; `undefined` when it has no array. */
function entries(heap: HeapView, stack: number): Slot[] | undefined {
  const array = field(heap, stack, "stack");
  return array === undefined ? undefined : slotsOf(heap, array);
}

/** The slots of an array that hold one of these objects, as `slot:name`. */
function named(heap: HeapView, slots: Slot[] | undefined, names: Record<string, object>): string[] {
  const nodes = new Map(Object.entries(names).map(([name, object]) => [heap.nodeOf(object), name]));
  return (slots ?? []).map(({ index, node }) => `${index}:${nodes.get(node) ?? heap.type(node)}`);
}

/** Name of the builtin code of a function, as `system / Code / … (builtin)`. */
function codeOf(heap: HeapView, closure: number | undefined): string {
  const code = closure === undefined ? undefined : field(heap, closure, "code");
  return code === undefined ? "" : heap.name(code);
}

const open = () => Promise.withResolvers<void>();

Deno.test("V8 15.0: a register holds the stack of a block with `using`, a JS_DISPOSABLE_STACK_BASE_TYPE with triples of value, method, hint", async () => {
  const door = open();
  const [first, second] = [new Resource(), new AsyncResource()];
  async function waits() {
    using _first = first;
    await using _second = second;
    await door.promise;
  }
  const waiting = waits();
  const methods = { dispose: first[Symbol.dispose], asyncDispose: second[Symbol.asyncDispose] };
  const frame = suspension(waiting, [first, second, ...Object.values(methods)]);
  const stacks = hiddenStacks(frame);
  assertEquals(stacks.length, 1, "both declarations share one stack");
  // Slots 2 and 5 are the hints: small integers, which have no edge.
  assertEquals(named(frame.heap, entries(frame.heap, stacks[0].node), { first, second, ...methods }), [
    "0:first",
    "1:dispose",
    "3:second",
    "4:asyncDispose",
  ]);
  door.resolve();
  await waiting;
});

Deno.test("V8 15.0: the registers of the stacks ascend with the nesting of their blocks", async () => {
  const door = open();
  const [outer, middle, inner] = [new Resource(), new AsyncResource(), new Resource()];
  async function waits() {
    using _outer = outer;
    {
      await using _middle = middle;
      for (const each of [inner]) {
        using _inner = each;
        await door.promise;
      }
    }
  }
  const waiting = waits();
  const frame = suspension(waiting, [outer, middle, inner]);
  const values = hiddenStacks(frame).map(({ node }) =>
    named(frame.heap, entries(frame.heap, node), { outer, middle, inner })[0]
  );
  assertEquals(values, ["0:outer", "0:middle", "0:inner"]);
  door.resolve();
  await waiting;
});

Deno.test("V8 15.0: `await using null` takes a slot that shows nothing, `using null` takes none", async () => {
  const door = open();
  const [first, last] = [new Resource(), new Resource()];
  async function waits(nothing: null) {
    using _first = first;
    using _none = nothing;
    await using _slot = nothing;
    using _last = last;
    await door.promise;
  }
  const waiting = waits(null);
  const frame = suspension(waiting, [first, last]);
  const [stack] = hiddenStacks(frame);
  assertEquals(named(frame.heap, entries(frame.heap, stack.node), { first, last }), [
    "0:first",
    "1:closure",
    "6:last",
    "7:closure",
  ]);
  door.resolve();
  await waiting;
});

Deno.test("V8 15.0: `[Symbol.dispose]` under `await using` stands behind V8's AsyncDisposeFromSyncDispose", async () => {
  const door = open();
  const resource = new Resource();
  async function waits() {
    await using _sync = resource;
    await door.promise;
  }
  const waiting = waits();
  const { heap, ...frame } = suspension(waiting, [resource]);
  const [stack] = hiddenStacks({ heap, ...frame });
  const [value, method] = entries(heap, stack.node) ?? [];
  assertEquals(value, { index: 0, node: nodeOf(heap, resource) });
  assertEquals(codeOf(heap, method.node), "system / Code / AsyncDisposeFromSyncDispose (builtin)");
  door.resolve();
  await waiting;
});

Deno.test("V8 15.0: while a block is left through an awaited disposal its stack, still whole, stands right behind the awaited promise, too", async () => {
  const door = open();
  const [first, second] = [{ [Symbol.asyncDispose]: () => door.promise }, new Resource()];
  async function leaves() {
    await using _first = first;
    using _second = second;
  }
  const leaving = leaves();
  const frame = suspension(leaving, [first, second]);
  const stacks = hiddenStacks(frame);
  assertEquals(stacks.length, 2);
  assertEquals(stacks[0].node, stacks[1].node);
  const before = frame.registers.find(({ index }) => index === stacks[1].index - 1);
  assertEquals(before?.node, frame.awaits);
  // The second is disposed of already.
  assertEquals(named(frame.heap, entries(frame.heap, stacks[0].node), { first, second }), [
    "0:first",
    "1:closure",
    "3:second",
    "4:closure",
  ]);
  door.resolve();
  await leaving;
});

Deno.test("V8 15.0: while a function waits within a block its stack stands in one register alone", async () => {
  const door = open();
  async function waits() {
    await using _resource = new AsyncResource();
    await door.promise;
  }
  const waiting = waits();
  assertEquals(hiddenStacks(suspension(waiting)).length, 1);
  door.resolve();
  await waiting;
});

Deno.test("V8 15.0: a register may still hold the stack of a block that was left, however it was left; it has no `stack`", async () => {
  const door = open();
  /** Registers for what goes through a `finally` are reserved before it, and not written yet. */
  const leaving: ((reached: () => void) => Promise<void>)[] = [
    async function atItsEnd(reached) {
      {
        using _resource = new Resource();
      }
      try {
        reached();
        await door.promise;
      } finally {
        reached();
      }
    },
    async function awaited(reached) {
      {
        await using _resource = new AsyncResource();
      }
      try {
        reached();
        await door.promise;
      } finally {
        reached();
      }
    },
    async function byBreak(reached) {
      block: {
        using _resource = new Resource();
        break block;
      }
      try {
        reached();
        await door.promise;
      } finally {
        reached();
      }
    },
    async function byError(reached) {
      try {
        using _resource = new Resource();
        throw new Error("on the way out");
      } catch {
        reached();
      }
      try {
        await door.promise;
      } finally {
        reached();
      }
    },
    async function byFailedDisposal(reached) {
      try {
        using _last = new Resource();
        await using _first = { [Symbol.asyncDispose]: () => Promise.reject(new Error("on the way out")) };
      } catch {
        reached();
      }
      try {
        await door.promise;
      } finally {
        reached();
      }
    },
  ];
  const left: Promise<void>[] = [];
  for (const leave of leaving) {
    const reached = open();
    const waiting = leave(reached.resolve);
    left.push(waiting);
    await reached.promise;
    const frame = suspension(waiting);
    assertEquals(hiddenStacks(frame).map(({ node }) => entries(frame.heap, node)), [undefined], leave.name);
  }
  door.resolve();
  await Promise.all(left);
});

Deno.test("V8 15.0: before its first resource a block has a stack without `stack`", async () => {
  const door = open();
  async function waits() {
    using _resource = await door.promise.then(() => new Resource());
  }
  const waiting = waits();
  const frame = suspension(waiting);
  assertEquals(hiddenStacks(frame).map(({ node }) => entries(frame.heap, node)), [undefined]);
  door.resolve();
  await waiting;
});

Deno.test("V8 15.0: DisposableStack is a JS_SYNC_DISPOSABLE_STACK_TYPE, without `stack` after dispose() or move()", () => {
  const resource = new Resource();
  const [whole, disposed, source] = [new DisposableStack(), new DisposableStack(), new DisposableStack()];
  for (const stack of [whole, disposed, source]) stack.use(resource);
  disposed.dispose();
  const moved = source.move();
  const heap = takeHeapView([resource, whole, disposed, source, moved]);
  for (const [stack, isWhole] of [[whole, true], [disposed, false], [source, false], [moved, true]] as const) {
    const node = nodeOf(heap, stack);
    assertEquals(heap.instanceType(node), "JS_SYNC_DISPOSABLE_STACK_TYPE");
    const expected = isWhole ? ["0:resource", "1:closure"] : undefined;
    const slots = entries(heap, node);
    assertEquals(slots && named(heap, slots, { resource }), expected);
  }
});

Deno.test("V8 15.0: AsyncDisposableStack is a JS_ASYNC_DISPOSABLE_STACK_TYPE, without `stack` after disposeAsync() or move()", async () => {
  const resource = new AsyncResource(), sync = new Resource();
  const stacks = Array.from({ length: 3 }, () => new AsyncDisposableStack());
  for (const stack of stacks) {
    stack.use(resource);
    stack.use(sync);
  }
  const [whole, disposed, source] = stacks;
  await disposed.disposeAsync();
  const moved = source.move();
  const heap = takeHeapView([resource, sync, whole, disposed, source, moved]);
  for (const [stack, isWhole] of [[whole, true], [disposed, false], [source, false], [moved, true]] as const) {
    const node = nodeOf(heap, stack);
    assertEquals(heap.instanceType(node), "JS_ASYNC_DISPOSABLE_STACK_TYPE");
    const slots = entries(heap, node);
    const expected = isWhole ? ["0:resource", "1:closure", "3:sync", "4:closure"] : undefined;
    assertEquals(slots && named(heap, slots, { resource, sync }), expected);
    if (slots === undefined) continue;
    assertEquals(codeOf(heap, slots[3].node), "system / Code / AsyncDisposeFromSyncDispose (builtin)");
  }
  await Promise.all([whole.disposeAsync(), moved.disposeAsync()]);
});

Deno.test("V8 15.0: in a disposable stack a small integer, true, false, undefined and null leave no edge, other values do", () => {
  const stack = new DisposableStack();
  for (const value of [1, true, false, undefined, null, "text", 1.5, Symbol("own"), 5n]) stack.adopt(value, () => {});
  stack.defer(() => {});
  const heap = takeHeapView([stack]);
  const values = (entries(heap, nodeOf(heap, stack)) ?? []).filter(({ index }) => index % 3 === 0);
  assertEquals(values.map(({ index, node }) => `${index / 3}: ${heap.type(node)}`), [
    "5: string",
    "6: number",
    "7: symbol",
    "8: bigint",
  ]);
  stack.dispose();
});

Deno.test("V8 15.0: at `yield*` the iterator stands in a register, its `next` method two registers behind, behind all locals", async () => {
  const iterator = { next: () => ({ done: false, value: 1 }), [Symbol.iterator]: () => iterator };
  const local = new Resource();
  function* delegates(): Generator<unknown, void> {
    const held = local;
    yield* iterator;
    void held;
  }
  async function* values() {
    yield await Promise.resolve(1);
  }
  const asyncIterator = values();
  async function* delegatesAsync() {
    const held = local;
    yield* asyncIterator;
    void held;
  }
  const generators = [delegates(), delegatesAsync()];
  for (const generator of generators) await generator.next();
  const heap = takeHeapView([local, iterator, asyncIterator, iterator.next, asyncIterator.next, ...generators]);
  for (const [at, within] of [iterator, asyncIterator].entries()) {
    const registers = registersOf(heap, nodeOf(heap, generators[at]));
    const of = (object: object) =>
      registers.filter(({ node }) => node === heap.nodeOf(object)).map(({ index }) => index);
    const [next] = of(within.next);
    assert(of(within).includes(next - 2), `iterator in ${of(within)}, next in ${next}`);
    const [ofLocal] = of(local);
    assert(ofLocal < next - 2, `local in ${ofLocal}`);
    assertEquals([heap.type(nodeOf(heap, within.next)), heap.name(nodeOf(heap, within.next))], ["closure", "next"]);
  }
  for (const generator of generators) await generator.return(undefined);
});
