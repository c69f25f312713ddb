/** Promises of `node:timers` and `node:stream`: their frames are the runtime's, and hidden; the leaf says what is waited for. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setInterval as ticks, setTimeout as sleep } from "node:timers/promises";
import { extract } from "../../src/extract/extract.ts";
import { Leaf } from "../../src/model/leaf.ts";
import { settle } from "./item_states.ts";

/** The visible functions and the leaf of a wait. */
function waitOf(promise: Promise<unknown>): { functions: string[]; leaf: string } {
  const { frames, leaf } = extract(promise);
  assert(leaf instanceof Leaf);
  return {
    functions: frames.filter(({ hide }) => !hide).map((frame) => frame.functionName),
    leaf: leaf.description,
  };
}

Deno.test("extract() of timers/promises tells the timer", async () => {
  const controller = new AbortController(), { signal } = controller;
  async function naps() {
    await sleep(60_000, undefined, { signal });
  }
  async function loops() {
    for await (const _ of ticks(60_000, undefined, { signal })) break;
  }
  const waiting = [naps(), loops()];
  await settle();
  assertEquals(waitOf(waiting[0]).functions, ["naps"]);
  assertMatch(waitOf(waiting[0]).leaf, /^setTimeout 60000 ms, due in \d\d s$/);
  assertEquals(waitOf(waiting[1]).functions, ["loops"]);
  assertMatch(waitOf(waiting[1]).leaf, /^set(?:Timeout|Interval) 60000 ms, due in /);
  controller.abort();
  const results = await Promise.allSettled(waiting);
  assertEquals(results.map(({ status }) => status), ["rejected", "rejected"]);
});

Deno.test("extract() of stream/promises and of a loop over a node stream tells the stream", async () => {
  const source = new Readable({ objectMode: true, read() {} });
  const stuck = new Transform({ objectMode: true, transform() {} });
  async function pipes() {
    await pipeline(source, stuck);
  }
  const looped = new Readable({ objectMode: true, read() {} });
  async function loops() {
    for await (const chunk of looped) void chunk;
  }
  const piping = pipes(), looping = loops();
  source.push("x");
  await settle();
  const pipe = waitOf(piping), loop = waitOf(looping);
  assertEquals(pipe.functions, ["pipes"]);
  assert(pipe.leaf.startsWith("stream pipeline: stream.Readable -> stream.Transform"), pipe.leaf);
  assertEquals(loop.functions, ["loops"]);
  assert(loop.leaf.startsWith("stream.Readable: waiting for data"), loop.leaf);
  looped.push(null);
  stuck.destroy(new Error("end of the test"));
  await looping;
  assertEquals((await Promise.allSettled([piping]))[0].status, "rejected");
});
