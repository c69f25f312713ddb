// The handler waits for the shutdown, and the shutdown waits for the handler.

class App {
  #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => this.handle(request),
  );

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async handle(request: Request): Promise<Response> {
    if (new URL(request.url).pathname === "/admin/stop") {
      await this.stop(); // <- stuck: App.handle
      return new Response("stopped");
    }
    return new Response("hello");
  }

  async stop(): Promise<void> {
    console.error("no new connections from here on");
    await this.#server.shutdown(); // <- stuck: App.stop
  }
}

const app = new App();
setTimeout(() => console.log("ready"), 400);
const response = await fetch(`${app.url}/admin/stop`, { method: "POST" });
console.log(await response.text());
