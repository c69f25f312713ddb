/** A trace takes its promise hooks out again, and leaves those of others where they are. */
import { trace } from "../../mod.ts";
import { assert, assertEquals } from "@std/assert";
import { hookLists } from "../../src/target/promise_hooks.ts";
import { runtimeCore } from "../../src/trace/runtime.ts";
import { runCommand } from "../fixtures/child.ts";

const core = runtimeCore();
assert(typeof core !== "string");
const lists = hookLists(core);
assert(lists !== undefined);
const counts = () => lists.map((hooks) => hooks.length);

Deno.test("after a trace no hook is left, and the next one puts them in again", () => {
  for (const stacks of ["sampled", "all", "none"] as const) {
    const ended = trace({ stacks, atExit: false });
    assert(counts()[0] > 0, stacks);
    ended[Symbol.dispose]();
    assertEquals(counts(), [0, 0, 0, 0], stacks);
  }
});

Deno.test("hooks of the program stay, in their order, and are called on", async () => {
  const calls: string[] = [];
  const note = (name: string) => () => void calls.push(name);
  const first = note("first"), second = note("second");
  core.setPromiseHooks(first, null, null, first);
  const ended = trace({ stacks: "all", atExit: false });
  core.setPromiseHooks(second, null, null, second);
  ended[Symbol.dispose]();
  assertEquals(lists, [[first, second], [], [], [first, second]]);
  calls.length = 0;
  Promise.withResolvers<void>().resolve();
  assertEquals(calls, ["first", "second", "first", "second"]);
  await null;
  for (const hooks of lists) hooks.length = 0;
  core.setPromiseHooks(null, null, null, null);
});

Deno.test("in a busy program only those stay that ages and ends need, until stacks are captured again", async () => {
  const ended = trace({ atExit: false });
  const seen = new Set<string>();
  const pass = async () => await null;
  await pass();
  seen.add(`${counts()}`);
  for (const end = Date.now() + 20_000; Date.now() < end && !seen.has("1,0,0,1");) {
    for (let i = 0; i < 5000; i++) await pass();
    seen.add(`${counts()}`);
    await new Promise((resolve) => setTimeout(resolve));
  }
  ended[Symbol.dispose]();
  assert(seen.has("1,0,0,1") && seen.has("1,1,1,1"), [...seen].join(" "));
});

Deno.test("without the permission for the inspector hooks stay, and nothing else is different", async () => {
  const program = `
    import { extract, trace } from ${JSON.stringify(new URL("../../mod.ts", import.meta.url).href)};
    const ended = trace({ atExit: false });
    const wait = async () => await new Promise((resolve) => setTimeout(resolve, 20));
    await wait();
    ended[Symbol.dispose]();
    await wait();
    console.log("done");
  `;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, program);
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const { code, stdout, stderr } = await runCommand(
      "deno",
      ["run", "--allow-read", "--no-prompt", "--no-check", "--no-lock", "--config", config, file],
    );
    assertEquals([code, stdout.trim(), stderr], [0, "done", ""]);
  } finally {
    await Deno.remove(file);
  }
});
