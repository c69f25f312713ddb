// A worker with a worker, and one that is busy. A line on stdin ends the first; the end of stdin ends the program with status 7.
const parent = new Worker(new URL("threads_worker.ts", import.meta.url), { type: "module", name: "parent" });
const blocked = "postMessage(1); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);";
const busy = new Worker(`data:text/javascript,${encodeURIComponent(blocked)}`, { type: "module", name: "busy" });

async function untilUp(worker: Worker): Promise<void> {
  await new Promise((resolve) => worker.onmessage = resolve);
}

async function answerOf(worker: Worker): Promise<unknown> {
  return await new Promise((resolve) => worker.addEventListener("message", resolve));
}

await Promise.all([untilUp(parent), untilUp(busy)]);
const answer = answerOf(parent);
console.log("ready");
for await (const _ of Deno.stdin.readable) {
  parent.terminate();
  console.log("terminated");
}
void answer;
console.log("done");
Deno.exit(7);
