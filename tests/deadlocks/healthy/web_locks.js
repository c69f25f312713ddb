/** The patterns of `../stuck/web_locks.js` with one difference each. In JavaScript, as the types of Deno 2.9.6 lack them. */

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
const long = () => new Promise((resolve) => setTimeout(resolve, 3_600_000));

// 1, 2: another name within, which one has that works.
async function nested() {
  await navigator.locks.request("healthy:outer", async () => {
    await pause();
    await navigator.locks.request("healthy:inner", pause);
  });
}
async function inner() {
  await navigator.locks.request("healthy:inner", long);
}

// 3, 4: in the same order.
async function both() {
  await navigator.locks.request("healthy:users", async () => {
    await pause();
    await navigator.locks.request("healthy:orders", long);
  });
}

// 5: one after the other.
async function inTurn() {
  await navigator.locks.request("healthy:turn", async () => {
    await pause();
  });
  await navigator.locks.request("healthy:turn", long);
}

// 6: a deadline.
async function withDeadline() {
  await navigator.locks.request("healthy:deadline", async () => {
    await pause();
    const signal = AbortSignal.timeout(3_600_000);
    await navigator.locks.request("healthy:deadline", { signal }, pause);
  });
}

// 7: shared.
async function shared() {
  await navigator.locks.request("healthy:shared", { mode: "shared" }, async () => {
    await pause();
    await navigator.locks.request("healthy:shared", { mode: "shared" }, long);
  });
}

export function start() {
  inner();
  nested();
  both();
  both();
  inTurn();
  withDeadline();
  shared();
}
