/**
 * Runs the tests as two `deno test` side by side, so that a machine with two processors is done in half the time. What attaches to
 * other processes does so through one port of the machine, and stays in one of the two.
 *
 * Prints what both print, the one after the other, what failed once more, and last a line with the sum, in the form of Deno's own
 * summary. With arguments (paths, `--filter`) there is one run, with those.
 *
 * @module
 */

/** What attaches, or listens for SIGUSR1, which opens the same port. */
const ATTACHING = [
  "tests/cli",
  "tests/labels/attach_test.ts",
  "tests/lowlevel/remote_locals_test.ts",
  "tests/neutrality/attach_test.ts",
  "tests/readme_test.ts",
  "tests/ruins",
  "tests/signal_test.ts",
  "tests/soak",
  "tests/target",
  "tests/zoo",
];
/** Beside those, for balance. */
const WITH_THEM = ["tests/extract/neutral_test.ts", "tests/glue", "tests/parity"];

/** Characters of what failed that are printed once more: whoever sees only the end of a log has to find it there. */
const FAILURES = 12_000;

/** The gate has checked the types before. */
const FLAGS = [
  "test",
  "--allow-all",
  "--no-check",
  `--preload=${import.meta.dirname}/lighter_tests.ts`,
];

if (Deno.args.length > 0) {
  const chosen = new Deno.Command("deno", { args: [...FLAGS, "--doc", ...Deno.args] }).spawn();
  Deno.exit((await chosen.status).code);
}

/** What one run printed, and how it went. */
interface Run {
  success: boolean;
  /** What went wrong, as Deno tells it at the end of its own output. */
  failures: string;
  passed: number;
  failed: number;
}

async function run(name: string, args: string[]): Promise<Run> {
  const started = performance.now();
  const { success, stdout, stderr } = await new Deno.Command("deno", { args: [...FLAGS, ...args] }).output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  // deno-lint-ignore no-control-regex
  const plain = text.replace(/\x1b\[[0-9;]*m/g, "");
  // The last line of this form: what tests print of other runs comes before it.
  const summary = [...plain.matchAll(/^(?:ok|FAILED) \| (\d+) passed.*? (\d+) failed/gm)].at(-1);
  const [passed, failed] = summary === undefined ? [0, 1] : [Number(summary[1]), Number(summary[2])];
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${text}\n${name}: ${passed} passed, ${failed} failed (${seconds} s)\n`);
  const told = plain.lastIndexOf("\n ERRORS \n");
  const failures = told < 0 ? plain.slice(-FAILURES) : plain.slice(told, told + FAILURES);
  return { success: success && summary !== undefined, failures, passed, failed };
}

const groups = [...ATTACHING, ...WITH_THEM];
const runs = await Promise.all([
  run("tests that attach", groups),
  run("all other tests", ["--doc", `--ignore=${groups.join(",")}`]),
]);
const passed = runs.reduce((sum, run) => sum + run.passed, 0);
const failed = runs.reduce((sum, run) => sum + run.failed, 0);
const isGood = runs.every(({ success }) => success);
for (const { success, failures } of runs) if (!success) console.log(failures);
console.log(`${isGood ? "ok" : "FAILED"} | ${passed} passed | ${failed} failed`);
if (!isGood) Deno.exit(1);
