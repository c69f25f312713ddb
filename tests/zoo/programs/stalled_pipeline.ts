// Three async generators pull from each other; the first waits for a chunk that never comes.
// https://github.com/nodejs/node/issues/42454

class Feed {
  #chunks = ["id,name\n1,A", "da\n2,Gra"];
  #more: (() => void)[] = [];

  push(chunk: string): void {
    this.#chunks.push(chunk);
    for (const wake of this.#more.splice(0)) wake();
  }

  async *read(): AsyncGenerator<string> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk) yield chunk;
      else await new Promise<void>((resolve) => this.#more.push(resolve)); // <- stuck: Feed.read
    }
  }
}

async function* lines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of chunks) { // <- stuck (line only): lines
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}

async function* rows(feed: Feed): AsyncGenerator<string[]> {
  for await (const line of lines(feed.read())) yield line.split(","); // <- stuck (line only): rows
}

async function count(feed: Feed): Promise<number> {
  let n = 0;
  for await (const row of rows(feed)) n += row.length; // <- stuck (line only): count
  return n;
}

const feed = new Feed();
count(feed).then((n) => console.log("cells:", n));
Deno.addSignalListener("SIGHUP", () => feed.push("ce\n"));
setInterval(() => console.error("feed is alive"), 5_000);
setTimeout(() => console.log("ready"), 300);
