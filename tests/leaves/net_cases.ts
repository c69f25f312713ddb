/** APIs of the network, pending. */
import type { Case } from "./coverage.ts";

const PEM = new URL("../fixtures/tls/", import.meta.url);

export async function netCases(dir: string): Promise<Case[]> {
  const hostname = "127.0.0.1";
  const [cert, key] = await Promise.all(
    ["localhost.crt", "localhost.key"].map((name) => Deno.readTextFile(new URL(name, PEM))),
  );
  const listener = Deno.listen({ hostname, port: 0 }), { port } = listener.addr;
  const accepting = Deno.listen({ hostname, port: 0 });
  const iterated = Deno.listen({ hostname, port: 0 });
  const tls = Deno.listenTls({ hostname, port: 0, cert, key });
  const unix = Deno.listen({ transport: "unix", path: `${dir}/socket` });
  const conn = await Deno.connect({ hostname, port }), _peer = await listener.accept();
  const silent = await Deno.connect({ hostname, port }), _silentPeer = await listener.accept();
  const _unixConn = await Deno.connect({ transport: "unix", path: `${dir}/socket` });
  const _unixPeer = await unix.accept();
  const tlsConn = await Deno.connectTls({ hostname: "localhost", port: tls.addr.port, caCerts: [cert] });
  const much = new Uint8Array(50_000_000), buffer = new Uint8Array(1);
  const local = (one: Deno.Listener) => `127.0.0.1:${(one.addr as Deno.NetAddr).port}`;
  const sockets = datagramCases();
  return [
    {
      api: "Deno.Listener.accept",
      start: async () => await accepting.accept(),
      verb: "Listener.accept: waiting for a connection",
      target: local(accepting),
      lasts: true,
    },
    {
      api: "Deno.Listener[Symbol.asyncIterator]",
      start: async () => {
        for await (const _ of iterated);
      },
      verb: "Listener.accept: waiting for a connection",
      target: local(iterated),
      lasts: true,
    },
    {
      api: "Deno.connect",
      start: async () => (await Deno.connect({ hostname, port })).close(),
      verb: "Deno.connect",
      target: `127.0.0.1:${port}`,
    },
    {
      api: "Deno.connectTls",
      start: async () =>
        (await Deno.connectTls({ hostname: "localhost", port: tls.addr.port, caCerts: [cert] })).close(),
      verb: "Deno.connectTls",
      target: `localhost:${tls.addr.port}`,
    },
    {
      api: "Deno.TlsConn.handshake",
      start: async () => await tlsConn.handshake(),
      verb: "TlsConn.handshake",
      target: `127.0.0.1:${tls.addr.port}`,
      lasts: true,
    },
    {
      api: "Deno.Conn.read",
      start: async () => await silent.read(buffer),
      verb: "TcpConn.read: waiting for data from",
      target: `127.0.0.1:${port}`,
      lasts: true,
    },
    {
      api: "Deno.Conn.write",
      start: async () => {
        while (true) await conn.write(much);
      },
      verb: "TcpConn.write: waiting for the peer to take data",
      target: `127.0.0.1:${port}`,
      lasts: true,
    },
    {
      api: "Deno.resolveDns",
      start: async () => await Deno.resolveDns("host.invalid", "A", { nameServer: { ipAddr: hostname, port } }),
      verb: "Deno.resolveDns",
      target: "host.invalid",
    },
    ...sockets,
  ];
}

function datagramCases(): Case[] {
  const datagrams = () => Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  const receiving = datagrams(), iterated = datagrams(), sending = datagrams();
  const multicast = Deno.listenDatagram({ transport: "udp", hostname: "0.0.0.0", port: 0 });
  const multicast6 = Deno.listenDatagram({ transport: "udp", hostname: "::", port: 0 });
  const local = ({ addr }: Deno.DatagramConn) => `${(addr as Deno.NetAddr).hostname}:${(addr as Deno.NetAddr).port}`;
  return [
    {
      api: "Deno.DatagramConn.receive",
      start: async () => await receiving.receive(),
      verb: "DatagramConn.receive: waiting for a datagram",
      target: local(receiving),
      lasts: true,
    },
    {
      api: "Deno.DatagramConn[Symbol.asyncIterator]",
      start: async () => {
        for await (const _ of iterated);
      },
      verb: "DatagramConn.receive: waiting for a datagram",
      target: local(iterated),
      lasts: true,
    },
    {
      api: "Deno.DatagramConn.send",
      start: async () => await sending.send(new Uint8Array(1), { transport: "udp", hostname: "127.0.0.1", port: 9 }),
      verb: "DatagramConn.send",
      target: "127.0.0.1:9",
    },
    {
      api: "Deno.DatagramConn.joinMulticastV4",
      start: async () => await multicast.joinMulticastV4("224.0.0.8", "0.0.0.0"),
      verb: "DatagramConn.joinMulticastV4",
      target: "224.0.0.8",
    },
    {
      api: "Deno.DatagramConn.joinMulticastV6",
      start: async () => await multicast6.joinMulticastV6("ff02::8", 0),
      verb: "DatagramConn.joinMulticastV6",
      target: "ff02::8",
    },
  ];
}
