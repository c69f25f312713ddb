/** async-sema: each has a permit and wants another one. */
import { load } from "./packages.js";

const { Sema } = await load("async-sema");

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

const sema = new Sema(2);
async function work() {
  await sema.acquire();
  await pause();
  await sema.acquire(); // <- sema sema
  sema.release();
  sema.release();
}
work();
work();
