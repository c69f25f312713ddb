/** `node:http`, `node:https`, `node:http2`. */
import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import type net from "node:net";
import type { Case } from "./coverage.ts";
import { lasting, promise } from "./node_case.ts";
import { silentServer } from "./node_net_cases.ts";

export async function nodeHttpCases(_dir: string, resources: AsyncDisposableStack): Promise<Case[]> {
  const port = await silentServer(resources);
  const host = "127.0.0.1", url = `http://user:secret@${host}:${port}/path?token=1`;
  const target = `http://${host}:${port}/path`;
  const sent = (method: "GET" | "POST" = "GET"): http.ClientRequest => {
    const request = http.request(url, { method });
    request.on("error", () => {});
    resources.defer(() => void request.destroy());
    if (method === "GET") request.end();
    return request;
  };
  // A server that begins to answer and does not end; what it got is kept.
  const got: { request: http.IncomingMessage; response: http.ServerResponse }[] = [];
  const half = http.createServer((request, response) => {
    got.push({ request, response });
    response.write("half");
  });
  half.listen(0, host);
  await once(half, "listening");
  resources.defer(() => {
    half.closeAllConnections();
    half.close();
  });
  const halfPort = (half.address() as net.AddressInfo).port;
  const answered = async (): Promise<http.IncomingMessage> => {
    const request = http.request({ host, port: halfPort, path: "/half?token=1", method: "POST" });
    request.on("error", () => {});
    request.write("x");
    const [response] = await once(request, "response") as [http.IncomingMessage];
    response.on("error", () => {});
    return response;
  };
  const [reading, iterating, ending] = [await answered(), await answered(), await answered()];
  const [first, second, third] = got;
  const server = http.createServer().listen(0, host);
  const closing = http.createServer((_, response) => void response.write("x")).listen(0, host);
  await once(closing, "listening");
  http.get({ host, port: (closing.address() as net.AddressInfo).port }).on("error", () => {});
  await once(closing, "request");
  resources.defer(() => {
    server.close();
    closing.closeAllConnections();
  });
  const secure = https.createServer({}).listen(0, host);
  resources.defer(() => void secure.close());
  const session = http2.connect(`http://${host}:${port}`);
  session.on("error", () => {});
  resources.defer(() => session.destroy());
  const stream = () => session.request({ ":path": "/path?token=1" }).on("error", () => {});
  const plain2 = http2.createServer().listen(0, host);
  await once(plain2, "listening");
  const real = http2.connect(`http://${host}:${(plain2.address() as net.AddressInfo).port}`);
  real.on("error", () => {});
  await once(real, "connect");
  resources.defer(() => {
    real.destroy();
    plain2.close();
  });
  const response = "waiting for the response";
  return [
    lasting("http.get", async () => {
      await new Promise((resolve) => {
        const request = http.get(url, resolve);
        request.on("error", () => {});
        resources.defer(() => void request.destroy());
      });
    }, { verb: `http.ClientRequest: ${response}`, target: `GET ${target}` }),
    lasting("http.request", async () => {
      await new Promise((resolve) => {
        const request = http.request(url, { method: "PUT" }, resolve);
        request.on("error", () => {}).end();
        resources.defer(() => void request.destroy());
      });
    }, { verb: `http.ClientRequest: ${response}`, target: `PUT ${target}` }),
    lasting("http.ClientRequest event response", async () => await once(sent(), "response"), {
      verb: `http.ClientRequest: ${response}`,
      target: `GET ${target}`,
    }),
    lasting("http.ClientRequest event upgrade", async () => await once(sent(), "upgrade"), {
      verb: "http.ClientRequest: waiting for the server to switch",
      target,
    }),
    lasting("http.ClientRequest event continue", async () => await once(sent("POST"), "continue"), {
      verb: "http.ClientRequest: waiting for the server to go on",
      target,
    }),
    lasting("http.ClientRequest event close", async () => await once(sent(), "close"), {
      verb: "http.ClientRequest: waiting for the end",
      target,
    }),
    lasting("http.ClientRequest event drain", async () => {
      const request = sent("POST");
      request.write(new Uint8Array(8_000_000));
      await once(request, "drain");
    }, { verb: "http.ClientRequest: waiting for the server to take", target: `POST ${target}` }),
    lasting("http.ClientRequest.write", async () => {
      const request = sent("POST");
      await new Promise((resolve) => request.write(new Uint8Array(8_000_000), resolve));
    }, { verb: "http.ClientRequest", target: `POST ${target}` }),
    lasting("http.ClientRequest.end", async () => {
      const request = sent("POST");
      await new Promise<void>((resolve) => request.end(new Uint8Array(8_000_000), resolve));
    }, { verb: "http.ClientRequest: waiting for the server to take", target: `POST ${target}` }),
    lasting("http.ClientRequest.setTimeout", async () => {
      const request = sent();
      await new Promise<void>((resolve) => request.setTimeout(60_000, resolve));
    }, { verb: "http.ClientRequest: waiting for a time without data", target }),
    lasting(
      "http.IncomingMessage event data, of a response",
      async () => await once(reading, "data").then(() => once(reading, "data")),
      {
        verb: "http.IncomingMessage: waiting for more of the body",
        target: `POST http://${host}:${halfPort}/half`,
      },
    ),
    lasting("http.IncomingMessage[Symbol.asyncIterator]", async () => {
      for await (const _ of iterating);
    }, {
      verb: "http.IncomingMessage: waiting for more of the body",
      target: `POST http://${host}:${halfPort}/half`,
    }),
    lasting("http.IncomingMessage event end", async () => {
      ending.resume();
      await once(ending, "end");
    }, { verb: "http.IncomingMessage: waiting for the end", target: `POST http://${host}:${halfPort}/half` }),
    lasting("http.IncomingMessage event data, of a request", async () => {
      await once(first.request, "data");
      await once(first.request, "data");
    }, { verb: "http.IncomingMessage: waiting for more of the body", target: "POST /half" }),
    lasting("http.ServerResponse event finish", async () => await once(second.response, "finish"), {
      verb: "http.ServerResponse: waiting for",
      target: "POST /half",
    }),
    lasting("http.ServerResponse event close", async () => await once(third.response, "close"), {
      verb: "http.ServerResponse: waiting for",
      target: "POST /half",
    }),
    promise("http.Server.listen", async () => {
      const made = http.createServer();
      await new Promise<void>((resolve) => made.listen(0, host, resolve));
      made.close();
    }, { verb: "http.Server: waiting to listen", target: host }),
    lasting("http.Server event request", async () => await once(server, "request"), {
      verb: "http.Server: waiting for a request",
      target: host,
    }),
    lasting("http.Server.close", async () => await new Promise((resolve) => closing.close(resolve)), {
      verb: "http.Server: waiting for its close",
      target: host,
    }),
    lasting("https.get", async () => {
      await new Promise((resolve) => {
        const request = https.get(`https://${host}:${port}/path?token=1`, resolve);
        request.on("error", () => {});
        resources.defer(() => void request.destroy());
      });
    }, { verb: response, target: `GET https://${host}:${port}/path` }),
    lasting("https.request", async () => {
      const request = https.request(`https://${host}:${port}/path?token=1`).on("error", () => {});
      request.end();
      resources.defer(() => void request.destroy());
      await once(request, "response");
    }, { verb: response, target: `GET https://${host}:${port}/path` }),
    lasting("https.Server event request", async () => await once(secure, "request"), {
      verb: "https.Server: waiting for a request",
      target: host,
    }),
    lasting("http2.connect", async () => {
      await new Promise<void>((resolve) => {
        const made = https2(resolve);
        made.on("error", () => {});
        resources.defer(() => made.destroy());
      });
    }, { verb: "http2.ClientHttp2Session: waiting to connect", target: `//${host}:${port}` }),
    lasting("http2.ClientHttp2Stream event response", async () => await once(stream(), "response"), {
      verb: `http2.ClientHttp2Stream: ${response}`,
      target: `GET http://${host}:${port}/path`,
    }),
    lasting("http2.ClientHttp2Stream event data", async () => await once(stream(), "data"), {
      verb: "http2.ClientHttp2Stream: waiting for more of the body",
      target: `GET http://${host}:${port}/path`,
    }),
    lasting("http2.ClientHttp2Stream event end", async () => await once(stream(), "end"), {
      verb: "http2.ClientHttp2Stream: waiting for the end",
      target: `GET http://${host}:${port}/path`,
    }),
    lasting("http2.ClientHttp2Stream.close", async () => {
      const made = stream();
      await new Promise<void>((resolve) => made.once("close", resolve));
    }, { verb: "http2.ClientHttp2Stream: waiting for the end", target: `GET http://${host}:${port}/path` }),
    lasting("http2.Http2Session.ping", async () => await new Promise((resolve) => session.ping(resolve)), {
      verb: "http2.ClientHttp2Session: waiting for the answer to a ping",
      target: `//${host}:${port}`,
    }),
    lasting("http2.Http2Session.settings", async () => await new Promise((resolve) => session.settings({}, resolve)), {
      verb: "http2.ClientHttp2Session: waiting for",
      target: `//${host}:${port}`,
    }),
    lasting("http2.Http2Session.close", async () => {
      const made = real.request({ ":path": "/open" });
      made.on("error", () => {});
      await new Promise<void>((resolve) => real.close(resolve));
    }, { verb: "http2.ClientHttp2Session: waiting for the close", target: `//${host}:` }),
    lasting(
      "http2.Http2Server event stream",
      async () => await once(plain2, "stream").then(() => once(plain2, "stream")),
      {
        verb: "http2.Http2Server: waiting for a request",
        target: host,
      },
    ),
  ];

  function https2(listener: () => void): http2.ClientHttp2Session {
    return http2.connect(`https://${host}:${port}`, listener);
  }
}
