/** APIs of `Deno.Kv`, of caches and of scheduled work, pending. */
import type { Case } from "./coverage.ts";

export async function storageCases(dir: string): Promise<Case[]> {
  const path = `${dir}/kv`;
  const kv = await Deno.openKv(path), queue = await Deno.openKv(`${dir}/queue`);
  const cache = await caches.open("leaves");
  const url = "http://127.0.0.1/cached";
  const cron = new AbortController();
  return [
    {
      api: "Deno.openKv",
      start: async () => (await Deno.openKv(`${dir}/other`)).close(),
      verb: "Deno.openKv",
      target: `${dir}/other`,
    },
    {
      api: "Deno.Kv.get",
      start: async () => await kv.get(["user", "alice"]),
      verb: "Kv.get",
      target: `["user","alice"]`,
    },
    {
      api: "Deno.Kv.getMany",
      start: async () => await kv.getMany([["user", "bob"]]),
      verb: "Kv.getMany",
      target: `["user","bob"]`,
    },
    {
      api: "Deno.Kv.set",
      start: async () => await kv.set(["user", "carol"], 1),
      verb: "Kv.set",
      target: `["user","carol"]`,
    },
    {
      api: "Deno.Kv.delete",
      start: async () => await kv.delete(["user", "dave"]),
      verb: "Kv.delete",
      target: `["user","dave"]`,
    },
    { api: "Deno.Kv.enqueue", start: async () => await kv.enqueue({ work: 1 }), verb: "Kv.enqueue" },
    {
      api: "Deno.Kv.listenQueue",
      start: async () => await queue.listenQueue(() => {}),
      verb: "Kv.listenQueue",
      lasts: true,
    },
    {
      api: "Deno.AtomicOperation.commit",
      start: async () => await kv.atomic().set(["x"], 1).commit(),
      verb: "AtomicOperation.commit",
    },
    {
      api: "Deno.KvListIterator.next",
      start: async () => await kv.list({ prefix: ["user"] }).next(),
      verb: "KvListIterator.next",
      target: `["user"]`,
    },
    {
      api: "Deno.KvListIterator[Symbol.asyncIterator]",
      start: async () => {
        for await (const _ of kv.list({ prefix: ["user"] }));
      },
      verb: "KvListIterator.next",
      target: `["user"]`,
    },
    {
      api: "Deno.cron",
      start: async () => await Deno.cron("nightly", "0 0 1 1 *", { signal: cron.signal }, () => {}),
      verb: "Deno.cron",
      target: `"nightly"`,
      lasts: true,
    },
    {
      api: "CacheStorage.open",
      start: async () => await caches.open("leaves"),
      verb: "caches.open",
      target: `"leaves"`,
    },
    { api: "CacheStorage.has", start: async () => await caches.has("leaves"), verb: "caches.has", target: `"leaves"` },
    {
      api: "CacheStorage.delete",
      start: async () => await caches.delete("gone"),
      verb: "caches.delete",
      target: `"gone"`,
    },
    { api: "CacheStorage.keys", start: async () => await caches.keys(), verb: "caches.keys" },
    { api: "CacheStorage.match", start: async () => await caches.match(url), verb: "caches.match", target: url },
    { api: "Cache.put", start: async () => await cache.put(url, new Response("x")), verb: "Cache.put", target: url },
    { api: "Cache.match", start: async () => await cache.match(url), verb: "Cache.match", target: url },
    { api: "Cache.delete", start: async () => await cache.delete(url), verb: "Cache.delete", target: url },
    { api: "Cache.keys", start: async () => await cache.keys(), verb: "Cache.keys" },
  ];
}
