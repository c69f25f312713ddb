// A synchronous loop in Node, until something comes on stdin. At the end of stdin: status 7.
import { Worker } from "node:worker_threads";

function grind(flag) {
  let rounds = 0;
  while (Atomics.load(flag, 0) === 0) rounds++;
  return rounds;
}

const flag = new Int32Array(new SharedArrayBuffer(4));
const worker = new Worker(
  `const { workerData } = require("node:worker_threads");
  require("node:fs").readSync(0, Buffer.alloc(1));
  Atomics.store(workerData, 0, 1);`,
  { eval: true, workerData: flag },
);
worker.on("online", () => {
  console.log("working");
  grind(flag);
  console.log("worked");
  process.stdin.resume().on("end", () => process.exit(7));
});
