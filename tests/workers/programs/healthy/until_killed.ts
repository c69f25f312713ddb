// A server in a worker that ends when it is told to. Main would tell it, but nobody has asked for that: it runs until it is killed.
const source = `
  const next = () => new Promise((resolve) => self.onmessage = ({ data }) => resolve(data));
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1" }, () => new Response("hello"));
  async function stop() {
    await next();
    await server.shutdown();
    self.postMessage("stopped");
  }
  await stop();
`;
const worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module" });
const stopped = new Promise((resolve) => worker.onmessage = resolve);
async function main(): Promise<void> {
  await stopped;
  worker.postMessage("thank you");
}
console.log("ready");
await main();
