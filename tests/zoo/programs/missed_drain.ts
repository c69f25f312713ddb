// write() said false, but the stream drains while the writer is busy elsewhere.
// https://github.com/nodejs/help/issues/2610

import { once } from "node:events";
import { Writable } from "node:stream";

class Printer extends Writable {
  lines = 0;

  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    this.lines++;
    setTimeout(done, 10);
  }
}

class Report {
  constructor(readonly printer: Printer) {}

  async print(pages: string[]): Promise<void> {
    for (const page of pages) {
      const more = this.printer.write(page);
      await this.#log(page);
      if (!more) await once(this.printer, "drain"); // <- stuck: Report.print
    }
  }

  async #log(page: string): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, page.length));
  }
}

const printer = new Printer({ highWaterMark: 16 });
const pages = ["a cover", "a page far longer than the water mark of the printer", "an end"];
new Report(printer).print(pages).then(() => console.log("printed"));
setInterval(() => console.error("lines printed:", printer.lines), 5_000);
setTimeout(() => console.log("ready"), 400);
