// deno-lint-ignore-file -- these programs show forms, not manners
/** Features of TypeScript around resources: what the compiler takes out, adds and moves. */
import type { ActiveList, Res } from "../active_list.ts";
import type * as all from "../active_list.ts";

enum Colour {
  red = 1,
  green = red << 2,
  blue = "abc".length,
}

const enum Size {
  small = 3,
}

namespace space {
  export const x = 1;
  export const make = (t: ActiveList, tag: string) => t.res(tag);
}

interface Erased {
  readonly a: number;
  b?(): void;
}

abstract class Parameters<T extends object = Erased> implements Disposable {
  declare protected readonly nothing: T;
  static count: number = 0;
  constructor(private readonly t: ActiveList, public readonly tag?: string, protected count = Colour.green) {}
  abstract name(): string;
  async run<const U>(this: Parameters<T>, list?: readonly U[]): Promise<T | undefined> {
    using a: Res = this.t.res("a");
    return list as unknown as T;
  }
  [Symbol.dispose](): void {}
}

function decorated<This, Args extends unknown[], R>(method: (this: This, ...args: Args) => R, _: unknown) {
  return function (this: This, ...args: Args): R {
    return method.apply(this, args);
  };
}

export async function afterEnum(t: ActiveList): Promise<Colour> { //= a b
  using a = t.res("a"); //@ a
  const size: Size = Size.small;
  await using b = t.ares("b"); //@ b
  await t.hold();
  return Colour.blue + size;
}

export async function fromNamespace(t: ActiveList) { //= a
  using a = space.make(t, "a"); //@ a
  await t.hold();
}

export async function annotated(t: ActiveList) { //= a b c
  using a: Res = t.res("a"); //@ a
  await using b: all.ARes | null = t.ares("b") as all.ARes | null; //@ b
  using c = t.res("c") satisfies Disposable; //@ c
  await t.hold();
}

export async function assertions(t: ActiveList) { //= a b c
  using a = <Disposable> t.res("a"); //@ a
  using b = t.res("b")!; //@ b
  using c = (t.res("c") as unknown as Disposable & Erased)!; //@ c
  await (t.hold() as Promise<unknown> as Promise<string>);
}

export async function generic<T extends Disposable, const U = Erased>(t: ActiveList, make?: () => T, other?: U) { //= a
  using a = make?.() ?? t.res("a"); //@ a
  await t.hold();
}

export async function typesBetween(t: ActiveList) { //= a b
  using a = t.res("a"); //@ a
  type Local = {
    x: number;
    y: [a: string, b?: Local];
  };
  interface Other extends Erased {
    z: Local;
  }
  using b = t.res("b"); //@ b
  const x = (value: Other | undefined): value is Other => value !== undefined;
  await t.hold();
  return x;
}

export function parameterProperties(t: ActiveList) { //= a b
  class Base<T> {
    constructor(protected readonly t: ActiveList, private x?: T) {}
    protected async run(): Promise<void> {
      using b = this.t.res("b"); //@ b in run
      await this.t.hold();
    }
  }
  class Sub extends Base<string> {
    constructor(t: ActiveList, public y: number = 1) {
      super(t, "x");
    }
    public async start(): Promise<void> {
      await using a = this.t.ares("a"); //@ a in start
      await this.run();
    }
  }
  return new Sub(t).start();
}

export function decoratedMethod(t: ActiveList) { //= a b
  class Owner {
    @decorated
    async run(x?: number): Promise<void> {
      using a = t.res("a"); //@ a
      {
        await using b = t.ares("b"); //@ b
        await t.hold();
      }
    }
  }
  return new Owner().run();
}

export function decoratedClassExits(t: ActiveList) { //= a b!
  const named = (_class: unknown, _context: ClassDecoratorContext) => {};
  @named
  class Owner {
    accessor x: number = 1;
    @decorated
    async run(): Promise<void> {
      using a = t.res("a"); //@ a
      await using b = t.stuck("b"); //@ b
    }
  }
  return new Owner().run();
}

export async function overloads(t: ActiveList) { //= a b
  function run(n: number): Promise<void>;
  function run(s: string): Promise<void>;
  async function run(_: number | string): Promise<void> {
    using b = t.res("b"); //@ b in run
    await t.hold();
  }
  using a = t.res("a"); //@ a in overloads
  await run(1);
}

export async function optionalsAndNonNull(t: ActiveList | undefined) { //= a b
  using a = t!.res("a"); //@ a
  await using b = t?.ares?.("b")!; //@ b
  await t?.hold();
}

export async function enumInside(t: ActiveList) { //= a b
  using a = t.res("a"); //@ a
  enum Inner {
    one,
    two = one + 2,
  }
  {
    await using b = t.ares("b"); //@ b
    await t.hold();
  }
  return Inner.two;
}

export async function typedLoops(t: ActiveList) { //= x a
  const list: readonly Res[] = [t.res("x")];
  for (using x of list as Iterable<Res>) { //@ x
    using a: Disposable = x satisfies Res && t.res("a"); //@ a
    await t.hold();
  }
}

export async function satisfiesExits(t: ActiveList) { //= a!
  await using a = t.stuck("a") satisfies AsyncDisposable; //@ a
  const b: Disposable = t.res("never declared");
  return b as unknown as never;
}

export async function commentsEverywhere(t: ActiveList) { //= a b
  /* using x = t.res("x"); */ using /* y */ a /* = */ = /* using z = */ t.res("a"); //@ sync a
  // using c = t.res("c");
  const text = "using d = f();", template = `using e = ${`await using f = ${1}`}`, regexp = /using g = f\(\)/;
  // deno-fmt-ignore
  await /* await */ using /* h */ b /* i */ = t.ares("b"); //@ await b
  await t.hold();
  return [text, template, regexp];
}

export async function declarationsOverLines(t: ActiveList) { //= first second third
  using first = t.res( //@ first
      "first",
    ),
    second //@ sync second
     = t.res("second");
  await using third = //@ third
    t.ares("third");
  await t.hold();
}

export async function nameOnItsOwnLine(t: ActiveList) { //= a
  using a = //@ a
    await t
      .later("a");
  await t
    .hold();
}

export async function jsxLikeGenerics(t: ActiveList) { //= a
  const id = <T>(x: T): T => x;
  using a = id<Res>(t.res("a")); //@ a
  await id<Promise<void>>(t.hold());
}
