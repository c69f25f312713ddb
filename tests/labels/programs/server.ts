/** A server that keeps what it knows of each request in an async context. One request never gets its answer. */
import { AsyncLocalStorage } from "node:async_hooks";
import { Hono } from "hono";
import { contextStorage } from "hono/context-storage";
import { requestId } from "hono/request-id";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { withTaskName } from "../../../mod.ts";

interface Visit {
  requestId: string;
  id: string;
  path: string;
  user: { name: string };
  sessionId: string;
  token: string;
}

const visit = new AsyncLocalStorage<Visit>();
const hung = Promise.withResolvers<void>();

class Orders {
  async load(): Promise<string> {
    if (visit.getStore()?.requestId === "r-2") await hung.promise;
    return "orders";
  }
}

async function handle(): Promise<string> {
  return await new Orders().load();
}

const server = createServer((incoming, response) => {
  const store = {
    requestId: String(incoming.headers["x-request-id"]),
    id: crypto.randomUUID(),
    path: incoming.url ?? "",
    user: { name: "Ada Lovelace" },
    sessionId: "hunter2-session",
    token: "hunter2-token",
  };
  if (store.requestId === "r-2") console.log(`id ${store.id}`);
  visit.run(store, () => handle().then((text) => response.end(text)));
});

const app = new Hono();
app.use(contextStorage(), requestId());
app.get("/cart", async function cart(context) {
  console.log(`cart ${context.var.requestId}`);
  await hung.promise;
  return context.text("");
});

async function importUsers(): Promise<void> {
  await hung.promise;
}

server.listen(0, async () => {
  const { port } = server.address() as AddressInfo;
  const ask = (id: string) =>
    fetch(`http://localhost:${port}/orders?key=hunter2-query`, { headers: { "x-request-id": id } });
  await (await ask("r-1")).text();
  const waiting = ask("r-2");
  await (await ask("r-3")).text();
  withTaskName("import users", importUsers);
  app.request("/cart");
  console.log("ready");
  await waiting;
});
