/** Items, and the error that ended the list: what came before it stays. An item itself, of frames that are known already. */
export class Partial {
  readonly items: unknown[];
  readonly error: Error | undefined;
  readonly #brand = true;

  constructor(items: unknown[], error?: Error) {
    this.items = items;
    this.error = error;
  }

  /** Whether a value is one; runs no trap of a proxy. */
  static is(value: unknown): value is Partial {
    return typeof value === "object" && value !== null && #brand in value;
  }
}
