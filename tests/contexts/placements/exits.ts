// deno-lint-ignore-file -- these programs show forms, not manners
/** Ways out of a block, each suspended in the disposal of one resource. */
import type { ActiveList } from "../active_list.ts";

export async function byReturnConstant(t: ActiveList) { //= a b!
  using a = t.res("a"); //@ a
  await using b = t.stuck("b"); //@ b
  using c = t.res("c"); //@ c
  return 1;
}

export async function byReturnComputed(t: ActiveList) { //= a b!
  using a = t.res("a"); //@ a
  await using b = t.stuck("b"); //@ b
  using c = t.res("c"); //@ c
  return c.tag + a.tag;
}

export async function byReturnAwaited(t: ActiveList) { //= b!
  await using b = t.stuck("b"); //@ b
  return await Promise.resolve(1);
}

export async function byBreak(t: ActiveList) { //= a b!
  for (;;) {
    using a = t.res("a"); //@ a
    await using b = t.stuck("b"); //@ b
    using c = t.res("c"); //@ c
    break;
  }
}

export async function byThrow(t: ActiveList) { //= a b!
  using a = t.res("a"); //@ a
  await using b = t.stuck("b"); //@ b
  using c = t.res("c"); //@ c
  throw new Error("thrown by the program");
}

export async function byFallingThrough(t: ActiveList) { //= a b!
  using a = t.res("a"); //@ a
  await using b = t.stuck("b"); //@ b
  using c = t.res("c"); //@ c
}

export async function byContinue(t: ActiveList) { //= b!
  for (const i of [0, 1]) {
    await using b = t.stuck("b"); //@ b
    if (i === 0) continue;
    console.log(i);
  }
}

export async function byThrowOfCallee(t: ActiveList) { //= a!
  await using a = t.stuck("a"); //@ a
  await null;
  JSON.parse("{");
}

export async function byRejection(t: ActiveList) { //= a!
  await using a = t.stuck("a"); //@ a
  await Promise.reject(new Error("rejected by the program"));
}

export async function bySecondTurn(t: ActiveList) { //= b!
  for (const i of [0, 1]) {
    await using b = i === 0 ? t.ares("b") : t.stuck("b"); //@ b
  }
}

export async function blockByFallingThrough(t: ActiveList) { //= o a!
  using o = t.res("o"); //@ o
  {
    await using a = t.stuck("a"); //@ a
    await using b = t.ares("b"); //@ b
  }
  using c = t.res("c"); //@ c
}

export async function blockByReturn(t: ActiveList) { //= o p a!
  using o = t.res("o"); //@ o
  await using p = t.stuck("p"); //@ p
  {
    await using a = t.stuck("a"); //@ a
    return 1;
  }
}

export async function outerBlockByReturn(t: ActiveList) { //= o p!
  using o = t.res("o"); //@ o
  await using p = t.stuck("p"); //@ p
  {
    await using a = t.ares("a"); //@ a
    {
      using b = t.res("b"); //@ b
      return 1;
    }
  }
}

export async function blockByLabelledBreak(t: ActiveList) { //= o p!
  using o = t.res("o"); //@ o
  done: {
    await using p = t.stuck("p"); //@ p
    for (;;) {
      await using a = t.ares("a"); //@ a
      break done;
    }
  }
}

export async function loopByLabelledContinue(t: ActiveList) { //= a!
  outer: for (let i = 0; i < 2; i++) {
    await using a = t.stuck("a"); //@ a
    for (;;) {
      using b = t.res("b"); //@ b
      continue outer;
    }
  }
}

export async function tryByThrow(t: ActiveList) { //= o a!
  using o = t.res("o"); //@ o
  try {
    await using a = t.stuck("a"); //@ a
    throw new Error("thrown by the program");
  } catch {
    using b = t.res("b"); //@ b
  } finally {
    using c = t.res("c"); //@ c
  }
}

export async function finallyBlock(t: ActiveList) { //= o c!
  using o = t.res("o"); //@ o
  try {
    using a = t.res("a"); //@ a
  } finally {
    await using c = t.stuck("c"); //@ c
  }
}

export async function finallyBlockByError(t: ActiveList) { //= c!
  try {
    using a = t.res("a"); //@ a
    throw new Error("thrown by the program");
  } finally {
    await using c = t.stuck("c"); //@ c
  }
}

export async function catchBlockExit(t: ActiveList) { //= b!
  try {
    throw new Error("thrown by the program");
  } catch {
    await using b = t.stuck("b"); //@ b
  }
}

export async function switchBlock(t: ActiveList) { //= a!
  switch (1 as number) {
    case 1: {
      await using a = t.stuck("a"); //@ a
      break;
    }
  }
}

export async function forOfHeadExit(t: ActiveList) { //= x!
  for (await using x of [t.stuck("x"), t.ares("never declared")]) { //@ x
  }
}

export async function forOfHeadExitByBreak(t: ActiveList) { //= x!
  for (await using x of [t.stuck("x")]) { //@ x
    using b = t.res("b"); //@ b
    break;
  }
}

export async function forOfHeadBodyExits(t: ActiveList) { //= x b!
  for (await using x of [t.ares("x")]) { //@ x
    await using b = t.stuck("b"); //@ b
  }
}

export async function forOfHeadSecondExits(t: ActiveList) { //= x2!
  for (await using x of [t.ares("x1"), t.stuck("x2")]) { //@ x as x1, x as x2
    using b = t.res("b"); //@ b
  }
}

export async function forAwaitHeadExit(t: ActiveList) { //= x!
  for await (await using x of [t.stuck("x")]) { //@ x
  }
}

export async function firstOfThree(t: ActiveList) { //= a!
  await using a = t.stuck("a"); //@ a
  await using b = t.ares("b"); //@ b
  await using c = t.ares("c"); //@ c
}

export async function secondOfThree(t: ActiveList) { //= a b!
  await using a = t.ares("a"); //@ a
  await using b = t.stuck("b"); //@ b
  await using c = t.ares("c"); //@ c
}

export async function thirdOfThree(t: ActiveList) { //= a b c!
  await using a = t.ares("a"); //@ a
  await using b = t.stuck("b"); //@ b
  await using c = t.stuck("c"); //@ c
}

export async function declaratorsExit(t: ActiveList) { //= a b!
  await using a = t.stuck("a"), b = t.stuck("b"), c = t.ares("c"); //@ a, b, c
}

export async function mixedKindsExit(t: ActiveList) { //= a b c!
  using a = t.res("a"); //@ a
  await using b = t.res("b"); //@ b
  await using c = t.bothStuck("c"); //@ c
  using d = t.both("d"); //@ d
  await using e = t.both("e"); //@ e
}

export async function nullsExit(t: ActiveList) { //= a!
  await using none = null;
  await using a = t.stuck("a"); //@ a
  await using nothing = undefined;
  using nil = null;
}

export async function firstDeclaredIsNull(t: ActiveList) { //= a b!
  await using none = null;
  using a = t.res("a"); //@ a
  using nothing = undefined;
  await using b = t.stuck("b"); //@ b
}

export async function capturedExit(t: ActiveList) { //= a b!
  using a = t.res("a"); //@ a
  await using b = t.stuck("b"); //@ b
  const closure = () => [a, b];
  closure();
}

export async function shadowedExit(t: ActiveList) { //= a1 a2!
  await using a = t.stuck("a1"); //@ a as a1
  {
    await using a = t.stuck("a2"); //@ a as a2
  }
}

export async function shadowedOuterExits(t: ActiveList) { //= a1!
  await using a = t.stuck("a1"); //@ a as a1
  {
    await using a = t.ares("a2"); //@ a as a2
  }
}

export async function siblingExits(t: ActiveList) { //= b!
  {
    await using a = t.ares("a"); //@ a
  }
  {
    await using b = t.stuck("b"); //@ b
  }
}

export async function initializerThrewExit(t: ActiveList) { //= a!
  await using a = t.stuck("a"); //@ a
  using b = t.fails(); //@ b
}

export async function secondInitializerRejects(t: ActiveList) { //= a b!
  using a = t.res("a"); //@ a
  await using b = t.stuck("b"), c = await Promise.reject<AsyncDisposable>(new Error("rejected by the program")); //@ b, c
}

export async function plainClassExits(t: ActiveList) { //= a b!
  using a = t.plain("a"); //@ a
  await using b = t.plainStuck("b"); //@ b
  await using c = t.plain("c"); //@ c
}

export async function sameClassTwice(t: ActiveList) { //= a b!
  await using a = t.plainStuck("a"); //@ a
  await using b = t.plainStuck("b"); //@ b
}

export async function disposalThrewBefore(t: ActiveList) { //= a!
  await using a = t.stuck("a"); //@ a
  await using b = t.custom("b", () => (t.ended("b"), Promise.reject(new Error("rejected by the program")))); //@ b
}

export async function arrowExits(t: ActiveList) { //= o a!
  using o = t.res("o"); //@ o in arrowExits
  await (async () => {
    await using a = t.stuck("a"); //@ a in <anonymous>
  })();
}

export async function caughtThenExits(t: ActiveList) { //= b!
  try {
    await using a = t.ares("a"); //@ a
    throw new Error("thrown by the program");
  } catch {}
  await using b = t.stuck("b"); //@ b
}
