// A permit is taken twice. The module that awaits this, and more, holds none; all stands in a block.
import { once } from "node:events";
import { reportSoon } from "./report.ts";

reportSoon();
if (Deno.args.length > 0) await once(new EventTarget() as never, "never");
else {
  class Semaphore {
    #free = 1;
    readonly #queue: (() => void)[] = [];

    async acquire(): Promise<void> {
      if (this.#free > 0) this.#free--;
      else await new Promise<void>((resolve) => void this.#queue.push(resolve));
    }

    release(): void {
      const next = this.#queue.shift();
      if (next) next();
      else this.#free++;
    }
  }
  const permits = new Semaphore();
  const outer = async () => {
    await permits.acquire();
    try {
      await inner();
    } finally {
      permits.release();
    }
  };
  const inner = async () => {
    await permits.acquire();
    permits.release();
  };
  await Promise.allSettled([outer(), new Promise((resolve) => setTimeout(resolve, 3_600_000))]);
}
