/**
 * An HTTP server that traces itself in one way: `trace_server.ts WAY HANDLER`. Prints its port; `PUT` asks for the processor time that
 * it has used. The handlers do the same: one bare, one in an application of Hono with three middlewares.
 */
import process from "node:process";
import { begin, type Way } from "./trace_ways.ts";

export type Handler = "bare" | "Hono";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function user(id: string | null): Promise<{ id: string | null; name: string }> {
  await wait(1);
  return { id, name: "Ada" };
}

async function bare(request: Request): Promise<Response> {
  return Response.json(await user(new URL(request.url).searchParams.get("id")));
}

/** With a request id, security headers and an ETag of the body, as real ones have. */
async function withHono(): Promise<(request: Request) => Response | Promise<Response>> {
  const { Hono } = await import("hono");
  const { requestId } = await import("hono/request-id");
  const { secureHeaders } = await import("hono/secure-headers");
  const { etag } = await import("hono/etag");
  const app = new Hono();
  app.use(requestId(), secureHeaders(), etag());
  app.get("/", async (context) => context.json(await user(context.req.query("id") ?? null)));
  return (request) => app.fetch(request);
}

const [way, handler] = Deno.args as [Way, Handler];
const handle = handler === "Hono" ? await withHono() : bare;
await begin(way);
const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
  if (request.method !== "PUT") return await handle(request);
  const { user, system } = process.cpuUsage();
  return Response.json((user + system) / 1000);
});
console.log(server.addr.port);
