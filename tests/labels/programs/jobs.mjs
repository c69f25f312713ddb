// Two jobs of a Node program that wait.
import { AsyncLocalStorage } from "node:async_hooks";

const job = new AsyncLocalStorage();

async function inner() {
  await new Promise((resolve) => setTimeout(resolve, 1_000_000));
}

async function outer() {
  await inner();
}

job.run({ jobId: 7, user: { name: "ada" }, token: "hunter2" }, () => outer());
job.run({ jobId: 8 }, () => outer());
console.log("ready");
