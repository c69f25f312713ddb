/** Circles that may end by what is called in other ways than a listener: `on…`, which Deno keeps in a wrapper, and `Atomics.waitAsync()`. */

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

function twoWait(): void {
  const left = new Gate(), right = new Gate();
  gates.push(left, right);
  before(left, right);
  before(right, left);
}

export function start(): void {
  twoWait();
  AbortSignal.timeout(3_600_000).onabort = () => gates[0].open();
  twoWait();
  const { value } = Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_600_000);
  if (typeof value !== "string") value.then(() => gates[2].open());
}
