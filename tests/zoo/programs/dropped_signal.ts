// The caller gives up after 200 ms, but its signal never reaches the request.
// https://github.com/elizaOS/eliza/pull/30476

interface Options {
  signal?: AbortSignal;
  retries?: number;
}

class Api {
  constructor(readonly base: string) {}

  async get(path: string, { retries = 2 }: Options = {}): Promise<unknown> {
    for (let attempt = 0;; attempt++) {
      const response: Response = await fetch(new URL(path, this.base)); // <- stuck: Api.get
      if (response.ok || attempt === retries) return await response.json();
      await response.body?.cancel();
    }
  }
}

async function profile(api: Api): Promise<unknown> {
  try {
    return await api.get("/me", { signal: AbortSignal.timeout(200) });
  } catch {
    return { name: "guest" };
  }
}

const { promise: maintenanceOver, resolve: endMaintenance } = Promise.withResolvers<Response>();
const server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  () => maintenanceOver,
);
Deno.addSignalListener("SIGHUP", () => endMaintenance(new Response("{}")));
setTimeout(() => console.log("ready"), 500);
console.log(await profile(new Api(`http://127.0.0.1:${server.addr.port}`)));
