/** Names of OpenTelemetry spans: of Deno's own telemetry, and of the SDK for JavaScript. */
import { assertEquals, assertNotEquals } from "@std/assert";
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider } from "@opentelemetry/sdk-trace-base";
import { fileURLToPath } from "node:url";
import { extract } from "../../src/extract/extract.ts";
import { noteSpanNames } from "../../src/trace/span_names.ts";
import { settle } from "../glue/item_states.ts";

const PROGRAM = fileURLToPath(new URL("programs/spans.ts", import.meta.url));

Deno.test("spans of Deno's telemetry have names once these are noted, those of Deno.serve included", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", "--allow-net", "--allow-env", "--allow-sys", PROGRAM],
    env: { OTEL_DENO: "true", OTEL_EXPORTER_OTLP_PROTOCOL: "console", OTEL_DENO_CONSOLE: "ignore", NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const lines = new TextDecoder().decode(stdout).split("\n");
  const printed = (what: string) =>
    JSON.parse(lines.find((line) => line.startsWith(what))?.slice(what.length) ?? "null");
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  assertEquals(printed("before "), {
    labels: [[{}, {}, {}]],
    notes: ["Spans of Deno's telemetry have their names outside the heap: noteSpanNames() in the program shows them."],
  });
  const { labels } = printed("after ");
  assertEquals(labels.map((frames: unknown) => JSON.stringify(frames)).sort(), [
    '[{"span":"GET"},{"span":"GET"}]',
    '[{},{"span":"load user"},{"span":"load user"}]',
    "[{},{},{}]",
  ]);
});

Deno.test("spans of the OpenTelemetry SDK have their names and traces without anything", async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const tracer = new BasicTracerProvider().getTracer("shop");
  const gate = Promise.withResolvers<void>();
  async function query() {
    await gate.promise;
  }
  let traceId = "";
  const running = tracer.startActiveSpan("load user", async (span) => {
    traceId = span.spanContext().traceId;
    await query();
    span.end();
  });
  await settle();
  assertEquals(extract(running).labels, { span: "load user", traceId });
  gate.resolve();
  await running;
  context.disable();
  trace.disable();
});

Deno.test("noteSpanNames() puts back what it replaced, when the last one who wanted it is done", () => {
  const tracers = Object.getPrototypeOf(Deno.telemetry.tracerProvider.getTracer("test"));
  const { startSpan } = tracers;
  const first = noteSpanNames(), second = noteSpanNames();
  assertNotEquals(tracers.startSpan, startSpan);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  assertNotEquals(tracers.startSpan, startSpan);
  second[Symbol.dispose]();
  assertEquals(tracers.startSpan, startSpan);
});
