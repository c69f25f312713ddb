/**
 * The whole command, from its start to its end, on a small program that waits and on a snapshot file; beside a Deno process that
 * does nothing.
 */
import { fileURLToPath } from "node:url";
import v8 from "node:v8";
import { median, tell, timeProcess } from "./measurement.ts";
import { startTasks } from "./suspended_tasks.ts";

const ROUNDS = 8; // the first one fills Deno's cache, and is dropped
const TOO_YOUNG = 700; // ms: before that the command waits for its target, which is not what is measured

if (Deno.args[0] === "as target") {
  startTasks(30);
  setInterval(() => {}, 1_000_000);
  console.log("ready");
} else await measure();

async function measure(): Promise<void> {
  const born = performance.now();
  const target = new Deno.Command(Deno.execPath(), {
    args: ["run", fileURLToPath(import.meta.url), "as target"],
    stdin: "null",
    stdout: "piped",
    stderr: "null", // "Debugger listening", once a round
  }).spawn();
  const file = await Deno.makeTempFile({ suffix: ".heapsnapshot" });
  const ours: number[] = [], ofFile: number[] = [], floor: number[] = [];
  try {
    await target.stdout.getReader().read();
    await new Promise((resolve) => setTimeout(resolve, born + TOO_YOUNG - performance.now()));
    const command = fileURLToPath(new URL("../dump_stacks.ts", import.meta.url));
    startTasks(30);
    v8.writeHeapSnapshot(file);
    for (let round = 0; round < ROUNDS; round++) {
      floor.push(await timeProcess(["eval", "1"]));
      ours.push(await timeProcess(["run", "--allow-all", command, String(target.pid), "--timeout=30s"]));
      ofFile.push(await timeProcess(["run", "--allow-all", command, file]));
    }
  } finally {
    target.kill("SIGKILL");
    await target.status;
    await Deno.remove(file);
  }
  for (const [of, times] of [["PID", ours], ["FILE.heapsnapshot", ofFile]] as const) {
    tell([{
      what: `dump_stacks.ts ${of}, the whole command`,
      unit: "ms",
      ours: median(times.slice(1)),
      floor: median(floor.slice(1)),
      floorIs: "deno eval 1",
      compare: "ratio",
      goal: undefined,
    }]);
  }
}
