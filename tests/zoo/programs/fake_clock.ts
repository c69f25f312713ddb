// Fake timers are installed and nobody ticks the clock.
// https://github.com/sinonjs/sinon/issues/2264

class FakeClock {
  #realSetTimeout = globalThis.setTimeout;
  #due: { at: number; callback: () => void }[] = [];
  #now = 0;

  install(): void {
    const fake = (callback: () => void, ms = 0) => this.#due.push({ at: this.#now + ms, callback });
    Object.assign(globalThis, { setTimeout: fake });
  }

  tick(ms: number): void {
    this.#now += ms;
    for (const { at, callback } of this.#due) if (at <= this.#now) callback();
    this.#due = this.#due.filter(({ at }) => at > this.#now);
  }

  after(ms: number, callback: () => void): void {
    this.#realSetTimeout.call(globalThis, callback, ms);
  }

  get pending(): number {
    return this.#due.length;
  }
}

const clock = new FakeClock();
clock.install();

async function poll(read: () => string): Promise<string> {
  for (;;) {
    const state = read();
    if (state === "done") return state;
    await new Promise<void>((resolve) => setTimeout(resolve, 100)); // <- stuck: poll
  }
}

clock.after(300, () => console.log("ready"));
setInterval(() => console.error("fake timers:", clock.pending), 5_000);
let reads = 0;
await poll(() => ++reads > 3 ? "done" : "working");
