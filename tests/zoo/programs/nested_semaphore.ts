// Every slot is held by a task that waits for a slot of its own.
// https://github.com/sindresorhus/p-limit/issues/91

class Semaphore {
  #waiting: (() => void)[] = [];
  #free: number;

  constructor(slots: number) {
    this.#free = slots;
  }

  get queued(): number {
    return this.#waiting.length;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#free === 0) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve)); // <- stuck: Semaphore.run
    } else this.#free--;
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}

const slots = new Semaphore(2);

async function sizeOf(path: URL): Promise<number> {
  const { size } = await slots.run(() => Deno.stat(path));
  return size;
}

async function sizeOfFolder(folder: URL): Promise<number> {
  let total = 0;
  for await (const { name } of Deno.readDir(folder)) total += await sizeOf(new URL(name, folder));
  return total;
}

const folders = ["./", "../", "../../"].map((path) => new URL(path, import.meta.url));
setInterval(() => console.error("tasks queued:", slots.queued), 5_000);
setTimeout(() => console.log("ready"), 300);
console.log(await Promise.all(folders.map((folder) => slots.run(() => sizeOfFolder(folder)))));
