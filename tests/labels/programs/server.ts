/** A server that keeps what it knows of each request in async contexts. One request never gets its answer. */
import { AsyncLocalStorage } from "node:async_hooks";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const request = new AsyncLocalStorage<{ requestId: string; path: string; user: { name: string }; token: string }>();
const hung = Promise.withResolvers<void>();

class Orders {
  async load(): Promise<string> {
    if (request.getStore()?.requestId === "r-2") await hung.promise;
    return "orders";
  }
}

async function handle(): Promise<string> {
  return await new Orders().load();
}

const server = createServer((incoming, response) => {
  const path = incoming.url ?? "";
  const requestId = String(incoming.headers["x-request-id"]);
  const store = { requestId, path, user: { name: "Ada Lovelace" }, token: "s3cr3t-in-the-store" };
  request.run(store, () => handle().then((text) => response.end(text)));
});
server.listen(0, async () => {
  const { port } = server.address() as AddressInfo;
  const ask = (id: string) =>
    fetch(`http://localhost:${port}/orders?key=s3cr3t-in-the-url`, { headers: { "x-request-id": id } });
  await (await ask("r-1")).text();
  const waiting = ask("r-2");
  const also = ask("r-2b");
  await (await also).text();
  console.log("ready");
  await waiting;
});
