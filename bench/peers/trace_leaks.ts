// A test that sets timers, to be run as `deno test [--trace-leaks]`; the last one is left, as a leak that Deno may tell of.
import process from "node:process";

const TIMERS = 10_000;

Deno.test("timers, and functions that wait for good", async () => {
  let time = 0;
  for (let round = 0; round < 4; round++) {
    const start = process.threadCpuUsage();
    for (let i = 0; i < TIMERS; i++) clearTimeout(setTimeout(() => {}, 1000));
    const { user, system } = process.threadCpuUsage(start);
    if (round > 0) time += (user + system) / 1000;
    await new Promise((resolve) => setTimeout(resolve));
  }
  console.log(JSON.stringify({ time }));
  const waiting: (() => void)[] = [];
  async function reply() {
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  async function handleRequest() {
    await reply();
  }
  handleRequest();
  setTimeout(() => {}, 10_000);
});
