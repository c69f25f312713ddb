// A read from a peer that keeps the connection open and says nothing more.
// https://github.com/denoland/deno/issues/13688

class SmtpSession implements Disposable {
  #decoder = new TextDecoder();

  constructor(readonly conn: Deno.TcpConn) {}

  async #line(): Promise<string> {
    const buffer = new Uint8Array(512);
    const length: number | null = await this.conn.read(buffer); // <- stuck: SmtpSession.#line
    return this.#decoder.decode(buffer.subarray(0, length ?? 0)).trim();
  }

  async send(command: string): Promise<string> {
    await this.conn.write(new TextEncoder().encode(`${command}\r\n`));
    return await this.#line();
  }

  async greet(): Promise<void> {
    if (!(await this.#line()).startsWith("220")) throw new Error("not an SMTP server");
    await this.send("EHLO example.org");
  }

  [Symbol.dispose](): void {
    this.conn.close();
  }
}

async function tarpit(listener: Deno.TcpListener): Promise<void> {
  for await (const conn of listener) {
    await conn.write(new TextEncoder().encode("220 tarpit\r\n"));
    await conn.read(new Uint8Array(512));
  }
}

const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
tarpit(listener);
setTimeout(() => console.log("ready"), 300);
using session = new SmtpSession(
  await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }),
);
await session.greet();
