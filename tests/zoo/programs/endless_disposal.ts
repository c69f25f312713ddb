// The pool's disposal waits for a client that was never released.
// https://github.com/brianc/node-postgres/issues/2199

class Pool implements AsyncDisposable {
  #busy = new Set<symbol>();
  #drained?: () => void;

  connect(): symbol {
    const client = Symbol("client");
    this.#busy.add(client);
    return client;
  }

  release(client: symbol): void {
    this.#busy.delete(client);
    if (this.#busy.size === 0) this.#drained?.();
  }

  get busy(): number {
    return this.#busy.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#busy.size === 0) return;
    await new Promise<void>((resolve) => this.#drained = resolve); // <- stuck: Pool.[Symbol.asyncDispose]
  }
}

async function migrate(steps: string[]): Promise<number> {
  await using pool = new Pool();
  setInterval(() => console.error("clients in use:", pool.busy), 5_000);
  for (const step of steps) {
    const client = pool.connect();
    if (step.startsWith("--")) continue; // a comment: nothing to run, nothing released
    await new Promise((resolve) => setTimeout(resolve, 10));
    pool.release(client);
  }
  return steps.length;
}

setTimeout(() => console.log("ready"), 300);
console.log("steps:", await migrate(["create table t", "-- then fill it", "insert into t"]));
