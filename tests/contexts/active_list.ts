/**
 * What is active in the programs of `placements/`, as these programs themselves know it at run time.
 *
 * This is one half of the judge of contexts, the other is `declarations.ts`; it shares no code with the product. A
 * resource is active from the moment the engine reads its dispose method, which happens once, at the declaration. The
 * classes here see that moment as a call of their getter. Resources without a getter tell when they are made.
 */

/** `made`: not declared yet. `gone`: its disposal is over. */
export type State = "made" | "active" | "exiting" | "gone";

/** One resource of a program. */
export interface Entry {
  readonly tag: string;
  readonly obj: object;
  readonly typeName: string;
  /** Which of the nested calls of its function declares it: 0 for the outermost. */
  readonly call: number;
  state: State;
  /** Number of its declaration, of all. */
  order: number;
  /** How often a dispose method was read. */
  reads: number;
  /** Does the object see its reads? */
  readonly countsReads: boolean;
}

const entryOf = new WeakMap<object, Entry>();

/** What is held open. Otherwise a suspended program is garbage: only what it waits for keeps it alive. */
const held: (() => void)[] = [];

function entry(obj: object): Entry {
  const found = entryOf.get(obj);
  if (found === undefined) throw new Error("A resource is used that no program has made");
  return found;
}

/** The entry of an object, if it is a resource of these programs. */
export function entryOfObject(obj: unknown): Entry | undefined {
  return (typeof obj === "object" && obj !== null) || typeof obj === "function" ? entryOf.get(obj) : undefined;
}

function read(obj: object): void {
  const found = entry(obj);
  found.reads++;
  change(found, "made", "active");
}

function begin(obj: object): void {
  change(entry(obj), "active", "exiting");
}

function end(obj: object): void {
  change(entry(obj), "exiting", "gone");
}

let declarations = 0;

function change(found: Entry, from: State, to: State): void {
  if (found.state !== from) throw new Error(`The resource "${found.tag}" becomes ${to} while it is ${found.state}`);
  if (to === "active") found.order = declarations++;
  found.state = to;
}

/** A promise that does not settle, and whose waiters stay alive. */
function hold(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  held.push(() => resolve());
  return promise;
}

/** Lets everything go on that came to its stop while `run` was running. */
export async function releasing(run: () => Promise<void>): Promise<void> {
  const before = held.length;
  try {
    await run();
  } finally {
    for (const release of held.splice(before)) release();
  }
}

function dispose(this: object): void {
  begin(this);
  end(this);
}

async function disposeAsync(this: object): Promise<void> {
  begin(this);
  await null;
  end(this);
}

async function disposeNever(this: object): Promise<void> {
  begin(this);
  await hold();
  end(this);
}

class Tagged {
  readonly tag: string;
  constructor(tag: string) {
    this.tag = tag;
  }
}

/** Disposed synchronously. */
export class Res extends Tagged implements Disposable {
  get [Symbol.dispose](): () => void {
    read(this);
    return dispose;
  }
}

/** Disposed by an async function that ends soon. */
export class ARes extends Tagged implements AsyncDisposable {
  get [Symbol.asyncDispose](): () => Promise<void> {
    read(this);
    return disposeAsync;
  }
}

/** Disposed by an async function that never ends. */
export class Stuck extends Tagged implements AsyncDisposable {
  get [Symbol.asyncDispose](): () => Promise<void> {
    read(this);
    return disposeNever;
  }
}

/** Has both methods; the asynchronous one ends soon. */
export class Both extends Tagged implements Disposable, AsyncDisposable {
  get [Symbol.dispose](): () => void {
    read(this);
    return dispose;
  }
  get [Symbol.asyncDispose](): () => Promise<void> {
    read(this);
    return disposeAsync;
  }
}

/** Has both methods; the asynchronous one never ends. */
export class BothStuck extends Tagged implements Disposable, AsyncDisposable {
  get [Symbol.dispose](): () => void {
    read(this);
    return dispose;
  }
  get [Symbol.asyncDispose](): () => Promise<void> {
    read(this);
    return disposeNever;
  }
}

/** Its dispose method is no async function: it returns what it is told to. */
export class HandMade extends Tagged implements AsyncDisposable {
  readonly #result: () => PromiseLike<void>;
  constructor(tag: string, result: () => PromiseLike<void>) {
    super(tag);
    this.#result = result;
  }
  get [Symbol.asyncDispose](): () => PromiseLike<void> {
    read(this);
    const result = this.#result;
    return function (this: HandMade): PromiseLike<void> {
      begin(this);
      return result();
    };
  }
}

/** Its dispose method is an async function that runs what it is told to. */
export class Custom extends Tagged implements AsyncDisposable {
  readonly #body: () => PromiseLike<void>;
  constructor(tag: string, body: () => PromiseLike<void>) {
    super(tag);
    this.#body = body;
  }
  get [Symbol.asyncDispose](): () => Promise<void> {
    read(this);
    const body = this.#body;
    return async function disposeCustom(this: Custom): Promise<void> {
      begin(this);
      await body();
      end(this);
    };
  }
}

/** Ordinary methods instead of getters, as most classes have them. */
export class Plain extends Tagged implements Disposable {
  [Symbol.dispose](): void {
    begin(this);
    end(this);
  }
}

/** An ordinary async method that never ends. */
export class PlainStuck extends Tagged implements AsyncDisposable {
  async [Symbol.asyncDispose](): Promise<void> {
    begin(this);
    await hold();
    end(this);
  }
}

/** What one run of a program has declared. Programs make their resources with it. */
export class ActiveList {
  readonly #entries: Entry[];
  readonly #call: number;
  readonly #others: { list: ActiveList; item: unknown }[];
  #ambiguous: boolean;

  /** The list of a run, or of a nested call in it. */
  constructor(entries: Entry[] = [], call = 0) {
    this.#entries = entries;
    this.#call = call;
    this.#others = [];
    this.#ambiguous = false;
  }

  /** The same run, one call further in. */
  deeper(): ActiveList {
    return new ActiveList(this.#entries, this.#call + 1);
  }

  /** One more thing to look at, with a list of its own. */
  also(run: (list: ActiveList) => unknown): void {
    const list = new ActiveList();
    this.#others.push({ list, item: run(list) });
  }

  /** Further things to look at. */
  get others(): readonly { list: ActiveList; item: unknown }[] {
    return this.#others;
  }

  /** Nobody can know which of the resources is exiting, as all there is to see is a promise. */
  mayNotKnowWhichExits(): void {
    this.#ambiguous = true;
  }

  /** Is it asked for only that no wrong resource is said to be exiting? */
  get ambiguous(): boolean {
    return this.#ambiguous;
  }

  /** What was declared and is not gone, in the order of declaration. */
  active(): readonly Entry[] {
    const active = this.#entries.filter(({ state }) => state === "active" || state === "exiting");
    return active.sort((a, b) => a.order - b.order);
  }

  /** Everything that was made, in that order. */
  all(): readonly Entry[] {
    return this.#entries;
  }

  /** A promise that never settles. */
  hold(): Promise<void> {
    return hold();
  }

  /** Throws. */
  fails(): Disposable {
    throw new Error("thrown by the program");
  }

  /** A number that no compiler can know. */
  n(value: number): number {
    return value + this.#call;
  }

  /** Keeps the compiler from forgetting these. */
  use(...values: unknown[]): number {
    return values.length;
  }

  /** Keeps something alive. Returns what a `then` method may return. */
  keep(thing: () => void): never {
    held.push(thing);
    return undefined as never;
  }

  /** Disposed synchronously. */
  res(tag: string): Res {
    return this.#made(tag, new Res(tag));
  }

  /** The same, after a turn. */
  async later(tag: string): Promise<Res> {
    await null;
    return this.res(tag);
  }

  /** Disposed by an async function that ends soon. */
  ares(tag: string): ARes {
    return this.#made(tag, new ARes(tag));
  }

  /** Disposed by an async function that never ends. */
  stuck(tag: string): Stuck {
    return this.#made(tag, new Stuck(tag));
  }

  /** Both methods, the asynchronous one ends soon. */
  both(tag: string): Both {
    return this.#made(tag, new Both(tag));
  }

  /** Both methods, the asynchronous one never ends. */
  bothStuck(tag: string): BothStuck {
    return this.#made(tag, new BothStuck(tag));
  }

  /** Its dispose method returns a promise that nobody has made by an async function. It never settles. */
  handMade(tag: string, result: () => PromiseLike<void> = hold): HandMade {
    return this.#made(tag, new HandMade(tag, result));
  }

  /** Its dispose method returns a promise that is settled. */
  handMadeSettled(tag: string): HandMade {
    const made: HandMade = this.handMade(tag, () => {
      end(made);
      return Promise.resolve();
    });
    return made;
  }

  /** Its dispose method is an async function that awaits `body()`. */
  custom(tag: string, body: () => PromiseLike<void>): Custom {
    return this.#made(tag, new Custom(tag, body));
  }

  /** Ordinary methods. To be declared at once. */
  plain(tag: string): Plain {
    return this.declared(tag, new Plain(tag));
  }

  /** Ordinary async method that never ends. To be declared at once. */
  plainStuck(tag: string): PlainStuck {
    return this.declared(tag, new PlainStuck(tag));
  }

  /** Any other object that is declared at once. The program tells when its disposal begins and ends. */
  declared<T extends object>(tag: string, obj: T): T {
    this.#made(tag, obj, { countsReads: false });
    change(entry(obj), "made", "active");
    return obj;
  }

  /** The disposal of what was made last with this tag begins. */
  began(tag: string): void {
    begin(this.#last(tag));
  }

  /** It is over. */
  ended(tag: string): void {
    end(this.#last(tag));
  }

  #last(tag: string): object {
    const last = this.#entries.findLast((made) => made.tag === tag);
    if (last === undefined) throw new Error(`Nothing was made with the tag "${tag}"`);
    return last.obj;
  }

  #made<T extends object>(tag: string, obj: T, { countsReads = true } = {}): T {
    const typeName = obj.constructor.name;
    const made: Entry = { tag, obj, typeName, call: this.#call, state: "made", order: 0, reads: 0, countsReads };
    entryOf.set(obj, made);
    this.#entries.push(made);
    return obj;
  }
}
