/** What is built on when the cost of a heap snapshot is told beforehand (`src/heap/snapshot_cost.ts`). */
import { assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import { runCommand } from "../fixtures/child.ts";

async function evaluate(code: string, flags: string[] = []): Promise<number> {
  const { code: status, stdout } = await runCommand(Deno.execPath(), ["eval", "--no-check", ...flags, code]);
  assertEquals(status, 0);
  return Number(stdout);
}

const PRELUDE = 'const v8 = process.getBuiltinModule("node:v8"), MB = 1024 * 1024;';

Deno.test("the limit of a heap includes 96 MB for young objects", async () => {
  const limit = `${PRELUDE} console.log(v8.getHeapStatistics().heap_size_limit / MB);`;
  for (const megabytes of [100, 1000]) {
    assertEquals(await evaluate(limit, [`--v8-flags=--max-old-space-size=${megabytes}`]), megabytes + 96);
  }
});

Deno.test("a long array stands in the space of large objects, with 8 bytes for each element", async () => {
  const large = await evaluate(`${PRELUDE}
    const kept = new Array(1_000_000).fill({});
    let large = 0;
    for (const { space_name, space_used_size } of v8.getHeapSpaceStatistics()) {
      if (/^(?:new_)?large_object_space$/.test(space_name)) large += space_used_size / MB;
    }
    console.log(kept.length && large);`);
  assertAlmostEquals(large, 8_000_000 / 1024 / 1024, 0.5);
});

/** MB that a process holds at most, one that keeps what this code makes and takes a snapshot. */
function peak(kept: string): Promise<number> {
  return evaluate(`${PRELUDE}
    const kept = ${kept};
    v8.getHeapSnapshot().read();
    console.log(kept && /VmHWM:\\s+(\\d+)/.exec(Deno.readTextFileSync("/proc/self/status"))[1] / 1024);`);
}

Deno.test({
  name: "V8 keeps 4 KB for each index of an array of references while it takes a snapshot, and nothing for numbers",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const more = await peak("new Array(100_000).fill(() => 1)") - await peak("new Array(100_000).fill(1)");
    assertGreater(more, 300);
    assertLess(more, 600);
  },
});

Deno.test({
  name: "a Map takes such a buffer for each key and each value",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const entries = (map: string) =>
      `[${map}, Array.from({ length: 25 }, () => Array.from({ length: 1000 }, () => [{}, {}]))]`;
    const filled = `((all) => [new Map(all[1].flat()), all])(${entries("1")})`;
    const more = await peak(filled) - await peak(entries("1"));
    assertGreater(more, 150);
    assertLess(more, 400);
  },
});
