// deno-lint-ignore-file -- these programs show forms, not manners
/** Generators and async generators, suspended at a yield, at an await, before the end of a return(). */
import type { ActiveList } from "../active_list.ts";

export function* atYield(t: ActiveList) { //= a
  using a = t.res("a"); //@ a
  yield 1;
}

export function* atYieldInBlocks(t: ActiveList) { //= a c d
  using a = t.res("a"); //@ a
  {
    using b = t.res("b"); //@ b
  }
  {
    using c = t.res("c"), d = t.res("d"); //@ c, d
    yield 1;
  }
}

export function atSecondYield(t: ActiveList) { //= a b
  function* numbers() {
    using a = t.res("a"); //@ a
    yield 1;
    using b = t.res("b"); //@ b
    yield 2;
    using c = t.res("c"); //@ c
  }
  const generator = numbers();
  generator.next();
  generator.next();
  return generator;
}

export function atYieldOfSecondTurn(t: ActiveList) { //= a
  function* numbers() {
    for (let i = 0; i < 5; i++) {
      using a = t.res("a"); //@ a
      yield i;
    }
  }
  const generator = numbers();
  generator.next();
  generator.next();
  return generator;
}

export function* atYieldNull(t: ActiveList) { //= a
  using none = null;
  using a = t.res("a"); //@ a
  yield 1;
}

export function* atYieldInInitializer(t: ActiveList): Generator<number, void, Disposable> { //= a
  using a = t.res("a"); //@ a
  using b = yield 1;
}

export function notStarted(t: ActiveList) { //=
  function* numbers() {
    using a = t.res("a"); //@ a
    yield 1;
  }
  return numbers();
}

export function ended(t: ActiveList) { //=
  function* numbers() {
    using a = t.res("a"); //@ a
    yield 1;
  }
  const generator = numbers();
  generator.next();
  generator.return();
  return generator;
}

export function yieldInFinallyAfterReturn(t: ActiveList) { //= o
  function* numbers() {
    using o = t.res("o"); //@ o
    try {
      using a = t.res("a"); //@ a
      yield 1;
    } finally {
      yield 2;
    }
  }
  const generator = numbers();
  generator.next();
  generator.return();
  return generator;
}

export function yieldInCatchAfterThrow(t: ActiveList) { //= o b
  function* numbers() {
    using o = t.res("o"); //@ o
    try {
      using a = t.res("a"); //@ a
      yield 1;
    } catch {
      using b = t.res("b"); //@ b
      yield 2;
    }
  }
  const generator = numbers();
  generator.next();
  generator.throw(new Error("thrown by the program"));
  return generator;
}

export function* delegatingInBlock(t: ActiveList) { //= a b
  function* inner() {
    using b = t.res("b"); //@ b in inner
    yield 1;
  }
  using a = t.res("a"); //@ a in delegatingInBlock
  yield* inner();
}

export function* delegatingTwice(t: ActiveList) { //= a b c
  function* inner() {
    using c = t.res("c"); //@ c in inner
    yield 1;
  }
  function* middle() {
    {
      using b = t.res("b"); //@ b in middle
      yield* inner();
    }
  }
  using a = t.res("a"); //@ a in delegatingTwice
  yield* middle();
}

export function* delegatingToArray(t: ActiveList) { //= a
  using a = t.res("a"); //@ a
  yield* [1, 2];
}

export function* forOfInGenerator(t: ActiveList) { //= x
  for (using x of [t.res("x")]) { //@ x
    yield x;
  }
}

export function generatorMethod(t: ActiveList) { //= a
  class Owner {
    *[Symbol.iterator]() {
      using a = t.res("a"); //@ a
      yield 1;
    }
  }
  const generator = new Owner()[Symbol.iterator]();
  generator.next();
  return generator;
}

export function* capturedInGenerator(t: ActiveList) { //= a b
  using a = t.res("a"); //@ a
  using b = t.res("b"); //@ b
  yield () => a;
}

export async function* asyncAtYield(t: ActiveList) { //= a b
  using a = t.res("a"); //@ a
  await using b = t.ares("b"); //@ b
  yield 1;
}

export async function* asyncAtAwait(t: ActiveList) { //= a b
  using a = t.res("a"); //@ a
  {
    await using b = t.ares("b"); //@ b
    await t.hold();
  }
}

export function asyncByPromiseOfNext(t: ActiveList) { //= a
  async function* numbers() {
    using a = t.res("a"); //@ a
    await t.hold();
    yield 1;
  }
  return numbers().next();
}

export function asyncAtAwaitAfterYield(t: ActiveList) { //= b
  async function* numbers() {
    {
      using a = t.res("a"); //@ a
      yield 1;
    }
    await using b = t.ares("b"); //@ b
    await t.hold();
  }
  const generator = numbers();
  generator.next();
  generator.next();
  return generator;
}

export function asyncDelegating(t: ActiveList) { //= a b
  async function* inner() {
    using b = t.res("b"); //@ b in inner
    await t.hold();
  }
  async function* outer() {
    await using a = t.ares("a"); //@ a in outer
    yield* inner();
  }
  const generator = outer();
  generator.next();
  return generator;
}

export async function asyncLoopOver(t: ActiveList) { //= a b
  async function* numbers() {
    using b = t.res("b"); //@ b in numbers
    await t.hold();
    yield 1;
  }
  using a = t.res("a"); //@ a in asyncLoopOver
  for await (const n of numbers()) console.log(n);
}

export function asyncReturnIsStuckInDisposal(t: ActiveList) { //= a b!
  async function* numbers() {
    using a = t.res("a"); //@ a
    await using b = t.stuck("b"); //@ b
    using c = t.res("c"); //@ c
    yield 1;
  }
  const generator = numbers();
  generator.next();
  generator.return();
  return generator;
}

export function asyncReturnByPromise(t: ActiveList) { //= a!
  async function* numbers() {
    await using a = t.stuck("a"); //@ a
    yield 1;
  }
  const generator = numbers();
  generator.next();
  return generator.return();
}

export function asyncThrowIsStuckInDisposal(t: ActiveList) { //= a!
  async function* numbers() {
    await using a = t.stuck("a"); //@ a
    await using b = t.ares("b"); //@ b
    yield 1;
  }
  const generator = numbers();
  generator.next();
  generator.throw(new Error("thrown by the program")).catch(() => {});
  return generator;
}

export async function breakOutOfAsyncGenerator(t: ActiveList) { //= o a!
  async function* numbers() {
    await using a = t.stuck("a"); //@ a in numbers
    yield 1;
  }
  using o = t.res("o"); //@ o in breakOutOfAsyncGenerator
  for await (const n of numbers()) break;
}

export function asyncEndIsStuckInDisposal(t: ActiveList) { //= a!
  async function* numbers() {
    yield 1;
    await using a = t.stuck("a"); //@ a
  }
  const generator = numbers();
  generator.next();
  generator.next();
  return generator;
}
