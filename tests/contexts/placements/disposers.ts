// deno-lint-ignore-file -- these programs show forms, not manners
/** What a dispose method may be and return: async functions, promises made by hand, disposable stacks, nested disposals. */
import type { ActiveList } from "../active_list.ts";

export async function handMadeAlone(t: ActiveList) { //= a!
  await using a = t.handMade("a"); //@ a
}

export async function handMadeAfterSync(t: ActiveList) { //= a b!
  using a = t.res("a"); //@ a
  await using b = t.handMade("b"); //@ b
}

export async function handMadeBeforeSync(t: ActiveList) { //= a!
  await using a = t.handMade("a"); //@ a
  using b = t.res("b"); //@ b
}

export async function handMadeActive(t: ActiveList) { //= a b
  await using a = t.handMade("a"); //@ a
  await using b = t.handMade("b"); //@ b
  await t.hold();
}

export async function handMadeAwaitedByProgram(t: ActiveList) { //= a
  const promise = t.hold();
  await using a = t.handMade("a", () => promise); //@ a
  await promise;
}

export async function handMadeSecondOfTwo(t: ActiveList) { //= a b!
  t.mayNotKnowWhichExits();
  await using a = t.handMade("a"); //@ a
  await using b = t.handMade("b"); //@ b
}

export async function handMadeFirstOfTwo(t: ActiveList) { //= a!
  t.mayNotKnowWhichExits();
  await using a = t.handMade("a"); //@ a
  await using b = t.handMadeSettled("b"); //@ b
}

export async function handMadeSecondOfThree(t: ActiveList) { //= a b!
  t.mayNotKnowWhichExits();
  await using a = t.handMade("a"); //@ a
  await using b = t.handMade("b"); //@ b
  await using c = t.handMadeSettled("c"); //@ c
}

export async function handMadeInLoop(t: ActiveList) { //= a!
  for (const i of [0, 1]) {
    await using a = i === 0 ? t.handMadeSettled("a") : t.handMade("a"); //@ a
  }
}

export async function handMadeAfterAsyncFunction(t: ActiveList) { //= a!
  t.mayNotKnowWhichExits();
  await using a = t.handMade("a"); //@ a
  await using b = t.ares("b"); //@ b
}

export async function asyncFunctionAfterHandMade(t: ActiveList) { //= a!
  await using a = t.stuck("a"); //@ a
  await using b = t.handMadeSettled("b"); //@ b
}

export async function handMadeInNestedBlock(t: ActiveList) { //= a b!
  await using a = t.handMade("a"); //@ a
  {
    await using b = t.handMade("b"); //@ b
  }
}

export async function handMadeOuterBlock(t: ActiveList) { //= a!
  await using a = t.handMade("a"); //@ a
  {
    await using b = t.handMadeSettled("b"); //@ b
  }
}

export async function derivedPromise(t: ActiveList) { //= a!
  await using a = t.handMade("a", () => t.hold().then(() => {})); //@ a
}

export async function thenable(t: ActiveList) { //= a!
  await using a = t.handMade("a", () => ({ then: (resolve) => t.keep(() => resolve?.()) })); //@ a
}

export async function promiseOfAnotherFunction(t: ActiveList) { //= a!
  async function close() {
    await t.hold();
  }
  await using a = t.handMade("a", close); //@ a
}

export async function promiseAll(t: ActiveList) { //= a!
  await using a = t.handMade("a", async () => void await Promise.all([t.hold(), t.hold()])); //@ a
}

export async function returnsStacksPromise(t: ActiveList) { //= a!
  const stack = new AsyncDisposableStack();
  stack.defer(() => t.hold());
  await using a = t.handMade("a", () => stack.disposeAsync()); //@ a
}

export async function returnsStacksPromiseAmongOthers(t: ActiveList) { //= o a!
  await using o = t.stuck("o"); //@ o
  const stack = new AsyncDisposableStack();
  stack.defer(async () => await t.hold());
  await using a = t.custom("a", () => stack.disposeAsync()); //@ a
  await using b = t.ares("b"); //@ b
}

export async function disposableStack(t: ActiveList) { //= a s
  using a = t.res("a"); //@ a
  using s = t.declared("s", new DisposableStack()); //@ s
  s.defer(() => {});
  s.adopt({ x: 1 }, () => {});
  await t.hold();
}

export async function emptyDisposableStack(t: ActiveList) { //= s
  using s = t.declared("s", new DisposableStack()); //@ s
  await t.hold();
}

export async function asyncDisposableStack(t: ActiveList) { //= s b
  await using s = t.declared("s", new AsyncDisposableStack()); //@ s
  s.defer(() => t.hold());
  s.adopt({ x: 1 }, () => {});
  using b = t.res("b"); //@ b
  await t.hold();
}

export async function asyncDisposableStackExits(t: ActiveList) { //= a s!
  using a = t.res("a"); //@ a
  await using s = t.declared("s", new AsyncDisposableStack()); //@ s
  s.defer(() => t.hold());
  s.defer(() => t.began("s"));
}

export async function asyncDisposableStackExitsInEntry(t: ActiveList) { //= s!
  await using s = t.declared("s", new AsyncDisposableStack()); //@ s
  s.defer(async function entry() {
    t.began("s");
    await t.hold();
  });
}

export async function resourceAfterStackExits(t: ActiveList) { //= s b!
  await using s = t.declared("s", new AsyncDisposableStack()); //@ s
  s.defer(() => t.hold());
  await using b = t.stuck("b"); //@ b
}

export async function twoStacksExit(t: ActiveList) { //= r s!
  t.mayNotKnowWhichExits();
  await using r = t.declared("r", new AsyncDisposableStack()); //@ r
  await using s = t.declared("s", new AsyncDisposableStack()); //@ s
  s.defer(() => t.hold());
  s.defer(() => t.began("s"));
}

export async function syncStackUnderAwaitUsing(t: ActiveList) { //= s
  await using s = t.declared("s", new DisposableStack()); //@ s
  await t.hold();
}

export async function movedStack(t: ActiveList) { //= r s
  using r = t.declared("r", new DisposableStack()); //@ r
  r.defer(() => {});
  using s = t.declared("s", r.move()); //@ s
  await t.hold();
}

export async function localStackIsNoContext(t: ActiveList) { //= a
  const stack = new DisposableStack();
  stack.defer(() => {});
  using a = t.res("a"); //@ a
  await t.hold();
  stack.dispose();
}

export async function localStacksDisposedByCall(t: ActiveList) { //= a
  using a = t.res("a"); //@ a
  const stack = new AsyncDisposableStack();
  stack.defer(() => t.hold());
  await stack.disposeAsync();
}

export async function disposedByCallOfTheProgram(t: ActiveList) { //= o a
  using o = t.res("o"); //@ o
  await using a = t.declared("a", { [Symbol.asyncDispose]: async () => await t.hold() }); //@ a
  await a[Symbol.asyncDispose]();
}

export async function disposerDeclares(t: ActiveList) { //= a! b
  await using a = t.custom("a", close); //@ a in disposerDeclares
  async function close() {
    using b = t.res("b"); //@ b in close
    await t.hold();
  }
}

export async function disposerExitsToo(t: ActiveList) { //= a! b!
  await using a = t.custom("a", close); //@ a in disposerExitsToo
  async function close() {
    await using b = t.stuck("b"); //@ b in close
  }
}

export async function disposersThreeDeep(t: ActiveList) { //= o a! p b! c!
  using o = t.res("o"); //@ o in disposersThreeDeep
  await using a = t.custom("a", first); //@ a in disposersThreeDeep
  async function first() {
    using p = t.res("p"); //@ p in first
    await using b = t.custom("b", second); //@ b in first
  }
  async function second() {
    await using c = t.stuck("c"); //@ c in second
    await using d = t.ares("d"); //@ d in second
  }
}

export async function methodOfThisProgram(t: ActiveList) { //= a! b
  class Pool implements AsyncDisposable {
    async [Symbol.asyncDispose]() {
      t.began("a");
      await using b = t.ares("b"); //@ b in [Symbol.asyncDispose]
      await t.hold();
    }
  }
  await using a = t.declared("a", new Pool()); //@ a in methodOfThisProgram
}

export async function arrowAsMethod(t: ActiveList) { //= o a!
  await using o = t.handMade("o"); //@ o in arrowAsMethod
  await using a = t.declared("a", { //@ a in arrowAsMethod
    [Symbol.asyncDispose]: async () => {
      t.began("a");
      await t.hold();
    },
  });
}

export async function boundMethod(t: ActiveList) { //= o a!
  async function close(this: unknown) {
    t.began("a");
    await t.hold();
    return this as void;
  }
  await using o = t.stuck("o"); //@ o in boundMethod
  await using a = t.declared("a", { [Symbol.asyncDispose]: close.bind(1) }); //@ a in boundMethod
}

export async function oneMethodForTwo(t: ActiveList) { //= a b!
  async function close(this: { tag: string }) {
    t.began(this.tag);
    await t.hold();
  }
  await using a = t.declared("a", { tag: "a", [Symbol.asyncDispose]: close }); //@ a in oneMethodForTwo
  await using b = t.declared("b", { tag: "b", [Symbol.asyncDispose]: close }); //@ b in oneMethodForTwo
}

export async function oneMethodForTwoFirstExits(t: ActiveList) { //= a!
  async function close(this: { tag: string; stuck: boolean }) {
    t.began(this.tag);
    await (this.stuck ? t.hold() : null);
    t.ended(this.tag);
  }
  await using a = t.declared("a", { tag: "a", stuck: true, [Symbol.asyncDispose]: close }); //@ a in oneMethodForTwoFirstExits
  await using b = t.declared("b", { tag: "b", stuck: false, [Symbol.asyncDispose]: close }); //@ b in oneMethodForTwoFirstExits
}

export async function closureMethodsWithoutThis(t: ActiveList) { //= a b!
  const closes = (tag: string) => async () => {
    t.began(tag);
    await t.hold();
  };
  await using a = t.declared("a", { [Symbol.asyncDispose]: closes("a") }); //@ a in closureMethodsWithoutThis
  await using b = t.declared("b", { [Symbol.asyncDispose]: closes("b") }); //@ b in closureMethodsWithoutThis
}

export async function methodReplacedAfterwards(t: ActiveList) { //= o a!
  await using o = t.stuck("o"); //@ o in methodReplacedAfterwards
  const pool = {
    async [Symbol.asyncDispose]() {
      t.began("a");
      await t.hold();
    },
  };
  await using a = t.declared("a", pool); //@ a in methodReplacedAfterwards
  pool[Symbol.asyncDispose] = async () => {};
}

export async function programWaitsForItsOwnDisposer(t: ActiveList) { //= a b
  await using a = t.stuck("a"); //@ a in programWaitsForItsOwnDisposer
  {
    await using c = t.declared("b", { [Symbol.asyncDispose]: async () => await t.hold() }); //@ c as b in programWaitsForItsOwnDisposer
    await c[Symbol.asyncDispose]();
    console.log(c);
  }
}
