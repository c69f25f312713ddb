// Workers that wait for work, in a loop, from a server that has none just now.
const source = `
  const next = () => new Promise((resolve) => self.onmessage = ({ data }) => resolve(data));
  async function work() {
    for (;;) self.postMessage(await next());
  }
  await work();
`;
const url = `data:text/javascript,${encodeURIComponent(source)}`;
const worker = new Worker(url, { type: "module" });
const next = () => new Promise((resolve) => worker.onmessage = resolve);

Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => console.log("ready") }, async () => {
  worker.postMessage("job");
  return Response.json(await next());
});
const report = async () => console.log(await next());
await report(); // of a job that no request has brought yet
