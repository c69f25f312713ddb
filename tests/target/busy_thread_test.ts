/** Programs whose main thread is busy, looked at by the address of their inspector. */
import "../../mod.ts";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { acquireProgram } from "../../src/extract/program.ts";
import { dumpOfProgram } from "../../src/extract/program_dump.ts";
import type { Dump } from "../../src/model/dump.ts";
import { type Attachment, attachToInspector } from "../../src/target/attach.ts";
import { lookAtThread } from "../../src/target/busy_thread.ts";
import type { CdpSession } from "../../src/target/cdp.ts";
import { parseInspectorAddress } from "../../src/target/inspector_list.ts";
import type { RunningStack } from "../../src/target/target.ts";
import { dumpStacks, isOpen, Target, untilClosed, withoutInspectorLines } from "../cli/command.ts";

function busy(kind: string): Target {
  const path = fileURLToPath(new URL("programs/busy.ts", import.meta.url));
  return new Target(Deno.execPath(), ["run", "--no-config", "--no-check", "--inspect=127.0.0.1:0", path, kind]);
}

function busyNode(...flags: string[]): Target {
  const path = fileURLToPath(new URL("programs/busy.mjs", import.meta.url));
  return new Target("node", [...flags, path]);
}

async function attach(target: Target, timeoutMs = 30_000): Promise<Attachment> {
  const { address } = await target.inspector();
  const where = parseInspectorAddress(address);
  if (where === undefined) throw new Error(`Cannot attach to ${address}`);
  return await attachToInspector(where, { timeoutMs });
}

async function look(
  target: Target,
  { timeoutMs = 30_000, maxHeap = undefined as number | undefined } = {},
): Promise<Dump> {
  await using attachment = await attach(target, timeoutMs);
  const until = performance.now() + timeoutMs;
  return dumpOfProgram(await acquireProgram(attachment.session, { kind: "inspector", until, maxHeap }));
}

/** What runs in a thread; `undefined` when nothing does. */
async function running(session: CdpSession): Promise<RunningStack | undefined> {
  return await lookAtThread<RunningStack | undefined>(session, {
    rest: () => Promise.resolve(undefined),
    stopped: (found) => Promise.resolve(found),
  });
}

Deno.test("dump-stacks HOST:PORT shows what a loop is in, and all that waits; the program goes on as without", async () => {
  await using target = await busy("loop").prints("working");
  const { address } = await target.inspector();
  const { status, stdout, stderr } = await dumpStacks([address]);
  assertEquals([status, stderr], [0, ""]);
  assertMatch(stdout, /busy\.ts: busy, and 2 tasks wait in 2 frames\n/);
  assertMatch(
    stdout,
    /\n#1 main thread is busy in Mill\.grind at busy\.ts:10:\d+ \(has not yielded for at least \d+\.\d s\)\n/,
  );
  const places = [...stdout.matchAll(/^╠ (\S+) in busy at .*\/busy\.ts:(\d+):\d+$/gm)].map(([, ...place]) => place);
  assertEquals(places, [
    ["work", "40"],
    ["loop", "24"],
    ["Mill.turn", "15"],
    ["Mill.grind", "10"],
    ["<module>", "63"],
    ["waits", "20"],
  ]);
  assertMatch(stdout, /\n╚ running; in all \d looks: work > loop > Mill\.turn > Mill\.grind\n/);
  assertMatch(stdout, /\n╚ work at busy\.ts:40:\d+, which is running, drawn in #1\n/);
  assertMatch(stdout, /\nNote: Not looked at: worker \d "stdin" \(the main thread is busy\)\.\n/);
  await target.poke("worked,job true\n");
  assertEquals((await target.finish()).code, 7);
  assertEquals(withoutInspectorLines(target.stderr), "");
});

for (
  const [kind, culprit] of Object.entries({
    pattern: /^main thread is busy in pattern at busy\.ts:29:\d+ /,
    atomics: /^main thread is busy in atomics at busy\.ts:30:\d+ /,
    microtasks: /^main thread is busy in microtasks at busy\.ts:32:\d+ /,
  })
) {
  Deno.test(`a thread that is busy with "${kind}" is stopped, and goes on`, async () => {
    await using target = await busy(kind).prints("working");
    const [{ root, leaf }, ...others] = (await look(target)).tasks;
    assertMatch(String(root), culprit);
    assert(!Array.isArray(leaf) && leaf?.kind === "running");
    assert(others.some(({ root }) => root === "waits"));
    await using attachment = await attach(target);
    assert(await running(attachment.session.atOnce) !== undefined, "it is busy again");
  });
}

Deno.test("of a heap that may not be looked at, the stack is left", async () => {
  await using target = await busy("pattern").prints("working");
  const dump = await look(target, { maxHeap: 1 });
  assertEquals(dump.tasks.length, 1);
  assertMatch(String(dump), /busy\.ts: busy\n\n#1 main thread is busy in pattern at /);
  assertMatch(dump.notes.join(), /^What waits is not shown\. Cannot look into this heap as /);
});

Deno.test("an idle program is never paused", async () => {
  await using target = await busy("nothing").prints("worked");
  await using attachment = await attach(target);
  const { atOnce } = attachment.session;
  const sent: string[] = [];
  const send: CdpSession["send"] = (method, params) => {
    sent.push(method);
    return atOnce.send(method, params);
  };
  for (let look = 0; look < 20; look++) assertEquals(await running({ ...atOnce, send }), undefined);
  assert(sent.includes("Runtime.evaluate"));
  assertEquals(sent.filter((method) => method.startsWith("Debugger.")), []);
});

for (
  const [runtime, start] of Object.entries({
    Deno: () => busy("loop"),
    Node: () => busyNode("--inspect=127.0.0.1:0"),
  })
) {
  Deno.test(`a busy program of ${runtime} goes on when we are gone while it stands still`, async () => {
    await using target = await start().prints("working");
    const attachment = await attach(target);
    const { atOnce } = attachment.session;
    const stopped = await lookAtThread(atOnce, {
      rest: () => Promise.resolve(undefined),
      async stopped({ calls }) {
        await atOnce.close();
        return calls[0].name;
      },
    });
    assertEquals(stopped, "grind");
    await target.poke(""); // it comes to its end
    assertEquals((await target.finish()).code, 7);
  });
}

Deno.test("dump-stacks PID opens the inspector of a Node that is in a loop, and it stays closed after that", async () => {
  await using target = await busyNode().prints("working");
  const { status, stdout, stderr } = await dumpStacks([String(target.pid), "--timeout=30s"]);
  assertEquals(status, 0, stderr);
  assertMatch(stdout, /\n#1 main thread is busy in grind at busy\.mjs:6:\d+ \(has not yielded for at least /);
  await target.poke("worked");
  await untilClosed(9229);
  await new Promise((resolve) => setTimeout(resolve, 100)); // it might be opened again
  assert(!await isOpen(9229) && target.isRunning);
  assertEquals((await target.finish()).code, 7);
});

Deno.test("a busy program is not stopped at its `debugger` statements", async () => {
  await using target = await busy("statements").prints("working");
  await using attachment = await attach(target);
  const found = await running(attachment.session.atOnce);
  assertEquals([found?.calls[0].name, found?.isHeld], ["statements", false]);
  await target.poke("worked"); // while we are still attached
});

Deno.test("a program that another debugger has stopped stays stopped", async () => {
  await using target = await busy("loop").prints("working");
  await using other = await attach(target);
  const paused = Promise.withResolvers<void>();
  let resumed = 0;
  using _pausing = other.session.on("Debugger.paused", () => paused.resolve());
  using _resuming = other.session.on("Debugger.resumed", () => resumed++);
  await other.session.send("Debugger.enable");
  await other.session.send("Debugger.pause");
  await paused.promise;
  assertMatch(String((await look(target)).tasks[0].root), /^main thread is stopped by a debugger in Mill\.grind at /);
  assertEquals(resumed, 0);
  await other.session.send("Debugger.resume");
  await other.detach();
  await target.poke("worked");
  assertEquals((await target.finish()).code, 7);
});
