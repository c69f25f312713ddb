/** p-limit, the real one: what waits in its queue, and what runs through it. */
import pLimit, { limitFunction } from "p-limit";
import { assert, assertEquals } from "@std/assert";
import { pLimitGlue } from "../../glue/p_limit.ts";
import { customize } from "../../src/dispatch/customize.ts";
import type { GlueApi } from "../../src/dispatch/glue_api.ts";
import { extract, extractSince } from "../../src/extract/extract.ts";
import { Leaf } from "../../src/model/leaf.ts";
import type { Stack } from "../../src/model/stack.ts";
import { settle, statesOf } from "./item_states.ts";

/** The glue, until it is disposed. */
function installed(): Disposable {
  const undo = new DisposableStack();
  for (const each of pLimitGlue.install({ customize } as GlueApi) as Iterable<Disposable>) undo.use(each);
  return undo;
}

function visible({ frames }: Stack): string[] {
  return frames.filter(({ hide }) => !hide).map((frame) => frame.functionName);
}

Deno.test("pLimitGlue.isPresent() is told by the scripts", () => {
  const npm = "file:///deno/npm/registry.npmjs.org/p-limit/7.3.3/index.js";
  assert(pLimitGlue.isPresent(new Set(["file:///main.ts", npm])));
  assert(pLimitGlue.isPresent(new Set(["https://esm.sh/p-limit@7.3.3/index.js"])));
  assert(!pLimitGlue.isPresent(new Set(["file:///main.ts", "file:///p-limiter/index.js"])));
});

Deno.test("extract() of a task that p-limit keeps waiting tells how the limit stands", async () => {
  const gate = Promise.withResolvers<void>();
  const limit = pLimit(2);
  async function task() {
    await gate.promise;
  }
  const calls = Array.from(
    { length: 5 },
    async function call() {
      await limit(task);
    }.bind(undefined),
  );
  await settle();
  const { leaf } = extract(calls[4]);
  assert(leaf instanceof Leaf);
  assertEquals([leaf.kind, leaf.description], ["queue", "p-limit: 2 running, 3 queued (limit 2)"]);
  const { running, queued, limit: most } = leaf.details;
  assertEquals({ running, queued, most }, { running: 2, queued: 3, most: 2 });
  assertEquals(visible(extract(calls[0])), ["call", "task"]);
  gate.resolve();
  await Promise.all(calls);
});

Deno.test("itemState() of a limit tells running and queued, also through limitFunction()", async () => {
  const gate = Promise.withResolvers<void>();
  const limit = pLimit(Infinity);
  const limited = limitFunction(() => gate.promise, { concurrency: 1 });
  const calls = [limit(() => gate.promise), limited(), limited()];
  await settle();
  const states = statesOf({ limit, limited, other: () => limit });
  assertEquals(states.limit.leaf?.description, "p-limit: 1 running, 0 queued");
  assertEquals(states.limited.leaf?.description, "p-limit: 1 running, 1 queued (limit 1)");
  assertEquals(states.other.leaf, undefined);
  gate.resolve();
  await Promise.all(calls);
});

Deno.test("pLimitGlue hides the frames of p-limit on the running stack, and only them", async () => {
  const limit = pLimit(1);
  let stack: Stack | undefined;
  function task() {
    stack = extractSince(undefined);
  }
  await limit(task);
  assert(stack !== undefined);
  const bare = visible(stack);
  assertEquals(bare.slice(bare.indexOf("run")), ["run", "<anonymous>", "task"]);
  {
    using _ = installed();
    await limit(task);
  }
  const hidden = stack.frames.filter(({ url, hide }) => /\/p-limit\//.test(url) && hide);
  assertEquals(hidden.map((frame) => frame.functionName), ["run", "<anonymous>"]);
  assertEquals(visible(stack).filter((name) => name === "task" || name === "run"), ["task"]);
});

Deno.test("pLimitGlue hides run() where it is suspended", async () => {
  const gate = Promise.withResolvers<void>();
  const limit = pLimit(1);
  async function task() {
    await gate.promise;
  }
  const call = limit(task);
  await settle();
  using _ = installed();
  const { extractAll } = await import("../../src/extract/extract.ts");
  const runs = extractAll().tasks.flatMap(({ frames }) => frames).filter(({ url }) => /\/p-limit\//.test(url));
  assertEquals(runs.map(({ functionName, hide }) => ({ functionName, hide })), [{ functionName: "run", hide: true }]);
  gate.resolve();
  await call;
});
