// Waits for its stdin to end, then ends with status 7. Its worker counts all the time and waits for a message.
const source = `
  let count = 0;
  setInterval(() => count++, 1);
  const next = () => new Promise((resolve) => self.onmessage = resolve);
  async function untilAsked() {
    await next();
    self.postMessage(count > 10 ? "counted" : "stood still");
  }
  self.postMessage("up");
  await untilAsked();
`;
const worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module", name: "counter" });
const next = () => new Promise<MessageEvent>((resolve) => worker.onmessage = resolve);

await next();
console.log("ready");
for await (const _ of Deno.stdin.readable);
worker.postMessage("how many?");
console.log((await next()).data);
worker.terminate();
Deno.exitCode = 7;
