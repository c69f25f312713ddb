// A pipe into a sink that waits for a flush which is only triggered by the next chunk.

class BatchingSink implements UnderlyingSink<string> {
  #batch: string[] = [];
  #flushed = Promise.withResolvers<void>();
  #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  get buffered(): number {
    return this.#batch.length;
  }

  async write(row: string): Promise<void> {
    this.#batch.push(row);
    if (this.#batch.length >= this.#size) this.#flush();
    await this.#flushed.promise; // <- stuck: BatchingSink.write
  }

  #flush(): void {
    this.#batch.length = 0;
    this.#flushed.resolve();
    this.#flushed = Promise.withResolvers();
  }
}

class Importer {
  constructor(readonly sink: BatchingSink) {}

  async import(rows: Iterable<string>): Promise<void> {
    const target = new WritableStream<string>(this.sink);
    await ReadableStream.from(rows).pipeTo(target); // <- stuck: Importer.import
  }
}

const sink = new BatchingSink(100);
new Importer(sink).import(["id;name", "1;Ada", "2;Grace"]);
setInterval(() => console.error("rows buffered:", sink.buffered), 5_000);
setTimeout(() => console.log("ready"), 300);
