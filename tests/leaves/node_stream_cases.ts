/** `node:stream`, `node:events`, `node:readline`, `node:zlib`, `node:timers`. */
import { Buffer } from "node:buffer";
import events, { EventEmitter, on, once } from "node:events";
import fs from "node:fs";
import readline from "node:readline";
import readlinePromises from "node:readline/promises";
import stream from "node:stream";
import consumers from "node:stream/consumers";
import streamPromises from "node:stream/promises";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import util from "node:util";
import zlib from "node:zlib";
import type { Case } from "./coverage.ts";
import { lasting, promise } from "./node_case.ts";

class Store extends EventEmitter {}

export function nodeStreamCases(dir: string, resources: AsyncDisposableStack): Case[] {
  const kept: object[] = [];
  resources.defer(() => void kept.splice(0));
  const keep = <T extends object>(object: T): T => {
    kept.push(object);
    return object;
  };
  const readable = () => keep(new stream.Readable({ read() {} }));
  const writable = () => keep(new stream.Writable({ write() {}, highWaterMark: 1 }));
  const store = keep(new Store());
  const silent = () => keep(new stream.PassThrough());
  return [...streamCases(), ...eventCases(), ...lineCases(), ...zlibCases(), ...timerCases()];

  function streamCases(): Case[] {
    return [
      lasting("stream.Readable event data", async () => await once(readable(), "data"), {
        verb: "stream.Readable: waiting for data",
      }),
      lasting("stream.Readable event end", async () => await once(readable(), "end"), {
        verb: "stream.Readable: waiting for its end",
      }),
      lasting("stream.Readable[Symbol.asyncIterator]", async () => {
        for await (const _ of readable());
      }, { verb: "stream.Readable: waiting for data" }),
      ...(["toArray", "forEach", "some", "every", "find", "reduce"] as const).map((method) =>
        lasting(`stream.Readable.${method}`, async () => {
          await (readable()[method] as (callback?: () => void) => Promise<unknown>)(
            ...method === "toArray" ? [] : [() => {}],
          );
        }, { verb: "stream.Readable: waiting for data" })
      ),
      lasting("stream.Readable.map", async () => {
        for await (const _ of readable().map((x) => x));
      }, { verb: "stream.Readable: waiting for data" }),
      lasting("stream.Writable event drain", async () => {
        const made = writable();
        made.write("xx");
        await once(made, "drain");
      }, { verb: "stream.Writable: backpressure" }),
      lasting("stream.Writable event finish", async () => {
        const made = writable();
        made.end("x");
        await once(made, "finish");
      }, { verb: "stream.Writable: waiting for all to be written" }),
      lasting("stream.Writable.write", async () => {
        const made = writable();
        await new Promise((resolve) => made.write("x", resolve));
      }, { verb: "stream.Writable: waiting for a write to end" }),
      lasting("stream.Writable.write, behind another", async () => {
        const made = writable();
        made.write("x");
        await new Promise((resolve) => made.write("x", resolve));
      }, { verb: "stream.Writable: waiting for a write to end" }),
      lasting("stream.Writable.end", async () => {
        const made = writable();
        made.write("x");
        await new Promise<void>((resolve) => made.end(resolve));
      }, { verb: "stream.Writable: waiting for all to be written" }),
      lasting("stream.Readable[Symbol.asyncDispose]", async () => {
        await keep(new stream.Readable({ read() {}, destroy() {} }))[Symbol.asyncDispose]();
      }, { verb: "stream.Readable: waiting for its" }),
      lasting("stream.Writable[Symbol.asyncDispose]", async () => {
        await keep(new stream.Writable({ write() {}, destroy() {} }))[Symbol.asyncDispose]();
      }, { verb: "stream.Writable: waiting for" }),
      lasting("stream.pipeline", async () => {
        await new Promise((resolve) =>
          stream.pipeline(silent(), zlib.createGzip(), fs.createWriteStream(`${dir}/gz`), resolve)
        );
      }, { verb: "pipeline", target: `stream.PassThrough -> zlib.Gzip -> fs.WriteStream "${dir}/gz"` }),
      lasting("stream.finished", async () => await new Promise((resolve) => stream.finished(readable(), resolve)), {
        verb: "stream.Readable: waiting for its end",
      }),
      lasting("stream.promises.pipeline", async () => {
        await streamPromises.pipeline(silent(), fs.createWriteStream(`${dir}/copy`));
      }, { verb: "pipeline", target: `stream.PassThrough -> fs.WriteStream "${dir}/copy"` }),
      lasting("stream.promises.finished", async () => await streamPromises.finished(writable()), {
        verb: "stream.Writable: waiting for all to be written",
      }),
      ...(["arrayBuffer", "blob", "buffer", "json", "text"] as const).map((name) =>
        lasting(`stream.consumers.${name}`, async () => await consumers[name](readable()), {
          verb: "stream.Readable: waiting for data",
        })
      ),
      promise("fs.ReadStream event open", async () => {
        const made = fs.createReadStream("/dev/null");
        await new Promise((resolve) => made.on("open", resolve));
      }, { verb: "waiting for the file to be opened", target: 'fs.ReadStream "/dev/null"' }),
      promise("fs.WriteStream event finish", async () => {
        const made = fs.createWriteStream(`${dir}/finish`);
        await new Promise<void>((resolve) => made.on("finish", resolve).end("x"));
      }, { verb: "waiting for all to be written", target: `fs.WriteStream "${dir}/finish"` }),
    ];
  }

  function eventCases(): Case[] {
    return [
      lasting("events.once", async () => await once(store, "ready"), {
        verb: 'waiting for event "ready"',
        target: "Store",
      }),
      lasting("events.on", async () => {
        for await (const _ of on(store, "tick"));
      }, { verb: 'waiting for event "tick"', target: "Store" }),
      lasting("events.once, of an EventTarget", async () => await events.once(keep(new EventTarget()), "go"), {
        verb: 'waiting for event "go"',
        target: "EventTarget",
      }),
      lasting("events.EventEmitter.once", async () => {
        await new Promise((resolve) => store.once("loaded", resolve));
      }, { verb: 'waiting for event "loaded"', target: "Store" }),
    ];
  }

  function lineCases(): Case[] {
    const lines = (input: stream.Readable = silent()) => keep(readline.createInterface({ input }));
    fs.writeFileSync(`${dir}/fifo`, "");
    const file = keep(fs.createReadStream("/dev/zero", { start: 0 }));
    file.pause();
    return [
      lasting("readline.Interface event line", async () => await once(lines(), "line"), {
        verb: "readline: waiting for a line",
        target: "stream.PassThrough",
      }),
      lasting("readline.Interface[Symbol.asyncIterator]", async () => {
        for await (const _ of lines());
      }, { verb: "readline: waiting for a line", target: "stream.PassThrough" }),
      lasting("readline.Interface.question", async () => {
        const made = lines();
        await new Promise((resolve) => made.question("name?", resolve));
      }, { verb: "readline: waiting for an answer", target: "stream.PassThrough" }),
      lasting("readline.Interface event close", async () => await once(lines(), "close"), {
        verb: "readline: waiting for the end of the lines",
        target: "stream.PassThrough",
      }),
      lasting("readline.promises.Interface.question", async () => {
        await keep(readlinePromises.createInterface({ input: silent() })).question("name?");
      }, { verb: "readline: waiting for an answer", target: "stream.PassThrough" }),
    ];
  }

  function zlibCases(): Case[] {
    const bytes = Buffer.alloc(100_000, "x");
    const names = ["brotliCompress", "deflate", "deflateRaw", "gzip", "zstdCompress"] as const;
    const packed = {
      brotliDecompress: zlib.brotliCompressSync(bytes),
      gunzip: zlib.gzipSync(bytes),
      inflate: zlib.deflateSync(bytes),
      inflateRaw: zlib.deflateRawSync(bytes),
      unzip: zlib.gzipSync(bytes),
      zstdDecompress: zlib.zstdCompressSync(bytes),
    };
    return [
      ...names.map((name) =>
        promise(`zlib.${name}`, async () => await new Promise((resolve) => zlib[name](bytes, resolve)))
      ),
      ...Object.entries(packed).map(([name, input]) =>
        promise(`zlib.${name}`, async () => await util.promisify(zlib[name as keyof typeof packed])(input))
      ),
      lasting("zlib.Zlib event data", async () => await once(keep(zlib.createGzip()), "data"), {
        verb: "zlib.Gzip: waiting for data",
      }),
      promise("zlib.Zlib.flush", async () => {
        const made = keep(zlib.createGzip());
        await new Promise<void>((resolve) => made.flush(resolve));
      }, { verb: "zlib.Gzip: waiting" }),
      promise("zlib.Zlib.close", async () => {
        const made = keep(zlib.createGzip());
        await new Promise<void>((resolve) => made.close(resolve));
      }, { verb: "zlib.Gzip: waiting" }),
      promise("zlib.ZlibParams.params", async () => {
        const made = keep(zlib.createDeflate());
        await new Promise<void>((resolve) => made.params(1, 0, resolve));
      }, { verb: "zlib.Deflate: waiting" }),
    ];
  }

  function timerCases(): Case[] {
    const ref = false, stop = new AbortController(), { signal } = stop;
    const end = () => stop.abort();
    return [
      lasting("timers.promises.setTimeout", async () => {
        await timersPromises.setTimeout(60_000, undefined, { ref, signal });
      }, { verb: "setTimeout", target: "60000 ms", end }),
      lasting("timers.promises.setInterval", async () => {
        for await (const _ of timersPromises.setInterval(60_000, undefined, { ref, signal }));
      }, { verb: "setInterval", target: "60000 ms", end }),
      lasting("timers.promises.scheduler.wait", async () => {
        await timersPromises.scheduler.wait(60_000, { signal });
      }, { verb: "setTimeout", target: "60000 ms", end }),
      promise("timers.promises.scheduler.yield", async () => await timersPromises.scheduler.yield(), {
        verb: "setImmediate",
      }),
      promise("timers.promises.setImmediate", async () => await timersPromises.setImmediate(), {
        verb: "setImmediate",
      }),
      lasting("timers.setTimeout", async () => {
        await new Promise((resolve) => {
          const timer = timers.setTimeout(resolve, 60_000);
          resources.defer(() => timers.clearTimeout(timer));
        });
      }, { verb: "setTimeout", target: "60000 ms" }),
      lasting("timers.setInterval", async () => {
        await new Promise((resolve) => {
          const timer = timers.setInterval(resolve, 60_000);
          resources.defer(() => timers.clearInterval(timer));
        });
      }, { verb: "setInterval", target: "60000 ms" }),
      lasting("util.promisify(setTimeout)", async () => {
        await util.promisify(timers.setTimeout)(60_000, undefined, { ref, signal });
      }, { verb: "setTimeout", target: "60000 ms", end }),
      promise("timers.setImmediate", async () => await new Promise((resolve) => timers.setImmediate(resolve)), {
        verb: "setImmediate",
      }),
    ];
  }
}
