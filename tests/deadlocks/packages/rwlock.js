/** rwlock: two locks in opposite order, which call back. */
import { load } from "./packages.js";

const { default: ReadWriteLock } = await load("rwlock");

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
const write = (lock) => new Promise((resolve) => lock.writeLock(resolve));

const a = new ReadWriteLock();
const b = new ReadWriteLock();
async function first() {
  const releaseA = await write(a);
  await pause();
  const releaseB = await write(b); // <- pair
  releaseB();
  releaseA();
}
async function second() {
  const releaseB = await write(b);
  await pause();
  const releaseA = await write(a); // <- pair
  releaseA();
  releaseB();
}
first();
second();
