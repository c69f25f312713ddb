// A request failed while it held the lock; the next one waits for a release that never comes.
// https://github.com/DirtyHairy/async-mutex/issues/44

class Mutex {
  #queue: (() => void)[] = [];
  #locked = false;

  async acquire(): Promise<void> {
    while (this.#locked) {
      await new Promise<void>((resolve) => this.#queue.push(resolve)); // <- stuck: Mutex.acquire
    }
    this.#locked = true;
  }

  release(): void {
    this.#locked = false;
    this.#queue.shift()?.();
  }
}

class Ledger {
  #mutex = new Mutex();
  #entries: number[] = [];

  async post(request: Request): Promise<number> {
    await this.#mutex.acquire();
    const { amount } = await request.json() as { amount: number };
    this.#entries.push(amount);
    this.#mutex.release();
    return this.#entries.length;
  }
}

const ledger = new Ledger();

async function handle(request: Request): Promise<Response> {
  try {
    const entries: number = await ledger.post(request); // <- stuck: handle
    return Response.json({ entries });
  } catch (error) {
    return new Response(String(error), { status: 400 });
  }
}

const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handle);
const url = `http://127.0.0.1:${server.addr.port}/entries`;
const bad = await fetch(url, { method: "POST", body: "amount=1" });
await bad.body?.cancel();
setTimeout(() => console.log("ready"), 400);
const good = await fetch(url, { method: "POST", body: '{"amount": 1}' });
console.log(await good.json());
