// deno-lint-ignore-file -- these programs show forms, not manners
/** Loops: one turn is one block. */
import type { ActiveList } from "../active_list.ts";

export async function forBody(t: ActiveList) { //= a
  for (let i = 0; i < 1; i++) {
    using a = t.res("a"); //@ a
    await t.hold();
  }
}

export async function forSecondTurn(t: ActiveList) { //= a
  for (let i = 0; i < 5; i++) {
    using a = t.res("a"); //@ a
    await (i === 1 ? t.hold() : null);
  }
}

export async function forThirdTurnOfTwo(t: ActiveList) { //= o a b
  using o = t.res("o"); //@ o
  for (let i = 0; i < 5; i++) {
    using a = t.res("a"); //@ a
    await using b = t.ares("b"); //@ b
    await (i === 2 ? t.hold() : null);
  }
}

export async function forSecondTurnBeforeDeclaration(t: ActiveList) { //=
  for (let i = 0; i < 5; i++) {
    await (i === 1 ? t.hold() : null);
    using a = t.res("a"); //@ a
  }
}

export async function forSecondTurnBetween(t: ActiveList) { //= a
  for (let i = 0; i < 5; i++) {
    using a = t.res("a"); //@ a
    await (i === 1 ? t.hold() : null);
    using b = t.res("b"); //@ b
  }
}

export async function forUpdate(t: ActiveList) { //= a
  using a = t.res("a"); //@ a
  for (let i = 0; i < 5; await t.hold()) {
    using b = t.res("b"); //@ b
    i++;
  }
}

export async function forCondition(t: ActiveList) { //= a
  using a = t.res("a"); //@ a
  for (let i = 0; i === 0 || (await t.hold(), true); i++) {
    using b = t.res("b"); //@ b
  }
}

export async function whileBody(t: ActiveList) { //= a
  let i = 0;
  while (i++ < 3) {
    using a = t.res("a"); //@ a
    if (i === 3) await t.hold();
  }
}

export async function whileCondition(t: ActiveList) { //=
  let i = 0;
  while (i++ < 2 || (await t.hold(), false)) {
    using a = t.res("a"); //@ a
  }
}

export async function doBody(t: ActiveList) { //= a
  do {
    await using a = t.ares("a"); //@ a
    await t.hold();
  } while (true);
}

export async function doCondition(t: ActiveList) { //=
  do {
    await using a = t.ares("a"); //@ a
  } while (await t.hold() === undefined);
}

export async function forOfBody(t: ActiveList) { //= a
  for (const tag of ["a"]) {
    using a = t.res(tag); //@ a
    await t.hold();
  }
}

export async function forOfHead(t: ActiveList) { //= x
  for (using x of [t.res("x")]) { //@ x
    await t.hold();
  }
}

export async function forOfHeadSecondTurn(t: ActiveList) { //= x2
  let i = 0;
  for (using x of [t.res("x1"), t.res("x2"), t.res("x3")]) { //@ x as x1, x as x2, x as x3
    if (++i === 2) await t.hold();
  }
}

export async function forOfHeadWithNulls(t: ActiveList) { //= x
  for (using x of [null, t.res("x")]) { //@ x
    if (x !== null) await t.hold();
  }
}

export async function forOfHeadNullNow(t: ActiveList) { //=
  for (using x of [t.res("x"), null]) { //@ x
    if (x === null) await t.hold();
  }
}

export async function forOfAwaitUsing(t: ActiveList) { //= x
  for (await using x of [t.ares("x")]) { //@ x
    await t.hold();
  }
}

export async function forOfAwaitUsingSecondTurn(t: ActiveList) { //= o x2
  await using o = t.ares("o"); //@ o
  let i = 0;
  for (await using x of [t.ares("x1"), t.res("x2")]) { //@ x as x1, x as x2
    if (++i === 2) await t.hold();
  }
}

export async function forOfHeadAndBody(t: ActiveList) { //= x b
  for (using x of [t.res("x")]) { //@ x
    using b = t.res("b"); //@ b
    await t.hold();
  }
}

export async function forOfHeadAndBodySecondTurn(t: ActiveList) { //= x2 b
  let i = 0;
  for (await using x of [t.res("x1"), t.res("x2")]) { //@ x as x1, x as x2
    await using b = t.ares("b"); //@ b
    if (++i === 2) await t.hold();
  }
}

export async function forAwaitHead(t: ActiveList) { //= x
  for await (using x of [t.later("x")]) { //@ x
    await t.hold();
  }
}

export async function forAwaitAwaitUsing(t: ActiveList) { //= x2
  let i = 0;
  for await (await using x of [t.ares("x1"), t.ares("x2")]) { //@ x as x1, x as x2
    if (++i === 2) await t.hold();
  }
}

export async function forAwaitNext(t: ActiveList) { //= o
  using o = t.res("o"); //@ o
  for await (using x of [t.later("x"), t.hold().then(() => t.res("never made"))]) { //@ x
  }
}

export async function forAwaitBody(t: ActiveList) { //= a
  for await (const i of [0, 1, 2]) {
    using a = t.res("a"); //@ a
    if (i === 1) await t.hold();
  }
}

export async function forOfHeadCaptured(t: ActiveList) { //= x2
  const closures = [];
  for (using x of [t.res("x1"), t.res("x2")]) { //@ x as x1, x as x2
    closures.push(() => x);
    if (closures.length === 2) await t.hold();
  }
}

export async function forOfOverGenerator(t: ActiveList) { //= x2
  function* both() {
    yield t.res("x1");
    yield t.res("x2");
  }
  let i = 0;
  for (using x of both()) { //@ x as x1, x as x2
    if (++i === 2) await t.hold();
  }
}

export async function forInBody(t: ActiveList) { //= a
  for (const key in { p: 1, q: 2 }) {
    using a = t.res("a"); //@ a
    if (key === "q") await t.hold();
  }
}

export async function labelledContinue(t: ActiveList) { //= a
  outer: for (let i = 0; i < 3; i++) {
    using a = t.res("a"); //@ a
    for (let j = 0; j < 3; j++) {
      using b = t.res("b"); //@ b
      if (i < 2) continue outer;
      if (j === 0) break;
    }
    await t.hold();
  }
}

export async function labelledBreak(t: ActiveList) { //= o
  using o = t.res("o"); //@ o
  done: {
    using a = t.res("a"); //@ a
    for (;;) {
      await using b = t.ares("b"); //@ b
      break done;
    }
  }
  await t.hold();
}

export async function breakThenMore(t: ActiveList) { //= c
  for (const i of [0, 1, 2]) {
    using a = t.res("a"); //@ a
    if (i === 1) break;
  }
  using c = t.res("c"); //@ c
  await t.hold();
}

export async function continueThenSecondTurn(t: ActiveList) { //= a
  for (const i of [0, 1]) {
    await using a = t.ares("a"); //@ a
    if (i === 0) continue;
    await t.hold();
  }
}

export async function loopsInLoops(t: ActiveList) { //= a b c
  for (let i = 0; i < 2; i++) {
    using a = t.res("a"); //@ a
    for (const j of [0, 1]) {
      using b = t.res("b"); //@ b
      let k = 0;
      while (k++ < 2) {
        using c = t.res("c"); //@ c
        if (i + j + k === 4) await t.hold();
      }
    }
  }
}

export async function loopInBlockOfResource(t: ActiveList) { //= a
  {
    using a = t.res("a"); //@ a
    for (let i = 0; i < 3; i++) {
      {
        using b = t.res("b"); //@ b
      }
      if (i === 2) await t.hold();
    }
  }
}
