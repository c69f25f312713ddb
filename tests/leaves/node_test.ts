import { assert, assertEquals } from "@std/assert";
import { NODE_CASES } from "./all_cases.ts";
import type { Case } from "./coverage.ts";
import { checkTable, runCases } from "./coverage.ts";
import { nodeApis, unlistedExports } from "./node_apis.ts";

const NEVER_PENDING: Record<string, string> = {
  "crypto.diffieHellman": "calls back before it returns",
  "crypto.randomInt": "calls back before it returns",
  "dgram.Socket.close": "what it waits for is one turn, and not in the heap",
  "fs.Dir.close": "done at once",
  "fs.opendir": "calls back before it returns",
  "fs.promises.opendir": "done within the turn of its start",
  "net.Server.getConnections": "done in the next tick",
  "readline.promises.Readline.commit": "done in the next tick",
  "sqlite.backup": "done before it returns",
  "worker_threads.Worker.terminate": "done within the turn of its start",
};

const NOT_TRIED: Record<string, string> = {
  "child_process.fork": "starts a runtime of its own; the line is that of child_process.spawn",
  "fs.close": "the file is closed at once, the callback comes in the next tick",
  "fs.promises.FileHandle.readLines": "as readline.Interface[Symbol.asyncIterator]",
  "fs.promises.lchmod": "only on macOS",
  "stream.consumers.bytes": "as stream.consumers.buffer",
  "worker_threads.postMessageToThread": "needs a worker that takes part",
};

Deno.test("leaves name the asynchronous APIs of the node: modules", async () => {
  const resources = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir();
  resources.defer(() => Deno.remove(dir, { recursive: true }));
  const cases: Case[] = [];
  for (const make of Object.values(NODE_CASES)) cases.push(...await make(dir, resources));
  const outcomes = await runCases(cases);
  await resources.disposeAsync();
  const apis = nodeApis();
  const shares = await checkTable(new URL("../../docs/leaves/node.md", import.meta.url), {
    title: "What leaves say of the node: modules",
    text:
      "Each API is started as programs start it, left pending, and looked for in one dump of the heap. Rows that name an event " +
      "are waits for that event; they count as APIs.",
    apis,
    outcomes: outcomes.filter(({ api }) => !(api in NEVER_PENDING)),
    neverPending: NEVER_PENDING,
    notTried: NOT_TRIED,
    scrub: [
      [dir, "DIR"],
      [/(127\.0\.0\.1|localhost):\d+/g, "$1:PORT"],
      [/child process \d+/g, "child process PID"],
      [/fd \d+/g, "fd N"],
      [/due in \d+ s/g, "due in N s"],
      [/(DIR\/disposed)\w+/g, "$1"],
    ],
  });
  assert(shares.verb >= 0.95, `verbs: ${shares.verb}`);
  assert(shares.target >= 0.9, `targets: ${shares.target}`);
});

Deno.test("each function that a node: module exports is listed, as one to wait for or not", async () => {
  assertEquals(await unlistedExports(), []);
});
