// deno-lint-ignore-file no-boolean-literal-for-arguments -- the APIs are called as they are
/** APIs of the web platform that need no network, pending. */
import type { Case } from "./coverage.ts";

export async function webCases(): Promise<Case[]> {
  return [
    ...await cryptoCases(),
    ...blobCases(),
    ...streamCases(),
    ...moreStreamCases(),
    ...eventCases(),
    ...timerCases(),
    ...await lockCases(),
  ];
}

async function cryptoCases(): Promise<Case[]> {
  const { subtle } = crypto;
  const data = new Uint8Array(16), iv = new Uint8Array(12);
  const aes = await subtle.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt", "decrypt"]);
  const wrap = await subtle.generateKey({ name: "AES-KW", length: 128 }, true, ["wrapKey", "unwrapKey"]);
  const hmac = await subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, true, ["sign", "verify"]);
  const pbkdf2 = await subtle.importKey("raw", data, "PBKDF2", false, ["deriveBits", "deriveKey"]);
  const derivation = { name: "PBKDF2", hash: "SHA-256", salt: data, iterations: 10 };
  const encrypted = await subtle.encrypt({ name: "AES-GCM", iv }, aes, data);
  const wrapped = await subtle.wrapKey("raw", aes, wrap, "AES-KW");
  const signature = await subtle.sign("HMAC", hmac, data);
  const one = (name: string, target: string, start: () => Promise<unknown>): Case => ({
    api: `SubtleCrypto.${name}`,
    start,
    verb: `crypto.subtle.${name}`,
    target,
  });
  return [
    one("decrypt", "AES-GCM", async () => await subtle.decrypt({ name: "AES-GCM", iv }, aes, encrypted)),
    one("deriveBits", "PBKDF2", async () => await subtle.deriveBits(derivation, pbkdf2, 128)),
    one("deriveKey", "PBKDF2", async () => {
      await subtle.deriveKey(derivation, pbkdf2, { name: "AES-GCM", length: 128 }, true, ["encrypt"]);
    }),
    one("digest", "SHA-256", async () => await subtle.digest("SHA-256", data)),
    one("encrypt", "AES-GCM", async () => await subtle.encrypt({ name: "AES-GCM", iv }, aes, data)),
    one("exportKey", "raw", async () => await subtle.exportKey("raw", aes)),
    one("generateKey", "AES-GCM", async () => {
      await subtle.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"]);
    }),
    one("importKey", "PBKDF2", async () => await subtle.importKey("raw", data, "PBKDF2", false, ["deriveBits"])),
    one("sign", "HMAC", async () => await subtle.sign("HMAC", hmac, data)),
    one("unwrapKey", "AES-KW", async () => {
      await subtle.unwrapKey("raw", wrapped, wrap, "AES-KW", "AES-GCM", true, ["encrypt"]);
    }),
    one("verify", "HMAC", async () => await subtle.verify("HMAC", hmac, signature, data)),
    one("wrapKey", "AES-KW", async () => await subtle.wrapKey("raw", aes, wrap, "AES-KW")),
  ];
}

function blobCases(): Case[] {
  const blob = new Blob(["text"], { type: "text/plain" });
  const module = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
  const response = () => new Response(module, { headers: { "content-type": "application/wasm" } });
  const png = new Blob([
    Uint8Array.from(
      atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
      (c) => c.charCodeAt(0),
    ),
  ], { type: "image/png" });
  return [
    { api: "Blob.text", start: async () => await blob.text(), verb: "Blob.text" },
    { api: "Blob.bytes", start: async () => await blob.bytes(), verb: "Blob.bytes" },
    { api: "Blob.arrayBuffer", start: async () => await blob.arrayBuffer(), verb: "Blob.arrayBuffer" },
    { api: "WebAssembly.compile", start: async () => await WebAssembly.compile(module), verb: "WebAssembly.compile" },
    {
      api: "WebAssembly.instantiate",
      start: async () => await WebAssembly.instantiate(module),
      verb: "WebAssembly.instantiate",
    },
    {
      api: "WebAssembly.compileStreaming",
      start: async () => await WebAssembly.compileStreaming(response()),
      verb: "WebAssembly.compileStreaming",
    },
    {
      api: "WebAssembly.instantiateStreaming",
      start: async () => await WebAssembly.instantiateStreaming(response()),
      verb: "WebAssembly.instantiateStreaming",
    },
    { api: "createImageBitmap", start: async () => await createImageBitmap(png), verb: "createImageBitmap" },
  ];
}

/** Waits that no function with a promise begins, or that other libraries use. */
function moreStreamCases(): Case[] {
  const compression = new CompressionStream("gzip").readable.getReader();
  const decoder = new TextDecoderStream().readable.getReader();
  const into = new TransformStream().writable.getWriter();
  into.write("not read").catch(() => {});
  const lasts = true;
  return [
    {
      api: "CompressionStream",
      start: async () => await compression.read(),
      verb: "ReadableStream: waiting for a chunk",
      lasts,
    },
    {
      api: "TextDecoderStream",
      start: async () => await decoder.read(),
      verb: "ReadableStream: waiting for a chunk",
      lasts,
    },
    { api: "TransformStream", start: async () => await into.ready, verb: "WritableStream: backpressure", lasts },
  ];
}

function streamCases(): Case[] {
  const gate = Promise.withResolvers<void>();
  const never = () => gate.promise;
  const readable = (source: UnderlyingDefaultSource = {}) => new ReadableStream(source);
  const writable = (sink: UnderlyingSink = {}) => new WritableStream(sink);
  const cancelled = readable({ cancel: never });
  const piped = readable(), iterated = readable(), values = readable();
  const reader = readable().getReader();
  const closed = readable().getReader();
  const generic = readable({ cancel: never }).getReader();
  const byob = new ReadableStream({ type: "bytes" }).getReader({ mode: "byob" });
  const aborting = writable({ abort: never }), closing = writable({ close: never });
  const writer = writable({ write: never }).getWriter();
  const full = writable({ write: never }).getWriter();
  full.write("first").catch(() => {});
  const writerClosed = writable().getWriter();
  const writerAborting = writable({ abort: never }).getWriter();
  const writerClosing = writable({ close: never }).getWriter();
  const into = writable();
  const lasts = true;
  return [
    { api: "ReadableStream.cancel", start: async () => await cancelled.cancel(), verb: "ReadableStream", lasts },
    {
      api: "ReadableStream.pipeTo",
      start: async () => await piped.pipeTo(into),
      verb: "pipeTo: waiting for a chunk of the source",
      lasts,
    },
    {
      api: "ReadableStream.values",
      start: async () => {
        for await (const _ of values.values());
      },
      verb: "ReadableStream: waiting for a chunk",
      lasts,
    },
    {
      api: "ReadableStream[Symbol.asyncIterator]",
      start: async () => {
        for await (const _ of iterated);
      },
      verb: "ReadableStream: waiting for a chunk",
      lasts,
    },
    {
      api: "ReadableStreamDefaultReader.read",
      start: async () => await reader.read(),
      verb: "ReadableStream: waiting for a chunk",
      lasts,
    },
    {
      api: "ReadableStreamBYOBReader.read",
      start: async () => await byob.read(new Uint8Array(8)),
      verb: "ReadableStream: waiting for a chunk",
      lasts,
    },
    {
      api: "ReadableStreamGenericReader.closed",
      start: async () => await closed.closed,
      verb: "ReadableStream: waiting for its end",
      lasts,
    },
    {
      api: "ReadableStreamGenericReader.cancel",
      start: async () => await generic.cancel(),
      verb: "ReadableStream",
      lasts,
    },
    { api: "WritableStream.abort", start: async () => await aborting.abort(), verb: "WritableStream", lasts },
    { api: "WritableStream.close", start: async () => await closing.close(), verb: "WritableStream", lasts },
    {
      api: "WritableStreamDefaultWriter.write",
      start: async () => await writer.write("x"),
      verb: "WritableStream",
      lasts,
    },
    {
      api: "WritableStreamDefaultWriter.ready",
      start: async () => await full.ready,
      verb: "WritableStream: backpressure",
      lasts,
    },
    {
      api: "WritableStreamDefaultWriter.closed",
      start: async () => await writerClosed.closed,
      verb: "WritableStream: waiting for its end",
      lasts,
    },
    {
      api: "WritableStreamDefaultWriter.abort",
      start: async () => await writerAborting.abort(),
      verb: "WritableStream",
      lasts,
    },
    {
      api: "WritableStreamDefaultWriter.close",
      start: async () => await writerClosing.close(),
      verb: "WritableStream",
      lasts,
    },
  ];
}

function eventCases(): Case[] {
  const { port1 } = new MessageChannel();
  const channel = new BroadcastChannel("news");
  const worker = new Worker(`data:application/javascript,onmessage = () => postMessage(1)`, {
    type: "module",
    name: "crunch",
  });
  const controller = new AbortController(), timeout = AbortSignal.timeout(60_000);
  const target = new EventTarget();
  const lasts = true;
  return [
    {
      api: "MessagePort",
      start: async () => await new Promise((resolve) => port1.onmessage = resolve),
      verb: "MessagePort: waiting for",
      lasts,
    },
    {
      api: "BroadcastChannel",
      start: async () => await new Promise((resolve) => channel.onmessage = resolve),
      verb: "BroadcastChannel",
      target: `"news"`,
      lasts,
    },
    {
      api: "Worker",
      start: async () => await new Promise((resolve) => worker.onmessage = resolve),
      verb: `waiting for event "message"`,
      target: `Worker "crunch"`,
      lasts,
    },
    {
      api: "AbortSignal",
      start: async () => await new Promise((resolve) => controller.signal.addEventListener("abort", resolve)),
      verb: `AbortSignal: waiting for event "abort"`,
      lasts,
    },
    {
      api: "AbortSignal.timeout",
      start: async () => await new Promise((resolve) => timeout.addEventListener("abort", resolve)),
      verb: `AbortSignal: waiting for event "abort"`,
      target: "aborts after 60000 ms",
      lasts,
    },
    {
      api: "EventTarget",
      start: async () => await new Promise((resolve) => target.addEventListener("ready", resolve)),
      verb: "waiting for event",
      target: `"ready"`,
      lasts,
    },
    {
      api: "Deno.addSignalListener",
      start: async () => await new Promise<void>((resolve) => Deno.addSignalListener("SIGHUP", resolve)),
      verb: "signal listener",
      target: "SIGHUP",
      lasts,
    },
  ];
}

function timerCases(): Case[] {
  return [
    {
      api: "setTimeout",
      start: async () => {
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      },
      verb: "setTimeout 60000 ms",
      target: "due in",
      lasts: true,
    },
    {
      api: "setInterval",
      start: async () => {
        await new Promise((resolve) => setInterval(resolve, 50_000));
      },
      verb: "setInterval 50000 ms",
      target: "due in",
      lasts: true,
    },
  ];
}

async function lockCases(): Promise<Case[]> {
  const { locks } = navigator as unknown as {
    locks?: { request(name: string, held: () => unknown): Promise<unknown> };
  };
  if (locks === undefined) return [];
  const held = Promise.withResolvers<void>(), gate = Promise.withResolvers<void>();
  const _holding = locks.request("db", () => (held.resolve(), gate.promise));
  await held.promise;
  return [{
    api: "LockManager.request",
    start: async () => await locks.request("db", () => {}),
    verb: "navigator.locks.request",
    target: `"db", exclusive`,
    lasts: true,
  }];
}
