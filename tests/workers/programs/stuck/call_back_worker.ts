const calls = new Map<number, (value: unknown) => void>();

function call(method: string): Promise<unknown> {
  const id = calls.size;
  const { promise, resolve } = Promise.withResolvers<unknown>();
  calls.set(id, resolve);
  self.postMessage({ id, method });
  return promise;
}

const methods: Record<string, () => Promise<unknown>> = {
  async open() {
    return { opened: await call("config") }; // <- waits
  },
};

self.onmessage = async ({ data: { id, method, result } }: MessageEvent) => {
  if (method === undefined) return calls.get(id)?.(result);
  self.postMessage({ id, result: await methods[method]() });
};
