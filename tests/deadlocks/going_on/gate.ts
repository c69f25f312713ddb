/** A gate that is shut: the one who has shut it waits to come in again. */
export class Gate {
  readonly #queue: (() => void)[] = [];
  #isShut = false;

  enter(): Promise<void> {
    if (this.#isShut) return new Promise((resolve) => void this.#queue.push(resolve));
    this.#isShut = true;
    return Promise.resolve();
  }

  leave(): void {
    const first = this.#queue.shift();
    if (first) first();
    else this.#isShut = false;
  }
}
