/**
 * The demo of `dump-stacks`: an order desk where everybody waits for somebody else.
 *
 * `deno task dump-stacks` without a target starts this program, dumps it and stops it. It imports nothing of ours. What
 * there is to see, once it stands still:
 *
 * - Three packers take orders from one queue, under `Promise.all`. Anna holds the lock on the stock while she waits for
 *   the bank (`fetch`), Ben waits for that lock, Cleo waits for an order.
 * - The bank, an HTTP server in the same process, has the request open. It needs two approvals (`Promise.all` again), and
 *   has one.
 * - Each packer has its ledger open (`await using`), and Anna the lock (`using`).
 * - A report every hour comes from an async generator that sleeps on a timer.
 *
 * Run it by itself with `deno run --allow-net=127.0.0.1 examples/demo.ts`; it goes on until it is stopped.
 */

interface Order {
  id: number;
  amount: number;
}

/** Items for whoever asks first. */
class Queue<Item> {
  #items: Item[] = [];
  #takers: ((item: Item) => void)[] = [];

  push(item: Item): void {
    const taker = this.#takers.shift();
    if (taker === undefined) this.#items.push(item);
    else taker(item);
  }

  take(): Promise<Item> {
    if (this.#items.length > 0) return Promise.resolve(this.#items.splice(0, 1)[0]);
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    while (true) yield await this.take();
  }
}

/** One holder at a time. */
class Lock {
  #last: Promise<void> = Promise.resolve();

  async acquire(): Promise<Disposable> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    return { [Symbol.dispose]: resolve };
  }
}

/** Where a packer writes down what was sent. */
class Ledger implements AsyncDisposable {
  #lines: string[] = [];

  constructor(readonly owner: string) {}

  write(order: Order): void {
    this.#lines.push(`${this.owner} sent order ${order.id}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Blob(this.#lines).text();
  }
}

/** Approves payments; asks a clerk about each. */
class Bank {
  readonly inbox = new Queue<{ order: number; approve: () => void }>();

  async handle(request: Request): Promise<Response> {
    const order = Number(new URL(request.url).pathname.slice(1));
    await Promise.all([this.checkAccount(order), this.askClerk(order)]);
    return new Response("paid");
  }

  async checkAccount(order: number): Promise<boolean> {
    return await Promise.resolve(order > 0);
  }

  async askClerk(order: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.inbox.push({ order, approve: resolve });
    console.log(`Order ${order} waits for a clerk of the bank (process ${Deno.pid})`);
    await promise; // and there is no clerk
  }
}

class Packer {
  constructor(readonly name: string, readonly stock: Lock, readonly bankUrl: string) {}

  async work(orders: Queue<Order>): Promise<void> {
    await using ledger = new Ledger(this.name);
    for await (const order of orders) {
      using _taken = await this.stock.acquire();
      await this.collectPayment(order);
      ledger.write(order);
    }
  }

  async collectPayment(order: Order): Promise<void> {
    const response = await fetch(`${this.bankUrl}/${order.id}`);
    if (!response.ok) throw new Error(`The bank refused order ${order.id}`);
  }
}

async function* everyHour(): AsyncGenerator<Date> {
  while (true) {
    await new Promise((resolve) => setTimeout(resolve, 60 * 60 * 1000));
    yield new Date();
  }
}

async function report(orders: Queue<Order>): Promise<void> {
  for await (const hour of everyHour()) {
    console.log(`${hour.toLocaleTimeString()}: still open`);
    orders.push({ id: hour.getTime(), amount: 1 });
  }
}

async function main(): Promise<void> {
  const bank = new Bank();
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => bank.handle(request),
  );
  const orders = new Queue<Order>();
  const stock = new Lock();
  const packers = ["Anna", "Ben", "Cleo"].map((name) =>
    new Packer(name, stock, `http://127.0.0.1:${server.addr.port}`)
  );
  orders.push({ id: 1, amount: 250 });
  orders.push({ id: 2, amount: 30 });
  await Promise.all([...packers.map((packer) => packer.work(orders)), report(orders)]);
}

await main();
