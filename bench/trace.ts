/**
 * The trace engine beside nothing, and beside other ways to know what is pending: Deno's own leak tracing, and promise hooks that
 * keep a `Set`. On a loop of awaits, on a loop of timers, and on an HTTP server under load.
 *
 * Promise hooks cannot be taken away again, so each way runs in processes of its own, by turns. The loops run before they are
 * measured, until what the engine has saved up for stacks is spent. Only processor time counts, of the thread for the loops, of all
 * threads for the server: what the load on the machine does to the time on the clock is much more than what is measured here.
 */
import { fileURLToPath } from "node:url";
import process from "node:process";
import { type Measurement, median, tell } from "./measurement.ts";

const ROUNDS = 3; // processes of each way
const AWAITS = 500_000;
const TIMERS = 10_000;
const REQUESTS = 12_000;

/** Milliseconds of one process. */
interface Times {
  awaits: number;
  calls: number;
  timers: number;
  requests: number;
}

type Way = "off" | "trace" | "ages only" | "ended" | "leak tracing" | "Set";

const WAYS: readonly Way[] = ["off", "trace", "ages only", "ended", "leak tracing", "Set"];

if (Deno.args[0] === "as client") await load(Number(Deno.args[1]));
else if (Deno.args[0] === "as server") {
  await begin(Deno.args[1] as Way);
  console.log(JSON.stringify(await measure()));
  Deno.exit(); // connections of the client may be open still
} else await compare();

async function compare(): Promise<void> {
  const times = new Map<Way, Times[]>(WAYS.map((way) => [way, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of WAYS) times.get(way)?.push(await run(way));
  }
  const rows: Measurement[] = [];
  const row = (what: keyof Times, words: string, way: Way, goal?: number) => {
    const timeOf = (of: Way) => median((times.get(of) ?? []).map((time) => time[what]));
    rows.push({
      what: `${words}: ${way}`,
      unit: "ms",
      ours: timeOf(way),
      floor: timeOf("off"),
      floorIs: "without",
      compare: "ratio",
      goal,
    });
  };
  for (const way of WAYS.slice(1)) row("awaits", "500,000 awaits of a settled promise", way, goalOf(way, 4));
  for (const way of WAYS.slice(1)) row("calls", "500,000 calls of an async function", way, goalOf(way, 4));
  for (const way of WAYS.slice(1)) row("timers", "10,000 timers set and cleared", way);
  for (const way of WAYS.slice(1)) row("requests", "12,000 HTTP requests, processor time", way, goalOf(way, 1.05));
  tell(rows);
}

function goalOf(way: Way, goal: number): number | undefined {
  return way === "trace" ? goal : undefined;
}

async function run(way: Way): Promise<Times> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", fileURLToPath(import.meta.url), "as server", way],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot measure as the process failed: ${way}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function begin(way: Way): Promise<void> {
  // deno-lint-ignore no-explicit-any -- Deno's internals, as in runtime-facts.md
  const core = (Deno as any)[(Deno as any).internal].core;
  if (way === "leak tracing") core.setLeakTracingEnabled(way === "leak tracing");
  else if (way === "Set") {
    const pending = new Set<object>();
    const add = (promise: object) => void pending.add(promise),
      remove = (promise: object) => void pending.delete(promise);
    core.setPromiseHooks(add, null, null, remove);
  } else if (way !== "off") {
    const { trace } = await import("../mod.ts");
    const started = trace({ stacks: way === "ages only" ? "none" : "sampled" });
    if (way === "ended") started[Symbol.dispose]();
  }
}

async function measure(): Promise<Times> {
  const settled = Promise.resolve();
  const awaits = async (count: number) => {
    for (let i = 0; i < count; i++) await settled;
  };
  const callee = async () => {
    await null;
  };
  const calls = async (count: number) => {
    for (let i = 0; i < count; i++) await callee();
  };
  const timers = (count: number) => {
    for (let i = 0; i < count; i++) clearTimeout(setTimeout(() => {}, 1000));
  };
  return {
    awaits: await middle(awaits, AWAITS),
    calls: await middle(calls, AWAITS),
    timers: await middle(timers, TIMERS),
    requests: await serve(),
  };
}

/** The middle of several runs, after one that is left out. */
async function middle(work: (count: number) => Promise<void> | void, count: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 6; round++) {
    const start = threadTime();
    await work(count);
    if (round > 0) times.push(threadTime() - start);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return median(times);
}

/** Processor time of a server for so many requests. */
async function serve(): Promise<number> {
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const user = async (id: string | null) => {
    await wait(1);
    return { id, name: "Ada" };
  };
  const handle = async (request: Request) => Response.json(await user(new URL(request.url).searchParams.get("id")));
  let served = 0, begun = 0;
  const done = Promise.withResolvers<number>();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const response = await handle(request);
    served++;
    if (served === REQUESTS) begun = processorTime();
    if (served === 2 * REQUESTS) done.resolve(processorTime() - begun);
    return response;
  });
  const client = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", fileURLToPath(import.meta.url), "as client", String(server.addr.port)],
    stdin: "null",
    stdout: "null",
  }).spawn();
  try {
    return await done.promise;
  } finally {
    client.kill("SIGKILL");
    await client.status;
  }
}

/** Processor time of this thread. */
function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function load(port: number): Promise<void> {
  const ask = async () => {
    for (let id = 0;; id++) await (await fetch(`http://127.0.0.1:${port}/?id=${id}`)).text();
  };
  await Promise.all(Array.from({ length: 16 }, ask));
}
