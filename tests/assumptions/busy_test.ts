/** What the inspector of Deno does with a thread that is busy, and with one that is idle (2.9.6). */
import { assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { type CdpSession, connectCdp } from "../../src/target/cdp.ts";
import { Target } from "../cli/command.ts";

const PROGRAM = fileURLToPath(new URL("../target/programs/busy.ts", import.meta.url));

async function start(kind: string, printed: string): Promise<{ target: Target; session: CdpSession }> {
  const args = ["run", "--no-config", "--no-check", "--inspect=127.0.0.1:0", PROGRAM, kind];
  const target = await new Target(Deno.execPath(), args).prints(printed);
  const { url } = await target.inspector();
  return { target, session: await connectCdp(url, { timeoutMs: 20_000 }) };
}

async function evaluate(session: CdpSession, expression: string): Promise<unknown> {
  const { result } = await session.send<{ result: { value: unknown } }>("Runtime.evaluate", { expression });
  return result.value;
}

/** Send a command, and wait for what it brings about. */
async function ask(session: CdpSession, command: string, event: string): Promise<void> {
  const told = Promise.withResolvers<void>();
  using _listening = session.on(event, () => told.resolve());
  await session.send(command);
  await told.promise;
}

Deno.test("a thread in a loop evaluates, but gives no turn of its microtasks, and Target.getTargets waits for its event loop", async () => {
  const { target, session } = await start("loop", "working");
  await using _ended = target;
  await evaluate(session, "globalThis.turns = 0; (async () => { await null; turns++; })(); 0");
  let listed = 0;
  const listing = session.send("Target.getTargets").then(() => listed++);
  for (let looks = 0; looks < 20; looks++) assertEquals(await evaluate(session, "turns"), 0);
  assertEquals(listed, 0);
  await target.poke("worked");
  await listing;
  await session.close();
});

Deno.test("a thread in a loop stops for a pause; to disable the debugger, or to leave, lets it go on", async () => {
  const { target, session } = await start("loop", "working");
  await using _ended = target;
  await session.send("Debugger.enable");
  await ask(session, "Debugger.pause", "Debugger.paused");
  await session.send("Debugger.disable");
  await session.send("Debugger.enable");
  await ask(session, "Debugger.pause", "Debugger.paused");
  await session.close();
  await target.poke("worked");
});

Deno.test("Debugger.setSkipAllPauses works before Debugger.enable: no debugger statement stops the program", async () => {
  const { target, session } = await start("statements", "working");
  await using _ended = target;
  let stops = 0;
  using _listening = session.on("Debugger.paused", () => stops++);
  await session.send("Debugger.setSkipAllPauses", { skip: true });
  await session.send("Debugger.enable");
  await session.send("Debugger.setBreakpointsActive", { active: false });
  await session.send("Debugger.setSkipAllPauses", { skip: false });
  await target.poke("worked");
  assertEquals(stops, 0);
  await session.close();
});

Deno.test("a pause of an idle thread is taken back by Debugger.disable", async () => {
  const { target, session } = await start("nothing", "worked");
  await using _ended = target;
  await session.send("Debugger.enable");
  let stops = 0;
  using _listening = session.on("Debugger.paused", () => stops++);
  await session.send("Debugger.pause");
  await session.send("Debugger.disable");
  assertEquals(await evaluate(session, "6 * 7"), 42);
  await session.send("Runtime.evaluate", {
    expression: "new Promise((resolve) => setTimeout(resolve, 1))", // its event loop goes on
    awaitPromise: true,
  });
  assertEquals(stops, 0);
  await session.close();
});

Deno.test("--inspect-publish-uid=none: the inspector is neither printed nor listed", async () => {
  const code = `const { url } = await import("node:inspector");
    console.log(url(), (await fetch(url().replace(/^ws/, "http").replace(/[^/]*$/, "json/list"))).status);`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-config",
      "--inspect=127.0.0.1:0",
      "--inspect-publish-uid=none",
      `data:text/javascript,${encodeURIComponent(code)}`,
    ],
  }).output();
  const decoder = new TextDecoder();
  assertMatch(decoder.decode(stdout), /^ws:\/\/127\.0\.0\.1:\d+\/[\da-f-]{36} 404\n$/);
  assertEquals(decoder.decode(stderr), "");
});
