/** APIs of QUIC and of WebTransport, pending. */
import type { Case } from "./coverage.ts";

const PEM = new URL("../fixtures/tls/", import.meta.url);

export async function quicCases(): Promise<Case[]> {
  const [cert, key] = await Promise.all(
    ["localhost.crt", "localhost.key"].map((name) => Deno.readTextFile(new URL(name, PEM))),
  );
  const endpoint = new Deno.QuicEndpoint({ hostname: "127.0.0.1", port: 0 });
  const listener = endpoint.listen({ cert, key, alpnProtocols: ["leaves"] });
  const second = new Deno.QuicEndpoint({ hostname: "127.0.0.1", port: 0 });
  const incoming = second.listen({ cert, key, alpnProtocols: ["leaves"] });
  const third = new Deno.QuicEndpoint({ hostname: "127.0.0.1", port: 0 });
  const iterated = third.listen({ cert, key, alpnProtocols: ["leaves"] });
  const client = new Deno.QuicEndpoint();
  const { port } = endpoint.addr;
  const accepting = listener.accept();
  const conn = await Deno.connectQuic({
    hostname: "localhost",
    port,
    caCerts: [cert],
    alpnProtocols: ["leaves"],
    endpoint: client,
  });
  await accepting;
  // The runtime keeps addresses to itself: what is known is what the source says, here a host and a port that the system chooses.
  const local = "on 127.0.0.1, any port", peer = "localhost";
  const lasts = true;
  const transport = await transportCases(cert, key);
  return [
    ...transport,
    {
      api: "Deno.QuicListener.accept",
      start: async () => await listener.accept(),
      verb: "QuicListener.accept",
      target: local,
      lasts,
    },
    {
      api: "Deno.QuicListener.incoming",
      start: async () => await incoming.incoming(),
      verb: "QuicListener.incoming",
      target: local,
      lasts,
    },
    {
      api: "Deno.QuicListener[Symbol.asyncIterator]",
      start: async () => {
        for await (const _ of iterated);
      },
      verb: "QuicListener.incoming",
      target: local,
      lasts,
    },
    {
      api: "Deno.connectQuic",
      start: async () => {
        const signal = await Deno.connectQuic({
          hostname: "localhost",
          port: 9,
          caCerts: [cert],
          alpnProtocols: ["leaves"],
          endpoint: client,
        });
        signal.close();
      },
      verb: "Deno.connectQuic",
      target: "localhost:9",
    },
    {
      api: "Deno.QuicConn.closed",
      start: async () => await conn.closed,
      verb: "QuicConn.closed",
      target: peer,
      lasts,
    },
    {
      api: "Deno.QuicConn.readDatagram",
      start: async () => await conn.readDatagram(),
      verb: "QuicConn.readDatagram",
      target: peer,
      lasts,
    },
    {
      api: "Deno.QuicConn.sendDatagram",
      start: async () => await conn.sendDatagram(new Uint8Array(1)),
      verb: "QuicConn.sendDatagram",
      target: peer,
    },
    {
      api: "Deno.QuicConn.createBidirectionalStream",
      start: async () => await conn.createBidirectionalStream({ waitUntilAvailable: true }),
      verb: "QuicConn.createBidirectionalStream",
      target: peer,
    },
    {
      api: "Deno.QuicConn.createUnidirectionalStream",
      start: async () => await conn.createUnidirectionalStream({ waitUntilAvailable: true }),
      verb: "QuicConn.createUnidirectionalStream",
      target: peer,
    },
  ];
}

async function transportCases(cert: string, key: string): Promise<Case[]> {
  const endpoint = new Deno.QuicEndpoint({ hostname: "127.0.0.1", port: 0 });
  const listener = endpoint.listen({ cert, key, alpnProtocols: ["h3"] });
  const der = Uint8Array.from(atob(cert.replace(/-----.*?-----|\s/g, "")), (letter) => letter.charCodeAt(0));
  const value = await crypto.subtle.digest("SHA-256", der);
  const url = `https://localhost:${endpoint.addr.port}/leaves`;
  const options = { serverCertificateHashes: [{ algorithm: "sha-256", value }] };
  const transport = new WebTransport(`${url}?token=secret`, options);
  await Deno.upgradeWebTransport(await listener.accept());
  await transport.ready;
  const opening = new WebTransport(`${url}?token=secret`, options);
  opening.closed.catch(() => {});
  const upgrading = await listener.accept();
  const target = url;
  const lasts = true;
  return [
    { api: "WebTransport.ready", start: async () => await opening.ready, verb: "WebTransport.ready", target, lasts },
    {
      api: "WebTransport.closed",
      start: async () => {
        await transport.closed;
        console.log(url, "is closed");
      },
      verb: "WebTransport.closed",
      target,
      lasts,
    },
    {
      api: "WebTransport.createBidirectionalStream",
      start: async () => await transport.createBidirectionalStream(),
      verb: "WebTransport.createBidirectionalStream",
      target,
    },
    {
      api: "WebTransport.createUnidirectionalStream",
      start: async () => await transport.createUnidirectionalStream(),
      verb: "WebTransport.createUnidirectionalStream",
      target,
    },
    {
      api: "Deno.upgradeWebTransport",
      start: async () => await Deno.upgradeWebTransport(upgrading),
      verb: "Deno.upgradeWebTransport",
    },
  ];
}
