// A message is always under way: between two of them all threads are at rest.
const source = `
  const next = () => new Promise((resolve) => self.onmessage = ({ data }) => resolve(data));
  async function play() {
    for (;;) self.postMessage(await next() + 1);
  }
  await play();
`;
const worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module" });
const next = () => new Promise<number>((resolve) => worker.onmessage = ({ data }) => resolve(data));

async function play(): Promise<void> {
  worker.postMessage(0);
  for (;;) worker.postMessage(await next() + 1);
}
console.log("ready");
await play();
