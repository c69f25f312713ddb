/** Heap shapes that the search for deadlocks builds on. */
import { assert, assertEquals } from "@std/assert";
import { takeHeapView } from "../../lowlevel.ts";

Deno.test("a suspended frame has its parameters first among its registers", async () => {
  const door = Promise.withResolvers<void>();
  class First {}
  class Second {}
  async function enter(_first: First, _second: Second): Promise<void> {
    const third = {};
    await door.promise;
    void third;
  }
  const entering = enter(new First(), new Second());
  const heap = takeHeapView();
  const frame = heap.suspended().find(({ closure }) => closure >= 0 && heap.name(closure) === "enter");
  assert(frame !== undefined);
  const registers = heap.edges(frame.node).find(({ name }) => name === "parameters_and_registers");
  assert(registers !== undefined);
  const values = new Map(heap.edges(registers.to).map(({ name, to }) => [String(name), heap.name(to)]));
  assertEquals([values.get("0"), values.get("1")], ["First", "Second"]);
  door.resolve();
  await entering;
});

Deno.test("a variable that inner functions assign to stands in a cell of its scope", () => {
  class Held {}
  let held = new Held();
  const replace = () => held = new Held();
  replace();
  const heap = takeHeapView([replace]);
  const node = heap.nodeOf(replace);
  assert(node !== undefined);
  const scope = heap.edges(node).find(({ name }) => name === "context");
  assert(scope !== undefined);
  const slot = heap.edges(scope.to).find(({ type, name }) => type === "context" && name === "held");
  assert(slot !== undefined);
  const isCell = heap.name(slot.to) === "system / ContextCell";
  const value = isCell
    ? heap.edges(slot.to).find(({ type, to }) => type === "internal" && heap.type(to) === "object")
    : slot;
  assertEquals(value && heap.name(value.to), "Held");
  void held;
});
