/** `AsyncLocalStorage` and `AsyncResource`: their frames are the runtime's, and hidden; no glue is needed. */
import { assert, assertEquals } from "@std/assert";
import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { extract, extractSince } from "../../src/extract/extract.ts";
import type { Stack } from "../../src/model/stack.ts";
import { settle } from "./item_states.ts";

function visible({ frames }: Stack): string[] {
  return frames.filter(({ hide }) => !hide).map((frame) => frame.functionName);
}

for (
  const [name, through] of Object.entries({
    "AsyncLocalStorage.run": (inner: () => Stack) => new AsyncLocalStorage().run(1, inner),
    "AsyncLocalStorage.exit": (inner: () => Stack) => new AsyncLocalStorage().exit(inner),
    "AsyncLocalStorage.snapshot": (inner: () => Stack) => AsyncLocalStorage.snapshot()(inner),
    "AsyncResource.runInAsyncScope": (inner: () => Stack) => new AsyncResource("x").runInAsyncScope(inner),
  })
) {
  Deno.test(`frames of ${name} are hidden on the running stack`, () => {
    function inner() {
      return extractSince(outer);
    }
    function outer() {
      return through(inner);
    }
    const stack = outer();
    assertEquals(visible(stack).filter((name) => name === "outer" || name === "inner"), ["outer", "inner"]);
    const ofRuntime = stack.frames.filter(({ url }) => /^(?:ext|node):/.test(url));
    assert(ofRuntime.length > 0 && ofRuntime.every(({ hide }) => hide));
  });
}

Deno.test("what runs within AsyncLocalStorage.run() is shown where it is suspended", async () => {
  const gate = Promise.withResolvers<void>();
  async function within() {
    await gate.promise;
  }
  async function outside() {
    await new AsyncLocalStorage<number>().run(1, within);
  }
  const running = outside();
  await settle();
  assertEquals(visible(extract(running)), ["outside", "within"]);
  gate.resolve();
  await running;
});
