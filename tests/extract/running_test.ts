import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { walkStack } from "../../src/extract/call_stack.ts";
import { innermostFrame, nextFrame } from "../../src/extract/iterate.ts";
import { isAt, runningFrames } from "../../src/extract/running.ts";
import type { Frame } from "../../src/model/frame.ts";
import { SourceLines } from "../../src/source/lines.ts";
import { frame } from "../format/models.ts";

/** Call `inner` `depth` calls deep. */
function recurse<Result>(depth: number, inner: () => Result): Result {
  return depth === 0 ? inner() : recurse(depth - 1, inner);
}

Deno.test("runningFrames() are the frames of the walk", () => {
  const [walked, all] = [[...walkStack()], runningFrames(new SourceLines())];
  assertEquals(all.map(({ functionName }) => functionName), walked.map(({ functionName }) => functionName));
  assertStrictEquals(nextFrame(all[0]), all[1]);
});

Deno.test("isAt() tells a frame taken earlier by its depth, among calls of one function", () => {
  function count(depth: number, taken: Frame[]): number[] {
    const here = innermostFrame();
    assert(here !== undefined);
    taken.push(here);
    if (depth > 0) return count(depth - 1, taken);
    const now = runningFrames(new SourceLines());
    return taken.map((ref) => now.findIndex((frame) => isAt(frame, ref)));
  }
  assertEquals(count(3, []), [3, 2, 1, 0]);
});

Deno.test("isAt() tells a frame whose place is gone by its function", () => {
  function mark() {
    return innermostFrame();
  }
  const earlier = recurse(3, mark);
  assert(earlier !== undefined);
  const [now] = runningFrames(new SourceLines());
  assert(!isAt(now, earlier));
  function again() {
    return runningFrames(new SourceLines()).findIndex((frame) => isAt(frame, earlier as Frame));
  }
  assertEquals(again(), -1);
  assert(isAt(frame("mark", `${import.meta.url}:1:1`, ""), earlier)); // its code is not known
});

Deno.test("a running frame finds its code when it is asked for it", () => {
  const asked: string[] = [];
  class Lines extends SourceLines {
    override text(url: string) {
      asked.push(url);
      return super.text(url);
    }
  }
  function run() {
    return runningFrames(new Lines());
  }
  const [running, caller] = recurse(1, run);
  assertEquals(asked, []);
  assertEquals([running.code.name, caller.code.name], ["run", "recurse"]);
  assert(running.code.startLine > 0 && running.code.startLine < running.line);
  assertEquals(asked, [import.meta.url, import.meta.url]);
  assertStrictEquals(running.code, running.code);
  assertEquals(asked.length, 2);
});

Deno.test("a running frame whose script cannot be read is told by its name", () => {
  class Unreadable extends SourceLines {
    override text() {
      return undefined;
    }
  }
  function named() {
    return runningFrames(new Unreadable());
  }
  const [frame] = named();
  assertEquals([frame.code.name, frame.code.startLine, frame.code.startColumn], ["named", 0, 0]);
  assertEquals([isAt(frame, named), isAt(frame, recurse), isAt(frame, () => {})], [true, false, false]);
});

Deno.test("isAt() tells functions of the same name apart", () => {
  const make = (inner: () => Frame[]) => {
    function same(): Frame[] {
      return inner();
    }
    return same;
  };
  const decoy = (() => {
    function same() {}
    return same;
  })();
  const real = make(() => runningFrames(new SourceLines()));
  const [, called] = real();
  assertEquals(called.functionName, "same");
  const matches = [real, decoy, real.bind(null), new Proxy(real, {}), make].map((fn) => isAt(called, fn));
  assertEquals(matches, [true, false, true, false, false]);
});

Deno.test("isAt() tells nameless functions by where they start", () => {
  const [run, other] = [() => runningFrames(new SourceLines()), () => runningFrames(new SourceLines())];
  const [nameless] = [() => run()];
  const [frame, caller] = nameless();
  assertEquals([frame.functionName, caller.functionName], ["<anonymous>", "<anonymous>"]);
  assertEquals([isAt(frame, run), isAt(frame, other), isAt(frame, nameless)], [true, false, false]);
  assertEquals([isAt(caller, nameless), isAt(caller, run)], [true, false]);
});
