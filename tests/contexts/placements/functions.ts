// deno-lint-ignore-file -- these programs show forms, not manners
/** Kinds of functions, and variables that closures capture. */
import type { ActiveList } from "../active_list.ts";

export function arrowWithBlock(t: ActiveList) { //= a
  return (async () => {
    using a = t.res("a"); //@ a
    await t.hold();
  })();
}

export function arrowNamed(t: ActiveList) { //= a b
  const run = async (): Promise<void> => {
    using a = t.res("a"); //@ a
    await using b = t.ares("b"); //@ b
    await t.hold();
  };
  return run();
}

export function functionExpression(t: ActiveList) { //= a
  return async function (this: unknown) {
    using a = t.res("a"); //@ a
    await t.hold();
  }.call(1);
}

export function arrowInArrow(t: ActiveList) { //= a b
  const outer = async () => {
    using a = t.res("a"); //@ a in outer
    const inner = async () => {
      using b = t.res("b"); //@ b in inner
      await t.hold();
    };
    await inner();
  };
  return outer();
}

export async function captured(t: ActiveList) { //= a
  using a = t.res("a"); //@ a
  const closure = () => a;
  await t.hold();
  return closure;
}

export async function capturedInBlocks(t: ActiveList) { //= a b c
  using a = t.res("a"); //@ a
  const closures: unknown[] = [() => a];
  {
    await using b = t.ares("b"); //@ b
    using c = t.res("c"); //@ c
    closures.push(() => b, () => c);
    await t.hold();
  }
  return closures;
}

export async function capturedBetweenOthers(t: ActiveList) { //= a b c
  using a = t.res("a"); //@ a
  using b = t.res("b"); //@ b
  using c = t.res("c"); //@ c
  const closure = () => b;
  await t.hold();
  return closure;
}

export async function capturedAndLeft(t: ActiveList) { //= b
  let closure;
  {
    using a = t.res("a"); //@ a
    closure = () => a;
  }
  using b = t.res("b"); //@ b
  await t.hold();
  return closure;
}

export async function capturedInLoop(t: ActiveList) { //= a
  const closures = [];
  for (let i = 0; i < 3; i++) {
    using a = t.res("a"); //@ a
    closures.push(() => [a, i]);
    if (i === 2) await t.hold();
  }
}

export async function capturedShadowed(t: ActiveList) { //= a1 a2
  using a = t.res("a1"); //@ a as a1
  const first = () => a;
  {
    using a = t.res("a2"); //@ a as a2
    const second = () => a;
    await t.hold();
    return [first, second];
  }
}

export async function capturedByInnerAsync(t: ActiveList) { //= a
  using a = t.res("a"); //@ a in capturedByInnerAsync
  await (async () => {
    await t.hold();
    return a;
  })();
}

export async function innerFunctionsDeclareToo(t: ActiveList) { //= b
  function inner() {
    using a = t.res("a"); //@ a in inner
    return a.tag;
  }
  inner();
  using b = t.res("b"); //@ b
  await t.hold();
}

export function method(t: ActiveList) { //= a
  class Owner {
    async run() {
      using a = t.res("a"); //@ a
      await t.hold();
    }
  }
  return new Owner().run();
}

export function staticMethod(t: ActiveList) { //= a
  class Owner {
    static async run() {
      using a = t.res("a"); //@ a
      await t.hold();
    }
  }
  return Owner.run();
}

export function privateMethods(t: ActiveList) { //= a b
  class Owner {
    async #run() {
      using a = t.res("a"); //@ a in #run
      await Owner.#stop();
    }
    static async #stop() {
      await using b = t.ares("b"); //@ b in #stop
      await t.hold();
    }
    run() {
      return this.#run();
    }
  }
  return new Owner().run();
}

export function computedMethod(t: ActiveList) { //= a
  const key = Symbol("key");
  class Owner {
    async [key]() {
      using a = t.res("a"); //@ a
      await t.hold();
    }
    async ["x" + 1]() {
      using b = t.res("b"); //@ b
    }
  }
  return new Owner()[key]();
}

export function superMethod(t: ActiveList) { //= a b
  class Base {
    async run() {
      using b = t.res("b"); //@ b in run
      await t.hold();
    }
  }
  class Sub extends Base {
    async start() {
      using a = t.res("a"); //@ a in start
      await super.run();
    }
  }
  return new Sub().start();
}

export function getterReturnsPromise(t: ActiveList) { //= a
  const owner = {
    get value() {
      return (async () => {
        using a = t.res("a"); //@ a
        await t.hold();
      })();
    },
  };
  return owner.value;
}

export function constructorCallsAsync(t: ActiveList) { //= a
  class Owner {
    ready: Promise<void>;
    constructor() {
      using c = t.res("c"); //@ c in Owner
      this.ready = this.start();
    }
    async start() {
      using a = t.res("a"); //@ a
      await t.hold();
    }
  }
  return new Owner().ready;
}

export function fieldInitializers(t: ActiveList) { //= a | b
  class Owner {
    ready = (async () => {
      using a = t.res("a"); //@ a
      await t.hold();
    })();
    static ready: unknown;
    static {
      t.also((t) =>
        this.ready = (async () => {
          using b = t.res("b"); //@ b
          await t.hold();
        })()
      );
    }
  }
  return new Owner().ready;
}

export async function staticBlock(t: ActiveList) { //= a
  using a = t.res("a"); //@ a
  class Owner {
    static {
      using b = t.res("b"); //@ b in <static_initializer>
    }
  }
  await t.hold();
  return Owner;
}

export function objectMethods(t: ActiveList) { //= a b
  const owner = {
    async run() {
      using a = t.res("a"); //@ a in run
      await this.stop();
    },
    stop: async function () {
      using b = t.res("b"); //@ b in stop
      await t.hold();
    },
  };
  return owner.run();
}

export async function defaultParameter(t: ActiveList, other = t.res("never declared")) { //= a
  using a = t.res("a"); //@ a
  await t.hold();
  console.log(other);
}

export async function parameterScope(t: ActiveList, f = () => g, g = 1) { //= a b
  using a = t.res("a"); //@ a
  {
    var h = 1;
    using b = t.res("b"); //@ b
    await t.hold();
  }
  return [f, g, h];
}

export async function destructuredParameters(t: ActiveList, { x = 1, y: [z] = [2] } = {}, ...rest: number[]) { //= a
  using a = t.res("a"); //@ a
  await t.hold();
  return [x, z, rest];
}

export function bound(t: ActiveList) { //= a
  async function run(this: { x: number }, by: number) {
    using a = t.res("a"); //@ a
    await t.hold();
    return this.x + by;
  }
  return run.bind({ x: 1 }, 2)();
}

export async function argumentsAndThis(t: ActiveList) { //= a
  using a = t.res("a"); //@ a
  await t.hold();
  return arguments.length;
}

export async function tryInsideClosureInLoop(t: ActiveList) { //= o a
  using o = t.res("o"); //@ o
  for (const i of [0, 1]) {
    try {
      await using a = t.ares("a"); //@ a
      const f = () => [a, o, i];
      if (i === 1) await t.hold();
      f();
    } finally {
      using c = t.res("c"); //@ c
    }
  }
}
