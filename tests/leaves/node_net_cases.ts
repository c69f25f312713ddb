/** `node:net`, `node:tls`, `node:dgram`, `node:dns`. */
import dgram from "node:dgram";
import dns from "node:dns";
import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";
import type { Case } from "./coverage.ts";
import { lasting, promise } from "./node_case.ts";

/** A server that takes connections and says nothing. */
export async function silentServer(resources: AsyncDisposableStack): Promise<number> {
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => void open.add(socket.on("error", () => {})));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  resources.defer(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return (server.address() as net.AddressInfo).port;
}

export async function nodeNetCases(_dir: string, resources: AsyncDisposableStack): Promise<Case[]> {
  const port = await silentServer(resources);
  const host = "127.0.0.1", peer = `${host}:${port}`;
  const socket = ({ asks } = { asks: true }): net.Socket => {
    const made = net.connect(port, "localhost");
    made.on("error", () => {});
    // Many programs ask for the address; without that it is not in the heap.
    if (asks) made.on("connect", () => void made.remoteAddress);
    resources.defer(() => void made.destroy());
    return made;
  };
  const server = (): net.Server => {
    const made = net.createServer();
    resources.defer(() => void made.close());
    return made;
  };
  const listening = (): net.Server => server().listen(0, host);
  // Its backlog is full: whoever connects now waits.
  const busy = resources.use(Deno.listen({ hostname: host, port: 0, tcpBacklog: 0 }));
  const fullPort = busy.addr.port;
  const connecting = (): net.Socket => {
    const made = net.connect(fullPort, host).on("error", () => {});
    resources.defer(() => void made.destroy());
    return made;
  };
  await once(connecting(), "connect");
  const free = net.createServer().listen(0, host);
  await once(free, "listening");
  const known = (free.address() as net.AddressInfo).port;
  await new Promise((resolve) => free.close(resolve));
  const atKnown = server().listen(known, host);
  const closing = net.createServer().listen(0, host);
  await once(closing, "listening");
  const last = net.connect((closing.address() as net.AddressInfo).port, host);
  await once(last, "connect");
  resources.defer(() => void last.destroy());
  const secure = (): tls.TLSSocket => {
    const made = tls.connect(port, host);
    made.on("error", () => {});
    resources.defer(() => void made.destroy());
    return made;
  };
  const full = (): net.Socket => {
    const made = socket();
    made.write(new Uint8Array(8_000_000));
    return made;
  };
  return [
    lasting("net.connect", async () => await once(connecting(), "connect"), {
      verb: "net.Socket: waiting to connect",
      target: `${host}:${fullPort}`,
    }),
    lasting("net.Socket.connect", async () => {
      const made = new net.Socket().on("error", () => {});
      resources.defer(() => void made.destroy());
      await new Promise<void>((resolve) => made.connect(fullPort, host, resolve));
    }, { verb: "net.Socket: waiting to connect", target: `${host}:${fullPort}` }),
    lasting("net.Socket event data", async () => {
      const client = socket();
      await new Promise((resolve) => client.once("data", resolve));
    }, { verb: "net.Socket: waiting for data", target: peer }),
    lasting("net.Socket event data, address not asked for", async () => {
      const client = socket({ asks: false });
      await new Promise((resolve) => client.once("data", resolve));
    }, { verb: "net.Socket: waiting for data", target: "localhost" }),
    lasting("net.Socket event readable", async () => await once(socket(), "readable"), {
      verb: "net.Socket: waiting for data",
      target: peer,
    }),
    lasting("net.Socket[Symbol.asyncIterator]", async () => {
      for await (const _ of socket());
    }, { verb: "net.Socket: waiting for data", target: peer }),
    lasting("net.Socket event end", async () => await once(socket(), "end"), {
      verb: "net.Socket: waiting for the end of the data",
      target: peer,
    }),
    lasting("net.Socket event close", async () => await once(socket(), "close"), {
      verb: "net.Socket: waiting for the close",
      target: peer,
    }),
    lasting("net.Socket event drain", async () => await once(full(), "drain"), {
      verb: "net.Socket: backpressure",
      target: peer,
    }),
    lasting("net.Socket.write", async () => {
      const client = full();
      await new Promise((resolve) => client.write("x", resolve));
    }, { verb: "net.Socket: waiting for the peer", target: peer }),
    lasting("net.Socket.end", async () => {
      const client = full();
      await new Promise<void>((resolve) => client.end(resolve));
    }, { verb: "net.Socket: waiting for the peer", target: peer }),
    lasting("net.Socket.setTimeout", async () => {
      const client = socket();
      await new Promise<void>((resolve) => client.setTimeout(60_000, resolve));
    }, { verb: "net.Socket: waiting for a time without data", target: peer }),
    promise("net.Server.listen", async () => {
      const made = server();
      await new Promise<void>((resolve) => made.listen(0, host, resolve));
    }, { verb: "net.Server: waiting to listen", target: host }),
    lasting("net.Server event connection", async () => await once(listening(), "connection"), {
      verb: "net.Server: waiting for a connection",
      target: host,
    }),
    lasting("net.Server event connection, port given", async () => await once(atKnown, "connection"), {
      verb: "net.Server: waiting for a connection",
      target: `${host}:${known}`,
    }),
    lasting("net.Server.close", async () => await new Promise((resolve) => closing.close(resolve)), {
      verb: "net.Server: waiting for its close",
      target: host,
    }),
    lasting("net.Server[Symbol.asyncDispose]", async () => {
      const made = net.createServer().listen(0, host);
      await once(made, "listening");
      const client = net.connect((made.address() as net.AddressInfo).port, host);
      await once(client, "connect");
      resources.defer(() => void client.destroy());
      await made[Symbol.asyncDispose]();
    }, { verb: "net.Server: waiting for its close", target: host }),
    promise("net.Server.getConnections", async () => {
      await new Promise((resolve) => atKnown.getConnections(resolve));
    }, { verb: "process.nextTick" }),
    lasting("tls.connect", async () => {
      await new Promise<void>((resolve) => {
        const made = tls.connect(port, host, {}, resolve);
        made.on("error", () => {});
        resources.defer(() => void made.destroy());
      });
    }, { verb: "tls.TLSSocket: waiting for the handshake", target: peer }),
    lasting("tls.TLSSocket event secureConnect", async () => await once(secure(), "secureConnect"), {
      verb: "tls.TLSSocket: waiting for the handshake",
      target: peer,
    }),
    lasting("tls.TLSSocket event data", async () => await once(secure(), "data"), {
      verb: "tls.TLSSocket: waiting for data",
      target: peer,
    }),
    lasting("tls.Server event secureConnection", async () => {
      const made = tls.createServer({}).listen(0, host);
      resources.defer(() => void made.close());
      await once(made, "secureConnection");
    }, { verb: "tls.Server: waiting for a connection", target: host }),
    ...datagramCases(),
    ...dnsCases(),
  ];

  function datagramCases(): Case[] {
    const bound = (): dgram.Socket => {
      const made = dgram.createSocket("udp4").bind(0, host);
      resources.defer(() => void made.close());
      return made;
    };
    const sender = bound();
    return [
      lasting("dgram.Socket event message", async () => await once(bound(), "message"), {
        verb: "dgram.Socket: waiting for a message",
        target: `${host}:`,
      }),
      promise("dgram.Socket.bind", async () => {
        const made = dgram.createSocket("udp4");
        await new Promise<void>((resolve) => made.bind(0, host, resolve));
        made.close();
      }, { verb: "dgram.Socket: waiting to be bound" }),
      promise("dgram.Socket.connect", async () => {
        const made = bound();
        await new Promise<void>((resolve) => made.connect(port, host, resolve));
      }, { verb: "dgram.Socket: waiting to be bound" }),
      promise("dgram.Socket.send", async () => {
        await new Promise((resolve) => sender.send("x", port, host, resolve));
      }, { verb: "dgram.Socket.send", target: host }),
    ];
  }

  function dnsCases(): Case[] {
    const name = "host.invalid", target = `"${name}"`;
    const types = ["4", "6", "Any", "Caa", "Cname", "Mx", "Naptr", "Ns", "Ptr", "Soa", "Srv", "Txt"] as const;
    const own = new dns.Resolver(), ownPromises = new dns.promises.Resolver();
    return [
      promise("dns.lookup", async () => await new Promise((done) => dns.lookup(name, done)), { target }),
      promise("dns.lookupService", async () => await new Promise((done) => dns.lookupService(host, 9, done)), {
        target: host,
      }),
      promise("dns.resolve", async () => await new Promise((done) => dns.resolve(name, done)), { target }),
      promise("dns.reverse", async () => await new Promise((done) => dns.reverse("203.0.113.1", done)), {
        target: "203.0.113.1",
      }),
      promise("dns.Resolver.resolve4", async () => await new Promise((done) => own.resolve4(name, done)), {
        verb: "dns.resolve4",
        target,
      }),
      promise("dns.promises.lookup", async () => await dns.promises.lookup(name), { target }),
      promise("dns.promises.lookupService", async () => await dns.promises.lookupService(host, 9), {
        target: host,
      }),
      promise("dns.promises.resolve", async () => await dns.promises.resolve(name), { target }),
      promise("dns.promises.reverse", async () => await dns.promises.reverse("203.0.113.1"), {
        target: "203.0.113.1",
      }),
      promise("dns.promises.Resolver.resolveMx", async () => await ownPromises.resolveMx(name), {
        verb: "dns.resolveMx",
        target,
      }),
      ...types.flatMap((type) => {
        const api = `resolve${type}` as const;
        return [
          promise(`dns.${api}`, async () => {
            const resolve = dns[api] as (name: string, callback: (error: Error | null) => void) => void;
            await new Promise((done) => resolve(name, done));
          }, { target }),
          promise(`dns.promises.${api}`, async () => await dns.promises[api](name), { verb: api, target }),
        ];
      }),
    ];
  }
}
