/** p-queue: a job of a queue that does one at a time adds another one and waits for it, or waits for all. */
import { load } from "./packages.js";

const { default: PQueue } = await load("p-queue");

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

const queue = new PQueue({ concurrency: 1 });
async function job() {
  await pause();
  await queue.add(pause); // <- queue
}
queue.add(job);

const idle = new PQueue({ concurrency: 1 });
async function waitsForAll() {
  await pause();
  await idle.onIdle(); // named by a line of the package
}
idle.add(waitsForAll);
