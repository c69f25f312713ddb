/**
 * What the generated programs call, so that they keep the truth about themselves: which functions were entered, at which
 * await each one stands, and what each promise is made of. Knows nothing of heaps. Promises are held weakly, or the record
 * would keep alive what the program lets go.
 */
import { EventEmitter, on, once, setMaxListeners } from "node:events";
import { AsyncLocalStorage } from "node:async_hooks";
import { setInterval as ticks, setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Holding } from "./holding.ts";
import { type Imports, reached } from "./modules.ts";
import { message } from "./quiet_worker.ts";
import type { Activation, Kind, Made, Site } from "./records.ts";
import type { Rendered } from "./rendered.ts";
import { type Doubt, factsOf, uncertain } from "./truth.ts";
import type { Facts } from "./waits.ts";

/** A promise of a class of the program's own. */
export class Mine<T> extends Promise<T> {}

/** One program, while it runs. */
export class Recorder extends Holding {
  readonly #timers: ReturnType<typeof setTimeout>[] = [];
  readonly #ports: MessagePort[] = [];
  readonly #opening: { turn: number; open: () => void }[] = [];
  readonly #shared: unknown[] = [];
  readonly #sites: readonly Site[];
  readonly #imports: Imports;
  readonly #bodies = new Map<string, Made>();
  readonly #ready = new Map<string, PromiseWithResolvers<unknown>>();
  readonly #modules = new Map<string, unknown>();
  readonly #ending = new AbortController();
  readonly #begun = Promise.withResolvers<unknown>();
  #program: (() => void) | undefined;
  /** Called where a function of the program runs. */
  readonly #look: () => void;
  readonly Mine = Mine;
  readonly storage = new AsyncLocalStorage<unknown>();
  readonly sleep = sleep;
  readonly promisify = promisify;
  readonly once = once;
  readonly signal: AbortSignal = this.#ending.signal;
  /** Modules that the program imports and that have failed. */
  readonly problems: unknown[] = [];
  /** Modules of the program that have begun. */
  begun = 0;

  constructor(
    { sites, imports }: Pick<Rendered, "sites" | "imports">,
    { heard = () => {}, look = () => {} }: { heard?: (event: string) => void; look?: () => void } = {},
  ) {
    super(heard);
    this.#sites = sites;
    this.#imports = imports;
    this.#look = look;
    setMaxListeners(0, this.signal);
  }

  // --- what programs call ---

  /** A module begins. */
  module(name: string): Activation {
    this.begun++;
    const activation = this.enter("<module>");
    this.#bodies.set(name, this.known(undefined, { kind: "module", activation, parts: [] }));
    return activation;
  }

  /** What the program does once all are loaded. */
  begin(program: () => void): void {
    this.#program = program;
  }

  /** The same, for a program that is a module in top-level await. */
  waitForBegin(): Promise<unknown> {
    this.make(this.#begun.promise, { kind: "gate", parts: [] });
    return this.#begun.promise;
  }

  /** Another module of the program is being imported. */
  imported(name: string, module: Promise<unknown>): void {
    module.catch((error: unknown) => this.problems.push(error));
    this.#modules.set(name, module);
  }

  /** What that module awaits before anything else. */
  waitForImport(name: string): Promise<unknown> {
    return this.#readyOf(name).promise;
  }

  /** The program waits for that module: it goes on, and those that it imports. */
  import(name: string): unknown {
    for (const one of reached(name, this.#imports)) this.#readyOf(one).resolve(undefined);
    return this.keep(this.#modules.get(name) as object);
  }

  /** The function is about to await `import()` of that module: what was kept of it is settled at the same time. */
  load(activation: Activation, site: number, name: string, promise = this.#modules.get(name) as object): void {
    const modules = () => [...reached(name, this.#imports)].flatMap((one) => this.#bodies.get(one) ?? []);
    activation.site = site;
    activation.since = this.now;
    activation.awaited = this.known(new WeakRef(promise), { kind: "import", parts: [], modules });
    this.heard(`${activation.name} at ${site}`);
  }

  /** Call an async function. */
  call(name: string, fn: (activation: Activation) => Promise<unknown>): Promise<unknown> {
    const activation = this.enter(name);
    const promise = fn(activation);
    activation.result = this.make(promise, { kind: "call", activation, parts: [] });
    return promise;
  }

  /** A dump may be taken now. */
  look(): void {
    this.#look();
  }

  /** An async generator. */
  generator<T extends object>(name: string, fn: (activation: Activation) => T): T {
    const activation = this.enter(name);
    const generator = fn(activation);
    this.records.set(generator, this.known(undefined, { kind: "call", activation, parts: [] }));
    return generator;
  }

  /** A stream of what a generator yields, or the like. */
  streamOf<T extends object>(generator: AsyncGenerator, stream: T): T {
    this.records.set(stream, this.known(undefined, { kind: "work", parts: [this.of(generator)] }));
    return stream;
  }

  /** The values one by one, as what `activation` awaits at `site`. */
  *eachOf(activation: Activation, site: number, values: unknown[]): Generator<unknown> {
    for (const value of values) {
      this.at(activation, site, value);
      // The runtime hands it on by a promise of its own.
      activation.awaited = this.known(undefined, { kind: "chain", parts: [this.of(value)] });
      yield value;
    }
  }

  /** What `next()` of a new generator gives. */
  next(generator: AsyncGenerator): Promise<unknown> {
    const promise = generator.next();
    this.kept.push(generator);
    this.make(promise, { kind: "chain", parts: [this.of(generator)] });
    return promise;
  }

  /** All that a generator yields. */
  collect(generator: AsyncGenerator): Promise<unknown> {
    const promise = Array.fromAsync(generator);
    this.make(promise, { kind: "chain", parts: [this.of(generator)] });
    return promise;
  }

  /** The generator is about to yield, or has ended. */
  idle(activation: Activation): void {
    activation.isIdle = true;
    activation.isDelegating = false;
    activation.since = this.now;
    this.heard(`${activation.name} yields`);
  }

  /** The generator goes on. */
  busy(activation: Activation): void {
    activation.isIdle = activation.isDelegating = false;
    activation.since = this.now;
    this.heard(`${activation.name} goes on`);
  }

  /** The generator is about to delegate to `generator`. */
  delegate<T>(activation: Activation, site: number, generator: T): T {
    activation.isDelegating = true;
    return this.at(activation, site, generator);
  }

  /** The function returns `value`. */
  back<T>(activation: Activation, value: T): T {
    activation.returned = this.of(value);
    activation.since = this.now;
    activation.isIdle = true;
    this.heard(`${activation.name} returns`);
    return value;
  }

  /** An object whose `then` keeps what it is given, and does nothing. */
  deaf(how: number): object {
    const keep = (...args: unknown[]) => void this.kept.push(args);
    const own = class {
      then(...args: unknown[]): void {
        keep(args);
      }
    };
    const thenable = [{ then: keep }, new own(), Object.create({ then: keep })][how % 3];
    this.records.set(thenable, this.known(undefined, { kind: "gate", parts: [] }));
    return thenable;
  }

  /** What comes when the promises given to `report` have settled, one at a time. */
  work(start: (report: (value: unknown) => unknown) => object): object {
    const known: { made?: Made; handled?: Made } = {};
    const promise = start((value) => {
      known.handled = this.of(value);
      if (known.made !== undefined) Object.assign(known.made, { handled: known.handled, since: this.now });
      return value;
    });
    this.kept.push(promise);
    known.made = this.make(promise, { kind: "work", parts: [], handled: known.handled });
    return promise;
  }

  emitter(): EventEmitter {
    return this.#keeping(new EventEmitter());
  }

  target(): EventTarget {
    return this.#keeping(new EventTarget());
  }

  /** What a worker will say, which never says anything. */
  message(): Promise<unknown> {
    return this.signal.aborted ? new Promise(() => {}) : message();
  }

  /** Ports over which nothing comes. */
  channel(): MessageChannel {
    const channel = this.#keeping(new MessageChannel());
    this.#ports.push(channel.port1);
    if (this.signal.aborted) this.#close();
    return channel;
  }

  ticks(): Promise<unknown> {
    return this.#keeping(ticks(3_600_000, undefined, { signal: this.signal })[Symbol.asyncIterator]()).next();
  }

  events(): Promise<unknown> {
    return this.#keeping(on(this.emitter(), "x", { signal: this.signal })).next();
  }

  decorate(..._: unknown[]): void {}

  /** A promise that nobody settles. */
  gate(): Promise<unknown> {
    const made = Promise.withResolvers<unknown>();
    this.kept.push(made.resolve);
    this.make(made.promise, { kind: "gate", parts: [] });
    return made.promise;
  }

  /** A promise that is settled after so many turns. */
  soon(turn: number): Promise<unknown> {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const made = this.make(promise, { kind: "gate", parts: [] });
    const open = () => {
      made.since = this.now;
      resolve(undefined);
    };
    this.#opening.push({ turn, open });
    return promise;
  }

  rejected(): Promise<unknown> {
    return Promise.reject(new Error("of the program"));
  }

  /** A promise of a timer that is far off. */
  timer(): Promise<unknown> {
    const promise = new Promise((resolve) => {
      if (!this.signal.aborted) this.#timers.push(setTimeout(resolve, 3_600_000));
    });
    this.make(promise, { kind: "gate", parts: [] });
    return promise;
  }

  /** A combinator. */
  all(kind: Kind, parts: unknown[], own = false): Promise<unknown> {
    const all: Record<Kind, (parts: unknown[]) => Promise<unknown>> = own ? Mine : Promise;
    const promise = all[kind](parts);
    this.make(promise, { kind, parts: parts.map((part) => this.of(part)) });
    return promise;
  }

  /** What nobody awaits. */
  started(_value: unknown): void {}

  /** `then`, `catch` or `finally`; the handler may return a promise. */
  chain(value: unknown, how: "then" | "catch" | "finally" | "both", next: () => unknown): Promise<unknown> {
    const from = this.promise(value);
    const handler = () => {
      const value = next();
      made.handled = this.of(value);
      made.since = this.now;
      this.heard(`${how} goes on`);
      return value;
    };
    const calls: Record<typeof how, () => Promise<unknown>> = {
      then: () => from.then(handler),
      catch: () => from.catch(handler),
      finally: () => from.finally(handler),
      both: () => from.then(handler, handler),
    };
    const promise = calls[how]();
    const made = this.make(promise, { kind: "chain", parts: [this.of(from)] });
    return promise;
  }

  /** An object with a `then` of its own. */
  thenable(value: unknown): unknown {
    const of = this.promise(value);
    const thenable = {
      then: (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => void of.then(resolve, reject),
    };
    this.records.set(thenable, this.known(undefined, { kind: "chain", parts: [this.of(of)] }));
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

  /** The program begins. */
  start(): void {
    this.#program?.();
    this.#begun.resolve(undefined);
  }

  /** Settle what is due. */
  turn(now: number): void {
    this.now = now;
    for (const due of this.#opening) if (due.turn === now) due.open();
  }

  /** Everything that a dump must show now. */
  facts(): Facts {
    return factsOf(this.activations, this.#sites);
  }

  /** The functions, by place, of which it is not certain what they wait for now. */
  uncertain(options: { isRunning: boolean }): Map<string, Doubt> {
    return uncertain(this.activations, this.#sites, { now: this.now, ...options });
  }

  /** Open all gates: a module that waits at one ends. */
  finish(): void {
    for (const open of this.kept) if (typeof open === "function") open(undefined);
    for (const { resolve } of this.#ready.values()) resolve(undefined);
  }

  /** Let all go. */
  release(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#close();
    this.#ending.abort();
    this.kept.length = this.#shared.length = this.#opening.length = 0;
  }

  #close(): void {
    for (const port of this.#ports.splice(0)) port.close();
  }

  #readyOf(name: string): PromiseWithResolvers<unknown> {
    let ready = this.#ready.get(name);
    if (ready === undefined) {
      this.#ready.set(name, ready = Promise.withResolvers());
      this.make(ready.promise, { kind: "gate", parts: [] });
    }
    return ready;
  }

  #keeping<T>(value: T): T {
    this.kept.push(value);
    return value;
  }
}
