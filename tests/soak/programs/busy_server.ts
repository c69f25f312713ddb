/** A server that knows nothing of us: each request waits for a timer, a lock or a queue. `/quit` ends it. */

const WORKERS = 8;

class Lock {
  #held = false;
  #waiters: (() => void)[] = [];

  async acquire(): Promise<Disposable> {
    if (this.#held) await new Promise<void>((resolve) => this.#waiters.push(resolve));
    this.#held = true;
    return { [Symbol.dispose]: () => this.#release() };
  }

  #release(): void {
    const next = this.#waiters.shift();
    if (next === undefined) this.#held = false;
    else next();
  }
}

class Queue<Item> {
  #items: Item[] = [];
  #takers: ((item: Item) => void)[] = [];

  put(item: Item): void {
    const taker = this.#takers.shift();
    if (taker === undefined) this.#items.push(item);
    else taker(item);
  }

  async take(): Promise<Item> {
    const item = this.#items.shift();
    return item ?? await new Promise<Item>((resolve) => this.#takers.push(resolve));
  }
}

interface Job {
  name: string;
  done: (result: string) => void;
}

const lock = new Lock();
const jobs = new Queue<Job | "end">();
const quitting = Promise.withResolvers<void>();
let served = 0;

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function work(): Promise<void> {
  for (let job = await jobs.take(); job !== "end"; job = await jobs.take()) {
    await sleep(20);
    job.done(`queue ${job.name}`);
  }
}

async function viaTimer(name: string): Promise<string> {
  const ms = 200 + 37 * served % 1800; // of all lengths: a thread that stands still does not bring them into step
  await Promise.all([sleep(ms), sleep(ms / 2)]);
  return `timer ${name}`;
}

async function viaLock(name: string): Promise<string> {
  using _ = await lock.acquire();
  await sleep(2);
  return `lock ${name}`;
}

async function viaQueue(name: string): Promise<string> {
  return await new Promise<string>((done) => jobs.put({ name, done }));
}

const WAYS: Record<string, (name: string) => Promise<string>> = { timer: viaTimer, lock: viaLock, queue: viaQueue };

async function handle(request: Request): Promise<Response> {
  const [, way, name] = new URL(request.url).pathname.split("/");
  if (way === "quit") {
    quitting.resolve();
    return new Response("quit");
  }
  if (way === "memory") return Response.json(Deno.memoryUsage());
  const answer = await WAYS[way](name);
  served++;
  return new Response(answer);
}

const workers = Promise.all(Array.from({ length: WORKERS }, work));
const server = Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(`port ${port}`),
}, handle);
await quitting.promise;
await server.shutdown();
for (let worker = 0; worker < WORKERS; worker++) jobs.put("end");
await workers;
console.log(`served ${served}`);
