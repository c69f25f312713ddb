/** A circle of promises that an event handler may break: Deno keeps what `on…` was set to in a wrapper. */

class Gate {
  #opened = Promise.withResolvers<void>();
  open(): void {
    this.#opened.resolve();
  }
  async pass(): Promise<void> {
    await this.#opened.promise;
  }
}

async function before(own: Gate, other: Gate): Promise<void> {
  await other.pass();
  own.open();
}

const gates: Gate[] = [];

export function start(): void {
  const left = new Gate(), right = new Gate();
  gates.push(left, right);
  before(left, right);
  before(right, left);
  AbortSignal.timeout(3_600_000).onabort = () => gates[0].open();
}
