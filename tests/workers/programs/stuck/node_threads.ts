// The same with node:worker_threads: both wait for the first word.
import { once } from "node:events";
import { isMainThread, parentPort, Worker } from "node:worker_threads";

async function answer(peer: Worker | NonNullable<typeof parentPort>): Promise<void> {
  const [message] = await once(peer, "message"); // <- waits
  peer.postMessage(message);
}

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { name: "twin" });
  await once(worker, "online");
  console.log("ready");
  await answer(worker);
} else if (parentPort !== null) {
  await answer(parentPort);
}
