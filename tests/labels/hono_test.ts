/** Hono's `contextStorage()` stores its context: the variables of the request, which middleware sets, are labels. */
import { assert, assertEquals } from "@std/assert";
import { Hono } from "hono";
import { contextStorage } from "hono/context-storage";
import { requestId } from "hono/request-id";
import { extractAll } from "../../src/extract/extract.ts";

interface Variables {
  requestId: string;
  tenant: string;
  token: string;
}

Deno.test("variables of a request of Hono are labels", async () => {
  const gate = Promise.withResolvers<void>(), begun = Promise.withResolvers<string>();
  const app = new Hono<{ Variables: Variables }>();
  app.use(contextStorage(), requestId());
  app.get("/orders/:id", async function order(context) {
    context.set("tenant", "acme");
    context.set("token", "hunter2");
    begun.resolve(context.var.requestId);
    await gate.promise;
    return context.text("done");
  });
  const reply = app.request("/orders/7");
  const id = await begun.promise;
  const frames = extractAll().tasks.flatMap(({ frames }) => frames);
  const frame = frames.find(({ functionName }) => functionName === "order");
  assert(frame !== undefined);
  assertEquals(frame.labels, { requestId: id, tenant: "acme" });
  gate.resolve();
  assertEquals(await (await reply).text(), "done");
});
