/**
 * What the generated programs call, so that they keep the truth about themselves: which functions were entered, at which
 * await each one stands, and what each promise is made of. Knows nothing of heaps. Promises are held weakly, or the record
 * would keep alive what the program lets go.
 */
import { EventEmitter, on, once, setMaxListeners } from "node:events";
import { AsyncLocalStorage } from "node:async_hooks";
import { setInterval as ticks, setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { EntryKind } from "./program.ts";
import { message } from "./quiet_worker.ts";
import type { Activation, Held, Kind, Made, Site } from "./records.ts";
import { factsOf, letGo, uncertain } from "./truth.ts";
import type { Facts } from "./waits.ts";

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
  readonly #ready = new Map<string, PromiseWithResolvers<unknown>>();
  readonly #modules = new Map<string, unknown>();
  readonly #ending = new AbortController();
  readonly #begun = Promise.withResolvers<unknown>();
  #program: (() => void) | undefined;
  /** Called at each step of the program. */
  readonly #heard: () => void;
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

  constructor(sites: readonly Site[], { heard = () => {}, look = () => {} } = {}) {
    this.#sites = sites;
    this.#heard = heard;
    this.#look = look;
    setMaxListeners(0, this.signal);
  }

  // --- what programs call ---

  /** A module begins. */
  module(): Activation {
    this.begun++;
    return this.#enter("<module>");
  }

  /** What the program does once all are loaded. */
  begin(program: () => void): void {
    this.#program = program;
  }

  /** The same, for a program that is a module in top-level await. */
  waitForBegin(): Promise<unknown> {
    this.#make(this.#begun.promise, { kind: "gate", parts: [] });
    return this.#begun.promise;
  }

  /** Another module of the program is being imported. */
  imported(name: string, module: Promise<unknown>): void {
    module.catch((error: unknown) => this.problems.push(error));
    this.#modules.set(name, module);
  }

  /** What that module awaits before anything else. */
  waitForImport(name: string): Promise<unknown> {
    const ready = Promise.withResolvers<unknown>();
    this.#ready.set(name, ready);
    this.#make(ready.promise, { kind: "gate", parts: [] });
    return ready.promise;
  }

  /** The program waits for that module. */
  import(name: string): unknown {
    this.#ready.get(name)?.resolve(undefined);
    return this.keep(this.#modules.get(name) as object);
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
    this.#heard();
    return value;
  }

  /** A dump may be taken now. */
  look(): void {
    this.#look();
  }

  /** An async generator. */
  generator<T extends object>(name: string, fn: (activation: Activation) => T): T {
    const activation = this.#enter(name);
    const generator = fn(activation);
    this.#made.set(generator, this.#known(undefined, { kind: "call", activation, parts: [] }));
    return generator;
  }

  /** A stream of what a generator yields, or the like. */
  streamOf<T extends object>(generator: AsyncGenerator, stream: T): T {
    this.#made.set(stream, this.#known(undefined, { kind: "work", parts: [this.#of(generator)] }));
    return stream;
  }

  /** The values one by one, as what `activation` awaits at `site`. */
  *eachOf(activation: Activation, site: number, values: unknown[]): Generator<unknown> {
    for (const value of values) {
      this.at(activation, site, value);
      // The runtime hands it on by a promise of its own.
      activation.awaited = this.#known(undefined, { kind: "chain", parts: [this.#of(value)] });
      yield value;
    }
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
    return { [Symbol.dispose]: () => letGo(activation, held) };
  }

  /** A disposable stack with such entries. */
  stack(activation: Activation, name: string, line: number, kinds: EntryKind[]): DisposableStack {
    const held = this.#hold(activation, name, line, ["defer", ...kinds]), stack = new DisposableStack();
    stack.defer(() => letGo(activation, held));
    for (const kind of kinds) {
      if (kind === "use") stack.use({ [Symbol.dispose]() {} });
      else if (kind === "adopt") stack.adopt({ a: 1 }, () => {});
      else stack.defer(() => {});
    }
    return stack;
  }

  /** A resource of `await using`; `site` is where the function stands while the resource is disposed of. */
  holdAsync<T>(activation: Activation, name: string, { line, site }: { line: number; site: number }, resource: T): T {
    const held = this.#hold(activation, name, line);
    held.disposes = (made) => this.#leave(activation, held, site, made);
    return resource;
  }

  /** The same, within an async disposable stack, in which such entries follow. */
  stackAsync(
    activation: Activation,
    name: string,
    { line, site, kinds }: { line: number; site: number; kinds: EntryKind[] },
    resource: AsyncDisposable,
  ): AsyncDisposableStack {
    const held = this.#hold(activation, name, line, ["use", ...kinds]), stack = new AsyncDisposableStack();
    let made: Made | undefined, handled: Made | undefined;
    held.disposes = (by) => {
      handled = by;
      if (made !== undefined) made.handled = handled;
    };
    stack.use(resource);
    const done = () => void held.entries?.pop();
    for (const kind of kinds) {
      if (kind === "use") stack.use({ [Symbol.dispose]: done });
      else if (kind === "adopt") stack.adopt({ a: 1 }, done);
      else stack.defer(done);
    }
    const value = () => {
      held.isExiting = true;
      const promise = stack.disposeAsync();
      made = this.#make(promise, { kind: "chain", parts: [undefined], handled });
      this.#leave(activation, held, site, made);
      return promise;
    };
    Object.defineProperty(stack, Symbol.asyncDispose, { value });
    return stack;
  }

  /** The resource of this name is disposed of by a method that awaits. */
  dispose(activation: Activation, name: string, own: string): Activation {
    const inner = this.#enter(own);
    this.#disposing(activation, name)?.(this.#known(undefined, { kind: "call", activation: inner, parts: [] }));
    return inner;
  }

  /** The same, by a method that gives a promise. */
  disposed(activation: Activation, name: string, value: unknown): Promise<unknown> {
    const promise = this.promise(value);
    this.#disposing(activation, name)?.(this.#of(promise));
    return promise;
  }

  #disposing({ held }: Activation, name: string): Held["disposes"] {
    return held.findLast((one) => one.name === name)?.disposes;
  }

  /** A block is being left, and disposes of one of its resources. */
  #leave(activation: Activation, held: Held, site: number, made: Made | undefined): void {
    for (const other of [...activation.held]) {
      if (other !== held && other.isExiting) letGo(activation, other); // is done
    }
    held.isExiting = true;
    // A block that an error left is left where the error came from.
    if (activation.isAtEnd) activation.site = site;
    activation.awaited = made;
    activation.since = this.#now;
    this.#heard();
  }

  /** The last statement of a block with resources comes next. */
  end(activation: Activation): void {
    activation.isAtEnd = true;
  }

  /** The block of these resources was left. */
  left(activation: Activation, names: readonly string[]): void {
    activation.isAtEnd = false;
    for (const held of [...activation.held]) if (names.includes(held.name)) letGo(activation, held);
  }

  /** The function returns `value`. */
  back<T>(activation: Activation, value: T): T {
    activation.returned = this.#of(value);
    activation.since = this.#now;
    activation.isIdle = true;
    return value;
  }

  /** A promise of the runtime that never comes, as long as somebody holds it. */
  keep<T extends object>(value: T): T {
    this.#gates.push(value);
    this.#make(value, { kind: "gate", parts: [] });
    return value;
  }

  /** An object whose `then` keeps what it is given, and does nothing. */
  deaf(how: number): object {
    const keep = (...args: unknown[]) => void this.#gates.push(args);
    const own = class {
      then(...args: unknown[]): void {
        keep(args);
      }
    };
    const thenable = [{ then: keep }, new own(), Object.create({ then: keep })][how % 3];
    this.#made.set(thenable, this.#known(undefined, { kind: "gate", parts: [] }));
    return thenable;
  }

  /** What comes when the promises given to `report` have settled, one at a time. */
  work(start: (report: (value: unknown) => unknown) => object): object {
    let made: Made | undefined, handled: Made | undefined;
    const promise = start((value) => {
      handled = this.#of(value);
      if (made !== undefined) {
        made.handled = handled;
        made.since = this.#now;
      }
      return value;
    });
    this.#gates.push(promise);
    made = this.#make(promise, { kind: "work", parts: [], handled });
    return promise;
  }

  emitter(): EventEmitter {
    return this.#kept(new EventEmitter());
  }

  target(): EventTarget {
    return this.#kept(new EventTarget());
  }

  /** What a worker will say, which never says anything. */
  message(): Promise<unknown> {
    return message();
  }

  ticks(): Promise<unknown> {
    return this.#kept(ticks(3_600_000, undefined, { signal: this.signal })[Symbol.asyncIterator]()).next();
  }

  events(): Promise<unknown> {
    return this.#kept(on(this.emitter(), "x", { signal: this.signal })).next();
  }

  decorate(..._: unknown[]): void {}

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
    this.#made.set(thenable, this.#known(undefined, { kind: "chain", parts: [this.#of(of)] }));
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
    this.#now = now;
    for (const due of this.#opening) if (due.turn === now) due.open();
  }

  /** Everything that a dump must show now. */
  facts(): Facts {
    return factsOf(this.#activations, this.#sites);
  }

  /** Places of functions of which nothing is certain now, with why. */
  uncertain(options: { isRunning: boolean }): Map<string, string> {
    return uncertain(this.#activations, this.#sites, { now: this.#now, ...options });
  }

  /** Open all gates: a module that waits at one ends. */
  finish(): void {
    for (const open of this.#gates) if (typeof open === "function") open(undefined);
  }

  /** Let all go. */
  release(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#ending.abort();
    this.#gates.length = this.#shared.length = this.#opening.length = 0;
  }

  #kept<T>(value: T): T {
    this.#gates.push(value);
    return value;
  }

  #hold(activation: Activation, name: string, line: number, entries?: EntryKind[]): Held {
    const held: Held = { name, line, isExiting: false, entries };
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
    const known = this.#known(new WeakRef(promise), made);
    this.#made.set(promise, known);
    this.#heard();
    return known;
  }

  #known(promise: WeakRef<object> | undefined, made: Omit<Made, "promise" | "since">): Made {
    return { ...made, promise, since: this.#now };
  }

  #of(value: unknown): Made | undefined {
    return typeof value === "object" && value !== null ? this.#made.get(value) : undefined;
  }
}
