// deno-lint-ignore-file -- these programs show forms, not manners
/** Blocks, declarators, initializers, null: where a resource is declared and how long it stays. */
import type { ActiveList } from "../active_list.ts";

export async function functionBody(t: ActiveList) { //= a
  using a = t.res("a"); //@ a
  await t.hold();
}

export async function functionBodyAsync(t: ActiveList) { //= a
  await using a = t.ares("a"); //@ a
  await t.hold();
}

export async function bothKindsInOneBlock(t: ActiveList) { //= a b c d
  using a = t.res("a"); //@ a
  await using b = t.ares("b"); //@ b
  using c = t.both("c"); //@ c
  await using d = t.both("d"); //@ d
  await t.hold();
}

export async function firstAwaitBetween(t: ActiveList) { //= a
  using a = t.res("a"); //@ a
  await t.hold();
  using b = t.res("b"); //@ b
}

export async function usedAfterwards(t: ActiveList) { //= a b
  using a = t.res("a"); //@ a
  await null;
  using b = t.res("b"); //@ b
  await t.hold();
  console.log(a, b);
}

export async function nestedBlocks(t: ActiveList) { //= a b c
  using a = t.res("a"); //@ a
  {
    await using b = t.ares("b"); //@ b
    {
      using c = t.res("c"); //@ c
      await t.hold();
    }
  }
}

export async function innerBlockOnly(t: ActiveList) { //= a
  const before = 1;
  {
    using a = t.res("a"); //@ a
    await t.hold();
  }
  return before;
}

export async function innerBlockLeft(t: ActiveList) { //= a
  using a = t.res("a"); //@ a
  {
    using b = t.res("b"); //@ b
    await null;
  }
  await t.hold();
}

export async function onlyBlockLeft(t: ActiveList) { //=
  {
    using a = t.res("a"); //@ a
  }
  await t.hold();
}

export async function siblingLeft(t: ActiveList) { //= b
  {
    using a = t.res("a"); //@ a
    await null;
  }
  {
    using b = t.res("b"); //@ b
    await t.hold();
  }
}

export async function siblingLeftAsync(t: ActiveList) { //= c
  {
    await using a = t.ares("a"); //@ a
    await using b = t.ares("b"); //@ b
  }
  {
    await using c = t.ares("c"); //@ c
    await t.hold();
  }
}

export async function siblingLeftThenPlainBlock(t: ActiveList) { //=
  {
    using a = t.res("a"); //@ a
    await null;
  }
  {
    const x = { y: 1 };
    await t.hold();
    console.log(x);
  }
}

export async function siblingLeftOthersFollow(t: ActiveList) { //= d
  {
    using a = t.res("a"); //@ a
  }
  {
    using b = t.res("b"), c = t.res("c"); //@ b, c
  }
  {
    using d = t.res("d"); //@ d
    await t.hold();
    using e = t.res("e"); //@ e
  }
  {
    using f = t.res("f"); //@ f
  }
}

export async function severalDeclarators(t: ActiveList) { //= a b c
  using a = t.res("a"), b = t.res("b"), c = t.res("c"); //@ a, b, c
  await t.hold();
}

export async function severalDeclaratorsOnLines(t: ActiveList) { //= a b c
  await using a = t.ares("a"), //@ a
    b = t.both("b"), //@ await b
    c = //@ await c
      t.res("c");
  await t.hold();
}

export async function initializerOfSecondDeclarator(t: ActiveList) { //= a
  using a = t.res("a"), b = (await t.hold(), t.res("b")); //@ a, b
}

export async function initializerOfSecondAfterTurn(t: ActiveList) { //= a b
  using a = t.res("a"), b = await t.later("b"), c = (await t.hold(), t.res("c")); //@ a, b, c
}

export async function initializerOfLater(t: ActiveList) { //= a
  using a = t.res("a"); //@ a
  using b = await t.hold().then(() => t.res("b")); //@ b
}

export async function initializerOfFirst(t: ActiveList) { //=
  using a = await t.hold().then(() => t.res("a")); //@ a
}

export async function initializerOfLaterAwaitUsing(t: ActiveList) { //= a
  await using a = t.ares("a"); //@ a
  await using b = (await t.hold(), t.ares("b")); //@ b
}

export async function initializerAwaited(t: ActiveList) { //= a b
  using a = await t.later("a"); //@ a
  using b = await t.later("b"); //@ b
  await t.hold();
}

export async function declaredAfterTheAwait(t: ActiveList) { //= a
  using a = t.res("a"); //@ a
  await t.hold();
  using b = t.res("b"); //@ b
  await using c = t.ares("c"); //@ c
}

export async function nullFirst(t: ActiveList) { //= a
  using none = null;
  using a = t.res("a"); //@ a
  await t.hold();
}

export async function nullBetween(t: ActiveList) { //= a b
  using a = t.res("a"); //@ a
  using none = null;
  using nothing = undefined;
  using b = t.res("b"); //@ b
  await t.hold();
}

export async function nullAlone(t: ActiveList) { //=
  using none = null;
  await t.hold();
}

export async function nullInDeclarators(t: ActiveList) { //= a b
  using a = t.res("a"), none = null, b = t.res("b"), nothing = undefined; //@ a, b
  await t.hold();
}

export async function asyncNullAlone(t: ActiveList) { //=
  await using none = null;
  await t.hold();
}

export async function asyncNullBetween(t: ActiveList) { //= a b
  await using a = t.ares("a"); //@ a
  await using none = null;
  await using b = t.ares("b"); //@ b
  await using nothing = undefined;
  await t.hold();
}

export async function nullByComputation(t: ActiveList) { //= a b
  const maybe = (tag: string) => tag === "x" ? null : t.res(tag);
  using a = maybe("a"); //@ a
  using x = maybe("x"); //@ x
  using b = maybe("b"); //@ b
  await t.hold();
}

export async function syncMethodUnderAwaitUsing(t: ActiveList) { //= a b
  await using a = t.res("a"); //@ a
  await using b = t.plain("b"); //@ b
  await t.hold();
}

export async function plainClasses(t: ActiveList) { //= a b c
  using a = t.plain("a"); //@ a
  await using b = t.plainStuck("b"); //@ b
  using c = t.plain("c"); //@ c
  await t.hold();
}

export async function shadowed(t: ActiveList) { //= a1 a2 a3
  using a = t.res("a1"); //@ a as a1
  {
    using a = t.res("a2"); //@ a as a2
    {
      await using a = t.ares("a3"); //@ a as a3
      await t.hold();
    }
  }
}

export async function shadowedAndLeft(t: ActiveList) { //= a1
  using a = t.res("a1"); //@ a as a1
  {
    using a = t.res("a2"); //@ a as a2
    await null;
  }
  await t.hold();
}

export async function shadowedBySomethingElse(t: ActiveList) { //= a
  using a = t.res("a"); //@ a
  {
    const a = t.res("never declared");
    await t.hold();
    console.log(a);
  }
}

export async function shadowsParameter(t: ActiveList, a = 1) { //= a
  {
    using a = t.res("a"); //@ a
    await t.hold();
  }
  return a;
}

export async function sameNameInSiblings(t: ActiveList) { //= a2
  {
    using a = t.res("a1"); //@ a as a1
  }
  {
    using a = t.res("a2"); //@ a as a2
    await t.hold();
  }
}

export async function unicodeNames(t: ActiveList) { //= größe 変数 ℮ 𝒳
  using größe = t.res("größe"); //@ größe
  using 変数 = t.res("変数"); //@ 変数
  await using ℮ = t.ares("℮"); //@ ℮
  {
    using 𝒳 = t.res("𝒳"); //@ 𝒳
    const 結果 = "🙂";
    await t.hold();
    console.log(結果);
  }
}

export async function oddNames(t: ActiveList) { //= $ _ using async of await$ get
  using $ = t.res("$"); //@ $
  using _ = t.res("_"); //@ _
  {
    using using = t.res("using"); //@ using
    await using async = t.ares("async"); //@ async
    {
      using of = t.res("of"); //@ of
      using await$ = t.res("await$"); //@ await$
      using get = t.res("get"); //@ get
      await t.hold();
    }
  }
}

export async function destructuredNeighbours(t: ActiveList) { //= b f
  const { x: [a], ...rest } = { x: [1], y: 2, z: 3 };
  using b = t.res("b"); //@ b
  const [c, , { d = 4 } = {}] = [a, 2];
  let [e] = [rest];
  using f = t.res("f"); //@ f
  const { length: g } = "abc";
  await t.hold();
  console.log(a, b, c, d, e, f, g);
}

export async function resourceIsAlsoElsewhere(t: ActiveList) { //= a b
  const other = t.res("a"), list = [other];
  using a = other; //@ a
  let copy = a;
  using b = t.res("b"); //@ b
  await t.hold();
  console.log(list, copy);
}

export async function functionAsResource(t: ActiveList) { //= a
  const call = t.declared("a", Object.assign(() => 1, { [Symbol.dispose]() {} }));
  using a = call; //@ a
  await t.hold();
}

export async function resourceIsAPromise(t: ActiveList) { //= a
  using a = t.declared("a", Object.assign(t.hold(), { [Symbol.dispose]() {} })); //@ a
  await t.hold();
}

export async function resourceIsAwaited(t: ActiveList) { //= a
  using a = t.declared("a", Object.assign(t.hold(), { [Symbol.dispose]() {} })); //@ a
  await a;
}

export async function objectWithoutClass(t: ActiveList) { //= a
  using a = t.declared("a", { [Symbol.dispose]() {} }); //@ a
  await t.hold();
}
