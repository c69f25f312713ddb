/** `node:crypto`, and what is left: `node:inspector/promises`, `node:sqlite`, `node:util`, `node:test`, `node:perf_hooks`. */
import crypto from "node:crypto";
import diagnostics from "node:diagnostics_channel";
import inspector from "node:inspector/promises";
import perfHooks from "node:perf_hooks";
import sqlite from "node:sqlite";
import util from "node:util";
import { Buffer } from "node:buffer";
import type { Case } from "./coverage.ts";
import { lasting, promise } from "./node_case.ts";

export async function nodeCryptoCases(_dir: string, resources: AsyncDisposableStack): Promise<Case[]> {
  const bytes = new Uint8Array(32);
  const { privateKey, publicKey } = crypto.generateKeyPairSync("ed25519");
  const signature = crypto.sign(null, bytes, privateKey);
  const { subtle } = crypto.webcrypto, extractable = true;
  const aes = await subtle.generateKey({ name: "AES-GCM", length: 256 }, extractable, [
    "encrypt",
    "decrypt",
    "wrapKey",
  ]);
  const iv = new Uint8Array(12);
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv }, aes, bytes);
  const database = new sqlite.DatabaseSync(":memory:");
  database.exec("create table t (a)");
  resources.defer(() => database.close());
  const session = new inspector.Session();
  const stop = new AbortController();
  const channel = diagnostics.channel("orders");
  return [
    promise("crypto.randomBytes", async () => await new Promise((done) => crypto.randomBytes(10, done))),
    promise("crypto.randomFill", async () => await new Promise((done) => crypto.randomFill(bytes, done))),
    promise("crypto.pbkdf2", async () => await new Promise((done) => crypto.pbkdf2("a", "b", 10, 32, "sha256", done))),
    promise("crypto.scrypt", async () => await new Promise((done) => crypto.scrypt("a", "b", 32, done))),
    promise("crypto.hkdf", async () => await new Promise((done) => crypto.hkdf("sha256", "a", "b", "c", 32, done))),
    promise("crypto.generateKey", async () => {
      await new Promise((done) => crypto.generateKey("hmac", { length: 64 }, done));
    }),
    promise("crypto.generateKeyPair", async () => await util.promisify(crypto.generateKeyPair)("ed25519")),
    promise("crypto.generatePrime", async () => await new Promise((done) => crypto.generatePrime(64, done))),
    promise("crypto.checkPrime", async () => await new Promise((done) => crypto.checkPrime(7n, done))),
    promise("crypto.sign", async () => await new Promise((done) => crypto.sign(null, bytes, privateKey, done))),
    promise("crypto.verify", async () => {
      await new Promise((done) => crypto.verify(null, bytes, publicKey, signature, done));
    }),
    promise("crypto.webcrypto.subtle.digest", async () => await subtle.digest("SHA-256", bytes), {
      verb: "subtle.digest",
    }),
    promise("crypto.webcrypto.subtle.encrypt", async () => await subtle.encrypt({ name: "AES-GCM", iv }, aes, bytes), {
      verb: "subtle.encrypt",
    }),
    promise("crypto.webcrypto.subtle.decrypt", async () => await subtle.decrypt({ name: "AES-GCM", iv }, aes, sealed), {
      verb: "subtle.decrypt",
    }),
    promise("crypto.webcrypto.subtle.generateKey", async () => {
      await subtle.generateKey({ name: "AES-GCM", length: 256 }, extractable, ["encrypt"]);
    }, { verb: "subtle.generateKey" }),
    promise("inspector.promises.Session.post", async () => {
      session.connect();
      await session.post("Runtime.evaluate", { expression: "1" });
    }, { verb: "inspector" }),
    lasting("util.aborted", async () => await util.aborted(stop.signal, channel), {
      verb: "abort",
      end: () => stop.abort(),
    }),
    lasting("perf_hooks.PerformanceObserver", async () => {
      await new Promise((resolve) => {
        const observer = new perfHooks.PerformanceObserver(resolve);
        observer.observe({ entryTypes: ["function"] });
        resources.defer(() => observer.disconnect());
      });
    }, { verb: "PerformanceObserver" }),
    lasting("diagnostics_channel.subscribe", async () => {
      await new Promise((resolve) => channel.subscribe(resolve));
    }, { verb: "diagnostics_channel", target: '"orders"' }),
    lasting("crypto.Hash event data", async () => {
      const hash = crypto.createHash("sha256");
      resources.defer(() => void hash.end(Buffer.alloc(1)));
      await new Promise((resolve) => hash.on("data", resolve));
    }, { verb: "crypto.Hash: waiting for data" }),
  ];
}
