/** Threads that wait for each other's messages are named, and no others. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { marksOf } from "../deadlocks/judge.ts";
import { look, programPath, start } from "./look.ts";

/** Each takes a process, and two looks at each of its threads. */
const isFull = Deno.env.get("STACKSCOPE_FULL") === "1";

/** The marked lines of these files: `first_word.ts:9`. */
async function marked(names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const lines = marksOf(await Deno.readTextFile(programPath(`stuck/${name}`))).get("waits") ?? [];
    for (const line of lines) found.push(`${name}:${line}`);
  }
  return found;
}

const STUCK: readonly { name: string; head: RegExp; where: string[]; isShort?: boolean }[] = [
  {
    name: "first_word",
    head:
      /^Deadlock: the main thread and worker 1 "resizer" cannot go on without messages of each other, seen twice, \d+\.\d s apart$/,
    where: ["first_word.ts", "first_word_worker.js"],
    isShort: true,
  },
  {
    name: "call_back",
    head: /^Deadlock: the main thread and worker 1 cannot go on without messages of each other, seen twice, /,
    where: ["call_back.ts", "call_back_worker.js"],
    isShort: true,
  },
  {
    name: "node_threads",
    head: /^Deadlock: the main thread and worker 1 "twin" cannot go on without messages of each other, seen twice, /,
    where: ["node_threads.ts", "node_threads.ts"],
  },
  {
    name: "ports",
    head:
      /^Possible deadlock: worker 1 "left" and worker 2 "right" cannot go on without messages of each other, seen twice, /,
    where: ["ports_worker.js", "ports_worker.js"],
  },
];

for (const { name, head, where, isShort } of STUCK) {
  Deno.test({
    name: `a deadlock of threads is named: ${name}`,
    ignore: !isShort && !isFull,
    fn: async () => {
      await using target = await start(`stuck/${name}.ts`);
      const dump = await look(target);
      assertEquals(dump.deadlocks.map(({ kind }) => kind), ["messages"]);
      const [deadlock] = dump.deadlocks;
      assertMatch(String(deadlock).split("\n")[0], head);
      const places = deadlock.members.map(({ url, line }) => `${url.replace(/.*\//, "")}:${line}`);
      assertEquals(places.sort(), await marked(where));
      const drawn = [dump, ...dump.workers].flatMap(({ tasks }) => tasks.map(({ id }) => id));
      assert(deadlock.members.every(({ stack }) => drawn.includes(stack)));
    },
  });
}

/** Those that come nearest to a deadlock are tried always. */
const HEALTHY: readonly [name: string, isShort: boolean][] = [
  ["at_work", false],
  ["idle_pool", true],
  ["until_killed", false],
  ["rally", true],
  ["signalled", false],
  ["done", false],
];

for (const [name, isShort] of HEALTHY) {
  Deno.test({
    name: `no deadlock of threads is seen in a healthy program: ${name}`,
    ignore: !isShort && !isFull,
    fn: async () => {
      await using target = await start(`healthy/${name}.ts`);
      const dump = await look(target);
      assertEquals(dump.deadlocks.map(String), []);
      assertEquals(dump.workers.length, 1);
    },
  });
}
