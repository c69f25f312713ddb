/** async-rwlock: two locks in opposite order; its methods are bound to it. */
import { load } from "./packages.js";

const { RWLock } = await load("async-rwlock");

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

const a = new RWLock();
const b = new RWLock();
async function first() {
  await a.writeLock();
  await pause();
  await b.writeLock(); // <- pair
  b.unlock();
  a.unlock();
}
async function second() {
  await b.writeLock();
  await pause();
  await a.readLock(); // <- pair
  a.unlock();
  b.unlock();
}
first();
second();
