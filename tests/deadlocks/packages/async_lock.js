/** async-lock: two keys of one lock in opposite order, one key twice; one that gives up after an hour, and one whose job works. */
import { load } from "./packages.js";

const { default: AsyncLock } = await load("async-lock");

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
const hour = () => new Promise((resolve) => setTimeout(resolve, 3_600_000));

const accounts = new AsyncLock();
function transfer(from, to) {
  return accounts.acquire(from, async () => {
    await pause();
    await accounts.acquire(to, pause); // <- accounts accounts
  });
}

const single = new AsyncLock();
async function twice() {
  await single.acquire("key", async () => {
    await pause();
    await single.acquire("key", pause); // <- single
  });
}

const patient = new AsyncLock({ timeout: 3_600_000 });
async function waitsAnHour() {
  await patient.acquire("key", async () => {
    await pause();
    await patient.acquire("key", pause);
  });
}

const busy = new AsyncLock();
function nested(from, to) {
  return busy.acquire(from, async () => {
    await pause();
    await busy.acquire(to, hour);
  });
}

transfer("anna", "bert");
transfer("bert", "anna");
twice();
waitsAnHour();
nested("a", "b");
busy.acquire("b", hour);
nested("c", "a");
