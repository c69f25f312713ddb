/** Resources and gates: what the programs under test hold open and wait for. */

/** A resource that is disposed of at once. */
export class Thing implements Disposable {
  /** How often it was disposed of. */
  disposals = 0;

  constructor(readonly name: string = "thing") {}

  [Symbol.dispose](): void {
    this.disposals++;
  }
}

/** A resource whose disposal waits until it is let go. */
export class SlowThing implements AsyncDisposable {
  readonly #entered = Promise.withResolvers<void>();
  readonly #gate = Promise.withResolvers<void>();

  constructor(readonly name: string = "slow") {}

  /** Settles when the disposal has begun. */
  get entered(): Promise<void> {
    return this.#entered.promise;
  }

  /** Let the disposal end. */
  letGo(): void {
    this.#gate.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#entered.resolve();
    await this.#gate.promise;
  }
}

/** A resource whose disposal is awaited, and ends at once. */
export class QuickThing implements AsyncDisposable {
  constructor(readonly name: string = "quick") {}

  async [Symbol.asyncDispose](): Promise<void> {
    await null;
  }
}

/** A promise that is held, and what lets it go. */
export class Gate {
  readonly #gate = Promise.withResolvers<void>();

  /** Settles when the gate is opened. */
  get passed(): Promise<void> {
    return this.#gate.promise;
  }

  /** Let all pass that wait. */
  open(): void {
    this.#gate.resolve();
  }
}

/** Let everything happen that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turns = 0; turns < 50; turns++) await null;
}
