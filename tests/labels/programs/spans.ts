/** Runs with `OTEL_DENO=true`: prints the labels within spans of Deno's telemetry, first without their names being noted, then with. */
import { trace } from "@opentelemetry/api";
import { extractAll, filterDump, noteSpanNames } from "../../../mod.ts";

const gate = Promise.withResolvers<void>();
async function query(): Promise<void> {
  await gate.promise;
}
async function loadUser(): Promise<void> {
  await trace.getTracer("shop").startActiveSpan("load user", async (span) => {
    await query();
    span.end();
  });
}

function print(what: string): void {
  const dump = extractAll();
  const { tasks } = filterDump(dump, { where: "name=query" });
  const labels = tasks.map(({ frames }) => frames.filter(({ hide }) => !hide).map(({ labels }) => labels));
  console.log(`${what} ${JSON.stringify({ labels, notes: dump.notes.filter((note) => note.includes("telemetry")) })}`);
}

loadUser();
await Promise.resolve();
print("before");

const names = noteSpanNames();
loadUser(); // before the fetch: Deno 2.9.6 leaves its span active in the caller
const started = Promise.withResolvers<void>();
const server = Deno.serve({ port: 0, onListen() {} }, async () => {
  started.resolve();
  await query();
  return new Response();
});
const reply = fetch(`http://localhost:${server.addr.port}/`);
await started.promise;
print("after");

names[Symbol.dispose]();
gate.resolve();
await (await reply).body?.cancel();
await server.shutdown();
