/** Whole runs of the command against programs that know nothing of it. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dumpStacks, isOpen, program, spawnCommand, Target, untilClosed, withoutInspectorLines } from "./command.ts";

Deno.test("dump-stacks PID dumps a Deno program without permissions, which goes on as before", async () => {
  await using target = await Target.deno("waits.ts").prints("ready");
  const { status, stdout, stderr } = await dumpStacks([String(target.pid)]);
  assertStringIncludes(stdout, "untilStdinEnds");
  assertEquals([status, stderr], [0, ""]);
  assert(!await isOpen(9229), "the port is closed again");
  assertEquals((await target.finish()).code, 7);
  assertEquals(target.stdout, "ready\ndone\n");
  assertEquals(withoutInspectorLines(target.stderr), "");
});

Deno.test("dump-stacks PID dumps a Node program, which goes on as before", async () => {
  await using target = await new Target("node", [program("waits.mjs")]).prints("ready");
  const { status, stdout, stderr } = await dumpStacks([String(target.pid)]);
  assertStringIncludes(stdout, "untilStdinEnds");
  assertEquals([status, stderr], [0, ""]);
  assert(!await isOpen(9229), "the port is closed again");
  assertEquals((await target.finish()).code, 7);
  assertEquals(target.stdout, "ready\ndone\n");
  assertEquals(withoutInspectorLines(target.stderr), "");
});

Deno.test("dump-stacks PID dumps the workers too, which go on as before", async () => {
  await using target = await Target.deno("workers.ts").prints("ready");
  const { status, stdout, stderr } = await dumpStacks([String(target.pid), "--timeout=60s"]);
  assertMatch(stdout, /\n\nWorker 1 "counter", data:\S*…: 1 task waits in 2 frames\n\n#w1\.1 <module>\n/);
  assertStringIncludes(stdout, "╠ untilAsked in ");
  assertEquals([status, stderr], [0, ""]);
  assert(!await isOpen(9229), "the port is closed again");
  assertEquals((await target.finish()).code, 7);
  assertEquals(target.stdout, "ready\ncounted\n");
  assertEquals(withoutInspectorLines(target.stderr), "");
});

Deno.test("dump-stacks PID waits for a process that is too young for the signal", async () => {
  await using target = Target.deno("young.ts");
  const { status, stdout, stderr } = await dumpStacks([String(target.pid)]);
  assertStringIncludes(stdout, "young.ts");
  assertEquals([status, stderr], [0, ""]);
  assert(target.isRunning);
});

Deno.test("dump-stacks PID and HOST:PORT use an inspector that is open, and leave it open", async () => {
  await using target = await Target.deno("waits.ts", ["--inspect=127.0.0.1:0"]).prints("ready");
  const { url, address } = await target.inspector();
  for (const name of [String(target.pid), address, url]) {
    const { status, stdout, stderr } = await dumpStacks([name]);
    assertStringIncludes(stdout, "untilStdinEnds");
    assertEquals([status, stderr], [0, ""]);
  }
  assert(await isOpen(Number(address.split(":")[1])));
  assertEquals((await target.finish()).code, 7);
});

Deno.test("dump-stacks HOST:PORT dumps a Node program started with --inspect", async () => {
  await using target = await new Target("node", ["--inspect=127.0.0.1:0", program("waits.mjs")]).prints("ready");
  const { address } = await target.inspector();
  for (const name of [address, String(target.pid)]) {
    const { status, stdout, stderr } = await dumpStacks([name]);
    assertStringIncludes(stdout, "untilStdinEnds");
    assertEquals([status, stderr], [0, ""]);
  }
});

Deno.test("dump-stacks reaches 127.0.0.1 itself, not through a proxy", async () => {
  await using target = await Target.deno("waits.ts").prints("ready");
  const env = { HTTP_PROXY: "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9", NO_PROXY: "", "no_proxy": "" };
  const { status, stdout, stderr } = await dumpStacks([String(target.pid)], { env });
  assertStringIncludes(stdout, "untilStdinEnds");
  assertEquals([status, stderr], [0, ""]);
});

Deno.test("dump-stacks waits for another dump-stacks, as the port is fixed", async () => {
  const targets = await Promise.all([1, 2, 3].map(() => Target.deno("waits.ts").prints("ready")));
  await using stack = new AsyncDisposableStack();
  targets.forEach((target) => stack.use(target));
  const outcomes = await Promise.all(targets.map(({ pid }) => dumpStacks([String(pid)])));
  assertEquals(outcomes.map(({ status, stderr }) => ({ status, stderr })), Array(3).fill({ status: 0, stderr: "" }));
  for (const target of targets) assertEquals((await target.finish()).code, 7);
});

Deno.test("dump-stacks ends with status 130 on Ctrl-C and closes the inspector", async () => {
  await using target = await Target.deno("large.ts").prints("ready");
  const command = spawnCommand([String(target.pid)]);
  await target.prints("Debugger session started");
  command.kill("SIGINT");
  const { code, stdout } = await command.output();
  assertEquals([code, stdout.length], [130, 0]);
  await untilClosed(9229);
  assert(target.isRunning);
});

Deno.test("dump-stacks without a target dumps the demo and stops it", async () => {
  const { status, stdout, stderr } = await dumpStacks([]);
  for (const name of ["Packer.work", "Packer.collectPayment", "Lock.acquire", "Bank.askClerk", "Promise.all"]) {
    assertStringIncludes(stdout, name);
  }
  assertEquals([status, stderr], [0, ""]);
});

Deno.test("dump-stacks --format=json writes the documented schema", async () => {
  await using target = await Target.deno("waits.ts").prints("ready");
  const { status, stdout, stderr } = await dumpStacks([String(target.pid), "--format=json"]);
  const dump = JSON.parse(stdout);
  assertEquals(dump.schema, "stackscope/1");
  assertEquals(dump.target.pid, target.pid);
  assertEquals(dump.target.kind, "pid");
  assertEquals([status, stderr], [0, ""]);
});

Deno.test("dump-stacks --format=flat writes stacks without lines", async () => {
  await using target = await Target.deno("waits.ts").prints("ready");
  const { status, stdout } = await dumpStacks([String(target.pid), "--format=flat"]);
  assertMatch(stdout, /untilStdinEnds/);
  assertEquals(status, 0);
});

Deno.test("dump-stacks --output writes a file, and nothing to stdout", async () => {
  await using target = await Target.deno("waits.ts").prints("ready");
  const file = await Deno.makeTempFile();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(file));
  const { status, stdout, stderr } = await dumpStacks([String(target.pid), `--output=${file}`, "--color=always"]);
  assertStringIncludes(await Deno.readTextFile(file), "untilStdinEnds");
  assertEquals([status, stdout, stderr], [0, "", ""]);
});

Deno.test("dump-stacks --color decides on colour", async () => {
  await using target = await Target.deno("waits.ts").prints("ready");
  const plain = await dumpStacks([String(target.pid)]);
  const coloured = await dumpStacks([String(target.pid), "--color=always"]);
  assert(!plain.stdout.includes("\x1b["), "not on a pipe");
  assertStringIncludes(coloured.stdout, "\x1b[");
});

Deno.test("dump-stacks survives a reader that leaves", async () => {
  await using target = await Target.deno("waits.ts").prints("ready");
  const command = spawnCommand([String(target.pid)]);
  await command.stdout.cancel();
  const stderr = await new Response(command.stderr).text();
  assertEquals([(await command.status).code, stderr], [0, ""]);
});
