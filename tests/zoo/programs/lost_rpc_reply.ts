// The server drops the connection, and nobody rejects the calls still in flight.
// https://github.com/apache/tinkerpop/pull/1735

type Reply = { id: number; result: string };

class Client {
  #pending = new Map<number, (reply: Reply) => void>();
  #conn: Deno.Conn;
  #calls = 0;

  constructor(conn: Deno.Conn) {
    this.#conn = conn;
    this.#receive();
  }

  get inFlight(): number {
    return this.#pending.size;
  }

  async call(method: string, ...params: unknown[]): Promise<string> {
    const id = ++this.#calls;
    const reply = new Promise<Reply>((resolve) => this.#pending.set(id, resolve));
    await this.#conn.write(new TextEncoder().encode(JSON.stringify({ id, method, params })));
    const { result }: Reply = await reply; // <- stuck: Client.call
    return result;
  }

  async #receive(): Promise<void> {
    for await (const chunk of this.#conn.readable) {
      const reply = JSON.parse(new TextDecoder().decode(chunk)) as Reply;
      this.#pending.get(reply.id)?.(reply);
      this.#pending.delete(reply.id);
    }
  }
}

async function serve(listener: Deno.TcpListener): Promise<void> {
  for await (const conn of listener) {
    await conn.read(new Uint8Array(4096));
    conn.close(); // the worker behind it crashed
  }
}

const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
serve(listener);
const client = new Client(await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }));
client.call("stock.reserve", "A-1017").then((stock) => console.log("left:", stock));
setInterval(() => console.error("calls in flight:", client.inFlight), 5_000);
setTimeout(() => console.log("ready"), 300);
