// The producer failed, the error was only logged, and nobody closed the queue: consumers wait on.
// https://github.com/nodejs/node/issues/35421

class Queue<T> {
  #items: T[] = [];
  #takers: ((item: T | undefined) => void)[] = [];

  put(item: T): void {
    const taker = this.#takers.shift();
    if (taker) taker(item);
    else this.#items.push(item);
  }

  close(): void {
    for (const taker of this.#takers.splice(0)) taker(undefined);
  }

  async take(): Promise<T | undefined> {
    if (this.#items.length > 0) return this.#items.shift();
    const item = new Promise<T | undefined>((resolve) => this.#takers.push(resolve));
    return await item; // <- stuck: Queue.take
  }

  get consumers(): number {
    return this.#takers.length;
  }
}

async function produce(queue: Queue<URL>, seeds: string[]): Promise<void> {
  for (const seed of seeds) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    queue.put(new URL(seed));
  }
  queue.close();
}

async function crawl(queue: Queue<URL>): Promise<void> {
  for (let url: URL | undefined; (url = await queue.take());) console.error("visit", url.host); // <- stuck: crawl
}

const queue = new Queue<URL>();
const crawlers = [crawl(queue), crawl(queue)];
produce(queue, ["https://a.example", "b.example", "https://c.example"])
  .catch((error) => console.error("skipped:", error.message));
setInterval(() => console.error("idle crawlers:", queue.consumers), 5_000);
setTimeout(() => console.log("ready"), 300);
await Promise.all(crawlers);
