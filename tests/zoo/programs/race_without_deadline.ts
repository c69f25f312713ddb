// Both runners of a race are stuck: the deadline's timer was cleared before it could fire.

class Exchange {
  #subscribers = new Map<string, (price: number) => void>();
  #deadlines = new Map<string, { timer: ReturnType<typeof setTimeout>; expire: () => void }>();

  get open(): string[] {
    return [...this.#deadlines.keys()];
  }

  subscribe(symbol: string): Promise<number> {
    return new Promise((resolve) => this.#subscribers.set(symbol, resolve));
  }

  deadline(symbol: string, ms: number): Promise<undefined> {
    return new Promise((resolve) => {
      const expire = () => resolve(undefined);
      this.#deadlines.set(symbol, { timer: setTimeout(expire, ms), expire });
    });
  }

  reconnect(): void {
    for (const { timer } of this.#deadlines.values()) clearTimeout(timer);
    this.#subscribers.clear();
  }

  async quote(symbol: string): Promise<number> {
    const runners = [this.subscribe(symbol), this.deadline(symbol, 500)];
    const price: number | undefined = await Promise.race(runners); // <- stuck: Exchange.quote
    if (price === undefined) throw new Error(`no quote for ${symbol}`);
    return price;
  }
}

async function trade(exchange: Exchange): Promise<void> {
  const [bid, ask] = await Promise.all([exchange.quote("BID"), exchange.quote("ASK")]);
  console.log("spread:", ask - bid);
}

const exchange = new Exchange();
trade(exchange);
setTimeout(() => exchange.reconnect(), 100);
setInterval(() => console.error("open:", exchange.open), 5_000);
setTimeout(() => console.log("ready"), 700);
