/** Targets that cannot be dumped: one line says why, and the target lives on. */
import { assert, assertEquals } from "@std/assert";
import { assertRefuses, program, Target, untilClosed } from "./command.ts";

Deno.test("dump-stacks PID refuses a process that does not exist", async () => {
  await assertRefuses(["2147483600"], 1, /There is no process 2147483600: check its id/);
});

Deno.test("dump-stacks PID sends nothing to a program that is no JavaScript runtime", async () => {
  await using target = new Target("sleep", ["60"]);
  await assertRefuses(
    [String(target.pid)],
    1,
    /is neither Deno nor Node but \S+: give the id of a Deno or Node process/,
  );
  assert(target.isRunning);
});

Deno.test("dump-stacks PID names the Deno child of a shell", async () => {
  const script = `"$0" "$@"; :`; // more than one command, so that the shell stays
  await using target = new Target("sh", ["-c", script, Deno.execPath(), "run", "--no-config", program("waits.ts")]);
  await target.prints("ready");
  await assertRefuses([String(target.pid)], 1, /is neither Deno nor Node but \S+: its child \d+ is Deno: give that id/);
  await target.finish();
});

Deno.test("dump-stacks PID names the Deno child of npm's wrapper", async () => {
  const wrapper = [program("npm/deno/bin.cjs"), "run", "--no-config", program("waits.ts")];
  await using target = new Target("node", wrapper, { env: { DENO_BINARY: Deno.execPath() } });
  await target.prints("ready");
  await assertRefuses([String(target.pid)], 1, /only starts another program .*: its child \d+ is Deno: give that id/);
  await target.finish();
});

Deno.test("dump-stacks PID names the child of deno task", async () => {
  await using target = new Target(Deno.execPath(), ["task", "waits"], { cwd: program("") });
  await target.prints("ready");
  await assertRefuses([String(target.pid)], 1, /only runs a task \("waits"\): its child \d+ is Deno: give that id/);
  await target.finish();
});

Deno.test("dump-stacks PID refuses deno test, which the signal would kill", async () => {
  await using target = new Target(Deno.execPath(), ["test", "--no-config", program("never_ends.ts")]);
  await target.prints("ready");
  await assertRefuses([String(target.pid)], 1, /is "deno test", .*: start it with --inspect and give its host:port/);
  assert(target.isRunning);
});

Deno.test("dump-stacks PID refuses --watch, which the signal would kill", async () => {
  await using target = Target.deno("waits.ts", ["--watch"]);
  await target.prints("ready");
  await assertRefuses([String(target.pid)], 1, /runs with --watch, .*: start it with --inspect and give its host:port/);
  assert(target.isRunning);
});

Deno.test("dump-stacks PID says who holds port 9229", async () => {
  await using target = await Target.deno("waits.ts").prints("ready");
  using _listener = Deno.listen({ hostname: "127.0.0.1", port: 9229 });
  await assertRefuses(
    [String(target.pid)],
    1,
    new RegExp(`Port 9229, .*, is taken by process ${Deno.pid} \\(deno\\): .* --inspect=127.0.0.1:0`),
  );
  assertEquals((await target.finish()).code, 7);
  assertEquals(target.stderr, "", "the signal was not sent");
});

Deno.test("dump-stacks PID leaves a target alone that spins", async () => {
  await using target = await Target.deno("spins.ts", [], ["3000"]).grown();
  await target.poke("spinning");
  const line =
    /The main thread of process \d+ is busy \(it uses the processor\) and was left alone: try again when it is /;
  await assertRefuses([String(target.pid), "--timeout=1s"], 1, line);
  await target.prints("free");
  assertEquals(target.stderr, "", "the signal was not sent");
});

Deno.test("dump-stacks PID leaves a target alone that is blocked in a call", async () => {
  await using target = await Target.deno("blocks.ts", ["--allow-run"], ["3"]).grown();
  await target.poke("blocking");
  await assertRefuses(
    [String(target.pid), "--timeout=1s"],
    1,
    /is busy \(it sleeps in the kernel.*\) and was left alone/,
  );
  await target.prints("free");
  assertEquals(target.stderr, "", "the signal was not sent");
});

Deno.test("dump-stacks HOST:PORT gives up on a target that is blocked in a call", async () => {
  await using target = Target.deno("blocks.ts", ["--allow-run", "--inspect=127.0.0.1:0"], ["4"]);
  const { address } = await target.inspector();
  await target.poke("blocking");
  await assertRefuses([address, "--timeout=1s"], 1, /No answer from .* in time: .* longer --timeout/);
  await target.prints("free");
  assert(target.isRunning);
});

Deno.test("dump-stacks does not start a program that waits for its debugger", async () => {
  await using target = await Target.deno("waits.ts", ["--inspect-wait=127.0.0.1:0"]).prints("is waiting for debugger");
  const { address } = await target.inspector();
  for (const name of [String(target.pid), address]) {
    await assertRefuses(
      [name],
      1,
      /The program has not started, it waits for a debugger .*: attach one, or use --inspect/,
    );
  }
  assertEquals(target.stdout, "");
});

Deno.test("dump-stacks PID says that the target ended meanwhile", async () => {
  await using target = await Target.deno("large.ts").prints("ready");
  target.prints("Debugger session started").then(() => target.kill("SIGKILL"));
  await assertRefuses([String(target.pid)], 1, /Lost process \d+ .*: it ended, or closed its inspector/);
});

Deno.test("dump-stacks PID closes the inspector again when the time is up", async () => {
  await using target = await Target.deno("large.ts").prints("ready");
  await assertRefuses(
    [String(target.pid), "--timeout=900ms"],
    1,
    /No answer from process \d+ in time|is busy|still starting|longer than it may/,
  );
  await untilClosed(9229);
  assert(target.isRunning);
});

Deno.test("dump-stacks HOST:PORT refuses a port where nothing listens", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  await assertRefuses([`127.0.0.1:${port}`], 1, /Nothing listens at 127.0.0.1:\d+: start the target with --inspect/);
  await assertRefuses([`ws://127.0.0.1:${port}/x`], 1, /Nothing that speaks the inspector protocol answers at ws:/);
});

Deno.test("dump-stacks HOST:PORT refuses a web server", async () => {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => new Response("hello"));
  const { port } = server.addr;
  await assertRefuses(
    [`127.0.0.1:${port}`],
    1,
    /What listens at \S+ is no inspector of Deno or Node: give the address/,
  );
  await assertRefuses([`ws://127.0.0.1:${port}/x`], 1, /Nothing that speaks the inspector protocol answers at ws:/);
});

Deno.test("dump-stacks HOST:PORT gives up on a port that keeps silent", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  await assertRefuses([`127.0.0.1:${port}`, "--timeout=300ms"], 1, /No inspector answered at \S+ in time: check the/);
  await assertRefuses([`ws://127.0.0.1:${port}/`, "--timeout=300ms"], 1, /No inspector answered at ws:\S+ in time/);
});

Deno.test("dump-stacks HOST:PORT refuses a browser", async () => {
  const pages = [{ title: "News", type: "page", url: "https://news/", webSocketDebuggerUrl: "ws://127.0.0.1:1/x" }];
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => Response.json(pages));
  await assertRefuses([`127.0.0.1:${server.addr.port}`], 1, /is no inspector of Deno or Node/);
});
