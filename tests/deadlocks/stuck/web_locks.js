/** Locks of the runtime. In JavaScript, as the types of Deno 2.9.6 lack them. */

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

async function nested() {
  await navigator.locks.request("stuck:nested", async () => {
    await pause();
    await navigator.locks.request("stuck:nested", pause); // <- nested
  });
}

async function usersFirst() {
  await navigator.locks.request("stuck:users", async () => {
    await pause();
    await navigator.locks.request("stuck:orders", pause); // <- tables
  });
}

async function ordersFirst() {
  await navigator.locks.request("stuck:orders", async () => {
    await pause();
    await navigator.locks.request("stuck:users", async () => {}); // <- tables
  });
}

export function start() {
  nested();
  usersFirst();
  ordersFirst();
}
