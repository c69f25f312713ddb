/** APIs of HTTP and of WebSockets, pending. */
import type { Case } from "./coverage.ts";

export async function httpCases(): Promise<Case[]> {
  const released = Promise.withResolvers<void>();
  const completed = Promise.withResolvers<{ promise: Promise<void> }>();
  const asked = Promise.withResolvers<Request>();
  const stalled = () => new ReadableStream({ pull: () => released.promise });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request, info) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/silent") await released.promise;
    if (pathname === "/completed") completed.resolve({ promise: info.completed });
    if (pathname === "/upload") asked.resolve(request);
    if (pathname === "/socket") {
      const { socket, response } = Deno.upgradeWebSocket(request);
      socket.onmessage = () => {};
      return response;
    }
    return new Response(stalled(), { headers: { "content-type": "multipart/form-data; boundary=x" } });
  });
  const shut = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => released.promise.then(() => new Response()),
  );
  const host = `127.0.0.1:${server.addr.port}`, origin = `http://${host}`;
  const aborted = new AbortController(), { signal } = aborted;
  const get = (path: string) => fetch(`${origin}${path}`, { signal });
  const _pending = fetch(`http://127.0.0.1:${shut.addr.port}/`, { signal }).catch(() => {});
  const _upload = fetch(`${origin}/upload`, { signal, method: "POST", body: stalled() }).catch(() => {});
  const request = await asked.promise;
  const bodies = await Promise.all(
    ["text", "json", "bytes", "arrayBuffer", "blob", "formData", "reader"].map((name) => get(`/${name}?key=secret`)),
  );
  const reader = bodies[6].body?.getReader();
  const _done = await get("/completed"), { promise: doneCompleted } = await completed.promise;
  const socket = new WebSocket(`ws://${host}/socket`);
  await new Promise((resolve) => socket.onopen = resolve);
  const opening = new WebSocket(`ws://${host}/silent`);
  const socketStream = new WebSocketStream(`ws://${host}/silent`, { signal });
  const openStream = new WebSocketStream(`ws://${host}/socket`);
  const { readable } = await openStream.opened;
  const frames = readable.getReader();
  const [text, json, bytes, arrayBuffer, blob, formData] = bodies;
  const body = (api: string, start: () => Promise<unknown>, name: string): Case => ({
    api,
    start,
    verb: `${name}: waiting for the body`,
    target: `${origin}/${name}`,
    lasts: true,
  });
  return [
    {
      api: "fetch",
      start: async () => await fetch(`${origin}/silent?token=secret`, { signal }),
      verb: "fetch: waiting for a response",
      target: `GET ${origin}/silent`,
      lasts: true,
    },
    body("Body.text", async () => await text.text(), "text"),
    body("Body.json", async () => await json.json(), "json"),
    body("Body.bytes", async () => await bytes.bytes(), "bytes"),
    body("Body.arrayBuffer", async () => await arrayBuffer.arrayBuffer(), "arrayBuffer"),
    body("Body.blob", async () => await blob.blob(), "blob"),
    body("Body.formData", async () => await formData.formData(), "formData"),
    {
      api: "Response.body",
      start: async () => [await reader?.read(), bodies[6].status],
      verb: "waiting for",
      target: `${origin}/reader`,
      lasts: true,
    },
    {
      api: "Request.text",
      start: async () => await request.text(),
      verb: "text: waiting for the body",
      target: `${origin}/upload`,
      lasts: true,
    },
    {
      api: "Deno.HttpServer.finished",
      start: async () => await server.finished,
      verb: "HttpServer.finished",
      target: host,
      lasts: true,
    },
    {
      api: "Deno.HttpServer.shutdown",
      start: async () => await shut.shutdown(),
      verb: "HttpServer.shutdown: waiting for open requests to end",
      target: `127.0.0.1:${shut.addr.port}`,
      lasts: true,
    },
    {
      api: "Deno.ServeHandlerInfo.completed",
      start: async () => await doneCompleted,
      verb: "completed",
      lasts: true,
    },
    {
      api: "WebSocket",
      start: async () => void await new Promise((resolve) => socket.addEventListener("message", resolve)),
      verb: `waiting for event "message"`,
      target: `ws://${host}/socket`,
      lasts: true,
    },
    {
      api: "WebSocket",
      start: async () => {
        await new Promise((
          resolve,
        ) => (opening.addEventListener("open", resolve), opening.addEventListener("error", resolve)));
      },
      verb: `waiting for event "open"`,
      target: `ws://${host}/silent`,
      lasts: true,
    },
    {
      api: "WebSocketStream.opened",
      start: async () => await socketStream.opened,
      verb: "WebSocketStream.opened",
      target: `ws://${host}/silent`,
      lasts: true,
    },
    {
      api: "WebSocketStream.closed",
      start: async () => await openStream.closed,
      verb: "WebSocketStream.closed",
      target: `ws://${host}/socket`,
      lasts: true,
    },
    {
      api: "WebSocketStream",
      start: async () => await frames.read(),
      verb: "waiting for",
      target: `ws://${host}/socket`,
      lasts: true,
    },
  ];
}
