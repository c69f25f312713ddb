/** Which place each of many calls is given: V8 is asked for that of one call where a function can wait at one place only. */
import { assertEquals } from "@std/assert";
import { extractAll } from "../../mod.ts";
import type { Frame } from "../../src/model/frame.ts";

const doors: (() => void)[] = [];
const door = () => new Promise<void>((resolve) => doors.push(resolve));
const open = () => {
  for (let next = doors.shift(); next !== undefined; next = doors.shift()) next();
};

async function once() {
  await door(); // once
}

async function twice(first: Promise<void>) {
  await first; // first
  await door(); // second
}

async function around(inner: () => Promise<void>) {
  await inner(); // around
}

async function onOneLine(first: Promise<void>) {
  await first, await door();
}

/** The word stands in it once, and it waits at two places. */
async function iterate(chunks: AsyncIterable<string>) {
  for await (const _ of chunks) break; // iterates
}

async function release(resource: AsyncDisposable) {
  await using _ = resource;
  await door(); // within
}

function chunksOf(next: Promise<void>, end: Promise<void>): AsyncIterable<string> {
  const iterator: AsyncIterator<string> = {
    next: () => next.then(() => ({ done: false, value: "chunk" })),
    return: () => end.then(() => ({ done: true, value: undefined })),
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

/** What stands after `//` on the line of each frame of the function, sorted. */
function marksOf(functionName: string, frames: readonly Frame[]): string[] {
  return frames.filter((frame) => frame.functionName === functionName)
    .map(({ lineText }) => /\/\/ (.*)$/.exec(lineText)?.[1] ?? lineText).sort();
}

function framesFrom(depth: number): Frame[] {
  return depth > 0 ? framesFrom(depth - 1) : extractAll().tasks.flatMap(({ frames }) => frames);
}

Deno.test("extractAll() tells of each call where it waits", async () => {
  const settled = Promise.resolve();
  const work = [
    once(),
    once(),
    twice(door()),
    twice(settled),
    twice(settled),
    around(once),
    around(() => around(once)),
    around(() => twice(settled)),
    around(() => twice(door())),
    onOneLine(door()),
    onOneLine(settled),
    iterate(chunksOf(door(), settled)),
    iterate(chunksOf(settled, door())),
    release({ [Symbol.asyncDispose]: () => settled }),
  ];
  for (let turns = 0; turns < 10; turns++) await settled;
  // From a stack of a few frames, from a deep one, and from that of a timer.
  const seen = [
    framesFrom(0),
    framesFrom(300),
    await new Promise<Frame[]>((resolve) => setTimeout(() => resolve(framesFrom(0)))),
  ];
  for (const frames of seen) {
    assertEquals(marksOf("once", frames), ["once", "once", "once", "once"]);
    assertEquals(marksOf("twice", frames), ["first", "first", "second", "second", "second"]);
    assertEquals(marksOf("around", frames), ["around", "around", "around", "around", "around"]);
    assertEquals(marksOf("iterate", frames), ["iterates", "iterates"]);
    assertEquals(marksOf("release", frames), ["within"]);
    const columns = frames.filter(({ functionName }) => functionName === "onOneLine").map(({ column }) => column);
    assertEquals(columns.toSorted((a, b) => a - b), [3, 16]);
  }
  const done = Promise.all(work);
  const timer = setInterval(open);
  await done;
  clearInterval(timer);
});
