const calls = new Map();

function call(method) {
  const id = calls.size;
  const { promise, resolve } = Promise.withResolvers();
  calls.set(id, resolve);
  self.postMessage({ id, method });
  return promise;
}

const methods = {
  async open() {
    return { opened: await call("config") }; // <- waits
  },
};

self.onmessage = async ({ data: { id, method, result } }) => {
  if (method === undefined) return calls.get(id)?.(result);
  self.postMessage({ id, result: await methods[method]() });
};
