// A client announces more bytes than it sends, and the handler reads to the end of the body.
// https://github.com/denoland/std/issues/538

interface Upload {
  name: string;
  rows: number[];
}

class UploadService {
  readonly stored: Upload[] = [];

  async handle(request: Request): Promise<Response> {
    const upload: Upload = await request.json(); // <- stuck: UploadService.handle
    this.stored.push(upload);
    return Response.json({ id: this.stored.length });
  }
}

async function flakyClient(port: number): Promise<Deno.Conn> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  const head = ["POST /uploads HTTP/1.1", "Host: localhost", "Content-Length: 500", "", ""];
  await conn.write(new TextEncoder().encode(head.join("\r\n") + '{"name": "q3", "rows": [1, 2'));
  return conn;
}

const service = new UploadService();
const server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  (request) => service.handle(request),
);
const conn = await flakyClient(server.addr.port);
setInterval(() => console.error("client is at", conn.localAddr), 5_000);
setTimeout(() => console.log("ready"), 300);
