// Promise.any: one mirror refuses, the two others accept the connection and stay silent.

class Mirror {
  constructor(readonly name: string, readonly port: number) {}

  async index(): Promise<string> {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: this.port });
    await conn.write(new TextEncoder().encode("GET index\n"));
    const answer = new Uint8Array(1024);
    const length: number | null = await conn.read(answer); // <- stuck: Mirror.index
    if (length === null) throw new Error(`${this.name} closed the connection`);
    return new TextDecoder().decode(answer.subarray(0, length));
  }
}

async function fastest(mirrors: Mirror[]): Promise<string> {
  const index: string = await Promise.any(mirrors.map((mirror) => mirror.index())); // <- stuck: fastest
  return index;
}

/** A port to which nothing answers: the system accepts for a listener that never does. */
function silentPort(): number {
  return Deno.listen({ hostname: "127.0.0.1", port: 0 }).addr.port;
}

function closedPort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

setTimeout(() => console.log("ready"), 300);
const names = ["oslo", "turin", "kyoto"];
const ports = [closedPort(), silentPort(), silentPort()];
console.log(await fastest(ports.map((port, i) => new Mirror(names[i], port))));
