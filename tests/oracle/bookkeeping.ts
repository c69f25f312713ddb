/** The ground of a recorder: which functions were entered, and what each promise is made of. */
import type { Activation, Made } from "./records.ts";

/** One program's books. Promises are held weakly, or the record would keep alive what the program lets go. */
export class Bookkeeping {
  readonly records: WeakMap<object, Made> = new WeakMap();
  readonly activations: Activation[] = [];
  /** What must not be collected. */
  readonly kept: unknown[] = [];
  /** The turn. */
  now = 0;
  /** All promises that were made. */
  readonly refs: WeakRef<object>[] = [];
  /** Called at each step of the program. */
  readonly heard: (event: string) => void;

  constructor(heard: (event: string) => void) {
    this.heard = heard;
  }

  /** The function is about to await `value`. */
  at<T>(activation: Activation, site: number, value: T): T {
    activation.site = site;
    activation.since = this.now;
    activation.awaited = this.of(value);
    this.heard(`${activation.name} at ${site}`);
    return value;
  }

  /** A promise of the runtime that never comes, as long as somebody holds it. */
  keep<T extends object>(value: T): T {
    this.kept.push(value);
    this.make(value, { kind: "gate", parts: [] });
    return value;
  }

  /** A promise of the program that `value` is, or that is resolved with it. */
  promise(value: unknown): Promise<unknown> {
    return value instanceof Promise ? value : this.made(Promise.resolve(value), value);
  }

  /** A promise that was resolved with, or by, others. */
  made(promise: Promise<unknown>, ...from: unknown[]): Promise<unknown> {
    this.make(promise, { kind: from.length > 1 ? "race" : "chain", parts: from.map((part) => this.of(part)) });
    return promise;
  }

  /** A function is called. */
  enter(name: string): Activation {
    const activation: Activation = {
      name,
      site: -1,
      awaited: undefined,
      returned: undefined,
      result: undefined,
      isIdle: false,
      isAtEnd: false,
      isDelegating: false,
      since: this.now,
      held: [],
    };
    this.activations.push(activation);
    this.heard(`${name} begins`);
    return activation;
  }

  /** How a promise was made. */
  make(promise: object, made: Omit<Made, "promise" | "since">): Made {
    const ref = new WeakRef(promise), known = this.known(ref, made);
    this.refs.push(ref);
    this.records.set(promise, known);
    this.heard(`${made.kind} made`);
    return known;
  }

  /** The same, of what is no promise, or not yet one. */
  known(promise: WeakRef<object> | undefined, made: Omit<Made, "promise" | "since">): Made {
    return { ...made, promise, since: this.now };
  }

  /** How a value was made; `undefined` when that is not known, or does not matter. */
  of(value: unknown): Made | undefined {
    return typeof value === "object" && value !== null ? this.records.get(value) : undefined;
  }
}
