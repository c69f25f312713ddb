// The server accepts the request and never answers; fetch has no time-out of its own.
// https://github.com/microsoft/vscode/issues/280736

const connections = new Set<Deno.Conn>();

async function blackHole(listener: Deno.TcpListener): Promise<void> {
  for await (const conn of listener) connections.add(conn);
}

class Weather {
  constructor(readonly base: string) {}

  async forecast(city: string): Promise<string> {
    const url = new URL(`/forecast?city=${city}`, this.base);
    const headers: HeadersInit = { accept: "text/plain" };
    const response: Response = await fetch(url, { headers }); // <- stuck: Weather.forecast
    return await response.text();
  }
}

async function refresh(weather: Weather, cities: string[]): Promise<void> {
  for (const city of cities) console.log(city, await weather.forecast(city));
}

const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
blackHole(listener);
refresh(new Weather(`http://127.0.0.1:${listener.addr.port}`), ["Oslo", "Turin"]);
setTimeout(() => console.log("ready"), 400);
