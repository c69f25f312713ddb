/**
 * Programs in ruins: a heap that is nearly full or huge, chains and circles without end, a stack without room. A look at each gives a
 * dump, or one line that says why there is none; and the program goes on to its end as without. STACKSCOPE_FULL=1 for the heavy ones.
 */
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { fileURLToPath } from "node:url";
import { takeHeapView } from "../../lowlevel.ts";
import { setHeapLimit } from "../../mod.ts";
import { runCommand } from "../fixtures/child.ts";
import { dumpStacks } from "../cli/command.ts";
import { spawnTarget } from "../zoo/target.ts";

const isFull = Deno.env.get("STACKSCOPE_FULL") === "1";

/** What came of a look. */
interface Seen {
  tasks: number;
  frames: number;
  notes: string[];
  /** Of the text. */
  first: string;
  lines: number;
}

type Expected = { tasks: number; frames: number; unlessRefused?: RegExp } | { refused: RegExp };

const NEARLY_FULL =
  /^Cannot look into this heap as it is nearly full, \d+ MB are used and \d+ MB left, and a look needs /;
const SMALL_HEAP = "--v8-flags=--max-old-space-size=100";

/** Ruins, with what a program sees that looks at itself. */
const ITSELF: { name: string; flags?: string[]; sees: Expected; isHeavy?: boolean }[] = [
  { name: "heap of 100 MB at 60 %", flags: [SMALL_HEAP], sees: { tasks: 1, frames: 1 } },
  { name: "heap of 100 MB at 95 %", flags: [SMALL_HEAP], sees: { refused: NEARLY_FULL } },
  { name: "heap of 100 MB at 99 %", flags: [SMALL_HEAP], sees: { refused: NEARLY_FULL } },
  { name: "array of 10 million numbers", sees: { tasks: 1, frames: 1 } },
  { name: "circles of thenables and promises", sees: { tasks: 4, frames: 4 } },
  { name: "chain of 20,000", sees: { tasks: 2, frames: 20_001 } },
  {
    name: "array of 12 million references",
    sees: { refused: /^Cannot .* its snapshot may take \d+ GB of memory, and / },
  },
  { name: "1,000,000 reactions", sees: { tasks: 1, frames: 1 }, isHeavy: true },
  // It takes 10 GB: not every machine has them.
  {
    name: "1,000,000 timers",
    sees: { tasks: 1, frames: 1, unlessRefused: /^Cannot .* its snapshot may take \d+ GB of memory, and / },
    isHeavy: true,
  },
  { name: "string of 500 MB", sees: { tasks: 1, frames: 1 }, isHeavy: true },
  { name: "object with 10 million elements", sees: { tasks: 1, frames: 1 }, isHeavy: true },
  { name: "300,000 tasks", sees: { tasks: 300_001, frames: 300_001 }, isHeavy: true },
  {
    name: "chain of 1,000,000",
    flags: ["--v8-flags=--max-old-space-size=8000"],
    sees: { tasks: 2, frames: 1_000_001 },
    isHeavy: true,
  },
  {
    name: "chain of 1,000,000",
    sees: { refused: /^Cannot .* as 1\d+ functions wait in it, whose dump/ },
    isHeavy: true,
  },
  {
    name: "heap of 2 GB",
    sees: { refused: /^Cannot .* more than the limit of 1000 MB: .* setHeapLimit\(/ },
    isHeavy: true,
  },
];

for (const { name, flags = [], sees, isHeavy = false } of ITSELF) {
  Deno.test({
    name: `extractAll() in ruins: ${name}`,
    ignore: isHeavy && !isFull,
    fn: async () => {
      const program = fileURLToPath(new URL("programs/ruin.ts", import.meta.url));
      const args = ["run", "--allow-all", "--no-check", ...flags, program, name, "itself"];
      const { code, stdout, stderr } = await runCommand(Deno.execPath(), args);
      const [first, ...rest] = stdout.trimEnd().split("\n");
      assertEquals([code, rest, stderr], [0, ["end"], ""]);
      assertSees(JSON.parse(first), sees);
    },
  });
}

function assertSees({ tasks, frames, notes, first }: Omit<Seen, "lines">, expected: Expected): void {
  if (!("refused" in expected)) {
    const { unlessRefused, ...seen } = expected;
    if (unlessRefused === undefined || tasks > 0) assertEquals({ tasks, frames }, seen);
    else assertSees({ tasks, frames, notes, first }, { refused: unlessRefused });
    return;
  }
  const [note, ...others] = notes;
  assertEquals([tasks, frames, others, first], [0, 0, [], "process: not looked at"]);
  assertMatch(note.replace("Nothing could be read: ", ""), expected.refused);
  assert(!note.includes("\n"));
}

Deno.test("takeHeapView() refuses what extractAll() refuses", () => {
  setHeapLimit(1);
  try {
    const error = assertThrows(() => takeHeapView(), Error);
    assertMatch(error.message, /^Cannot look into this heap as it holds \d+ MB, more than the limit of 1 MB: .*$/);
  } finally {
    setHeapLimit(undefined);
  }
});

Deno.test("extractAll() and extract() with little room on the stack say so, and do not throw", async () => {
  const program = fileURLToPath(new URL("programs/deep.ts", import.meta.url));
  const { code, stdout } = await runCommand(Deno.execPath(), ["run", "--allow-all", "--no-check", program]);
  const [first, end] = stdout.split("\n");
  assertEquals([code, end], [0, "end"]);
  for (const [name, said] of Object.entries<Record<string, string>>(JSON.parse(first))) {
    for (const [left, words] of Object.entries(said)) {
      if (Number(left) > 200) assertEquals(words, "seen", `${name}() with ${left} KB`);
      else if (Number(left) > 96) assertMatch(words, /^seen$|stack/, `${name}() with ${left} KB`);
      else assertMatch(words, /Cannot look as the stack is nearly full/, `${name}() with ${left} KB`);
    }
  }
});

/** Ruins, with what the command says of them from outside. */
const OUTSIDE: { name: string; args?: string[]; says?: RegExp; prints?: RegExp; isHeavy?: boolean }[] = [
  {
    name: "array of 12 million references",
    says: /^dump-stacks: Cannot .* \d+ GB of memory, and .* --max-heap=any\n$/,
  },
  {
    name: "healthy",
    args: ["--max-heap=2"],
    says: /^dump-stacks: Cannot .* more than the limit of 2 MB: .* --max-heap=100\n$/,
  },
  { name: "a storm of garbage", prints: /: 2 tasks wait in 2 frames\n/, isHeavy: true },
  { name: "300,000 tasks", args: ["--timeout=5m"], prints: /: 300,002 tasks wait in 300,002 frames\n/, isHeavy: true },
  { name: "heap of 2 GB", says: /^dump-stacks: Cannot .* limit of 1000 MB: .* --max-heap=\d+\n/, isHeavy: true },
  {
    name: "heap of 2 GB",
    args: ["--max-heap=9000"],
    says: /^dump-stacks: Cannot .* (?:longer than it may: allow it with --timeout=\d+s|are free: .*)\n/,
    isHeavy: true,
  },
];

for (const { name, args = [], says = /^$/, prints = /^$/, isHeavy = false } of OUTSIDE) {
  Deno.test({
    name: `dump-stacks PID ${args.join(" ")} in ruins: ${name}`,
    ignore: (isHeavy && !isFull) || Deno.build.os === "windows",
    fn: async () => {
      await using target = await spawnTarget(new URL("programs/ruin.ts", import.meta.url), {
        args: [name],
        timeout: 120_000,
      });
      const { status, stdout, stderr } = await dumpStacks([String(target.pid), ...args]);
      assertMatch(stderr, says);
      assertMatch(stdout, prints);
      assertEquals([status, target.exit], [stderr === "" ? 0 : 1, undefined]);
      assertEquals((await target.stop()).code, 0);
      assertEquals(target.stdout, "ready\nend\n");
    },
  });
}
