/** What README.md shows is true: its commands run, its output is what they print. Its `ts` blocks `deno test --doc` runs. */
import { assert, assertEquals, assertExists, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { Target } from "./cli/command.ts";

const ROOT = new URL("../", import.meta.url);
const DEMO = fileURLToPath(new URL("examples/demo.ts", ROOT));
const README = await Deno.readTextFile(new URL("README.md", ROOT));
const CONFIG: { tasks: Record<string, { command: string }> } = JSON.parse(
  await Deno.readTextFile(new URL("deno.json", ROOT)),
);

/** The blocks of one language. */
function blocks(language: string): string[] {
  return [...README.matchAll(new RegExp("^```" + language + "\\n(.*?)^```$", "gms"))].map(([, text]) => text);
}

/** All `deno task` commands in blocks and in the text, without the word for Deno. */
function commands(): string[] {
  const shell = blocks("sh").flatMap((block) => block.split("\n"));
  const inline = [...README.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text);
  return [...shell, ...inline].map((line) => line.replace(/\s+#.*$/, ""))
    .flatMap((line) => /^(?:npx -y deno@[\d.]+|deno) (task .+)$/.exec(line)?.[1] ?? []);
}

/** What differs from run to run, and where the lines of the demo move. */
function scrub(output: string): string {
  return output
    .replace(/pid \d+/g, "pid PID")
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replace(/\/\S*\/(?=examples\/)/g, "ROOT/")
    .replace(/(\.ts):\d+:\d+/g, "$1:LINE:COL")
    .replace(/^#\d+ /gm, "#ID ");
}

/** Run what README shows. */
async function run(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: [...args], cwd: ROOT }).output();
  const decoder = new TextDecoder();
  assertEquals(code, 0, decoder.decode(stderr));
  return decoder.decode(stdout);
}

function assertIsShown(output: string): void {
  const [shown] = blocks("text");
  assertEquals(scrub(shown), scrub(output), `README.md shows something else. If the new output is right:\n\n${output}`);
}

Deno.test("README.md shows what deno task dump-stacks prints", async () => {
  assert(commands().includes("task dump-stacks"));
  assertIsShown(await run(["task", "dump-stacks"]));
});

Deno.test("README.md shows what deno task dump-stacks PID prints", async () => {
  assert(commands().includes("task dump-stacks PID"));
  const args = ["run", "--quiet", "--no-config", "--no-prompt", "--allow-net=127.0.0.1", DEMO];
  const env = { NO_PROXY: "127.0.0.1" };
  await using demo = await new Target(Deno.execPath(), args, { env }).prints("waits for a clerk");
  assertIsShown(await run(["task", "dump-stacks", String(demo.pid)]));
  assert(demo.isRunning);
});

Deno.test("README.md names tasks that exist, and the version that CI uses", async () => {
  for (const command of commands()) assertExists(CONFIG.tasks[command.split(" ")[1]], command);
  const [, version] = /^readonly version=(\S+)$/m.exec(await Deno.readTextFile(new URL(".ci/run", ROOT))) ?? [];
  const named = README.match(/(?<=\bdeno@)[\d.]+\d/g) ?? [];
  assertEquals([...new Set(named)], [version]);
});

Deno.test("README.md has its examples run by the test task", async () => {
  assert(blocks("ts").length > 0);
  assertEquals(CONFIG.tasks.test.command, "deno run --allow-run=deno tools/run_tests.ts");
  // `--doc` without paths, but for folders of tests: all files, this one too.
  assertMatch(await Deno.readTextFile(new URL("tools/run_tests.ts", ROOT)), /"--doc", `--ignore=/);
});

Deno.test("README.md links to files that exist", async () => {
  for (const [, path] of README.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
    assert((await Deno.stat(new URL(path, ROOT))).isFile);
  }
});
