/**
 * How Deno 2.9.6 behaves at the end of a program, as far as `src/target/ending.ts`, `src/heap/timers.ts` and
 * `src/cli/run_preload.ts` build on it. In one process, as it costs a start.
 */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

const facts = await (async () => {
  const program = fileURLToPath(new URL("../fixtures/exit/facts.ts", import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "--no-check", "--no-prompt", "--allow-sys", program],
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  return { code, stderr: text.decode(stderr), told: JSON.parse(text.decode(stdout)) };
})();

Deno.test("a session that is connected outlives its permission, which can be asked for again once it was revoked", () => {
  assertEquals([facts.told.sys, facts.told.session], ["prompt", "connected"]);
});

Deno.test("a heap has all pending timers in the rings of TimersList, those of the runtime too", () => {
  assertEquals(facts.told.timers, { none: false, unrefed: true, abortSignal: true, cancelled: false });
});

Deno.test("native code has the promise of an import() in its hand, so it does not look stalled", () => {
  assertEquals([facts.told.importing, facts.told.stalled], [false, true]);
});

Deno.test("an unref'ed one-shot system timer fires while a top-level await is stalled, and Deno tells of the stall then", () => {
  assertEquals(facts.code, 1);
  assertEquals(facts.stderr.split("\n")[0], "error: Top-level await promise never resolved");
});
