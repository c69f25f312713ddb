/** Circles made of promises alone. The awaits of one circle bear one mark. */
// deno-lint-ignore-file prefer-const

/** No code leads to these. */
let kept: unknown;

export function start(): void {
  // A function awaits its own promise.
  let own: Promise<void>;
  async function selfish() {
    await null;
    await own; // <- self
  }
  own = selfish();

  // The same by Promise.all.
  let gathered: Promise<void>;
  async function gather() {
    await null;
    await Promise.all([Promise.resolve(1), gathered]); // <- self-all
  }
  gathered = gather();

  // By allSettled, beside something that goes on.
  let settled: Promise<void>;
  async function settle() {
    await null;
    await Promise.allSettled([settled, new Promise((resolve) => setTimeout(resolve, 60_000))]); // <- self-settled
  }
  settled = settle();

  // By race and any, all of whose branches are the function itself.
  let raced: Promise<void>;
  async function race() {
    await null;
    await Promise.race([raced, raced.then(() => 1)]); // <- self-race
  }
  raced = race();
  let anyOf: Promise<void>;
  async function pickAny() {
    await null;
    await Promise.any([anyOf, anyOf]); // <- self-any
  }
  anyOf = pickAny();

  // Through then, catch and finally.
  let chained: Promise<void>;
  async function chain() {
    await null;
    await chained.then(() => 1).catch(() => 2).finally(() => {}); // <- self-then
  }
  chained = chain();

  // Two functions, three functions.
  const begun: Record<string, Promise<unknown>> = {};
  async function ask() {
    await null;
    await begun.answer; // <- pair
  }
  async function answer() {
    await null;
    await begun.ask; // <- pair
  }
  begun.ask = ask();
  begun.answer = answer();
  async function rock() {
    await null;
    await begun.paper; // <- three
  }
  async function paper() {
    await null;
    await begun.scissors.then(() => 0); // <- three
  }
  async function scissors() {
    await null;
    await Promise.all([begun.rock]); // <- three
  }
  Object.assign(begun, { rock: rock(), paper: paper(), scissors: scissors() });

  // Services that make each other.
  class Container {
    #made = new Map<string, Promise<unknown>>();
    constructor(readonly makers: Record<string, (container: Container) => Promise<unknown>>) {}
    get(name: string): Promise<unknown> {
      let made = this.#made.get(name);
      if (made === undefined) this.#made.set(name, made = Promise.resolve(this).then(this.makers[name]));
      return made;
    }
  }
  const container = new Container({
    async users(services) {
      return await services.get("mail"); // <- services
    },
    async mail(services) {
      return await services.get("users"); // <- services
    },
  });
  container.get("users");

  // A memo of a recursive function.
  const memo = new Map<number, Promise<number>>();
  function remember(n: number): Promise<number> {
    let known = memo.get(n);
    if (known === undefined) memo.set(n, known = compute(n));
    return known;
  }
  async function compute(n: number): Promise<number> {
    await null;
    return 1 + await remember((n + 1) % 3); // <- memo memo memo
  }
  remember(0);

  // A promise resolved with what is derived from it.
  const ring = Promise.withResolvers<number>();
  async function waitForRing() {
    await ring.promise; // <- ring
  }
  const turned = waitForRing();
  async function closeRing() {
    await turned; // <- ring
    ring.resolve(1);
  }
  async function openRing() {
    await null;
    ring.resolve(closing as unknown as number);
    await ring.promise;
  }
  const closing = closeRing();
  openRing();

  // An async generator awaits its own next().
  async function* self(): AsyncGenerator<number> {
    await null;
    yield (await it.next()).value; // <- own-next
  }
  const it = self();
  it.next();

  // Two generators feed on each other.
  async function* left(): AsyncGenerator<number> {
    for await (const n of other) yield n + 1; // <- generators
  }
  async function* right(): AsyncGenerator<number> {
    for await (const n of one) yield n + 1; // <- generators
  }
  const one = left();
  const other = right();
  one.next();

  // A disposal that awaits the function that disposes.
  let closed: Promise<void>;
  async function dispose() {
    await using _resource = {
      async [Symbol.asyncDispose]() {
        await closed; // <- disposal
      },
    };
    await null; // <- disposal
  }
  closed = dispose();
  kept = [container, memo, closing, it, one, begun];
  void kept;
}
