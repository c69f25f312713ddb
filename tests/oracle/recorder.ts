/**
 * What the generated programs call, so that they keep the truth about themselves: which functions were entered, at which
 * await each one stands, and what each promise is made of. Knows nothing of heaps. Promises are held weakly, or the record
 * would keep alive what the program lets go.
 */
import type { Activation, Held, Kind, Made, Site } from "./records.ts";
import { type Branches, type Facts, placeText, textOfWait, type Wait } from "./waits.ts";

/** Turns that a value takes through several generators that delegate, at most. */
const HANDING_ON = 20;

/** A promise of a class of the program's own. */
export class Mine<T> extends Promise<T> {}

/** One program, while it runs. */
export class Recorder {
  readonly #made = new WeakMap<object, Made>();
  readonly #activations: Activation[] = [];
  readonly #gates: unknown[] = [];
  readonly #timers: ReturnType<typeof setTimeout>[] = [];
  readonly #opening: { turn: number; open: () => void }[] = [];
  readonly #shared: unknown[] = [];
  readonly #sites: readonly Site[];
  #now = 0;
  readonly Mine = Mine;
  /** Does the program run? */
  hasBegun = false;
  /** Starts it. */
  start: (() => void) | undefined;

  constructor(sites: readonly Site[]) {
    this.#sites = sites;
  }

  // --- what programs call ---

  /** The module begins. */
  module(): Activation {
    this.hasBegun = true;
    return this.#enter("<module>");
  }

  /** What the program does once all are loaded. */
  begin(program: () => void): void {
    this.start = program;
  }

  /** Call an async function. */
  call(name: string, fn: (activation: Activation) => Promise<unknown>): Promise<unknown> {
    const activation = this.#enter(name);
    const promise = fn(activation);
    activation.result = this.#make(promise, { kind: "call", activation, parts: [] });
    return promise;
  }

  /** The function is about to await `value`. */
  at<T>(activation: Activation, site: number, value: T): T {
    activation.site = site;
    activation.since = this.#now;
    activation.awaited = this.#of(value);
    return value;
  }

  /** An async generator. */
  generator<T extends object>(name: string, fn: (activation: Activation) => T): T {
    const activation = this.#enter(name);
    const generator = fn(activation);
    this.#made.set(generator, { kind: "call", promise: undefined, activation, parts: [], since: this.#now });
    return generator;
  }

  /** What `next()` of a new generator gives. */
  next(generator: AsyncGenerator): Promise<unknown> {
    const promise = generator.next();
    this.#gates.push(generator);
    this.#make(promise, { kind: "chain", parts: [this.#of(generator)] });
    return promise;
  }

  /** All that a generator yields. */
  collect(generator: AsyncGenerator): Promise<unknown> {
    const promise = Array.fromAsync(generator);
    this.#make(promise, { kind: "chain", parts: [this.#of(generator)] });
    return promise;
  }

  /** The generator is about to yield, or has ended. */
  idle(activation: Activation): void {
    activation.isIdle = true;
    activation.isDelegating = false;
    activation.since = this.#now;
  }

  /** The generator goes on. */
  busy(activation: Activation): void {
    activation.isIdle = activation.isDelegating = false;
    activation.since = this.#now;
  }

  /** The generator is about to delegate to `generator`. */
  delegate<T>(activation: Activation, site: number, generator: T): T {
    activation.isDelegating = true;
    return this.at(activation, site, generator);
  }

  /** A resource of `using`. */
  hold(activation: Activation, name: string, line: number): Disposable {
    const held = this.#hold(activation, name, line);
    return { [Symbol.dispose]: () => release(activation, held) };
  }

  /** A resource of `await using`; `site` is where the function stands while the resource is disposed of. */
  holdAsync(
    activation: Activation,
    name: string,
    line: number,
    site: number,
    waits: () => unknown,
  ): AsyncDisposable {
    const held = this.#hold(activation, name, line);
    return {
      [Symbol.asyncDispose]: () => {
        for (const other of [...activation.held]) if (other.isExiting) release(activation, other); // is done
        held.isExiting = true;
        const promise = this.promise(waits());
        // A block that an error left is left where the error came from.
        this.at(activation, activation.isAtEnd ? site : activation.site, promise);
        return promise as Promise<void>;
      },
    };
  }

  /** The last statement of a block with resources comes next. */
  end(activation: Activation): void {
    activation.isAtEnd = true;
  }

  /** The block of these resources was left. */
  left(activation: Activation, names: readonly string[]): void {
    activation.isAtEnd = false;
    for (const held of [...activation.held]) if (names.includes(held.name)) release(activation, held);
  }

  /** The function returns `value`. */
  back<T>(activation: Activation, value: T): T {
    activation.returned = this.#of(value);
    activation.since = this.#now;
    activation.isIdle = true;
    return value;
  }

  /** A promise that nobody settles. */
  gate(): Promise<unknown> {
    const made = Promise.withResolvers<unknown>();
    this.#gates.push(made.resolve);
    this.#make(made.promise, { kind: "gate", parts: [] });
    return made.promise;
  }

  /** A promise that is settled after so many turns. */
  soon(turn: number): Promise<unknown> {
    const made = Promise.withResolvers<unknown>();
    this.#opening.push({ turn, open: () => made.resolve(undefined) });
    this.#make(made.promise, { kind: "gate", parts: [] });
    return made.promise;
  }

  rejected(): Promise<unknown> {
    return Promise.reject(new Error("of the program"));
  }

  /** A promise of a timer that is far off. */
  timer(): Promise<unknown> {
    const promise = new Promise((resolve) => this.#timers.push(setTimeout(resolve, 3_600_000)));
    this.#make(promise, { kind: "gate", parts: [] });
    return promise;
  }

  /** A combinator. */
  all(kind: Kind, parts: unknown[], own = false): Promise<unknown> {
    const all: Record<Kind, (parts: unknown[]) => Promise<unknown>> = own ? Mine : Promise;
    const promise = all[kind](parts);
    this.#make(promise, { kind, parts: parts.map((part) => this.#of(part)) });
    return promise;
  }

  /** A promise of the program that `value` is, or that is resolved with it. */
  promise(value: unknown): Promise<unknown> {
    return value instanceof Promise ? value : this.made(Promise.resolve(value), value);
  }

  /** What nobody awaits. */
  started(_value: unknown): void {}

  /** `then`, `catch` or `finally`; the handler may return a promise. */
  chain(value: unknown, how: "then" | "catch" | "finally" | "both", next: () => unknown): Promise<unknown> {
    const from = this.promise(value);
    const handler = () => {
      const value = next();
      made.handled = this.#of(value);
      made.since = this.#now;
      return value;
    };
    const calls: Record<typeof how, () => Promise<unknown>> = {
      then: () => from.then(handler),
      catch: () => from.catch(handler),
      finally: () => from.finally(handler),
      both: () => from.then(handler, handler),
    };
    const promise = calls[how]();
    const made = this.#make(promise, { kind: "chain", parts: [this.#of(from)] });
    return promise;
  }

  /** A promise that was resolved with, or by, others. */
  made(promise: Promise<unknown>, ...from: unknown[]): Promise<unknown> {
    this.#make(promise, { kind: from.length > 1 ? "race" : "chain", parts: from.map((part) => this.#of(part)) });
    return promise;
  }

  /** An object with a `then` of its own. */
  thenable(value: unknown): unknown {
    const of = this.promise(value);
    const thenable = {
      then: (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => void of.then(resolve, reject),
    };
    this.#made.set(thenable, { kind: "chain", promise: undefined, parts: [this.#of(of)], since: this.#now });
    return thenable;
  }

  share(value: unknown): void {
    this.#shared.push(value);
  }

  /** A promise that several wait for. */
  shared(index: number): unknown {
    return this.#shared.length === 0 ? this.gate() : this.#shared[index % this.#shared.length];
  }

  // --- what the judge calls ---

  /** Settle what is due. */
  turn(now: number): void {
    this.#now = now;
    for (const due of this.#opening) if (due.turn === now) due.open();
  }

  /** Everything that a dump must show now. */
  facts(): Facts {
    return this.#activations.filter(waits).flatMap((activation) => {
      const place = this.#place(activation), { held, awaited } = activation;
      return [
        `${place} -> ${textOfWait(this.#wait(awaited))}`,
        ...held.map(({ name, line, isExiting }) => `${place} holds ${name}:${line}${isExiting ? "!" : ""}`),
      ];
    }).sort();
  }

  /**
   * Places of functions of which nothing is certain now: something moved just now at a generator, a thenable or a promise
   * of another class, which take several turns to hand it on.
   */
  moving(): Set<string> {
    const standing = this.#activations.filter(({ site, awaited }) => site >= 0 && awaited !== undefined);
    const own = new Set(standing.filter(({ awaited, since }) => this.#isMoving(awaited, since)));
    // Whether a function waits decides what those show that wait for it.
    const all = standing.filter((one) =>
      own.has(one) || [...reach(one.awaited)].some(({ activation }) => activation !== undefined && own.has(activation))
    );
    return new Set(all.map((activation) => this.#place(activation)));
  }

  #isMoving(start: Made | undefined, since: number): boolean {
    let isSlow = false, latest = since;
    for (const { activation, promise, since } of reach(start)) {
      latest = Math.max(latest, since, activation?.since ?? 0);
      if (promise === undefined || promise.deref()?.constructor !== Promise) isSlow = true;
    }
    return isSlow && latest > this.#now - HANDING_ON;
  }

  /** Let all go. */
  release(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#gates.length = this.#shared.length = this.#opening.length = 0;
  }

  #place({ name, site }: Activation): string {
    const { line, column } = this.#sites[site];
    return placeText(name, line, column);
  }

  #wait(made: Made | undefined, open = new Map<Made, Branches>()): Wait {
    if (made === undefined || !isPending(made)) return undefined;
    const { kind, activation, parts, handled } = made;
    if (activation !== undefined) {
      if (activation.returned !== undefined) return this.#wait(activation.returned, open);
      return waits(activation) ? this.#place(activation) : undefined;
    }
    if (kind === "gate") return undefined;
    if (kind === "chain") {
      return this.#wait(parts[0] !== undefined && isPending(parts[0]) ? parts[0] : handled, open);
    }
    const before = open.get(made);
    if (before !== undefined) return before;
    // A race of one is the shape of a promise that another one settles.
    const pending = parts.filter((part) => part !== undefined && isPending(part));
    if (kind === "race" && pending.length === 1) return this.#wait(pending[0], open);
    const branches: Branches = { kind, items: [] };
    open.set(made, branches);
    for (const [index, part] of parts.entries()) {
      if (part === undefined || !isPending(part)) continue;
      branches.items.push({ index: kind === "race" ? undefined : index, wait: this.#wait(part, open) });
    }
    return branches.items.length === 0 ? undefined : branches;
  }

  #hold(activation: Activation, name: string, line: number): Held {
    const held: Held = { name, line, isExiting: false };
    activation.held.push(held);
    return held;
  }

  #enter(name: string): Activation {
    const activation: Activation = {
      name,
      site: -1,
      awaited: undefined,
      returned: undefined,
      result: undefined,
      isIdle: false,
      isAtEnd: false,
      isDelegating: false,
      since: this.#now,
      held: [],
    };
    this.#activations.push(activation);
    return activation;
  }

  #make(promise: object, made: Omit<Made, "promise" | "since">): Made {
    const known: Made = { ...made, promise: new WeakRef(promise), since: this.#now };
    this.#made.set(promise, known);
    return known;
  }

  #of(value: unknown): Made | undefined {
    return typeof value === "object" && value !== null ? this.#made.get(value) : undefined;
  }
}

function release({ held }: Activation, one: Held): void {
  held.splice(held.indexOf(one), 1);
}

function waits({ site, awaited, isIdle, result }: Activation): boolean {
  return !isIdle && site >= 0 && awaited !== undefined && isPending(awaited) &&
    (result === undefined || isPending(result));
}

/** Has a generator something to give first? One that delegates is as the other one is. */
function isBusy({ isIdle, isDelegating, awaited }: Activation): boolean {
  if (awaited !== undefined && isCollected(awaited)) return false; // what it waits for can never come, and nobody sees it
  return !isIdle && (!isDelegating || (awaited !== undefined && isPending(awaited)));
}

/** All that a promise is made of, as far as the functions that bring it. */
function reach(start: Made | undefined): Set<Made> {
  const found = new Set(start && [start]);
  for (const { activation, parts, handled } of found) {
    const inner = activation === undefined
      ? [...parts, handled]
      : [activation.returned, activation.isDelegating ? activation.awaited : undefined];
    for (const next of inner) if (next !== undefined) found.add(next);
  }
  return found;
}

function isCollected({ promise }: Made): boolean {
  return promise !== undefined && promise.deref() === undefined;
}

/** The runtime's own word, for promises; a thenable is as its promise is. */
function isPending({ promise, activation, parts }: Made): boolean {
  if (promise === undefined && activation !== undefined) return isBusy(activation);
  if (promise === undefined) return parts[0] !== undefined && isPending(parts[0]);
  const live = promise.deref();
  return live !== undefined && Deno.inspect(live).includes("<pending>");
}
