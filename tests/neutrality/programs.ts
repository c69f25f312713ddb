/**
 * Random programs that tell all that happens to them, in the order in which it happens. Nothing in them depends on the time: they go
 * on in microtasks, ticks, and turns that are all alike. What collection does is not told in order, as a heap snapshot collects.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import process from "node:process";

/** The world of the programs. */
export interface World {
  /** Something happened. Dumps are taken here: in whatever is going on. */
  log(event: string): void;
  /** Turns are of one kind, as the order of two kinds depends on the time. */
  turns: "timeout" | "immediate";
}

/** A whole number from 0 up to, not including, `below`. */
type Random = (below: number) => number;

const MOST_DEPTH = 4;

/** Programs that share gates and what is observed of collection. */
export class Programs {
  readonly #world: World;
  readonly #gates = Array.from({ length: 12 }, () => Promise.withResolvers<number>());
  readonly #storage = new AsyncLocalStorage<string>();
  readonly #items: WeakRef<object>[] = [];
  readonly #tracked: { label: string; ref: WeakRef<object> }[] = [];
  readonly #finalized: string[] = [];
  readonly #registry = new FinalizationRegistry<string>((label) => void this.#finalized.push(label));
  readonly #kept = new Map<string, object>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Start the program of this number. */
  start(seed: number): void {
    const name = `p${seed}`;
    this.#item(this.#task(name, 0)).then(
      (value) => this.#log(name, `done ${value}`),
      (error) => this.#log(name, `failed ${error}`),
    );
  }

  /** Open a share of the gates: 0 up to 2. The last one stays shut. */
  open(share: number): void {
    for (const [i, gate] of this.#gates.slice(0, -1).entries()) {
      if (i % 3 !== share) continue;
      if (i % 4 === 3) gate.reject(new Error(`gate ${i}`));
      else gate.resolve(i);
    }
  }

  /** Promises and generators that are alive. */
  items(): object[] {
    return this.#items.map((ref) => ref.deref()).filter((item) => item !== undefined);
  }

  /** What is alive and what was finalized, sorted. Ask after a collection. */
  census(): string[] {
    const alive = this.#tracked.filter(({ ref }) => ref.deref() !== undefined).map(({ label }) => label);
    return [`alive ${alive.toSorted().join(" ")}`, `finalized ${this.#finalized.toSorted().join(" ")}`];
  }

  /** Let the programs go on after a turn of the event loop. */
  turn(): Promise<void> {
    return new Promise((resolve) => this.#later(resolve));
  }

  #later(action: () => void): void {
    if (this.#world.turns === "timeout") setTimeout(action, 0);
    else setImmediate(action);
  }

  #log(name: string, event: string): void {
    const store = this.#storage.getStore();
    this.#world.log(`${name} ${event}${store === undefined ? "" : ` in ${store}`}`);
  }

  #item<Item extends object>(item: Item): Item {
    this.#items.push(new WeakRef(item));
    return item;
  }

  #track(label: string, object: object): void {
    this.#tracked.push({ label, ref: new WeakRef(object) });
    this.#registry.register(object, label);
  }

  /** An async function, with steps of its own. */
  async #task(name: string, depth: number): Promise<number> {
    const random = randomOf(name);
    const local = { name };
    if (random(4) === 0) this.#track(name, local);
    for (let i = 0, steps = 1 + random(4); i < steps; i++) {
      const at = `${name}.${i}`;
      this.#log(at, "begins");
      await this.#step(at, depth, random);
    }
    if (random(8) === 0) throw new Error(`thrown by ${local.name}`);
    return random(100);
  }

  async #step(at: string, depth: number, random: Random): Promise<void> {
    const child = (n: number): Promise<number> =>
      depth < MOST_DEPTH ? this.#item(this.#task(`${at}.${n}`, depth + 1)) : Promise.resolve(n);
    const log = (event: string) => this.#log(at, event);
    switch (random(24)) {
      case 0:
        await null;
        return log("went on");
      case 1:
        await this.turn();
        return log("turned");
      case 2:
        return log(`gate ${await Promise.race([this.#gates[random(12)].promise, this.turn()]).catch(String)}`);
      case 3:
        return log(`gate ${await this.#gates[random(12)].promise.catch(String)}`);
      case 4:
        return log(`child ${await child(0).catch(String)}`);
      case 5: {
        const kind = (["all", "allSettled", "any", "race"] as const)[random(4)];
        const parts = Array.from({ length: 1 + random(3) }, (_, n) => child(n));
        const result = await (Promise[kind] as (parts: Promise<number>[]) => Promise<unknown>)(parts).catch(String);
        return log(`${kind} ${JSON.stringify(result)}`);
      }
      case 6: {
        const chain = child(0).then((value) => (log(`then ${value}`), child(1)), (error) => (log(`caught ${error}`), 0))
          .finally(() => log("finally"));
        return log(`chain ${await chain.catch(String)}`);
      }
      case 7:
        return log(`thenable ${await this.#thenable(at, random(3)).catch(String)}`);
      case 8:
        try {
          for await (const value of this.#values(at, depth, random(4))) log(`value ${value}`);
        } catch (error) {
          log(`caught ${error}`);
        }
        return;
      case 9: {
        const numbers = this.#item(this.#numbers(at));
        log(`number ${numbers.next().value}`);
        if (random(2) === 0) this.#kept.set(at, numbers);
        await null;
        return log(`number ${random(2) === 0 ? numbers.next().value : numbers.return(7).value}`);
      }
      case 10: {
        using _held = this.#resource(`${at} using`);
        return log(`held ${await child(0).catch(String)}`);
      }
      case 11: {
        await using stack = new AsyncDisposableStack();
        stack.use(this.#resource(`${at} entry`));
        stack.defer(() => log("deferred"));
        await using _own = this.#resource(`${at} await using`);
        await null;
        return log("leaves");
      }
      case 12:
        child(0); // nobody awaits it: if it rejects, nobody handles that
        return log("left a child alone");
      case 13:
        queueMicrotask(() => log("microtask"));
        process.nextTick(() => log("tick"));
        await null;
        return log("queued");
      case 14:
        return this.#storage.run(at, async () => {
          await this.turn();
          log("stored");
        });
      case 15: {
        const target = new EventTarget();
        target.addEventListener("ring", (event) => log(`heard ${event.type}`));
        await null;
        target.dispatchEvent(new Event("ring"));
        return;
      }
      case 16: {
        const kept = { at }, dropped = { at };
        this.#track(`${at} kept`, kept);
        this.#track(`${at} dropped`, dropped);
        this.#kept.set(at, kept);
        await this.#gates[random(12)].promise.catch(String);
        return log(`had ${dropped.at}`);
      }
      case 17: {
        const late = Promise.reject(new Error(`late ${at}`));
        await this.turn();
        return log(`late ${await late.catch(String)}`);
      }
      case 18: {
        class Mine<Value> extends Promise<Value> {}
        const mine = this.#item(Mine.resolve(child(0)));
        return log(`mine ${await mine.then((value) => value + 1).catch(String)}`);
      }
      case 19:
        return log(`read ${await this.#read(at)}`);
      case 20:
        return log(`stack ${ownCalls(new Error("here"))}`);
      case 21: {
        const controller = new AbortController();
        const aborted = new Promise<string>((resolve) =>
          controller.signal.addEventListener("abort", () => resolve(String(controller.signal.reason)))
        );
        this.#later(() => controller.abort(at));
        return log(`aborted ${await aborted}`);
      }
      case 22:
        try {
          throw await child(0);
        } catch (error) {
          return log(`threw ${error}`);
        } finally {
          await null;
          log("at the end");
        }
      default:
        this.#later(() => log("later"));
        await this.#never(random);
        return log("went on");
    }
  }

  /** A promise that sometimes nobody can settle, and nobody but its awaiter holds. */
  #never(random: Random): Promise<void> {
    return random(3) === 0 ? new Promise(() => {}) : Promise.resolve();
  }

  /** A thenable, a lazy getter, or a promise with its own constructor. */
  #thenable(at: string, kind: number): Promise<unknown> {
    const log = (event: string) => this.#log(at, event);
    if (kind === 0) {
      return Promise.resolve({
        then: (resolve: (value: number) => void) => {
          log("then() is called");
          this.#later(() => resolve(1));
        },
      });
    }
    if (kind === 1) {
      return Promise.resolve({
        get then() {
          return void log("then is read");
        },
      });
    }
    const own = Promise.resolve(2);
    Object.defineProperty(own, "constructor", {
      get() {
        log("constructor is read");
        return Promise;
      },
    });
    return (async () => await own)();
  }

  async *#values(at: string, depth: number, count: number): AsyncGenerator<number> {
    using _held = this.#resource(`${at} values`);
    try {
      for (let n = 0; n < count; n++) yield await Promise.resolve(n);
      if (depth < MOST_DEPTH) yield* this.#values(`${at}*`, depth + 2, count - 1);
      yield this.#task(`${at}.y`, depth + 2);
    } finally {
      this.#log(at, "values end");
    }
  }

  *#numbers(at: string): Generator<number, number> {
    using _held = this.#resource(`${at} numbers`);
    this.#track(`${at} numbers`, _held);
    yield 1;
    yield 2;
    return 3;
  }

  #resource(name: string): Disposable & AsyncDisposable {
    return {
      [Symbol.dispose]: () => this.#log(name, "is disposed"),
      [Symbol.asyncDispose]: async () => {
        this.#log(name, "disposing");
        await null;
        this.#log(name, "disposed");
      },
    };
  }

  async #read(at: string): Promise<string> {
    const { readable, writable } = new TransformStream<string, string>({
      transform: (chunk, controller) => {
        this.#log(at, `chunk ${chunk}`);
        controller.enqueue(chunk + "!");
      },
    });
    const writer = writable.getWriter();
    const written = writer.write("a").then(() => writer.close());
    const chunks: string[] = [];
    for await (const chunk of readable) chunks.push(chunk);
    await written;
    return chunks.join("");
  }
}

/** The calls of this file that run: which of the runtime's are around them, and so how many others fit, depends on the time. */
function ownCalls({ stack = "" }: Error): string {
  return stack.split("\n").filter((line) => line.includes("programs.ts") && !line.includes(" async ")).join(" |");
}

/** Numbers that follow from a text (mulberry32). */
export function randomOf(text: string): Random {
  let state = 2166136261;
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16777619);
  return (below) => {
    state = state + 0x6D2B79F5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) % below;
  };
}
