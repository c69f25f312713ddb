/** await-lock: two locks in opposite order. */
import { load } from "./packages.js";

const { default: awaitLock } = await load("await-lock");

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

const AwaitLock = awaitLock.default ?? awaitLock;
const a = new AwaitLock();
const b = new AwaitLock();
async function first() {
  await a.acquireAsync();
  await pause();
  await b.acquireAsync(); // <- pair
  b.release();
  a.release();
}
async function second() {
  await b.acquireAsync();
  await pause();
  await a.acquireAsync(); // <- pair
  a.release();
  b.release();
}
first();
second();
