// Has so much on its heap that a snapshot takes long.
const tasks: Promise<void>[] = [];
async function wait(n: number) {
  await new Promise(() => n);
}
for (let n = 0; n < 60_000; n++) tasks.push(wait(n));
console.log("ready");
setInterval(() => tasks, 1000);
