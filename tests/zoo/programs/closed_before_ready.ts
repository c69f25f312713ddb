// The socket closes before the server's first message, and only that message ends the wait.
// https://github.com/agentuity/sdk/pull/1049

class Hub {
  #socket: WebSocket;
  #ready = Promise.withResolvers<string>();

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.#socket.onmessage = ({ data }) => this.#ready.resolve(String(data));
    this.#socket.onclose = () => console.error("socket closed");
  }

  get open(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  async ready(): Promise<string> {
    return await this.#ready.promise; // <- stuck: Hub.ready
  }
}

const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
  const { socket, response } = Deno.upgradeWebSocket(request);
  socket.onopen = () => socket.close(1013, "try again later");
  return response;
});

const hubs: Hub[] = [];

async function join(url: string): Promise<void> {
  const hub = new Hub(url);
  hubs.push(hub);
  const welcome: string = await hub.ready(); // <- stuck: join
  console.log(welcome);
}

join(`ws://127.0.0.1:${server.addr.port}`);
setInterval(() => console.error("open:", hubs.filter(({ open }) => open).length), 5_000);
setTimeout(() => console.log("ready"), 400);
