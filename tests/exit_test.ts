/** `dumpOnExit()` in processes of its own. */
import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { fileURLToPath } from "node:url";
import { extract, trace } from "../mod.ts";

const PROGRAM = fileURLToPath(new URL("fixtures/exit/ends.ts", import.meta.url));

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

async function end(args: readonly string[], allow: readonly string[] = ["--allow-all"]): Promise<Outcome> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "--no-check", "--no-prompt", ...allow, PROGRAM, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("dumpOnExit() tells what is unfinished at a natural end, which stays as it is", async () => {
  const { code, stdout, stderr } = await end(["unfinished"]);
  assertEquals([code, stdout], [7, "unfinished\n"]);
  assertMatch(stderr, /^The program ends with 1 task unfinished: nothing is left that could wake it\.\n\ndeno /);
  assertMatch(stderr, /#1 waitsForThat\n.*\n.*await waitsForEvent\(\);\n.*waitsForEvent in ends at .*ends\.ts:11:3\n/);
  assertStringIncludes(stderr, 'EventTarget: waiting for event "never"\n');
  assertStringIncludes(stderr, "they were collected");
});

Deno.test("dumpOnExit() names the innermost function of a stalled top-level await, and Deno ends it as without", async () => {
  const { code, stdout, stderr } = await end(["stalled"]);
  const without = await end(["stalled", "unwatched"]);
  assertMatch(without.stderr, /^error: Top-level await promise never resolved\n/);
  assert(stderr.endsWith(without.stderr), stderr);
  assertEquals([code, stdout], [without.code, without.stdout]);
  assertMatch(
    stderr,
    /^The top-level await at ends\.ts:\d+:\d+ never resolves: it waits for waitsForEvent at ends\.ts:11:3, and nothing is left that could wake that\.\n/,
  );
});

Deno.test("dumpOnExit({ keepPending }) names functions that nothing refers to; without it, only their module is left", async () => {
  const kept = await end(["lost", "keep"]);
  assertMatch(kept.stderr, /^The top-level await at ends\.ts:\d+:\d+ never resolves: it waits for waitsForNothing at /);
  const lost = await end(["lost"]);
  assertMatch(lost.stderr, /^The top-level await at ends\.ts:\d+:\d+ never resolves: nothing is left/);
  assertStringIncludes(lost.stderr, "<module> in ends at ");
  assertStringIncludes(lost.stderr, "were collected");
  assertEquals([kept.code, lost.code], [1, 1]);
});

Deno.test("dumpOnExit() without --allow-sys tells functions, not lines of awaits", async () => {
  const { code, stderr } = await end(["stalled"], ["--allow-read"]);
  assertEquals(code, 1);
  assertMatch(stderr, /it waits for waitsForEvent at ends\.ts:10:\d+, and/);
  assertStringIncludes(stderr, "--allow-sys");
});

for (
  const [way, code, what] of [
    ["late", 0, "a module and a timer that come late"],
    ["wanted", 0, "what the program does not want to be waited for, and generators at a yield"],
    ["losers", 0, "those who lost a race, though they are kept"],
    ["exit", 3, "Deno.exit()"],
    ["clean", 0, "a program that is done"],
  ] as const
) {
  Deno.test(`dumpOnExit() says nothing of ${what}`, async () => {
    assertEquals(await end([way, "keep"]), { code, stdout: `${way}\n`, stderr: "" });
  });
}

Deno.test("trace() refuses what is no number of lines, and traces nothing then", () => {
  assertThrows(() => trace({ maxLines: 0 }), RangeError, "'maxLines' must be a positive integer");
  const made = Promise.withResolvers<void>();
  const waits = async () => await made.promise;
  assertEquals(extract(waits()).frames[0].age, undefined);
  made.resolve();
});

Deno.test("trace() tells what is unfinished at the end, what was collected too, unless it is to be silent", async () => {
  const [traced, silent, twice] = await Promise.all(
    ["traced", "traced in silence", "traced twice"].map((how) => end(["unfinished", how])),
  );
  assertMatch(traced.stderr, /^The program ends with 1 task unfinished: /);
  assertMatch(traced.stderr, /of them the trace has those that it\s+captured/);
  assertEquals(silent.stderr, "");
  assertEquals(twice.stderr.match(/The program ends with/g)?.length, 1);
  assertEquals([traced.code, silent.code, twice.code], [7, 7, 7]);

  const lost = await end(["lost", "traced"]);
  assertMatch(
    lost.stderr,
    /^The top-level await at ends\.ts:\d+:\d+ never resolves: .*waitsForNothing at ends\.ts:14:\d+/,
  );
  assertStringIncludes(lost.stderr, "#1 <module>\n");
  assert(!lost.stderr.includes("#2"));
  assertStringIncludes(lost.stderr, "error: Top-level await promise never resolved");
  assertEquals(lost.code, 1);
});
