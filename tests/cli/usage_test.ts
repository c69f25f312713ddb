import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { assertRefuses, dumpStacks } from "./command.ts";

const REFUSED: Record<string, [args: string[], line: RegExp]> = {
  "an unknown option": [["--nope"], /no option "--nope" \(see --help\)/],
  "an unknown short option": [["-x", "1"], /no option "-x" \(see --help\)/],
  "a negative number": [["-5"], /no option "-5"/],
  "a format that does not exist": [["--format=xml"], /--format=xml does not exist: choose tree, flat, grouped or json/],
  "an option without its value": [["--format"], /--format needs a value: --format=tree\|flat\|grouped/],
  "a colour that does not exist": [["--color=blue"], /choose auto, always or never/],
  "a time that is none": [["--timeout=soon"], /"soon" is no duration for --timeout: write 500ms, 10s or 1m/],
  "no time at all": [["--timeout=0s"], /"0s" is no duration/],
  "a condition without its text": [["1", "--where"], /--where needs a value: --where=requestId=42/],
  "a condition without a key": [["1", "--where==42"], /--where==42 has no key: --where=requestId=42/],
  "one of several conditions without its text": [["1", "--where=a", "--where="], /--where needs a value/],
  "an age that is none": [["1", "--older=nonsense"], /"nonsense" is no duration for --older: write 500ms, 10s or 1m/],
  "an age without its time": [["1", "--older"], /--older needs a value: --older=5s/],
  "two targets": [["1", "2"], /"2" is one too many/],
  "a target that is none": [["foo"], /"foo" is no target: give a process id, .* host:port or a \.heapsnapshot file/],
  "a port that is none": [["localhost:99999"], /"localhost:99999" is no target/],
  "process id 0": [["0"], /"0" is no process id/],
  "no lines": [["1", "--max-lines=0"], /"0" is no number of lines for --max-lines: write 40, or all/],
  "a number of lines that is none": [["1", "--max-lines=4k"], /"4k" is no number of lines/],
  "a number of lines that is left out": [["1", "--max-lines"], /--max-lines needs a value: --max-lines=40/],
  "run behind options": [["--ascii", "run"], /"run" stands before all options: dump-stacks run/],
};

for (const [what, [args, line]] of Object.entries(REFUSED)) {
  Deno.test(`dump-stacks refuses ${what} with status 2`, () => assertRefuses(args, 2, line));
}

Deno.test("dump-stacks --help prints the usage on stdout", async () => {
  const { status, stdout, stderr } = await dumpStacks(["--help"]);
  assertStringIncludes(stdout, "Usage: dump-stacks [TARGET] [OPTIONS]");
  assertEquals([status, stderr], [0, ""]);
});

Deno.test("dump-stacks --version prints the version of the package", async () => {
  const { status, stdout } = await dumpStacks(["--version"]);
  assertMatch(stdout, /^stackscope \S+ \(deno \S+, v8 \S+\)\n$/);
  assertStringIncludes(stdout, `stackscope ${config.version} `);
  assertEquals(status, 0);
});

Deno.test("dump-stacks asks for no permission, it says which flag is missing", async () => {
  await assertRefuses(["123"], 1, /Permission is missing .* start the command with deno run --allow-all/, {
    allow: [],
  });
  await assertRefuses([":123"], 1, /start the command with deno run --allow-net --allow-read/, { allow: [] });
});

Deno.test("dump-stacks --output refuses a place that cannot be written", async () => {
  await assertRefuses(
    ["123", "--output=/no/such/directory/x"],
    1,
    /Cannot write to .* no such directory: make it first/,
  );
  await assertRefuses(["123", "--output=/"], 1, /Cannot write to "\/" as it is a directory/);
});
