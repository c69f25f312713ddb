/** Who looks from another process reads the same leaves as the process itself. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { takeDump } from "../../src/cli/take.ts";
import type { Dump } from "../../mod.ts";
import { attachToInspector } from "../../src/target/attach.ts";
import { Target } from "../cli/command.ts";
import { DENO_CASES, NODE_CASES } from "./all_cases.ts";
import { leafLine } from "./coverage.ts";

/** What the program prints of each API. */
interface Lines {
  api: string;
  inProcess: string;
  remote?: string;
}

const PARTS = Deno.env.has("STACKSCOPE_FULL")
  ? [Object.keys(DENO_CASES), Object.keys(NODE_CASES)]
  : [["net", "process", "web"]];
const UNSTABLE = ["--unstable-kv", "--unstable-net", "--unstable-cron"];
const timeoutMs = 30_000;

for (const groups of PARTS) {
  Deno.test(`leaves are the same by attaching as in process: ${groups.join(", ")}`, async () => {
    const dir = await Deno.makeTempDir();
    try {
      const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
      const program = fileURLToPath(new URL("programs/both_ways.ts", import.meta.url));
      const flags = [
        "run",
        "-A",
        "--no-check",
        "--no-lock",
        `--config=${config}`,
        "--inspect=127.0.0.1:0",
        ...UNSTABLE,
      ];
      await using target = await new Target(Deno.execPath(), [...flags, program, dir, ...groups]).prints("]\n");
      const lines: Lines[] = JSON.parse(target.stdout);

      const over = lines.filter(({ remote }) => remote === undefined);
      const otherwise = lines.filter(({ inProcess, remote }) => remote !== undefined && !isSame(inProcess, remote));
      assertEquals(otherwise, [], "by the other engine, in the same turn");
      assert(over.length < lines.length / 5, `over before they were looked at: ${over.map(({ api }) => api)}`);

      const { tasks } = await attached(target);
      const seen = lines.map((one) => ({
        ...one,
        attached: leafLine(tasks, ({ functionName }) => functionName === one.api),
      })).filter(({ attached }) => attached !== undefined);
      assertEquals(seen.filter(({ inProcess, attached }) => !isSame(inProcess, attached)), [], "by attaching");
      assert(seen.length > lines.length / 2, `only ${seen.length} were still waiting`);
      target.kill("SIGTERM"); // it stops what it has started
      await target.finish();
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  });
}

Deno.test("leaves name what a program for Node waits for", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const program = fileURLToPath(new URL("programs/node_waits.mjs", import.meta.url));
    await using target = await new Target("node", ["--inspect=127.0.0.1:0", program, dir]).prints("waiting, ");
    const { tasks } = await attached(target);
    const found = tasks.filter(({ frames }) => !frames[0].hide).map(({ frames, leaf }) => [
      frames[0].functionName,
      String(leaf).replaceAll(dir, "DIR").replace(/127\.0\.0\.1:\d+/, "127.0.0.1:PORT").replace(/fd \d+/, "fd N")
        .replace(/process \d+/, "process PID"),
    ]);
    assertEquals(found.length, 18);
    assertEquals(found.filter(([name, line]) => name !== line), []);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

/** The dump of a process that has an inspector open. */
async function attached(target: Target): Promise<Dump> {
  const { url } = await target.inspector();
  const attachment = await attachToInspector({ kind: "socket", url }, { timeoutMs });
  const until = performance.now() + timeoutMs;
  return await takeDump(attachment, { kind: "pid", pid: target.pid, until, locals: false });
}

/** The same, but for the time left, and for the dumps of workers, which only another process can take. */
function isSame(inProcess: string, outside = ""): boolean {
  const [one, other] = [inProcess, outside].map((line) => line.replace(/due in \d+ \w+/, "due in N"));
  return one === other.replace(/ \(worker \d+\)$/, "");
}
