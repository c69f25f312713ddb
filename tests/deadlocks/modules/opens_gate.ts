import { reportSoon } from "./report.ts";

class Gate {
  readonly #waiting: (() => void)[] = [];
  #isTaken = false;

  enter(): Promise<void> {
    if (this.#isTaken) return new Promise((resolve) => void this.#waiting.push(resolve));
    this.#isTaken = true;
    return Promise.resolve();
  }

  open(): void {
    this.#waiting.shift()?.();
  }
}

export const closed = new Gate();

async function twice(): Promise<void> {
  await closed.enter();
  await null;
  await closed.enter();
  closed.open();
}

twice();
reportSoon();
