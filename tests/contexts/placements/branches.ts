// deno-lint-ignore-file -- these programs show forms, not manners
/** Branches: if, switch, try, catch, finally. */
import type { ActiveList } from "../active_list.ts";

export async function ifBranch(t: ActiveList, yes = true) { //= a
  if (yes) {
    using a = t.res("a"); //@ a
    await t.hold();
  } else {
    using b = t.res("b"); //@ b
  }
}

export async function elseBranch(t: ActiveList, yes = false) { //= b
  if (yes) {
    using a = t.res("a"); //@ a
    await t.hold();
  } else {
    using b = t.res("b"); //@ b
    await t.hold();
  }
}

export async function switchWithBraces(t: ActiveList, n = 2) { //= o b
  using o = t.res("o"); //@ o
  switch (n) {
    case 1: {
      using a = t.res("a"); //@ a
      await t.hold();
      break;
    }
    case 2: {
      using b = t.res("b"); //@ b
      await t.hold();
    }
  }
}

export async function switchFallingThrough(t: ActiveList, n = 1) { //= b
  switch (n) {
    // @ts-expect-error: falling through is the point
    case 1: {
      using a = t.res("a"); //@ a
    }
    // falls through
    default: {
      await using b = t.ares("b"); //@ b
      await t.hold();
    }
  }
}

export async function switchAroundLoop(t: ActiveList) { //= a
  for (const n of [1, 2]) {
    switch (n) {
      case 1: {
        using b = t.res("b"); //@ b
        continue;
      }
      case 2: {
        using a = t.res("a"); //@ a
        await t.hold();
      }
    }
  }
}

export async function tryBlock(t: ActiveList) { //= o a
  using o = t.res("o"); //@ o
  try {
    using a = t.res("a"); //@ a
    await t.hold();
  } catch {
    using b = t.res("b"); //@ b
  } finally {
    using c = t.res("c"); //@ c
  }
}

export async function catchBlock(t: ActiveList) { //= o b
  using o = t.res("o"); //@ o
  try {
    using a = t.res("a"); //@ a
    throw new Error("thrown by the program");
  } catch (error) {
    using b = t.res("b"); //@ b
    await t.hold();
    console.log(error);
  }
}

export async function catchAfterRejection(t: ActiveList) { //= b
  try {
    await using a = t.ares("a"); //@ a
    await Promise.reject(new Error("rejected by the program"));
  } catch {
    await using b = t.ares("b"); //@ b
    await t.hold();
  }
}

export async function finallyNormal(t: ActiveList) { //= o c
  using o = t.res("o"); //@ o
  try {
    using a = t.res("a"); //@ a
  } finally {
    using c = t.res("c"); //@ c
    await t.hold();
  }
}

export async function finallyByError(t: ActiveList) { //= o c
  using o = t.res("o"); //@ o
  try {
    using a = t.res("a"); //@ a
    await null;
    throw new Error("thrown by the program");
  } finally {
    using c = t.res("c"); //@ c
    await t.hold();
  }
}

export async function finallyByReturn(t: ActiveList) { //= c
  try {
    using a = t.res("a"); //@ a
    return 1;
  } finally {
    await using c = t.ares("c"); //@ c
    await t.hold();
  }
}

export async function finallyByBreak(t: ActiveList) { //= c
  for (;;) {
    try {
      using a = t.res("a"); //@ a
      break;
    } finally {
      using c = t.res("c"); //@ c
      await t.hold();
    }
  }
}

export async function finallyAfterCatch(t: ActiveList) { //= c
  try {
    using a = t.res("a"); //@ a
    throw new Error("thrown by the program");
  } catch {
    using b = t.res("b"); //@ b
  } finally {
    using c = t.res("c"); //@ c
    await t.hold();
  }
}

export async function afterCaughtError(t: ActiveList) { //= o d
  using o = t.res("o"); //@ o
  try {
    using a = t.res("a"); //@ a
    await using b = t.ares("b"); //@ b
    throw new Error("thrown by the program");
  } catch {}
  using d = t.res("d"); //@ d
  await t.hold();
}

export async function initializerThrew(t: ActiveList) { //= o
  using o = t.res("o"); //@ o
  try {
    using a = t.res("a"); //@ a
    using b = t.fails(); //@ b
  } catch {
    await t.hold();
  }
}

export async function notDisposable(t: ActiveList) { //= o
  using o = t.res("o"); //@ o
  try {
    using a = t.res("a"); //@ a
    using b = {} as Disposable; //@ b
  } catch {
    await t.hold();
  }
}

export async function tryInTry(t: ActiveList) { //= a c
  try {
    using a = t.res("a"); //@ a
    try {
      using b = t.res("b"); //@ b
      throw new Error("thrown by the program");
    } catch {
      using c = t.res("c"); //@ c
      await t.hold();
    }
  } finally {
    using d = t.res("d"); //@ d
  }
}

export async function errorThroughTwoBlocks(t: ActiveList) { //= o
  using o = t.res("o"); //@ o
  try {
    using a = t.res("a"); //@ a
    {
      await using b = t.ares("b"); //@ b
      {
        using c = t.res("c"); //@ c
        throw new Error("thrown by the program");
      }
    }
  } catch {
    await t.hold();
  }
}

export async function inExpressions(t: ActiveList) { //= a
  using a = t.res("a"); //@ a
  const values = [1, `${2 + (await t.hold(), 3)}`, { x: await t.hold() }];
  return values;
}

export async function inReturn(t: ActiveList) { //= a b
  using a = t.res("a"); //@ a
  {
    await using b = t.ares("b"); //@ b
    return await t.hold();
  }
}

export async function inThrow(t: ActiveList) { //= a
  using a = t.res("a"); //@ a
  throw await t.hold();
}

export async function returnsAPromise(t: ActiveList) { //=
  using a = t.res("a"); //@ a
  return t.hold();
}
