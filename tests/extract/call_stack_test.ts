import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { extractStack, formatList, formatStack, walkStack } from "../../src/extract/call_stack.ts";
import { innermostFrame } from "../../src/extract/iterate.ts";
import type { Frame } from "../../src/model/frame.ts";
import { FrameSummary } from "../../src/model/frame_summary.ts";
import { StackSummary } from "../../src/model/summary.ts";
import { frame } from "../format/models.ts";

function namesOf(frames: Iterable<Frame>, most = 3): string[] {
  return Array.from(frames, ({ functionName }) => functionName).slice(0, most);
}

Deno.test("walkStack() goes from the caller outward", () => {
  function inner() {
    return walkStack();
  }
  function outer() {
    return inner();
  }
  assertEquals(namesOf(outer(), 2), ["inner", "outer"]);
});

Deno.test("walkStack() starts where it was called, not where it is gone through", () => {
  function walks() {
    return walkStack();
  }
  function goesThrough(walk: Iterable<Frame>) {
    return namesOf(walk, 1);
  }
  const walk = walks();
  assertEquals(goesThrough(walk), ["walks"]);
  assertEquals(goesThrough(walk), ["walks"]);
  const [first] = walk, [again] = walk;
  assertStrictEquals(first, again);
});

Deno.test("walkStack() starts with the innermost call of a function, or with a frame taken earlier", () => {
  let taken: Frame | undefined;
  function count(depth: number): string[][] {
    if (depth === 1) taken = innermostFrame();
    return depth === 0 ? measure() : count(depth - 1);
  }
  function measure() {
    return [namesOf(walkStack(count)), namesOf(walkStack(taken)), namesOf(walkStack(measure), 2)];
  }
  function start() {
    return count(1);
  }
  assertEquals(start(), [["count", "count", "start"], ["count", "start", "<anonymous>"], ["measure", "count"]]);
});

Deno.test("walkStack() from a frame of another stack gives what is known of it", () => {
  const alone = frame("alone", "a.ts:1:1", "");
  assertEquals([...walkStack(alone)], [alone]);
  function over() {
    return innermostFrame();
  }
  const before = over();
  assertStrictEquals([...walkStack(before)][0], before);
});

Deno.test("walkStack() throws for what is no place on the stack", () => {
  function elsewhere() {}
  assertThrows(() => walkStack(elsewhere), Error, "from 'elsewhere' as it must be running here");
  for (const start of [null, 42, "walk", {}]) {
    assertThrows(() => walkStack(start as never), TypeError, "'start' must be a frame or a function");
  }
});

Deno.test("extractStack() has the innermost frame last, and the limit keeps the innermost ones", () => {
  function inner() {
    return [extractStack(), extractStack(inner, { limit: 2 }), extractStack(undefined, { limit: 0 })];
  }
  function outer() {
    return inner();
  }
  const [all, two, none] = outer();
  assert(all instanceof StackSummary && all.length > 2);
  assertEquals(Array.from(all, ({ name }) => name).slice(-2), ["outer", "inner"]);
  assertEquals(Array.from(two, ({ name }) => name), ["outer", "inner"]);
  assertEquals(none.length, 0);
  const last = all.at(-1);
  assert(last instanceof FrameSummary);
  assertEquals([last.url, last.lineText.startsWith("return [extractStack()")], [import.meta.url, true]);
});

Deno.test("extractStack() throws unless the limit is a non-negative integer", () => {
  for (const limit of [-1, 0.5, NaN]) assertThrows(() => extractStack(undefined, { limit }), RangeError, "'limit'");
  assertThrows(() => formatStack(undefined, { limit: "1" as never }), TypeError, "'limit'");
});

Deno.test("extractStack() goes to another thread", async () => {
  const { port1, port2 } = new MessageChannel();
  const arrived = new Promise<MessageEvent>((resolve) => port2.onmessage = resolve);
  const summary = extractStack();
  port1.postMessage(summary);
  assertEquals(StackSummary.fromList((await arrived).data), summary);
  port1.close();
  port2.close();
});

Deno.test("formatStack() writes the running stack, of a recursion the first three calls", () => {
  function count(depth: number): string[] {
    return depth === 0 ? formatStack(count, { limit: 8 }) : count(depth - 1);
  }
  const lines = count(20);
  const text = lines.join("");
  assertEquals(
    text.replace(/file:\S+:\d+:\d+/g, "PLACE"),
    [
      ...Array(3).fill(
        "  at count (PLACE)\n    return depth === 0 ? formatStack(count, { limit: 8 }) : count(depth - 1);\n",
      ),
      "  [Previous line repeated 4 more times]\n",
      "  at count (PLACE)\n    return depth === 0 ? formatStack(count, { limit: 8 }) : count(depth - 1);\n",
    ].join(""),
  );
  for (const line of lines) assertEquals(line.indexOf("\n"), line.length - 1);
});

Deno.test("formatList() writes a summary, its records, and what a clone or JSON made of them", () => {
  const summary = extractStack(undefined, { limit: 2 });
  for (const list of [summary, [...summary], structuredClone(summary), JSON.parse(JSON.stringify(summary.frames))]) {
    assertEquals(formatList(list), summary.format());
  }
  assertEquals(formatList([]), []);
});

Deno.test("formatList() looks up a line that was left out", () => {
  const [{ url, line, name }] = extractStack(undefined, { limit: 1 }).frames;
  const [, text] = formatList([{ url, line, name }]);
  assertEquals(text.trim(), "const [{ url, line, name }] = extractStack(undefined, { limit: 1 }).frames;");
});
