// A producer writes into a chain of transforms whose last readable is only read afterwards.
// https://github.com/denoland/deno/issues/36790

type Line = { level: "info" | "error"; text: string };

function format(): TransformStream<Line, string> {
  return new TransformStream({
    transform: ({ level, text }, controller) => controller.enqueue(`${level}: ${text}\n`),
  });
}

class LogShipper {
  #entry = format();
  #output = this.#entry.readable.pipeThrough(new TextEncoderStream());
  #writer = this.#entry.writable.getWriter();

  get backlog(): number | null {
    return this.#writer.desiredSize;
  }

  async ship(lines: Line[]): Promise<Response> {
    for (const line of lines) {
      await this.#writer.ready; // <- stuck: LogShipper.ship
      this.#writer.write(line);
    }
    return new Response(this.#output);
  }
}

const shipper = new LogShipper();
setInterval(() => console.error("room for", shipper.backlog), 5_000);
setTimeout(() => console.log("ready"), 300);
shipper.ship([
  { level: "info", text: "started" },
  { level: "error", text: "disk full" },
  { level: "info", text: "stopped" },
  { level: "info", text: "restarted" },
]);
