/** The workers of another program: a dump of each. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { formatDump, formatDumpFlat } from "../../src/format/dump.ts";
import { formatDumpGrouped } from "../../src/format/grouped.ts";
import { dumpToJson } from "../../src/format/json.ts";
import { DUMP_SCHEMA } from "../../src/format/schema.ts";
import { attachToInspector } from "../../src/target/attach.ts";
import { acquireWorker, acquireWorkers, listWorkers } from "../../src/target/workers.ts";
import { violations } from "../format/json_schema.ts";
import { look, start } from "./look.ts";

Deno.test("a dump has each worker by name, with its own tasks, and shows what a busy one is in", async () => {
  await using target = await start("threads.ts");
  const dump = await look(target);

  assertEquals(dump.workers.length, 3);
  const waiting = dump.workers.filter(({ target }) => target.worker?.name !== "busy"), [parent, child] = waiting;
  assertEquals(waiting.map(({ target }) => [target.kind, target.worker]), [
    ["worker", { id: 1, name: "parent" }],
    ["worker", { id: child.target.worker?.id ?? -1, name: "", parent: 1 }],
  ]);
  assertMatch(parent.target.title ?? "", /\/threads_worker\.ts$/);
  assertMatch(child.target.title ?? "", /^data:text\/javascript,.*…$/);
  assertEquals(waiting.map(({ tasks }) => tasks[0].frames.map(({ functionName, line }) => [functionName, line])), [
    [["<module>", 19], ["inventory", 15]], // lines of the TypeScript
    [["<module>", 6], ["countBooks", 3]],
  ]);
  assertEquals(parent.tasks[0].id, "w1.1");
  const busy = dump.workers.find(({ target }) => target.worker?.name === "busy");
  assertMatch(
    String(busy?.tasks[0].root),
    /^worker \d "busy" is busy in <module> at .* \(has not yielded for at least /,
  );
  assertEquals(busy?.stats.states, { running: 1 });
  assertEquals(dump.notes.filter((note) => note.startsWith("Not looked at")), []);
  assertEquals(dump.deadlocks, []);

  const written = dumpToJson(dump);
  assertEquals(violations(JSON.parse(JSON.stringify(written)), DUMP_SCHEMA), []);
  assertEquals(written.workers?.map(({ target }) => target.worker?.parent).sort(), [1, null, null]);
  assertEquals(written.workers?.[0].workers, undefined);

  for (const lines of [formatDump(dump), formatDumpFlat(dump), formatDumpGrouped(dump)]) {
    const text = lines.join("");
    assertMatch(text, /\n\nWorker 1 "parent", \S*\/threads_worker\.ts: 1 task waits in 2 frames.*\n\n#w1\.1 <module>/);
    assertMatch(text, /\n\nWorker \d of worker 1, data:\S*…: 1 task waits in 2 frames/);
    assertStringIncludes(text, "await countBooks();"); // read from the URL
    assertMatch(text, /\n\nWorker \d "busy", data:\S*…: busy, no task waits.*\n\n#w\d\.1 worker \d "busy" is busy in /);
  }
  assertStringIncludes(formatDump(dump).join(""), '╚ Worker "parent": waiting for event "message" (worker 1)\n');
});

Deno.test("a worker that has ended costs a note, and a program that exits is not held up", async () => {
  await using target = await start("threads.ts");
  const { address } = await target.inspector();
  const attachment = await attachToInspector({ kind: "list", url: `http://${address}` }, { timeoutMs: 60_000 });
  const isolates = await listWorkers(attachment.session);
  assertEquals(isolates.length, 3);

  await target.poke("terminated");
  while ((await listWorkers(attachment.session)).length > 1); // its thread ends soon, and its worker with it
  // What was listed before, and ends before it is asked, never answers.
  const [parent] = isolates;
  const error = await acquireWorker(attachment.session, parent, { timeoutMs: 60_000 }).catch(String);
  assertMatch(String(error), /ended meanwhile/);

  const ended = target.finish(); // Deno.exit(7), while the inspector is attached
  const { missed: all, notes } = await acquireWorkers(attachment.session, { timeoutMs: 60_000 });
  assert(all.length + notes.length > 0);
  await attachment.detach();
  assertEquals((await ended).code, 7);
});
