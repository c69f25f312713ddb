/** Items, and the error that ended the list: what came before it stays. */
export class Partial {
  readonly items: unknown[];
  readonly error: Error | undefined;

  constructor(items: unknown[], error?: Error) {
    this.items = items;
    this.error = error;
  }
}
