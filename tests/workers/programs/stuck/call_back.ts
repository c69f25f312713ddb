// Calls in both directions: to open the worker's database it needs the configuration, which main gives out when that is open.
const worker = new Worker(new URL("call_back_worker.js", import.meta.url), { type: "module" });
const calls = new Map<number, (value: unknown) => void>();

function call(method: string): Promise<unknown> {
  const id = calls.size;
  const { promise, resolve } = Promise.withResolvers<unknown>();
  calls.set(id, resolve);
  worker.postMessage({ id, method });
  return promise;
}

let opened: Promise<unknown> | undefined;
const methods: Record<string, () => Promise<unknown>> = {
  async config() {
    await opened; // <- waits
    return { size: 10 };
  },
};

worker.onmessage = async ({ data: { id, method, result } }) => {
  if (method === undefined) return calls.get(id)?.(result);
  worker.postMessage({ id, result: await methods[method]() });
};

async function main(): Promise<void> {
  opened = call("open");
  console.log("ready");
  console.log(await opened);
}
await main();
