/** Waits of a program for Node: each function has the name of what a dump must say of it. */
import childProcess from "node:child_process";
import { EventEmitter, on, once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import { PassThrough } from "node:stream";
import { setInterval, setTimeout } from "node:timers/promises";
import { MessageChannel } from "node:worker_threads";

const [dir] = process.argv.slice(2);
const silent = net.createServer(() => {}).listen(0, "127.0.0.1");
await once(silent, "listening");
const { port } = silent.address();
const { port1 } = new MessageChannel();
const child = childProcess.spawn("cat");
const { signal } = new AbortController();
const cells = new Int32Array(new SharedArrayBuffer(8));
const emitter = new EventEmitter(), target = new EventTarget(), stream = new PassThrough(), other = new PassThrough();
const path = `${dir}/file`;
fs.writeFileSync(path, "");
const file = await fs.promises.open(path);

// The threads on which Node reads files are taken: opening a pipe to read waits until somebody opens it to write.
childProcess.execFileSync("mkfifo", [`${dir}/pipe`]);
for (let thread = 0; thread < 4; thread++) fs.open(`${dir}/pipe`, () => {});
await setTimeout(50);

const waits = {
  "setTimeout 60000 ms": async () => await setTimeout(60_000),
  "setInterval 60000 ms": async () => {
    for await (const _ of setInterval(60_000, undefined, { signal }));
  },
  'fs.readFile "DIR/file"': async () => await new Promise((done) => fs.readFile(path, done)),
  'fs.rm "DIR/file"': async () => await new Promise((done) => fs.rm(path, { recursive: true }, done)),
  'fs.promises.mkdir "DIR/made"': async () => await fs.promises.mkdir(`${dir}/made`),
  "fs.promises.FileHandle.read fd N": async () => await file.read(),
  'fs.promises.watch "DIR"': async () => {
    for await (const _ of fs.promises.watch(dir));
  },
  'dns.lookup "example.invalid"': async () => await lookup("example.invalid"),
  "net.Socket: waiting for data from 127.0.0.1:PORT": async () => {
    const socket = net.connect(port, "127.0.0.1");
    socket.on("connect", () => socket.remoteAddress);
    await once(socket, "data");
  },
  "http.ClientRequest: waiting for the response of GET http://127.0.0.1:PORT/path": async () => {
    await once(http.get(`http://127.0.0.1:${port}/path?token=secret`), "response");
  },
  "fetch: waiting for a response from POST http://127.0.0.1:PORT/form": async () => {
    const call = (any, ...given) => any(...given); // the source does not tell
    await call(fetch, `http://127.0.0.1:${port}/form?token=secret`, { method: "post", body: "x", signal });
  },
  'child process PID ("cat"): waiting for its exit': async () => await once(child, "exit"),
  "stream.PassThrough: waiting for data": async () => {
    for await (const _ of stream);
  },
  "stream.Readable: waiting for data": async () => await other.some(() => true),
  'EventEmitter: waiting for event "tick" or "error"': async () => {
    for await (const _ of on(emitter, "tick"));
  },
  'EventTarget: waiting for event "go"': async () => await once(target, "go"),
  'MessagePort: waiting for event "message" or "error"': async () => await once(port1, "message"),
  "Atomics.waitAsync: waiting for a notification on index 1 of Int32Array": async () => {
    await Atomics.waitAsync(cells, 1, 0).value;
  },
};
/** Without Node's own function for promises, which says the same. */
async function lookup(name) {
  const dns = await import("node:dns");
  await new Promise((done) => dns.lookup(name, done));
}

for (const start of Object.values(waits)) start().catch(() => {});
await setTimeout(100);
console.log(`waiting, port ${port}`, [stream, other, emitter, target].length);
