/** Facts about workers that dumps of them build on (Deno 2.9.6). */
import { assert, assertEquals } from "@std/assert";
import v8 from "node:v8";
import { readAwaitGraph } from "../../src/heap/await_graph.ts";
import { parseSnapshot } from "../../src/heap/snapshot.ts";
import { workersIn } from "../../src/heap/workers.ts";
import { receivesIn } from "../../src/leaves/receives.ts";
import { attachToInspector } from "../../src/target/attach.ts";
import { start } from "../workers/look.ts";

Deno.test("the main thread receives messages and control of a worker in two loops, each at an operation with a number", async () => {
  const worker = new Worker("data:text/javascript,postMessage(1)", { type: "module", name: "resizer" });
  await new Promise((resolve) => worker.onmessage = resolve);
  const stream = v8.getHeapSnapshot() as unknown as { read(): Uint8Array };
  const graph = readAwaitGraph(parseSnapshot(stream.read()));
  const found = workersIn(graph.heap).find(({ name }) => name === "resizer");
  assert(found?.isRunning);
  assertEquals(receivesIn(graph).filter(({ from }) => from === found.id).length, 2);
  worker.terminate();
});

Deno.test("a command with the sessionId of a worker reaches it, with nothing enabled", async () => {
  await using target = await start("healthy/at_work.ts");
  const { address } = await target.inspector();
  const attachment = await attachToInspector({ kind: "list", url: `http://${address}` }, { timeoutMs: 60_000 });
  const { targetInfos } = await attachment.session.send<{ targetInfos: { targetId: string; type: string }[] }>(
    "Target.getTargets",
  );
  assertEquals(targetInfos.map(({ type }) => type), ["node_worker"]);
  const isolate = attachment.session.isolate(targetInfos[0].targetId, "flat");
  const { result } = await isolate.send<{ result: { value: string } }>("Runtime.evaluate", {
    expression: "self.constructor.name",
    returnByValue: true,
  });
  assertEquals(result.value, "DedicatedWorkerGlobalScope");
  await attachment.detach();
});
