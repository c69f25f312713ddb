// Both wait for each other, until a signal comes.
const source = `
  const next = () => new Promise((resolve) => self.onmessage = ({ data }) => resolve(data));
  async function serve() {
    self.postMessage(await next());
  }
  await serve();
`;
const worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module" });
Deno.addSignalListener("SIGUSR2", () => worker.postMessage("end"));

async function untilEnd(): Promise<void> {
  await new Promise((resolve) => worker.onmessage = resolve);
  worker.postMessage("ended");
}
console.log("ready");
await untilEnd();
