/** `inspectFrame()`: what the runtime holds for a suspended frame. */
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { elaborateFrame, extract, extractOutermost, extractSince, type Frame } from "../../mod.ts";
import { analyzeUsingBlocks, FrameDetails, getCode, inspectFrame } from "../../lowlevel.ts";

const doors: PromiseWithResolvers<void>[] = [];
function door(): PromiseWithResolvers<void> {
  const made = Promise.withResolvers<void>();
  doors.push(made);
  return made;
}

Deno.test("inspectFrame() gives this, registers and scopes as live objects", async () => {
  const { promise, resolve } = door();
  const config = { deep: { value: 1 } };
  class Service {
    async run(options: typeof config) {
      let seen = options.deep;
      {
        const list = [seen];
        await promise;
        seen = list[0];
      }
      return seen;
    }
  }
  const service = new Service();
  const running = service.run(config);
  const [frame] = extract(running).frames;
  const details = inspectFrame(frame);
  assert(details instanceof FrameDetails);
  assertStrictEquals(details.receiver, service);
  assert(details.stack.includes(config), "the parameter is in a register");
  assert(details.stack.includes(config.deep));
  const [block, local, ...outer] = details.scopes;
  assertEquals([block.type, local.type, outer.at(-1)?.type], ["Block", "Local", "Global"]);
  assertStrictEquals((block.variables.get("list") as unknown[])[0], config.deep);
  assertStrictEquals(local.variables.get("options"), config);
  assertEquals(outer.at(-1)?.variables.size, 0);
  assertStrictEquals(outer.find(({ type }) => type === "Module")?.variables.get("door"), door);
  resolve();
  await running;
  assertThrows(() => inspectFrame(frame), Error, "frame details not supported, it has gone on since it was found");
  assertStrictEquals(details.receiver, service);
});

Deno.test("inspectFrame() in a hook takes no further snapshot", async () => {
  const { promise, resolve } = door();
  class Task {
    async step() {
      await promise;
    }
  }
  const task = new Task();
  const stepping = task.step();
  const receivers: unknown[] = [], variables: number[] = [];
  const v8 = (globalThis as unknown as { process: { getBuiltinModule(name: string): unknown } }).process
    .getBuiltinModule("node:v8") as { getHeapSnapshot: () => unknown };
  const { getHeapSnapshot } = v8;
  let snapshots = 0;
  v8.getHeapSnapshot = () => (snapshots++, getHeapSnapshot());
  try {
    using _hook = elaborateFrame.register(Task.prototype.step, (frame: Frame) => {
      const { receiver, scopes } = inspectFrame(frame);
      receivers.push(receiver);
      variables.push(scopes.length);
      getCode(Task); // opens and closes a session of its own
      assert(frame.locals() !== undefined);
    });
    assertEquals(extract(stepping).error, undefined);
  } finally {
    v8.getHeapSnapshot = getHeapSnapshot;
  }
  assertEquals(receivers, [task]);
  assert(variables[0] > 1);
  assertEquals(snapshots, 1);
  resolve();
  await stepping;
});

Deno.test("inspectFrame() tells active blocks, outermost first, by the register of their hidden stack", async () => {
  const { promise, resolve } = door();
  const resource = { [Symbol.dispose]() {} };
  async function nested() {
    using outer = resource;
    {
      await using inner = resource;
      await promise;
      void inner;
    }
    void outer;
  }
  const running = nested();
  const [frame] = extract(running).frames;
  const { blocks, stack } = inspectFrame(frame);
  assertEquals(blocks.length, 2);
  assert(blocks[0].handler < blocks[1].handler && blocks[0].level < blocks[1].level);
  assert(blocks[1].level < stack.length);
  const offsets = [...analyzeUsingBlocks(frame.code).keys()];
  assert(blocks[0].handler < offsets[0] && offsets[0] < blocks[1].handler && blocks[1].handler < offsets[1]);
  resolve();
  await running;
});

Deno.test("inspectFrame() of generators, and of what has none", () => {
  function* numbers(this: object, from: number) {
    yield from;
  }
  const owner = { name: "owner" };
  const generator = numbers.call(owner, 3);
  generator.next();
  const frame = extractOutermost(generator);
  assertStrictEquals(inspectFrame(frame).receiver, owner);
  assertEquals(inspectFrame(frame).scopes[0].variables.get("from"), 3);
  generator.return();
  assertThrows(() => inspectFrame(frame), Error, "frame details not supported");

  const running = extractSince(undefined).frames.at(-1);
  assert(running !== undefined);
  assertThrows(() => inspectFrame(running), Error, "frame details not supported, it runs");
  assertThrows(() => inspectFrame({} as Frame), TypeError, "'frame' must be a frame");
});

Deno.test("inspectFrame() runs no code of the program", async () => {
  const { promise, resolve } = door();
  const ran: string[] = [];
  const proxy = new Proxy({}, {
    get: () => ran.push("get"),
    getOwnPropertyDescriptor: () => (ran.push("descriptor"), undefined),
    ownKeys: () => (ran.push("keys"), []),
  });
  const loud = {
    get value() {
      return ran.push("getter");
    },
  };
  async function hold(this: unknown, first: object, second: object) {
    await promise;
    return [this, first, second];
  }
  const holding = hold.call(proxy, proxy, loud);
  const { receiver, scopes, stack, blocks } = inspectFrame(extract(holding).frames[0]);
  assertStrictEquals(receiver, proxy);
  assertStrictEquals(scopes[0].variables.get("first"), proxy);
  assertStrictEquals(scopes[0].variables.get("second"), loud);
  assertEquals([stack.includes(loud), blocks], [true, []]);
  assertEquals(ran, []);
  resolve();
  await holding;
});
