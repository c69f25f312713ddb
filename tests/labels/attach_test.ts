/** Labels of another process, which prepared nothing: the request that hangs is found by its id. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { dumpStacks, Target } from "../cli/command.ts";

const SERVER = fileURLToPath(new URL("programs/server.ts", import.meta.url));

Deno.test("labels of a Node program are read, too", async () => {
  await using target = new Target("node", [fileURLToPath(new URL("programs/jobs.mjs", import.meta.url))]);
  await target.prints("ready");
  const { status, stdout, stderr } = await dumpStacks([String(target.pid), "--where", "jobId=7"]);
  assertEquals([status, stderr], [0, ""]);
  assertMatch(stdout, /: 1 of 2 tasks \(--where jobId=7\) waits in 2 frames\n/);
  assertMatch(stdout, /\n#\d outer \[jobId=7 user\.name=ada\]\n/);
});

Deno.test("dump-stacks --where finds the request that hangs; no secret is printed", async () => {
  await using target = new Target(Deno.execPath(), [
    "run",
    "--no-prompt",
    "--no-check",
    "--allow-net",
    "--allow-env",
    SERVER,
  ]);
  await target.prints("ready");
  const id = /id (\S+)/.exec(target.stdout)?.[1];
  const pid = String(target.pid);

  const one = await dumpStacks([pid, "--where", "requestId=r-2"]);
  assertEquals([one.status, one.stderr], [0, ""]);
  assertMatch(one.stdout, /: 1 of \d tasks \(--where requestId=r-2\) waits in 2 frames\n/);
  const labels = `requestId=r-2 id=${id} sessionId=<redacted> path=/orders user.name="Ada Lovelace"`;
  assertStringIncludes(one.stdout, ` handle [${labels}]\n`);
  assertStringIncludes(one.stdout, "Orders.load in server");
  assertMatch(one.stdout, /Note: Values of the async context are left out .*: finalized, token\.\n/s);

  const all = await dumpStacks([pid, "--format=json", "--where=task=import*", "--older", "5s"]);
  assertEquals(all.status, 0);
  assertEquals(
    all.stderr,
    "dump-stacks: --older leaves out 1 task of unknown age: trace() was not on in the program when they began to wait\n",
  );
  const { tasks, selection } = JSON.parse(all.stdout);
  assertEquals([tasks, selection.tasks, selection.unknownAge], [[], 0, 1]);

  const named = await dumpStacks([pid]);
  assertMatch(named.stdout, /\n#\d Task "import users" importUsers\n/);
  const cart = /cart (\S+)/.exec(target.stdout)?.[1];
  assertStringIncludes(
    named.stdout,
    ` [requestId=${cart}]\n`,
    "a request id that is a piece of a string, in Hono's Map",
  );
  for (const { stdout } of [one, all, named]) assert(!stdout.includes("hunter2"), "a secret is printed");
});
