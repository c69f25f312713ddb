// A request is under way: the worker waits for something of its own.
const source = `
  const load = () => new Promise((resolve) => setTimeout(resolve, 3_600_000));
  self.onmessage = async () => self.postMessage(await load());
`;
const worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module" });

async function ask(): Promise<unknown> {
  return await new Promise((resolve) => {
    worker.onmessage = resolve;
    worker.postMessage("load");
  });
}
console.log("ready");
await ask();
