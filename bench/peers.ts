/**
 * What else there is, in the same run: memlab's parser of heap snapshots; why-is-node-running and a tracker on `node:async_hooks` in a
 * program under Node, which we look at from outside; `deno test --trace-leaks`.
 *
 * What comes from npm is installed in a folder that is removed again. Needs `node` and `npm`.
 */
import { fileURLToPath } from "node:url";
import { type Measurement, median, outputOf, tell, threadTime } from "./measurement.ts";
import { startTasks } from "./suspended_tasks.ts";

const ROUNDS = 3; // processes of each
const DECODER = new TextDecoder();
const file = fileURLToPath(import.meta.url);

const [role, path] = Deno.args;
if (role === "take") {
  const { default: v8 } = await import("node:v8");
  startTasks(10_000);
  Deno.writeFileSync(path, v8.getHeapSnapshot().read());
} else if (role === "parse") await parse(path);
else await compare();

async function compare(): Promise<void> {
  const scratch = await Deno.makeTempDir({ prefix: "stackscope-bench-" });
  try {
    for (const name of ["package.json", "program.mjs", "memlab.mjs"]) {
      await Deno.copyFile(new URL(`peers/${name}`, import.meta.url), `${scratch}/${name}`);
    }
    await run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"], scratch);
    tell(await compareParsers(scratch));
    tell(await compareTrackers(scratch));
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
  tell(await compareTraceLeaks());
}

async function compareParsers(scratch: string): Promise<Measurement[]> {
  const snapshot = `${scratch}/tasks.heapsnapshot`;
  await outputOf(file, "take", snapshot);
  const ours: { time: number; memory: number }[] = [], memlab: typeof ours = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(JSON.parse(await outputOf(file, "parse", snapshot)));
    memlab.push(JSON.parse(await run("node", ["--expose-gc", `${scratch}/memlab.mjs`, snapshot], scratch)));
  }
  const floorIs = "memlab, in Node", compare = "ratio", goal = 1;
  const { size } = await Deno.stat(snapshot);
  return [
    {
      what: "a snapshot file, read and indexed, time",
      unit: "ms",
      ours: median(ours.map(({ time }) => time)),
      floor: median(memlab.map(({ time }) => time)),
      floorIs,
      compare,
      goal,
      remark: `of ${(size / 1e6).toFixed(1)} MB, in a fresh process`,
    },
    {
      what: "a snapshot file, read and indexed, memory",
      unit: "MB",
      ours: median(ours.map(({ memory }) => memory)),
      floor: median(memlab.map(({ memory }) => memory)),
      floorIs,
      compare,
      goal,
      remark: "ours with the bytes of the file",
    },
  ];
}

/** Ours, as memlab does it: the file is read, and who refers to what is indexed. */
async function parse(path: string): Promise<void> {
  const { HeapGraph } = await import("../src/heap/heap_graph.ts");
  const { parseSnapshot } = await import("../src/heap/snapshot.ts");
  const { collectGarbage } = await import("./measurement.ts");
  const used = () => {
    collectGarbage();
    const { heapUsed, external } = Deno.memoryUsage();
    return (heapUsed + external) / 1e6;
  };
  const before = used(), start = threadTime();
  const heap = new HeapGraph(parseSnapshot(Deno.readFileSync(path)));
  const [{ from }] = heap.retainers(1); // builds the index
  const time = threadTime() - start;
  console.log(JSON.stringify({ time, memory: used() - before, from }));
}

interface Tracked {
  awaits: number;
  timers: number;
  answer: string;
}

async function compareTrackers(scratch: string): Promise<Measurement[]> {
  const ways = ["off", "why-is-node-running", "async_hooks"] as const;
  const found = new Map<string, Tracked[]>(ways.map((way) => [way, []]));
  let dump = "";
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of ways) {
      await using program = await startNode(`${scratch}/program.mjs`, way, scratch);
      found.get(way)?.push(program.figures);
      if (round > 0 || way !== "off") continue;
      const command = fileURLToPath(new URL("../dump_stacks.ts", import.meta.url));
      dump = await run(Deno.execPath(), ["run", "--allow-all", command, program.inspector], scratch);
    }
  }
  const timeOf = (way: string, of: "awaits" | "timers") => median((found.get(way) ?? []).map((figures) => figures[of]));
  const told = (text: string) => `${placesOf(text)} places of the 30 tasks`;
  return ways.slice(1).flatMap((way) =>
    (["awaits", "timers"] as const).map((what) => ({
      what: what === "awaits" ? "5,000 async calls in Node" : "2,000 timers in Node",
      unit: "ms" as const,
      ours: timeOf("off", what), // we look from outside: nothing of ours is in the program
      floor: timeOf(way, what),
      floorIs: way,
      compare: "ratio" as const,
      goal: 1,
      remark: `ours tells ${told(dump)}, it ${told(found.get(way)?.[0].answer ?? "")}`,
    }))
  );
}

/** How many lines name a place in one of the functions that wait. */
function placesOf(text: string): number {
  return text.split("\n").filter((line) => /\b(?:handleRequest|loadUser|reply)\b.*program\.mjs:\d+/.test(line)).length;
}

interface NodeProgram extends AsyncDisposable {
  figures: Tracked;
  /** Where its inspector listens. */
  inspector: string;
}

async function startNode(program: string, way: string, cwd: string): Promise<NodeProgram> {
  const child = new Deno.Command("node", {
    args: ["--inspect=127.0.0.1:0", program, way],
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdout = child.stdout.getReader(), stderr = child.stderr.getReader();
  const [figures, inspector] = await Promise.all([
    readUntil(stdout, /^(\{.*\})$/m),
    readUntil(stderr, /(ws:\/\/\S+)/),
  ]);
  return {
    figures: JSON.parse(figures),
    inspector,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await Promise.all([stdout.cancel(), stderr.cancel(), child.status]);
    },
  };
}

async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, wanted: RegExp): Promise<string> {
  for (let text = "";;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`Cannot measure as the program said: ${text}`);
    text += DECODER.decode(value);
    const found = wanted.exec(text);
    if (found !== null) return found[1];
  }
}

async function compareTraceLeaks(): Promise<Measurement[]> {
  const program = fileURLToPath(new URL("peers/trace_leaks.ts", import.meta.url));
  const times: Record<"with" | "without", number[]> = { with: [], without: [] };
  let told = "";
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of ["with", "without"] as const) {
      const flags = [
        "test",
        "--no-config",
        "--allow-all",
        "--sanitize-ops",
        ...way === "with" ? ["--trace-leaks"] : [],
      ];
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: [...flags, program],
        env: { NO_COLOR: "1" },
        stdin: "null",
        stderr: "null",
      }).output(); // it fails, as a timer is left
      const text = DECODER.decode(stdout);
      times[way].push(JSON.parse(/^\{"time":.*\}$/m.exec(text)?.[0] ?? "{}").time);
      if (way === "with") told = text;
    }
  }
  const names = ["handleRequest", "reply"].filter((name) => new RegExp(`at (?:async )?${name}\\b`).test(told)).length;
  return [{
    what: "30,000 timers in deno test",
    unit: "ms",
    ours: median(times.without), // nothing of ours is on before a dump is taken
    floor: median(times.with),
    floorIs: "--trace-leaks",
    compare: "ratio",
    goal: 1,
    remark: `it tells ${/timer/.test(told) ? "the timer" : "nothing"}, and ${names} of 2 functions that wait`,
  }];
}

async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`Cannot measure as ${command} failed: ${DECODER.decode(stderr).slice(0, 500)}`);
  return DECODER.decode(stdout);
}
