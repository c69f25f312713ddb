/**
 * What `import` of the front door costs a program that goes on and never asks for a dump: a loop of awaits, a loop of async calls,
 * and an HTTP server under load. With and without the import by turns, each in a process of its own; processor time only, of the
 * thread for the loops, of all threads for the server.
 */
import { fileURLToPath } from "node:url";
import { median, outputOf, processorTime, tell, threadTime } from "./measurement.ts";

const ROUNDS = 5; // processes of each way
const AWAITS = 10_000_000, CALLS = 4_000_000;
const REQUESTS = 8_000;

/** Milliseconds of one process. */
interface Times {
  awaits: number;
  calls: number;
  requests: number;
}

const file = fileURLToPath(import.meta.url);
const [role, argument] = Deno.args;
if (role === "as client") await load(Number(argument));
else if (role === "as program") {
  if (argument === "imported") await import("../mod.ts");
  console.log(JSON.stringify(await measure()));
  Deno.exit(); // connections of the client may be open still
} else await compare();

async function compare(): Promise<void> {
  const times: Record<"imported" | "without", Times[]> = { imported: [], without: [] };
  for (let round = 0; round < ROUNDS; round++) {
    // Who comes first changes: the machine may grow slower or faster meanwhile.
    const ways = round % 2 === 0 ? ["imported", "without"] as const : ["without", "imported"] as const;
    for (const way of ways) times[way].push(JSON.parse(await outputOf(file, "as program", way)));
  }
  const row = (what: string, of: keyof Times) => ({
    what: `imported, nothing enabled: ${what}`,
    unit: "ms" as const,
    ours: median(times.imported.map((time) => time[of])),
    floor: median(times.without.map((time) => time[of])),
    floorIs: "not imported",
    compare: "ratio" as const,
    goal: 1.03, // "no measurable cost": two processes of the same program differ by as much
  });
  tell([
    row("10,000,000 awaits", "awaits"),
    row("4,000,000 async calls", "calls"),
    row("8,000 HTTP requests", "requests"),
  ]);
}

async function measure(): Promise<Times> {
  const settled = Promise.resolve();
  const callee = async () => {
    await null;
  };
  return {
    awaits: await middle(async () => {
      for (let i = 0; i < AWAITS; i++) await settled;
    }),
    calls: await middle(async () => {
      for (let i = 0; i < CALLS; i++) await callee();
    }),
    requests: await serve(),
  };
}

/** The middle of several runs, after one that is left out. */
async function middle(work: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 6; round++) {
    const start = threadTime();
    await work();
    if (round > 0) times.push(threadTime() - start);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return median(times);
}

/** Processor time of a server for so many requests, after as many that warm it up. */
async function serve(): Promise<number> {
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  let served = 0, begun = 0;
  const done = Promise.withResolvers<number>();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    await wait(1);
    const response = Response.json({ id: new URL(request.url).searchParams.get("id"), name: "Ada" });
    served++;
    if (served === REQUESTS) begun = processorTime();
    if (served === 2 * REQUESTS) done.resolve(processorTime() - begun);
    return response;
  });
  const client = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", file, "as client", String(server.addr.port)],
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

async function load(port: number): Promise<void> {
  const ask = async () => {
    for (let id = 0;; id++) await (await fetch(`http://127.0.0.1:${port}/?id=${id}`)).text();
  };
  await Promise.all(Array.from({ length: 16 }, ask));
}
