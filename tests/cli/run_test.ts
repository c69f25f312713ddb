/** `dump-stacks run`: real scripts, run by the command. */
import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { fileURLToPath } from "node:url";
import { readRunArguments } from "../../src/cli/run_arguments.ts";
import { UsageError } from "../../src/cli/usage_error.ts";
import { assertRefuses, dumpStacks, program, Target, withoutInspectorLines } from "./command.ts";

const COMMAND = fileURLToPath(new URL("../../dump_stacks.ts", import.meta.url));
const ENDS = program("run_ends.ts");

/** The script as it is without the command. */
async function alone(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ENDS, ...args],
    stdin: "null",
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

function run(args: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return dumpStacks(["run", ...args], { env: { NO_COLOR: "1" } });
}

Deno.test("dump-stacks run tells what a script leaves unfinished, with lines that the script may not read", async () => {
  const args = ["unfinished", "--help", "-x", "--", "--after=1s"];
  const without = await alone(args);
  const { status, stdout, stderr } = await run([ENDS, ...args]);
  assertEquals([status, stdout], [7, without.stdout]);
  assertMatch(stdout, /^(prompt,){6}prompt\n\["unfinished","--help","-x","--","--after=1s"\] true run_ends\.ts\n$/);
  assertMatch(
    stderr,
    /^to stderr\nThe program ends with 1 task unfinished: nothing is left that could wake it\.\n\ndeno /,
  );
  assertMatch(stderr, /#1 waitsForThat\n.*run_ends\.ts:11:3\n.*await waitsForEvent\(\);\n.*run_ends\.ts:5:3\n/);
});

Deno.test("dump-stacks run names the inner function of a stalled top-level await, after Deno's own words", async () => {
  const without = await alone(["stalled"]);
  const { status, stdout, stderr } = await run([ENDS, "stalled"]);
  assertEquals([status, stdout], [1, without.stdout]);
  assertStringIncludes(without.stderr, "error: Top-level await promise never resolved\n");
  assertStringIncludes(stderr, "waitsForNothing in run_ends at ");
  assertEquals(stderr.slice(0, without.stderr.length), without.stderr);
  assertMatch(
    stderr.slice(without.stderr.length),
    /^The top-level await at run_ends\.ts:\d+:\d+ never resolves: it waits for waitsForNothing at run_ends\.ts:\d+:3, and/,
  );
});

Deno.test("dump-stacks run --trace tells ages, and lets a stall end as soon", async () => {
  const { status, stderr } = await run(["--trace", ENDS, "stalled"]);
  assertEquals(status, 1);
  assertMatch(stderr, /it waits for waitsForNothing at /);
  assertMatch(stderr, /waitsForNothing in run_ends at .*, waiting [\d.]+ m?s\n/);
});

Deno.test("dump-stacks run adds nothing to a script that is done, and no permission", async () => {
  const without = await alone(["clean"]);
  const { status, stdout, stderr } = await run([ENDS, "clean"]);
  assertEquals({ code: status, stdout, stderr }, without);
});

Deno.test("dump-stacks run dumps after a time, on SIGQUIT and on SIGUSR1, and hands SIGTERM and the status on", async () => {
  const file = await Deno.makeTempFile();
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => Deno.remove(file));
  const lines = async (count: number): Promise<string[]> => {
    const patience = AbortSignal.timeout(30_000);
    for (;;) {
      const found = (await Deno.readTextFile(file)).split("\n").filter((line) => line !== "");
      if (found.length >= count) return found;
      patience.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const args = ["run", "--after=1ms", "--format=json", `--output=${file}`, program("run_serves.ts")];
  await using target = new Target(Deno.execPath(), ["run", "--allow-all", "--no-check", COMMAND, ...args]);
  await lines(1);
  target.kill("SIGQUIT");
  await lines(2);
  target.kill("SIGUSR1");
  const dumps = (await lines(3)).map((line) => JSON.parse(line));
  for (const { schema, tasks } of dumps) {
    assertEquals(schema, "stackscope/1");
    assertEquals(tasks[0].frames.map((frame: { functionName: string }) => frame.functionName), [
      "<module>",
      "passDoor",
    ]);
  }
  target.kill("SIGTERM");
  assertEquals([(await target.finish()).code, target.stdout], [7, "ready\ndone\n"]);
  assertEquals(withoutInspectorLines(target.stderr), "");
});

Deno.test("dump-stacks run stops a loop, at an address of the inspector that nobody is told", async () => {
  const script = fileURLToPath(new URL("../target/programs/busy.ts", import.meta.url));
  await using target = new Target(Deno.execPath(), [
    "run",
    "-A",
    "--no-check",
    COMMAND,
    "run",
    "--no-check",
    script,
    "loop",
  ]);
  await target.prints("working");
  assertEquals(withoutInspectorLines(target.stderr), target.stderr);
  target.kill("SIGQUIT");
  await target.prints(/#1 main thread is busy in Mill\.grind at busy\.ts:10:\d+ /);
  await target.prints("Mill.turn > Mill.grind\n");
  await target.poke("worked,job true\n");
  assertEquals((await target.finish()).code, 7);
});

Deno.test("dump-stacks run refuses what it cannot run, in one line", async () => {
  await assertRefuses(["run", "/no/such/script.ts"], 1, /Cannot run "\/no\/such\/script\.ts" as there is no such file/);
  await assertRefuses(["run", "test"], 2, /"test": deno test is not supported/);
});

Deno.test("what run loads into a script comes from nowhere but this package: its lock file stays as it is", async () => {
  const preload = fileURLToPath(new URL("../../src/cli/run_preload.ts", import.meta.url));
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json", preload] }).output();
  const { modules }: { modules: { specifier: string }[] } = JSON.parse(new TextDecoder().decode(stdout));
  const own = new URL("../../src/", import.meta.url).href;
  assertEquals(modules.filter(({ specifier }) => !specifier.startsWith(own) && !specifier.startsWith("node:")), []);
});

Deno.test("the arguments of run: its own, Deno's, and the script's", () => {
  const command = readRunArguments(
    [
      "--after",
      "5s",
      "-A",
      "--config",
      "deno.json",
      "--format=flat",
      "-o",
      "x.txt",
      "--allow-net=a,b",
      "s.ts",
      "--ascii",
    ],
  );
  if (command.kind !== "run") throw new Error(command.kind);
  const { afterMs, flags, script, args, options: { format, output, ascii } } = command;
  assertEquals([afterMs, flags, script, args], [
    5000,
    ["-A", "--config", "deno.json", "--allow-net=a,b"],
    "s.ts",
    ["--ascii"],
  ]);
  assertEquals([format, output, ascii], ["flat", "x.txt", false]);
  assertEquals(readRunArguments(["--help", "s.ts"]).kind, "help");
  for (
    const [args, message] of [
      [[], /"run" needs a script/],
      [["--after=soon", "s.ts"], /"soon" is no duration for --after/],
      [["--after"], /--after needs a value/],
      [["--fromat=json", "s.ts"], /There is no option "--fromat"/],
      [["--watch", "s.ts"], /does not restart a program/],
      [["--check", "s.ts"], /run deno check first/],
      [["--format=nonsense", "s.ts"], /--format=nonsense does not exist/],
    ] as [string[], RegExp][]
  ) assertMatch(assertThrows(() => readRunArguments(args), UsageError).message, message);
});
