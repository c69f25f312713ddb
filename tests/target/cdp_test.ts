import { assert, assertEquals, assertInstanceOf, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { type CdpSession, connectCdp, directClient, TargetError } from "../../src/target/cdp.ts";
import { inTurn } from "../../src/target/turns.ts";

interface Command {
  id: number;
  method: string;
  params: Record<string, unknown>;
}

/** An inspector that answers as a test wants. */
async function withInspector(
  answer: (command: Command, socket: WebSocket) => void,
  run: (url: string) => Promise<void>,
): Promise<void> {
  const sockets: Promise<void>[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onmessage = ({ data }) => answer(JSON.parse(data), socket);
    sockets.push(new Promise((resolve) => socket.onclose = () => resolve()));
    return response;
  });
  await run(`ws://127.0.0.1:${server.addr.port}/`);
  await Promise.all(sockets);
  await server.shutdown();
}

function reply(socket: WebSocket, id: number, result: unknown): void {
  socket.send(JSON.stringify({ id, result }));
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await assertRejects(() => promise);
  assertInstanceOf(error, TargetError);
  assertMatch(error.message, /^[^\n]+$/);
  return error.code;
}

Deno.test("CdpSession.send() matches thousands of answers that come in another order", async () => {
  const waiting: Command[] = [];
  const count = 5000;
  await withInspector((command, socket) => {
    waiting.push(command);
    if (waiting.length < count) return;
    for (const { id, params } of waiting.reverse()) reply(socket, id, { echo: params.n });
  }, async (url) => {
    await using session = await connectCdp(url, { timeoutMs: 10_000 });
    const sent = Array.from({ length: count }, (_, n) => session.send("Echo", { n }));
    assertEquals((await Promise.all(sent)).map(({ echo }) => echo), Array.from({ length: count }, (_, n) => n));
  });
});

Deno.test("CdpSession.send() takes an answer of many megabytes", async () => {
  await withInspector(({ id }, socket) => reply(socket, id, { text: "x".repeat(24 * 2 ** 20) }), async (url) => {
    await using session = await connectCdp(url, { timeoutMs: 10_000 });
    assertEquals((await session.send<{ text: string }>("Large")).text.length, 24 * 2 ** 20);
  });
});

Deno.test("CdpSession.send() rejects with what the target refused", async () => {
  await withInspector(
    ({ id }, socket) => socket.send(JSON.stringify({ id, error: { message: "no such thing" } })),
    async (url) => {
      await using session = await connectCdp(url, { timeoutMs: 10_000, name: "process 1" });
      const error = await assertRejects(() => session.send("Some.thing"), TargetError);
      assertEquals([error.code, error.message], [
        "protocol",
        "The inspector of process 1 refused Some.thing: no such thing",
      ]);
    },
  );
});

Deno.test("CdpSession.on() listens until it is disposed", async () => {
  await withInspector(({ id }, socket) => {
    socket.send(JSON.stringify({ method: "Happened", params: { id } }));
    reply(socket, id, {});
  }, async (url) => {
    await using session = await connectCdp(url, { timeoutMs: 10_000 });
    const seen: unknown[] = [];
    const listening = session.on("Happened", ({ id }) => seen.push(id));
    await session.send("First");
    listening[Symbol.dispose]();
    await session.send("Second");
    assertEquals(seen, [1]);
  });
});

Deno.test("CdpSession rejects what waits and what comes later when the time is up, and still takes parting words", async () => {
  const methods: string[] = [];
  await withInspector(({ id, method }, socket) => {
    methods.push(method);
    if (method === "Parting") reply(socket, id, {});
  }, async (url) => {
    await using session = await connectCdp(url, { timeoutMs: 200 });
    assertEquals(await Promise.all([codeOf(session.send("A")), codeOf(session.send("B"))]), ["timeout", "timeout"]);
    assertEquals(await codeOf(session.send("C")), "timeout");
    await session.post("Parting");
    assertEquals(methods, ["A", "B", "Parting"]);
  });
});

for (
  const [what, leave] of Object.entries({
    "closes the socket": (_id, socket) => socket.close(),
    "says that its context is gone": (id, socket) =>
      socket.send(JSON.stringify({ id, error: { message: "Cannot find context with specified id" } })),
    "announces its end": (_id, socket) => socket.send(JSON.stringify({ method: "Runtime.executionContextDestroyed" })),
  } as Record<string, (id: number, socket: WebSocket) => void>)
) {
  Deno.test(`CdpSession ends and lets go when the target ${what}`, async () => {
    await withInspector(({ id }, socket) => leave(id, socket), async (url) => {
      const session = await connectCdp(url, { timeoutMs: 10_000 });
      assertEquals(await codeOf(session.send("A")), "exited");
      await session.closed;
      assertEquals(await codeOf(session.send("B")), "exited");
    });
  });
}

Deno.test("CdpSession ends when the caller's signal fires", async () => {
  await withInspector(() => {}, async (url) => {
    const controller = new AbortController();
    await using session = await connectCdp(url, { timeoutMs: 10_000, signal: controller.signal });
    const sent = session.send("A");
    controller.abort();
    assertEquals(await codeOf(sent), "cancelled");
  });
});

Deno.test("CdpSession ends on a message that is no JSON", async () => {
  await withInspector((_command, socket) => socket.send("hello"), async (url) => {
    await using session: CdpSession = await connectCdp(url, { timeoutMs: 10_000 });
    assertEquals(await codeOf(session.send("A")), "protocol");
  });
});

Deno.test("connectCdp() rejects where nothing listens, and where nobody answers", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  assertEquals(await codeOf(connectCdp(`ws://127.0.0.1:${listener.addr.port}/`, { timeoutMs: 100 })), "timeout");
  const { port } = listener.addr;
  listener.close();
  assertEquals(await codeOf(connectCdp(`ws://127.0.0.1:${port}/`, { timeoutMs: 10_000 })), "no-inspector");
});

Deno.test("directClient() leaves the environment as it was", () => {
  for (const before of [undefined, "example.com"]) {
    if (before === undefined) Deno.env.delete("NO_PROXY");
    else Deno.env.set("NO_PROXY", before);
    directClient(new URL("ws://127.0.0.1:1/")).close();
    assertEquals(Deno.env.get("NO_PROXY"), before);
  }
  Deno.env.delete("NO_PROXY");
});

Deno.test("inTurn() wraps code, and nothing else", () => {
  const { expression, awaitPromise } = inTurn("Runtime.evaluate", { expression: "6 * 7 // x" }) as Record<
    string,
    unknown
  >;
  assertStringIncludes(String(expression), "6 * 7 // x\n");
  assert(awaitPromise);
  assertEquals(inTurn("Runtime.getProperties", { objectId: "1" }), { objectId: "1" });
});
