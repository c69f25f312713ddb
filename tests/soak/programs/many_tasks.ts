// Twenty thousand tasks, each suspended three functions deep.
const waiting: ((value: unknown) => void)[] = [];

async function leaf(): Promise<void> {
  await new Promise((resolve) => waiting.push(resolve));
}

async function middle(): Promise<void> {
  await leaf();
}

async function outer(): Promise<void> {
  await middle();
}

const tasks = Array.from({ length: 20_000 }, () => outer());
setInterval(() => tasks.length, 1_000);
console.log("ready");
