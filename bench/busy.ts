/**
 * A main thread in an endless loop: how soon its stack is known, all looks and source positions included, from the first question on;
 * beside a bare pause by the inspector protocol. And the whole command, beside the same for a thread that waits.
 */
import { fileURLToPath } from "node:url";
import { attachToInspector } from "../src/target/attach.ts";
import { lookAtThread } from "../src/target/busy_thread.ts";
import type { CdpSession } from "../src/target/cdp.ts";
import { parseInspectorAddress } from "../src/target/inspector_list.ts";
import { median, tell, timeProcess } from "./measurement.ts";

const ROUNDS = 8; // the first one fills caches, and is dropped
const GOAL = 250;

function spin(isOn: () => boolean): number {
  let turns = 0;
  while (isOn()) turns++;
  return turns;
}

async function measure(): Promise<void> {
  const ours: number[] = [], floor: number[] = [], whole: number[] = [], idle: number[] = [];
  const [busy, waiting] = [await Program.start("busy"), await Program.start("waiting")];
  try {
    const command = fileURLToPath(new URL("../dump_stacks.ts", import.meta.url));
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await busy.timed(untilKnown));
      floor.push(await busy.timed(untilPaused));
      whole.push(await timeProcess(["run", "--allow-all", command, busy.address, "--timeout=30s"]));
      idle.push(await timeProcess(["run", "--allow-all", command, waiting.address, "--timeout=30s"]));
    }
  } finally {
    await busy.end();
    await waiting.end();
  }
  tell([
    {
      what: "blocked main thread, until its stack is known",
      unit: "ms",
      ours: median(ours.slice(1)),
      floor: median(floor.slice(1)),
      floorIs: "Debugger.enable, one pause",
      compare: "alone",
      goal: GOAL,
    },
    {
      what: "dump_stacks.ts HOST:PORT, blocked main thread",
      unit: "ms",
      ours: median(whole.slice(1)),
      floor: median(idle.slice(1)),
      floorIs: "the same, idle",
      compare: "ratio",
      goal: undefined,
    },
  ]);
}

/** All looks, with positions. */
async function untilKnown(session: CdpSession): Promise<number> {
  const start = performance.now();
  return await lookAtThread(session, {
    rest: () => Promise.reject(new Error("Cannot measure as the thread is not busy")),
    stopped: () => Promise.resolve(performance.now() - start),
  });
}

/** What the protocol takes for one look without anything else. */
async function untilPaused(session: CdpSession): Promise<number> {
  const paused = Promise.withResolvers<void>();
  using _listening = session.on("Debugger.paused", () => paused.resolve());
  const start = performance.now();
  await session.send("Debugger.enable");
  await session.send("Debugger.pause");
  await paused.promise;
  const took = performance.now() - start;
  await session.send("Debugger.resume");
  await session.send("Debugger.disable");
  return took;
}

/** A process to look at. */
class Program {
  readonly address: string;
  readonly #child: Deno.ChildProcess;

  private constructor(child: Deno.ChildProcess, address: string) {
    this.#child = child;
    this.address = address;
  }

  static async start(kind: string): Promise<Program> {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--inspect=127.0.0.1:0", fileURLToPath(import.meta.url), "as target", kind],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    await child.stdout.getReader().read();
    let printed = "";
    const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new Error("Cannot measure as the program has no inspector");
      printed += value;
      const found = /listening on (ws:\S+)\n/.exec(printed);
      if (found !== null) return new Program(child, found[1]);
    }
  }

  async timed(measure: (session: CdpSession) => Promise<number>): Promise<number> {
    const where = parseInspectorAddress(this.address);
    if (where === undefined) throw new Error(`Cannot measure as this is no address: ${this.address}`);
    await using attachment = await attachToInspector(where, { timeoutMs: 30_000 });
    return await measure(attachment.session.atOnce);
  }

  async end(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }
}

if (Deno.args[0] === "as target") {
  const { startTasks } = await import("./suspended_tasks.ts");
  startTasks(30);
  setInterval(() => {}, 1_000_000);
  console.log("ready");
  if (Deno.args[1] === "busy") setTimeout(() => spin(() => Deno.args.length > 0), 0);
} else await measure();
