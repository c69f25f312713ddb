// A method that holds the lock calls another one that takes it too.
// https://github.com/w3c/web-locks/issues/33

class Mutex {
  #queue: (() => void)[] = [];
  #locked = false;

  async runExclusive<T>(critical: () => T | Promise<T>): Promise<T> {
    while (this.#locked) {
      await new Promise<void>((resolve) => this.#queue.push(resolve)); // <- stuck: Mutex.runExclusive
    }
    this.#locked = true;
    try {
      return await critical();
    } finally {
      this.#locked = false;
      this.#queue.shift()?.();
    }
  }
}

class Settings {
  #mutex = new Mutex();
  #values = new Map<string, string>([["theme", "dark"]]);

  get size(): number {
    return this.#values.size;
  }

  async get(key: string): Promise<string | undefined> {
    return await this.#mutex.runExclusive(() => this.#values.get(key));
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#mutex.runExclusive(async () => {
      const value: string | undefined = await this.get(from);
      if (value !== undefined) this.#values.set(to, value);
      this.#values.delete(from);
    });
  }
}

const settings = new Settings();
setInterval(() => console.error("settings:", settings.size), 5_000);
setTimeout(() => console.log("ready"), 300);
await settings.rename("theme", "colors");
console.log(await settings.get("colors"));
