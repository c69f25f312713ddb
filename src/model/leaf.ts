/** What a {@linkcode Leaf} is made of. */
export interface LeafInit {
  /** One word for the sort of wait: `"promise"`, `"timer"`, `"op"`, `"stream"`, `"reference"`, … */
  kind: string;
  /** One line for people, such as `setTimeout 1000 ms`. */
  description: string;
  /** The awaited object itself, where the engine has it. */
  obj?: unknown;
  /** Further facts as plain data, each under its own name. */
  details?: Readonly<Record<string, string | number | boolean>>;
}

/** What a stack waits for when no frame is left: the awaited thing, described. */
export class Leaf {
  readonly kind: string;
  readonly description: string;
  readonly obj: unknown;
  readonly details: Readonly<Record<string, string | number | boolean>>;

  constructor(init: LeafInit) {
    this.kind = init.kind;
    this.description = init.description;
    this.obj = init.obj;
    this.details = init.details ?? {};
  }

  /** The description. */
  toString(): string {
    return this.description;
  }
}
