import { assertEquals, assertStringIncludes } from "@std/assert";
import { readArguments } from "../../src/cli/arguments.ts";
import { draw, type Medium } from "../../src/cli/draw.ts";
import { Dump } from "../../src/model/dump.ts";
import { Stack } from "../../src/model/stack.ts";
import { combinator, frame, leaf } from "../format/models.ts";

/** What the command prints for two equal tasks. */
async function drawn(...args: string[]): Promise<string> {
  const command = readArguments(["123", ...args]);
  if (command.kind !== "dump") throw new Error("a dump was asked for");
  const task = () => {
    const contexts = [combinator("Promise.all: 1 pending", [new Stack({ root: "[0]", leaf: leaf("op") })])];
    const frames = [
      frame("main", "a.ts:1:1", "await all;", { contexts }),
      frame("inner", "ext:b.ts:2:2", "", { hide: true }),
    ];
    return new Stack({ root: "main", frames });
  };
  const stats = { tasks: 2, frames: 2, hiddenFrames: 2, snapshotBytes: 0 };
  const dump = new Dump({ target: { kind: "process" }, takenAt: new Date(0), tasks: [task(), task()], stats });
  return (await draw(dump, command.options, { isTerminal: false })).join("");
}

Deno.test("dump-stacks --format=grouped draws as the other options say", async () => {
  assertEquals(
    await drawn("--format=grouped"),
    "process: 2 tasks wait in 2 frames, in 1 group\n\n2 x main\n╠ main in a at a.ts:1:1\n║ ├ Promise.all: 1 pending\n" +
      "║ ├── 2 x [0] op\n║ └ await all;\n",
  );
  assertEquals(
    await drawn("--format=grouped", "--ascii", "--no-contexts"),
    "process: 2 tasks wait in 2 frames, in 1 group\n\n2 x main\n+ main in a at a.ts:1:1\n| ` await all;\n" +
      "  (2 child tasks not shown)\n",
  );
  assertStringIncludes(await drawn("--format=grouped", "--hidden"), "╠ inner in ext:b.ts");
  assertStringIncludes(await drawn("--format=grouped", "--color=always"), "\x1b[1m2 x main\x1b[22m");
});

Deno.test("dump-stacks prints at most 500 lines on a terminal, and all elsewhere; what --max-lines says holds for both", async () => {
  const tasks = Array.from(
    { length: 400 },
    () => new Stack({ root: "f", frames: [frame("f", "a.ts:1:1", "await x;")] }),
  );
  const stats = { tasks: 400, frames: 400, hiddenFrames: 0, snapshotBytes: 0 };
  const dump = new Dump({ target: { kind: "process" }, takenAt: new Date(0), tasks, stats });
  const drawnOn = async (medium: Medium, ...args: string[]) => {
    const command = readArguments(["123", "--color=never", ...args]);
    if (command.kind !== "dump") throw new Error("a dump was asked for");
    return await draw(dump, command.options, medium);
  };
  const numbers: number[] = [];
  for (const medium of [{ isTerminal: true }, { isTerminal: false }]) {
    for (const args of [[], ["--max-lines=all"], ["--max-lines=7"]]) {
      numbers.push((await drawnOn(medium, ...args)).length);
    }
  }
  const all = 1 + 400 * 4;
  assertEquals(numbers, [498, all, 6, all, all, 6]); // the next task would take two lines
  const last = (await drawnOn({ isTerminal: true })).at(-1) ?? "";
  assertStringIncludes(last, "(--max-lines=all prints all, --format=grouped equal tasks once)");
});
