// The server says "Retry-After: 120"; the client takes it for minutes.

import { setTimeout as sleep } from "node:timers/promises";

class Crawler {
  static async politely(url: string): Promise<string> {
    for (;;) {
      const response = await fetch(url);
      if (response.ok) return await response.text();
      await response.body?.cancel();
      const pause: number = Number(response.headers.get("retry-after")) * 60_000;
      await sleep(pause); // <- stuck: Crawler.politely
    }
  }
}

let requests = 0;
const server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  () =>
    ++requests === 1
      ? new Response("slow down", { status: 429, headers: { "retry-after": "120" } })
      : new Response("hello"),
);
Crawler.politely(`http://127.0.0.1:${server.addr.port}`).then(console.log);
setTimeout(() => console.log("ready"), 400);
