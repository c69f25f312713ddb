// The work is done, and nobody has told the worker: the program does not end, but nobody waits for it.
const source = `
  const next = () => new Promise((resolve) => self.onmessage = ({ data }) => resolve(data));
  async function work() {
    for (;;) self.postMessage(await next());
  }
  await work();
`;
const worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module" });
worker.onmessage = ({ data }) => {
  if (data < 2) worker.postMessage(data + 1);
  else console.log("ready");
};
worker.postMessage(0);
