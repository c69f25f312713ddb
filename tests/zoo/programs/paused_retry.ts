// pause() clears the timer of the sleeping retry loop, and nothing wakes the loop afterwards.

class Uplink {
  #wake?: () => void;
  #timer?: ReturnType<typeof setTimeout>;
  attempts = 0;

  async connect(port: number): Promise<Deno.Conn> {
    for (let delay = 20;; delay *= 2) {
      try {
        this.attempts++;
        return await Deno.connect({ hostname: "127.0.0.1", port });
      } catch {
        await this.#sleep(delay); // <- stuck: Uplink.connect
      }
    }
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#timer = setTimeout(resolve, ms);
    });
  }

  pause(): void {
    clearTimeout(this.#timer);
  }

  resume(): void {
    this.#wake?.();
  }
}

function closedPort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

const uplink = new Uplink();
setTimeout(() => uplink.pause(), 250);
setInterval(() => console.error("attempts:", uplink.attempts), 5_000);
setTimeout(() => console.log("ready"), 700);
const conn = await uplink.connect(closedPort());
conn.close();
