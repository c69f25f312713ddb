// A program under Node, with a tracker in it or without: loops that are measured, and then 30 tasks of 3 frames that wait.
// Run as `node program.mjs off|why-is-node-running|async_hooks`. Prints one line of figures, and with a tracker what it tells.
import { createHook } from "node:async_hooks";
import process from "node:process";

const AWAITS = 5_000, TIMERS = 2_000;
const way = process.argv[2];
let answer = () => "";

if (way === "why-is-node-running") {
  const { default: whyIsNodeRunning } = await import("why-is-node-running");
  answer = () => {
    const lines = [];
    whyIsNodeRunning({ error: (line = "") => lines.push(line) });
    return lines.join("\n");
  };
} else if (way === "async_hooks") {
  // As people write it: where each promise and each timer was made, until it is settled or gone.
  const made = new Map();
  createHook({
    init(id, type) {
      if (type === "PROMISE" || type === "Timeout") made.set(id, new Error(type).stack);
    },
    promiseResolve: (id) => void made.delete(id),
    destroy: (id) => void made.delete(id),
  }).enable();
  answer = () => [...made.values()].join("\n");
}

/** Processor time of this process in milliseconds. */
function time() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function callee() {
  await null;
}

async function awaits() {
  for (let i = 0; i < AWAITS; i++) await callee();
}

function timers() {
  for (let i = 0; i < TIMERS; i++) clearTimeout(setTimeout(() => {}, 1000));
}

async function middle(work) {
  const times = [];
  for (let round = 0; round < 4; round++) {
    const start = time();
    await work();
    if (round > 0) times.push(time() - start);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return times.sort((a, b) => a - b)[1];
}

const waiting = [];
async function handleRequest() {
  await loadUser();
}
async function loadUser() {
  await reply();
}
async function reply() {
  await new Promise((resolve) => waiting.push(resolve));
}

const figures = { awaits: await middle(awaits), timers: await middle(timers) };
for (let task = 0; task < 30; task++) handleRequest();
setInterval(() => {}, 1_000_000);
setTimeout(() => console.log(JSON.stringify({ ...figures, answer: answer() })), 20);
